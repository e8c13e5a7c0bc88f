from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.contract.badge import is_badge_code
from hub.rehearsal.sample import make_people
from hub.rehearsal.sample_commands import sample_command, training_command
from hub.roll import store
from hub.roll.commands import badges_command, import_command
from hub.settings import HubSettings, make_settings
from tests.fakes.roll_file import AN, BINH, HOA, csv_text
from tests.roll.conftest import Desk


def run(command: object, settings: HubSettings, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, obj=settings)  # type: ignore[arg-type]


def test_import_says_every_error_with_place_and_remedy_and_fails(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "danh-sach.csv"
    bad = ("003", "Lê Bình", "1970", *BINH[3:6], "gì đó")
    path.write_text(csv_text([HOA, bad]), encoding="utf-8")
    result = run(import_command, desk.settings, str(path))
    said = " ".join(result.output.split())
    assert result.exit_code == 1
    assert "Chưa nhập gì: có 2 lỗi." in said
    assert "(Ngày" in said
    assert "khách mời" in said  # the remedy names what may be written
    assert desk.names() == []


def test_import_reports_what_it_did_and_a_dry_run_says_so(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "danh-sach.csv"
    path.write_text(csv_text([HOA, AN]), encoding="utf-8")
    tried = run(import_command, desk.settings, str(path), "--dry-run")
    assert "chưa ghi gì" in tried.output
    assert desk.names() == []
    done = run(import_command, desk.settings, str(path))
    assert (done.exit_code, "thêm 2, thay đổi 0, giữ nguyên 0" in done.output) == (0, True)
    path.write_text(csv_text([(*HOA[:5], "B1", HOA[6])]), encoding="utf-8")
    again = run(import_command, desk.settings, str(path)).output
    assert "Thay đổi: Trần Thị Hòa: Số ghế" in again
    assert "002 Nguyễn Văn An (Sở Tài chính)" in again  # not in this file


def test_a_file_that_cannot_be_read_gives_one_sentence(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "cu.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    result = run(import_command, desk.settings, str(path))
    assert result.exit_code == 1
    assert "Excel đời cũ" in result.output


def test_without_a_congress_every_command_says_what_to_do(tmp_path: Path) -> None:
    nowhere = make_settings(tmp_path / "none")
    for command, arguments in (
        (import_command, ("x.csv",)),
        (badges_command, ()),
        (training_command, ("--out", str(tmp_path / "t.json"))),
    ):
        result = run(command, nowhere, *arguments)
        assert result.exit_code == 1
        assert "daihoi-hub init" in result.output


def test_badges_of_one_delegation_or_a_list_of_delegations(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "danh-sach.csv"
    path.write_text(csv_text([HOA, AN]), encoding="utf-8")
    out = tmp_path / "the.pdf"
    assert run(badges_command, desk.settings, "--out", str(out)).exit_code == 1  # empty roll
    run(import_command, desk.settings, str(path))
    done = run(badges_command, desk.settings, "--delegation", "so y te", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "1 thẻ trên 1 trang" in done.output
    assert out.read_bytes().startswith(b"%PDF")
    unknown = run(badges_command, desk.settings, "--delegation", "Sở X", "--out", str(out))
    assert "Sở Tài chính" in unknown.output
    assert unknown.exit_code == 1


@pytest.mark.parametrize("delegates", [1, 63, 300])
def test_a_sample_of_any_size_is_imported_by_the_normal_import(
    desk: Desk, tmp_path: Path, delegates: int
) -> None:
    out = tmp_path / "mau.xlsx"
    arguments = ("--out", str(out), "--delegates", str(delegates))
    assert run(sample_command, desk.settings, *arguments).exit_code == 0
    imported = run(import_command, desk.settings, str(out))
    assert imported.exit_code == 0, imported.output
    with desk.database.read() as connection:
        totals = store.totals_by_delegation(connection)
    assert sum(count for _, _, count in totals) == delegates
    assert sum(count > 0 for _, _, count in totals) == min(delegates, 64)


def test_one_seed_gives_one_file(desk: Desk, tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        arguments = ("--out", str(tmp_path / name), "--delegates", "20", "--seed", str(seed))
        run(sample_command, desk.settings, *arguments)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert (tmp_path / "a").read_bytes() != (tmp_path / "c").read_bytes()


def test_no_two_sample_people_share_a_name_a_number_or_a_seat() -> None:
    people = make_people()
    assert len({p.name for p in people}) == len({p.number for p in people}) == len(people)
    official = [p for p in people if p.standing.value == "official"]
    assert len({p.seat for p in official}) == 300


def test_training_badges_are_of_every_kind_and_spoil_nobody(desk: Desk, tmp_path: Path) -> None:
    sheet, out = tmp_path / "mau.xlsx", tmp_path / "the.json"
    run(sample_command, desk.settings, "--out", str(sheet), "--delegates", "60")
    run(import_command, desk.settings, str(sheet))
    before = {badge.code for badge in desk.roll.badges()}
    assert run(training_command, desk.settings, "--out", str(out)).exit_code == 0
    assert run(training_command, desk.settings, "--out", str(out)).exit_code == 0
    tray = json.loads(out.read_text(encoding="utf-8"))
    assert len(tray) == 12
    assert all(set(line) == {"name", "code", "note"} for line in tray)
    assert all(is_badge_code(line["code"]) for line in tray)
    with desk.database.read() as connection:
        holders = [store.find_badge(connection, line["code"]) for line in tray]
    kinds = {
        (h.standing.value, h.undecided, h.revoked_ms is not None) if h else None for h in holders
    }
    assert {("official", False, False), ("alternate", True, False), None} <= kinds
    assert {("guest", False, False)} <= kinds
    assert sum(h is not None and h.revoked_ms is not None for h in holders) == 1
    assert {badge.code for badge in desk.roll.badges()} == before
