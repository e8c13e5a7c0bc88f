"""The linkage game over copies: a thief with every copy that was ever made of an open poll.

The thief knows in which order people voted. A copy after every single ballot is the worst that
can happen to a copy a minute. What came between any two copies must be nothing, or at least ten
ballots with as many voters, in an order that says nothing; copies as they are made without
thinking must be caught by the same attacks.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.platform.manifest import OpenPoll
from hub.voting import box, rules
from hub.voting.copied_box import CopiedBox
from hub.voting.tables import ballot, voter
from tests.fakes.hall import Hall, draft
from tests.fakes.poll_copies import PollCopies, Seen, Withhold, read_copy
from tests.security.test_linkage import never, one_vote
from tests.security.thief import Cast

Step = Callable[[PollCopies, int], None]
CHANCE = 0.3
"""Ten groups of ten in random order have a tau above this once in ten thousand games."""


def everything(_connection: sa.Connection) -> None:
    """A copy that leaves nothing out, as any backup does."""


def nothing(_copies: PollCopies, _cast: int) -> None: ...


def play(
    folder: Path, voters: int, withhold: Withhold | None = None, after: Step = nothing
) -> tuple[list[Cast], list[Seen]]:
    """People vote in random order; the casts by time, a copy after each, and one of the end."""
    folder.mkdir()
    hall = Hall(folder, delegates=voters)
    copies = PollCopies(hall, folder / "copies", withhold)
    poll = hall.open_poll(draft(summoned=voters))
    secrets.SystemRandom().shuffle(hall.codes)
    casts: list[Cast] = []
    seen = [copies.seen()]
    for code in hall.codes:
        casts.append(one_vote(hall, poll, code))
        seen.append(copies.seen())
        after(copies, len(casts))
    assert hall.polls.close(poll, "ky-thuat", confirmed=False) == []
    seen.append(copies.seen())
    hall.close()
    return casts, seen


def groups(seen: list[Seen]) -> list[tuple[list[bytes], frozenset[int]]]:
    """The ballots that came between two copies, as they lie in the later one, and their voters.

    Copies hold ever more, so what came between any two of them is made of these.
    """
    found = []
    for before, then in pairwise(seen):
        assert set(before.ballots) <= set(then.ballots)
        assert before.voters <= then.voters
        fresh = [one for one in then.ballots if one not in before.ballots]
        people = then.voters - before.voters
        assert len(fresh) == len(people)  # voted = ballots in every copy
        if fresh:
            found.append((fresh, people))
    return found


def smallest(seen: list[Seen]) -> int:
    return min(len(fresh) for fresh, _ in groups(seen))


def tau_within(casts: list[Cast], seen: list[Seen], by: str) -> float:
    """How much the order of the ballots inside a group tells, over all groups.

    `by` is their keys, or where in the file their first or their last bytes lie.
    """
    order = {cast.head: at for at, cast in enumerate(casts)}
    pairs = concordant = 0
    for fresh, _ in groups(seen):
        file = next(copy.file for copy in seen if fresh[0] in copy.ballots)
        places: dict[str, Callable[[int], object]] = {
            "key": lambda at: casts[at].head,
            "head": lambda at, file=file: file.find(casts[at].head),  # type: ignore[misc]
            "tail": lambda at, file=file: file.find(casts[at].tail),  # type: ignore[misc]
        }
        laid = sorted((order[one] for one in fresh), key=places[by])  # type: ignore[arg-type]
        for at, early in enumerate(laid):
            for late in laid[at + 1 :]:
                pairs += 1
                concordant += early < late
    return abs(2 * concordant - pairs) / pairs


def test_no_two_copies_differ_by_fewer_than_ten(tmp_path: Path) -> None:
    casts, seen = play(tmp_path / "game", 53)
    assert smallest(seen) >= rules.STEP
    assert sorted(seen[-1].ballots) == sorted(cast.head for cast in casts)
    assert len(groups(seen)) > 3  # the copies of the open poll are of use as well


def test_the_order_inside_a_group_says_nothing(tmp_path: Path) -> None:
    """An order that is close by chance in one game is not close in the next as well."""
    suspected = []
    for game in ("first", "second"):
        casts, seen = play(tmp_path / game, 103)
        found = {by for by in ("key", "head", "tail") if tau_within(casts, seen, by) > CHANCE}
        if not found:
            return
        suspected.append(found)
    assert not suspected[0] & suspected[1]


def test_a_copy_holds_no_trace_of_a_ballot_that_was_held_back(tmp_path: Path) -> None:
    casts, seen = play(tmp_path / "game", 33)
    for at, copy in enumerate(seen):
        for cast in casts:
            there = cast.head in copy.ballots
            assert copy.file.count(cast.head) == there, at
            assert copy.file.count(cast.tail) == there, at


def test_a_copy_holds_no_permit_and_whoever_held_one_may_ask_again(tmp_path: Path) -> None:
    hall = Hall(tmp_path, delegates=3)
    copies = PollCopies(hall, tmp_path / "copies")
    poll = hall.open_poll(draft(summoned=3))
    held = hall.ask(poll, hall.codes[0], kiosk="booth-canary").permit
    assert held
    hall.vote(poll, hall.codes[1], "c001")
    copy = copies.take()
    content = (copy.folder / "hub.db").read_bytes()
    assert held.encode() not in content
    assert b"booth-canary" not in content
    assert copy.manifest.open_polls == [OpenPoll(poll, issued=2, ballots=0)]
    (tmp_path / "restored").mkdir()
    (tmp_path / "restored" / "hub.db").write_bytes(content)
    restored = Hall(tmp_path / "restored", make=False)
    for code in hall.codes:
        assert restored.vote(poll, code, "c001", kiosk="another")
    restored.close()
    hall.close()


@pytest.mark.parametrize("voters", [1, 9, 10, 19, 20, 21])
def test_small_polls(voters: int, tmp_path: Path) -> None:
    _, seen = play(tmp_path / "game", voters)
    assert smallest(seen) >= min(voters, rules.STEP)


def test_a_hub_that_starts_again_and_another_target_go_on_from_what_was_let_out(
    tmp_path: Path,
) -> None:
    by_hand: list[Seen] = []

    def meanwhile(copies: PollCopies, cast: int) -> None:
        if cast % 23 == 0:  # the hub starts again, and forgets what waited
            copies.box = CopiedBox(copies.remembers)
        if cast % 7 == 0:  # another process makes a copy
            of_the_hub, copies.box = copies.box, CopiedBox(copies.remembers)
            by_hand.append(copies.seen())
            copies.box = of_the_hub
        if cast == 30:  # somebody deletes what was remembered: nothing is let out for a while
            copies.remembers.unlink()

    casts, seen = play(tmp_path / "game", 117, after=meanwhile)
    ordered = sorted({frozenset(copy.ballots) for copy in [*seen, *by_hand]}, key=len)
    assert len(ordered) > 3
    for small, large in pairwise(ordered):
        assert small < large
        assert len(large) - len(small) >= rules.STEP
    assert len(ordered[-1]) == len(casts)


def test_the_game_catches_a_copy_of_everything(tmp_path: Path) -> None:
    casts, seen = play(tmp_path / "game", 33, everything)
    linked = [(fresh[0], people) for fresh, people in groups(seen) if len(people) == 1]
    assert len(linked) == len(casts)  # every ballot has its voter's name on it


class WholeSteps:
    """Copies of ten, twenty, thirty while the poll is open, and of all of it after the close."""

    def __init__(self) -> None:
        self.ballots: list[bytes] = []
        self.voters: list[int] = []

    def __call__(self, connection: sa.Connection) -> None:
        if not connection.scalar(sa.text("SELECT count(*) FROM poll WHERE state = 'open'")):
            return
        ids = list(connection.scalars(sa.select(ballot.c.ballot_id)))
        if len(ids) % rules.STEP == 0:
            who = connection.scalars(sa.select(voter.c.delegate_id).where(voter.c.voted))
            self.ballots, self.voters = ids, list(who)
        connection.execute(ballot.delete().where(ballot.c.ballot_id.not_in(self.ballots)))
        undone = voter.update().where(voter.c.delegate_id.not_in(self.voters))
        connection.execute(undone.values(voted=False))


def test_the_game_catches_whole_steps_that_end_with_the_last_one(tmp_path: Path) -> None:
    """The close shows the last three voters alone."""
    _, seen = play(tmp_path / "game", 33, WholeSteps())
    assert smallest(seen) == 3


def test_the_game_catches_files_copied_as_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Groups of ten, but in the order in which the ballots lie in a box never rewritten."""
    monkeypatch.setattr(box, "rewrite", never)
    hall = Hall(tmp_path, delegates=40)
    poll = hall.open_poll(draft(summoned=40))
    casts: list[Cast] = []
    seen: list[Seen] = []
    for code in hall.codes:
        if len(casts) % rules.STEP == 0:
            seen.append(read_copy(copied_as_it_is(hall, tmp_path / f"{len(casts)}.db")))
        casts.append(one_vote(hall, poll, code))
    seen.append(read_copy(copied_as_it_is(hall, tmp_path / "last.db")))
    hall.close()
    assert smallest(seen) == rules.STEP
    assert tau_within(casts, seen, "tail") > 0.8


def test_the_game_catches_rows_taken_out_of_a_copied_file(tmp_path: Path) -> None:
    """Ballots deleted from a copy that is not written anew are still in its freed space."""
    hall = Hall(tmp_path, delegates=15)
    poll = hall.open_poll(draft(summoned=15))
    casts = [one_vote(hall, poll, code) for code in hall.codes]
    naive = copied_as_it_is(hall, tmp_path / "naive.db")
    hall.close()
    with closing(sqlite3.connect(naive)) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("DELETE FROM ballot")
        connection.commit()
    assert read_copy(naive).ballots == []
    assert any(cast.tail in naive.read_bytes() for cast in casts)


def copied_as_it_is(hall: Hall, path: Path) -> Path:
    """The database page by page."""
    with closing(sqlite3.connect(hall.path)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    return path
