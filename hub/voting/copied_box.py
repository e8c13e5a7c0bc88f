"""How much of an open poll's box may stand in a copy of the hub.

Whoever gets hold of two copies sees which ballots and which voters came between them. So a copy
never holds the box as it is, but as it was at some earlier moment, when at least STEP ballots
more have come since, and that moment itself is at least STEP ballots after the one before. Any
two copies, and the last one of the open poll and the first one of the closed, then differ by no
ballot or by at least STEP of them, with as many voters.

What was let out is remembered in a file of the hub, so that a restart, another target and a
copy made by hand all go on from it. What waits to be let out is in memory only: on disk it would
be a trace that the box itself does not keep.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import msgspec
import sqlalchemy as sa

from hub.platform.files import write_private
from hub.voting import store
from hub.voting.rules import STEP, PollState
from hub.voting.tables import ballot, permit, voter


class Box(msgspec.Struct, frozen=True):
    """The ballots in a box at one moment and the people who had cast them, each sorted."""

    ballots: tuple[bytes, ...] = ()
    voters: tuple[int, ...] = ()

    def holds(self, other: Box) -> bool:
        """Whether the other is an earlier moment of this one."""
        return set(other.ballots) <= set(self.ballots) and set(other.voters) <= set(self.voters)


@dataclass(frozen=True)
class Shown:
    """An open poll as a copy has it."""

    poll_id: int
    issued: int
    ballots: int


_EMPTY = Box()


class CopiedBox:
    """Decides for all copies of one hub; its methods may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """`path` is the file that remembers what was let out."""
        self._path = path
        self._lock = threading.Lock()
        self._waiting: dict[int, Box] = {}

    def look(self, connection: sa.Connection) -> None:
        """Note how far the open polls are; done often, copies are less far behind."""
        with self._lock:
            self._advance(connection)

    def withhold(self, connection: sa.Connection) -> list[Shown]:
        """Take out of a copy what may not leave the hub: later ballots, their voters, permits.

        Whoever cast a ballot that is not in the copy is not marked as having voted in it.
        """
        with self._lock:
            released = self._advance(connection)
        connection.execute(permit.delete())
        shown = []
        for poll_id, box in released.items():
            _cut(connection, poll_id, box)
            shown.append(Shown(poll_id, store.issued(connection, poll_id), len(box.ballots)))
        return shown

    def accept(self, connection: sa.Connection) -> None:
        """Take the boxes of the open polls as let out: they come from a copy."""
        with self._lock:
            self._keep({one: _read(connection, one) for one in _open_polls(connection)})

    def _advance(self, connection: sa.Connection) -> dict[int, Box]:
        before = self._released()
        released = {}
        for poll_id in _open_polls(connection):
            now, out = _read(connection, poll_id), before.get(poll_id, _EMPTY)
            if not now.holds(out):
                out = _EMPTY  # another box than the one that was let out
            waiting = self._waiting.get(poll_id)
            if waiting is not None and not (now.holds(waiting) and waiting.holds(out)):
                waiting = None
            if waiting is not None and len(now.ballots) - len(waiting.ballots) >= STEP:
                out, waiting = waiting, None
            if waiting is None and len(now.ballots) - len(out.ballots) >= STEP:
                waiting = now
            if waiting is None:
                self._waiting.pop(poll_id, None)
            else:
                self._waiting[poll_id] = waiting
            released[poll_id] = out
        if released != before:
            self._keep(released)
        return released

    def _released(self) -> dict[int, Box]:
        try:
            written = self._path.read_bytes()
            return msgspec.json.decode(written, type=dict[int, Box])
        except (FileNotFoundError, msgspec.DecodeError):
            return {}  # nothing let out is always allowed, only less useful

    def _keep(self, released: dict[int, Box]) -> None:
        write_private(self._path, msgspec.json.encode(released))


def _open_polls(connection: sa.Connection) -> list[int]:
    return store.poll_ids(connection, PollState.OPEN)


def _read(connection: sa.Connection, poll_id: int) -> Box:
    ids = sa.select(ballot.c.ballot_id).where(ballot.c.poll_id == poll_id)
    who = sa.select(voter.c.delegate_id).where(
        voter.c.poll_id == poll_id, voter.c.voted == sa.true()
    )
    return Box(
        tuple(sorted(bytes(one) for one in connection.scalars(ids))),
        tuple(sorted(connection.scalars(who))),
    )


def _cut(connection: sa.Connection, poll_id: int, box: Box) -> None:
    """Leave of a poll's box that earlier moment of it."""
    now = _read(connection, poll_id)
    late_ballots = [{"key": one} for one in set(now.ballots) - set(box.ballots)]
    late_voters = [{"who": one} for one in set(now.voters) - set(box.voters)]
    if late_ballots:
        mine = sa.and_(ballot.c.poll_id == poll_id, ballot.c.ballot_id == sa.bindparam("key"))
        connection.execute(ballot.delete().where(mine), late_ballots)
    if late_voters:
        mine = sa.and_(voter.c.poll_id == poll_id, voter.c.delegate_id == sa.bindparam("who"))
        connection.execute(voter.update().where(mine).values(voted=False), late_voters)
