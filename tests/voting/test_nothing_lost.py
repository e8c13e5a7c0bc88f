"""Whatever happens in mid-cast: what was acknowledged is there, and voted = ballots."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from hub.contract.voting import CastRequest, Receipt
from hub.voting import box, store, tables
from tests.fakes.bench import wait_until
from tests.fakes.hall import Hall, draft, new_id

ROOT = Path(__file__).parents[2]
KILLS = 5
BETWEEN_KILLS = 8


def numbers(hall: Hall, poll: int) -> tuple[int, int, int]:
    """Voted, ballots, live permits."""
    with hall.database.read() as c:
        return store.voted(c, poll), box.size(c, poll), store.live_permits(c, poll)


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_killed_in_the_middle_of_casts(tmp_path: Path) -> None:
    """The process that casts is killed five times; then everybody who is left votes."""
    hall = Hall(tmp_path, delegates=120)
    poll = hall.open_poll(draft(summoned=120))
    ballots = {code: new_id() for code in hall.codes}
    acked, work = tmp_path / "acked", tmp_path / "work"
    for kill in range(KILLS + 1):
        done = set(lines(acked))
        left = [(code, one) for code, one in ballots.items() if one not in done]
        work.write_text("".join(f"{code} {one}\n" for code, one in left))
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.fakes.casting_process"),
                *(str(tmp_path), str(poll), str(work), str(acked)),
            ],
            cwd=ROOT,
        )
        if kill < KILLS:
            enough = len(done) + BETWEEN_KILLS
            wait_until(
                lambda enough=enough: len(lines(acked)) >= enough,  # type: ignore[misc]
                "ballots are acknowledged",
                30,
            )
            process.send_signal(signal.SIGKILL)
            assert process.wait(30) == -signal.SIGKILL
        else:
            assert process.wait(60) == 0
        with hall.database.read() as c:
            stored = {bytes(one).hex() for one in c.scalars(sa.select(tables.ballot.c.ballot_id))}
        assert set(lines(acked)) <= stored, "an acknowledged ballot is not in the box"
        voted, ballots_in, _ = numbers(hall, poll)
        assert voted == ballots_in == len(stored)
    assert numbers(hall, poll) == (120, 120, 0)
    assert hall.polls.close(poll, "ky-thuat", confirmed=False) == []
    assert hall.polls.count(poll, "ky-thuat") == []
    hall.close()


@pytest.mark.parametrize("breaks", ["put", "rewrite"])
def test_a_cast_that_fails_half_way_leaves_the_permit_and_nothing_else(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    poll = hall.open_poll()
    for code in hall.seat(9):
        hall.vote(poll, code, "c001")
    request, ballot = hall.filled(hall.ask(poll, hall.codes[0]), ["c001"]), new_id()

    def broken(*_: object) -> None:
        raise OSError("no")

    with monkeypatch.context() as patched:
        patched.setattr(box, breaks, broken)
        with pytest.raises(OSError, match="no"):
            hall.booth.cast(poll, ballot, request)
        assert numbers(hall, poll) == (9, 9, 1)
    hall.booth.cast(poll, ballot, request)
    assert numbers(hall, poll) == (10, 10, 0)


def test_twenty_casts_at_once_each_sent_three_times(hall: Hall) -> None:
    poll = hall.open_poll(draft(summoned=20))
    casts: list[tuple[str, CastRequest]] = [
        (new_id(), hall.filled(hall.ask(poll, code, kiosk=code), ["c002"]))
        for code in hall.seat(20)
    ]
    together = Barrier(60)

    def send(one: tuple[str, CastRequest]) -> Receipt:
        together.wait()
        return hall.booth.cast(poll, *one)

    with ThreadPoolExecutor(60) as pool:
        receipts = list(pool.map(send, casts * 3))
    assert numbers(hall, poll) == (20, 20, 0)
    assert receipts[:20] == receipts[20:40] == receipts[40:]
    assert {one.ballot_id for one in receipts} == {ballot for ballot, _ in casts}


def test_one_person_at_twenty_booths_at_once_gets_one_permit(hall: Hall) -> None:
    poll = hall.open_poll()
    together = Barrier(20)

    def ask(booth: int) -> str | None:
        together.wait()
        return hall.ask(poll, hall.codes[0], kiosk=f"k{booth}").permit

    with ThreadPoolExecutor(20) as pool:
        permits = [one for one in pool.map(ask, range(20)) if one]
    assert len(permits) == 1
    assert numbers(hall, poll) == (0, 0, 1)
