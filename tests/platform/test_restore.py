"""What is restored and what is refused; nothing is ever written over."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from hub.__main__ import cli
from hub.platform.db import Database
from hub.platform.manifest import BadCopy, Problem, sha256_of
from hub.platform.tables import event_log
from hub.platform.tls import load_authority
from hub.restoring import look_at, restore
from hub.settings import HubSettings, make_settings
from tests.fakes.founded import copier_of, founded

NOW = 1_795_451_638_932


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    settings = founded(tmp_path_factory.mktemp("hub") / "data")
    (settings.photos_dir / "abc.jpg").write_bytes(b"picture")
    return settings


@pytest.fixture
def usb(hub: HubSettings, tmp_path: Path) -> Path:
    """A disk with one copy on it."""
    (tmp_path / "usb").mkdir()
    copier_of(hub, tmp_path / "usb").take(NOW)
    return tmp_path / "usb"


@pytest.fixture
def copy(usb: Path) -> Path:
    return look_at(usb).folder


def problem_of(folder: Path, passphrase: str = "") -> Problem:
    with pytest.raises(BadCopy) as bad:
        look_at(folder, passphrase)
    return bad.value.problem


def rewrite_manifest(copy: Path, change: Callable[[dict[str, Any]], None]) -> None:
    manifest = msgspec.json.decode((copy / "manifest.json").read_bytes())
    change(manifest)
    (copy / "manifest.json").write_bytes(msgspec.json.encode(manifest))


def change_database(copy: Path, statement: str) -> None:
    """Change the database and its hash with it, as somebody would who means it."""
    with closing(sqlite3.connect(copy / "hub.db")) as connection:
        connection.execute(statement)
        connection.commit()
    digest = sha256_of(copy / "hub.db")
    rewrite_manifest(copy, lambda m: m["files"].update({"hub.db": digest}))


def test_a_restored_hub_is_the_same_hub(hub: HubSettings, usb: Path, tmp_path: Path) -> None:
    target = make_settings(tmp_path / "new")
    restore(look_at(usb), target.data_dir)
    assert load_authority(target.keys_dir).hub_id == load_authority(hub.keys_dir).hub_id
    for path in hub.keys_dir.iterdir():
        assert (target.keys_dir / path.name).read_bytes() == path.read_bytes()
        assert (target.keys_dir / path.name).stat().st_mode & 0o077 == 0
    assert (target.photos_dir / "abc.jpg").read_bytes() == b"picture"
    database = Database(target.database_url)
    with database.read() as connection:
        rows = connection.execute(sa.select(event_log).order_by(event_log.c.event_id)).all()
    database.close()
    assert [row.kind for row in rows] == ["congress.founded", "copies.restored"]
    assert rows[-1].details["made_ms"] == NOW


def test_any_of_the_three_folders_is_understood(usb: Path, copy: Path) -> None:
    assert look_at(copy).folder == look_at(copy.parent).folder == look_at(usb).folder == copy


def test_a_half_written_copy_is_none(copy: Path) -> None:
    copy.rename(copy.with_name("000002-x.part"))
    assert problem_of(copy.parent) is Problem.NOT_A_COPY


def test_no_copy_at_all(tmp_path: Path) -> None:
    assert problem_of(tmp_path) is Problem.NOT_A_COPY
    assert problem_of(tmp_path / "nowhere") is Problem.NOT_A_COPY


def test_copies_of_two_hubs(usb: Path, copy: Path) -> None:
    shutil.copytree(copy.parent, usb / "daihoi-00000000")
    assert problem_of(usb) is Problem.SEVERAL


@pytest.mark.parametrize("name", ["hub.db", "keys/ca.key", "keys/session.key"])
def test_a_file_is_missing(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert problem_of(copy) is Problem.INCOMPLETE


@pytest.mark.parametrize("name", ["hub.db", "keys/ca.key", "keys/ca.pem"])
def test_one_bit_is_another(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    assert problem_of(copy) is Problem.CHANGED


@pytest.mark.parametrize("written", [b"", b"{", b'{"format": 1}', b'{"format": "x"}', b"\xff"])
def test_a_broken_manifest(copy: Path, written: bytes) -> None:
    (copy / "manifest.json").write_bytes(written)
    assert problem_of(copy) is Problem.CHANGED


def test_a_manifest_that_lists_less(copy: Path) -> None:
    rewrite_manifest(copy, lambda m: m["files"].pop("hub.db"))
    assert problem_of(copy) is Problem.CHANGED


def test_a_manifest_that_points_elsewhere(copy: Path) -> None:
    rewrite_manifest(copy, lambda m: m["files"].update({"../../../data/hub.db": "0" * 64}))
    assert problem_of(copy) is Problem.CHANGED


def test_a_newer_format(copy: Path) -> None:
    rewrite_manifest(copy, lambda m: m.update(format=2, files="of another kind"))
    assert problem_of(copy) is Problem.NEWER


def test_a_newer_database(copy: Path, tmp_path: Path) -> None:
    change_database(copy, "UPDATE alembic_version SET version_num = '9999_later'")
    looked = look_at(copy)
    with pytest.raises(BadCopy) as bad:
        restore(looked, tmp_path / "new")
    assert bad.value.problem is Problem.NEWER
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "new.restoring").exists()


def test_the_database_of_another_congress(copy: Path) -> None:
    change_database(copy, f"UPDATE congress SET congress_id = '{'0' * 32}'")
    assert problem_of(copy) is Problem.FOREIGN


def test_the_keys_of_another_hub(copy: Path, tmp_path: Path) -> None:
    other = founded(tmp_path / "other")
    names = ("ca.key", "ca.pem")
    for name in names:
        shutil.copy(other.keys_dir / name, copy / "keys" / name)
    digests = {f"keys/{name}": sha256_of(copy / "keys" / name) for name in names}
    rewrite_manifest(copy, lambda m: m["files"].update(digests))
    with pytest.raises(BadCopy) as bad:
        restore(look_at(copy), tmp_path / "new")
    assert bad.value.problem is Problem.FOREIGN
    assert not (tmp_path / "new").exists()


def test_a_database_that_cannot_be_read_through(copy: Path) -> None:
    content = (copy / "hub.db").read_bytes()
    (copy / "hub.db").write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    digest = sha256_of(copy / "hub.db")
    rewrite_manifest(copy, lambda m: m["files"].update({"hub.db": digest}))
    assert problem_of(copy) is Problem.BROKEN


def test_photos_can_be_done_without(copy: Path, tmp_path: Path) -> None:
    (copy.parent / "photos" / "abc.jpg").write_bytes(b"rotten")
    assert problem_of(copy) is Problem.CHANGED
    restore(look_at(copy, photos=False), tmp_path / "new", photos=False)
    assert list((tmp_path / "new" / "photos").iterdir()) == []


def test_keys_under_a_passphrase(hub: HubSettings, tmp_path: Path) -> None:
    place = tmp_path / "sealed"
    place.mkdir()
    key = (hub.keys_dir / "ca.key").read_bytes().splitlines()[1]
    made = copier_of(replace(hub, copies_passphrase="mười hai chữ cái"), place).take(NOW)
    assert not [p for p in made.folder.rglob("*") if p.is_file() and key in p.read_bytes()]
    assert problem_of(place) is Problem.PASSPHRASE_NEEDED
    assert problem_of(place, "mười hai chữ số!") is Problem.PASSPHRASE_WRONG
    restore(look_at(place, "mười hai chữ cái"), tmp_path / "new")
    assert key in (tmp_path / "new" / "keys" / "ca.key").read_bytes()


def test_nothing_is_written_over(usb: Path, hub: HubSettings, tmp_path: Path) -> None:
    before = sha256_of(hub.sqlite_path)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "note.txt").touch()
    (tmp_path / "file").touch()
    for target in (hub.data_dir, tmp_path / "used", tmp_path / "file"):
        with pytest.raises(BadCopy) as bad:
            restore(look_at(usb), target)
        assert bad.value.problem is Problem.OCCUPIED
    assert sha256_of(hub.sqlite_path) == before
    assert [path.name for path in (tmp_path / "used").iterdir()] == ["note.txt"]


def test_an_empty_folder_and_one_left_by_a_restore_that_was_cut_short(
    usb: Path, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new.restoring").mkdir()
    (tmp_path / "new.restoring" / "hub.db").write_bytes(b"half")
    restore(look_at(usb), tmp_path / "new")
    assert (tmp_path / "new" / "hub.db").stat().st_size > 10_000
    assert not (tmp_path / "new.restoring").exists()


def run(*words: object, code: int) -> str:
    done = CliRunner().invoke(cli, ["--language", "vi", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def test_the_commands(hub: HubSettings, tmp_path: Path) -> None:
    place, new = tmp_path / "place", tmp_path / "new"
    place.mkdir()
    said = run("--data", hub.data_dir, "backup", place, code=0)
    assert "Đã tạo bản sao lưu" in said
    assert "không mã hoá" in said
    said = run("restore", place, "--data", new, code=0)
    assert "Đã khôi phục đại hội: Đại hội thử" in said
    assert str(new) in said
    assert "Ở đây đã có dữ liệu" in run("restore", place, "--data", new, code=1)
    assert "không có bản sao lưu" in run("restore", new, "--data", tmp_path / "x", code=1)
    said = run("--data", hub.data_dir, "backup", tmp_path / "nowhere", code=1)
    assert "Không thấy thư mục" in said
    assert "chưa có đại hội" in run("--data", place, "backup", place, code=1)


def test_postgresql_is_refused_with_what_to_use_instead(hub: HubSettings, tmp_path: Path) -> None:
    url = ("--data", hub.data_dir, "--database", "postgresql+psycopg://127.0.0.1/daihoi")
    for words in (
        ("backup", tmp_path),
        ("restore", tmp_path),
        ("run", "--copies", tmp_path),
    ):
        assert "pg_basebackup" in run(*url, *words, code=1)


def test_a_passphrase_that_is_no_good(hub: HubSettings, tmp_path: Path) -> None:
    (tmp_path / "short").write_text("ngắn\n")
    words = ("--data", hub.data_dir, "backup", tmp_path, "--passphrase-file")
    assert "12" in run(*words, tmp_path / "short", code=1)
    assert "Không đọc được" in run(*words, tmp_path / "none", code=1)
