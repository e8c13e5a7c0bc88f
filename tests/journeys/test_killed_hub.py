"""A hub killed again and again while kiosks work: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from hub.attendance.tables import presence, scan
from hub.contract.fleet import Role
from hub.voting.tables import ballot, voter
from tests.fakes.congress import add_person
from tests.fakes.hub_process import HubProcess
from tests.fakes.kiosk_process import KioskProcess
from tests.journeys.conftest import Join, eventually, open_first_session, open_poll, vote

EACH = 8
VOTERS = 3
KILLS = 3


def check_in(kiosk: KioskProcess, codes: list[str], acknowledged: list[str]) -> None:
    for code in codes:
        kiosk.scan(code)
        view = kiosk.sees("VerdictView")
        if view["title"] == "checkin.accepted":
            acknowledged.append(code)
        else:
            assert view["title"] == "checkin.kept", view
            kiosk.touch("close")


def side_by_side(works: list[Callable[[], None]]) -> list[BaseException]:
    """Run them in threads to their ends; what went wrong in any."""
    wrong: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_check_ins_and_ballots_through_three_kills(
    hub_process: HubProcess, join: Join, tmp_path: Path
) -> None:
    open_first_session(hub_process)
    people = [add_person(hub_process.database) for _ in range(2 * EACH + VOTERS)]
    codes = [code for _, code in people]
    open_poll(hub_process, tmp_path, summoned=len(people))
    desks = [join("Bàn đón 1", Role.CHECKIN), join("Bàn đón 2", Role.CHECKIN)]
    booth = join("Buồng phiếu 1", Role.BOOTH)
    acknowledged: list[str] = []
    done = threading.Event()

    def kill_and_start() -> None:
        kills = 0
        while kills < KILLS or not done.is_set():
            time.sleep(1)  # the fault's own rhythm, not a wait for anything
            hub_process.kill()
            hub_process.start()
            kills += 1

    def vote_one_by_one() -> None:
        for code in codes[2 * EACH :]:
            vote(booth, code, (0, 1))

    killer = threading.Thread(target=kill_and_start)
    killer.start()
    wrong = side_by_side(
        [
            lambda: check_in(desks[0], codes[:EACH], acknowledged),
            lambda: check_in(desks[1], codes[EACH : 2 * EACH], acknowledged),
            vote_one_by_one,
        ]
    )
    done.set()
    killer.join()
    assert wrong == []

    scanned = sorted(who for who, _ in people)
    present = sa.select(presence.c.delegate_id)
    eventually(lambda: sorted(hub_process.column(present)) == scanned)
    in_time = set(hub_process.column(sa.select(scan.c.code)))
    assert set(acknowledged) <= in_time
    assert hub_process.column(sa.select(voter.c.voted)) == [True] * VOTERS
    assert len(hub_process.column(sa.select(ballot.c.ballot_id))) == VOTERS
