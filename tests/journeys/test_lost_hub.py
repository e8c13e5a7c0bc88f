"""The hub's machine is lost in the middle of work; the congress goes on from its copy."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from hub.attendance.tables import presence, scan
from hub.contract import endpoints
from hub.contract.attendance import CheckInRequest
from hub.contract.fleet import Role
from hub.contract.voting import CastRequest, PermitRequest, PermitVerdict, seal_open
from hub.platform.copy_folder import newest_copy
from hub.platform.manifest import Manifest, OpenPoll, sequence_of
from hub.restoring import look_at
from hub.voting.tables import ballot, poll, voter
from tests.fakes.congress import add_person
from tests.fakes.hub_process import HubClient, HubProcess
from tests.journeys.conftest import Join, eventually, open_first_session, open_poll

DESKS, BOOTHS = 3, 2
VOTERS = 60


def now_ms() -> int:
    """The clock that the hub reads too: it is on the same machine."""
    return time.time_ns() // 1_000_000


class Hall:
    """Desks and booths that work until the hub is gone; what was acknowledged, and when."""

    def __init__(self, hub: HubProcess, people: list[tuple[int, str]], poll_id: int) -> None:
        self.scans: dict[str, int] = {}
        self.ballots: dict[str, int] = {}
        self.poll_id = poll_id
        self._over = threading.Event()
        codes = [code for _, code in people]
        works: list[Callable[[], None]] = []
        for n in range(DESKS):
            desk = hub.join(f"Bàn {n}")
            works.append(lambda desk=desk: self._check_in(desk, codes))  # type: ignore[misc]
        self.booths = [hub.join(f"Buồng {n}", Role.BOOTH) for n in range(BOOTHS)]
        for n, booth in enumerate(self.booths):
            mine = codes[:VOTERS][n::BOOTHS]
            works.append(lambda booth=booth, mine=mine: self._vote(booth, mine))  # type: ignore[misc]
        self._threads = [threading.Thread(target=work, daemon=True) for work in works]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _check_in(self, desk: HubClient, codes: list[str]) -> None:
        while not self._over.is_set():
            scan_id = secrets.token_hex(16)
            code = secrets.choice(codes)
            desk.call(endpoints.CHECKIN, CheckInRequest(scan_id, code, now_ms(), None, False))
            self.scans[scan_id] = now_ms()

    def _vote(self, booth: HubClient, codes: list[str]) -> None:
        for code in codes:
            if self._over.wait(0.2):
                return
            ballot_id = secrets.token_hex(16)
            assert vote(booth, self.poll_id, code, ballot_id) is PermitVerdict.GRANTED
            self.ballots[ballot_id] = now_ms()


def vote(booth: HubClient, poll_id: int, code: str, ballot_id: str) -> PermitVerdict:
    asked = PermitRequest(request_id=secrets.token_hex(16), code=code)
    reply = booth.call(endpoints.PERMIT, asked, [("poll_id", poll_id)])
    verdict: PermitVerdict = reply.verdict
    if verdict is PermitVerdict.GRANTED:
        cast = CastRequest(reply.permit, seal_open(reply.form, ["c001"]))
        booth.call(endpoints.CAST, cast, [("poll_id", poll_id), ("ballot_id", ballot_id)])
    return verdict


def test_the_congress_goes_on_from_a_copy_taken_under_load(
    hub_process: HubProcess, join: Join, tmp_path: Path
) -> None:
    hub, usb = hub_process, tmp_path / "usb"
    usb.mkdir()
    hub.stop()
    hub.start("--copies", str(usb), "--copies-every", "1", "--copies-keep", "1000")
    open_first_session(hub)
    people = [add_person(hub.database) for _ in range(VOTERS + 5)]
    open_poll(hub, tmp_path, summoned=len(people))
    (poll_id,) = hub.column(sa.select(poll.c.poll_id))
    desk = join("Bàn đón", Role.CHECKIN)  # a whole kiosk, with its scanner
    hall = Hall(hub, people, poll_id)
    eventually(lambda: made(usb) > 0 and newest(usb).rows["ballot"] >= 10)
    copy = newest(usb)
    hall.end()
    hub.kill()
    assert max(hall.scans.values()) > copy.made_ms  # they were at work when it was made
    folder = next(usb.glob(f"*/{copy.sequence:06d}-*"))
    hub.command("restore", str(folder), "--data", str(tmp_path / "spare"))
    hub.move(tmp_path / "spare")  # the disk of the first is never read again

    before = {one for one, at in hall.scans.items() if at < copy.made_ms}
    assert len(before) > 20
    assert before <= set(hub.column(sa.select(scan.c.scan_id)))
    kept = {bytes(one).hex() for one in hub.column(sa.select(ballot.c.ballot_id))}
    voted = hub.column(sa.select(voter.c.delegate_id).where(voter.c.voted))
    issued = hub.column(sa.select(voter.c.delegate_id))
    assert copy.open_polls == [OpenPoll(poll_id, len(issued), len(kept))]
    assert len(kept) == len(voted) >= 10
    assert kept < set(hall.ballots)

    hub.start()
    who, code = add_person(hub.database)
    desk.stands_at("IdleView", "checkin.idle")
    desk.scan(code)  # kept on the kiosk, if it has not found the hub again yet
    eventually(lambda: who in hub.column(sa.select(presence.c.delegate_id)))

    verdicts = {
        person: vote(hall.booths[0], poll_id, code, secrets.token_hex(16))
        for person, code in people[:VOTERS]
    }
    told = {person for person, said in verdicts.items() if said is PermitVerdict.ALREADY_VOTED}
    assert told == set(voted)
    assert set(verdicts.values()) == {PermitVerdict.GRANTED, PermitVerdict.ALREADY_VOTED}
    assert len(hub.column(sa.select(ballot.c.ballot_id))) == VOTERS
    assert sum(hub.column(sa.select(voter.c.voted))) == VOTERS


def newest(usb: Path) -> Manifest:
    """What the newest copy says of itself."""
    (folder,) = usb.iterdir()
    found = newest_copy(usb, folder.name)
    assert found is not None
    return found


def made(usb: Path) -> int:
    """The number of the newest copy, 0 before there is one."""
    copies = usb.glob("*/*/manifest.json")
    return max((sequence_of(path.parent.name) for path in copies), default=0)


def test_killed_again_and_again_there_is_always_a_whole_copy(
    founded_hub: HubProcess, tmp_path: Path
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    for kill in range(1, 4):
        founded_hub.start("--copies", str(usb), "--copies-every", "1", "--copies-keep", "1")
        eventually(lambda kill=kill: made(usb) >= kill)  # type: ignore[misc]
        founded_hub.kill()
        assert look_at(usb).manifest.sequence >= kill
