"""Bytes through a pseudo-terminal to the green view and the row, with the real processes."""

from __future__ import annotations

import secrets
from pathlib import Path

import sqlalchemy as sa

from hub.attendance.tables import presence, scan
from hub.contract.attendance import Standing
from hub.contract.fleet import Role
from hub.fleet.tables import kiosk as kiosk_table
from hub.platform.clock import HubClock
from hub.roll.tables import badge, delegate
from tests.fakes.congress import add_person, new_code
from tests.fakes.hub_process import HubProcess
from tests.journeys.conftest import Join, eventually, open_first_session


def test_a_roll_is_imported_and_a_badge_of_it_checks_in(
    hub_process: HubProcess, join: Join, tmp_path: Path
) -> None:
    sheet = tmp_path / "danh-sach.xlsx"
    hub_process.command("sample", "--out", str(sheet), "--delegates", "40", "--seed", "7")
    hub_process.command("import", str(sheet))
    session = open_first_session(hub_process)
    code, who, name = (
        hub_process.database.engine.connect()
        .execute(
            sa.select(badge.c.code, delegate.c.delegate_id, delegate.c.name)
            .join(delegate, delegate.c.delegate_id == badge.c.delegate_id)
            .where(delegate.c.standing == Standing.OFFICIAL.value)
            .limit(1)
        )
        .one()
    )
    kiosk = join("Bàn đón 1", Role.CHECKIN)
    assert hub_process.column(sa.select(kiosk_table.c.label)) == ["Bàn đón 1"]

    kiosk.scan(code)
    view = kiosk.sees("VerdictView")
    assert (view["title"], view["tone"], view["icon"]) == ("checkin.accepted", "accepted", "check")
    assert view["name"] == name
    present = sa.select(presence.c.delegate_id).where(presence.c.session_id == session)
    assert hub_process.column(present) == [who]


def test_each_answer_looks_different(hub_process: HubProcess, join: Join) -> None:
    open_first_session(hub_process)
    database = hub_process.database
    _, official = add_person(database, name="Trần Thị Hoà")
    _, undecided = add_person(database, Standing.ALTERNATE)
    _, guest = add_person(database, Standing.GUEST, name="Lê Văn Khách")
    _, revoked = add_person(database, revoked_ms=1)
    kiosk = join("Bàn đón 1", Role.CHECKIN)

    looks = set()
    for code, title in [
        (official, "checkin.accepted"),
        (guest, "checkin.accepted_guest"),
        (new_code(), "checkin.unknown"),
        (revoked, "checkin.revoked"),
        (undecided, "checkin.alternate_undecided"),
    ]:
        kiosk.scan(code)
        view = kiosk.sees("VerdictView", title)
        looks.add((view["tone"], view["icon"], view["title"]))
        if view["tone"] != "accepted":
            kiosk.touch("close")
        kiosk.sees("IdleView")
    kiosk.scan(official)
    view = kiosk.sees("VerdictView", "checkin.already_in")
    looks.add((view["tone"], view["icon"], view["title"]))
    assert len(looks) == 6


def test_noise_accepts_nobody_and_the_next_badge_is_read(
    hub_process: HubProcess, join: Join
) -> None:
    open_first_session(hub_process)
    who, code = add_person(hub_process.database)
    _, second = add_person(hub_process.database, name="Phan Văn Đông")
    kiosk = join("Bàn đón 1", Role.CHECKIN)
    wrong_check = code[:-1] + str((int(code[-1]) + 1) % 10)
    for noise in (
        b"\x00\xff\xfe\x1b[2J\x07\r",
        code[:13].encode() + b"\r",
        wrong_check.encode() + b"\r",
        b"https://example.com/win?" + code.encode() + b"\r",
        secrets.token_bytes(10_000),
    ):
        assert kiosk.scanner.send(b"\r" + noise + b"\r")
    kiosk.sees("VerdictView")  # calm words for what could not be read
    assert hub_process.column(sa.select(presence.c.delegate_id)) == []

    # Two codes in one read: the first is answered, and nobody is taken for somebody else.
    kiosk.sees("IdleView")
    assert kiosk.scanner.send(f"{code}\r{second}\r".encode())
    kiosk.sees("VerdictView", "checkin.accepted")
    kiosk.sees("VerdictView", "checkin.accepted", lambda view: view["name"] == "Phan Văn Đông")
    assert sorted(hub_process.column(sa.select(presence.c.delegate_id)))[0] == who
    assert len(hub_process.column(sa.select(presence.c.delegate_id))) == 2


def test_a_silent_hub_is_amber_and_every_scan_arrives_later_once(
    hub_process: HubProcess, join: Join
) -> None:
    open_first_session(hub_process)
    people = [add_person(hub_process.database) for _ in range(3)]
    kiosk = join("Bàn đón 1", Role.CHECKIN)
    hub_process.kill()
    for _, code in people:
        kiosk.scan(code)
        kiosk.sees("WorkingView")
        view = kiosk.sees("VerdictView", "checkin.kept")
        assert (view["tone"], view["icon"]) == ("attention", "clock")
    kiosk.kill()  # and the power goes, too
    kiosk.start()
    hub_process.start()
    eventually(lambda: len(hub_process.column(sa.select(scan.c.late))) == 3)
    present = hub_process.column(sa.select(presence.c.delegate_id))
    assert sorted(present) == sorted(who for who, _ in people)
    assert hub_process.column(sa.select(scan.c.late)) == [True] * 3


def test_a_revoked_kiosk_is_out_of_order_and_stays_so(hub_process: HubProcess, join: Join) -> None:
    open_first_session(hub_process)
    _, code = add_person(hub_process.database)
    kiosk = join("Bàn đón 1", Role.CHECKIN)
    revoke_all(hub_process)
    kiosk.scan(code)
    kiosk.sees("OutOfOrderView")
    assert hub_process.column(sa.select(presence.c.delegate_id)) == []
    hub_process.kill()
    kiosk.kill()
    kiosk.start()  # nobody is there who could say it again
    kiosk.sees("OutOfOrderView", "out.kiosk_revoked")


def revoke_all(hub: HubProcess) -> None:
    now = HubClock().now_ms()
    hub.database.write(lambda c: c.execute(kiosk_table.update().values(revoked_ms=now)) and None)
