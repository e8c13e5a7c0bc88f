"""The life of a poll: set up, open, close, count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hub.contract.fleet import PollInfo
from hub.contract.voting import Envelope, definition_hash, read_open
from hub.contract.wire import ContractError, decode
from hub.platform.clock import Clock
from hub.platform.db import Database
from hub.platform.event_log import log_event
from hub.platform.live import Live
from hub.platform.repeater import Repeater
from hub.voting import box, counting, store
from hub.voting.ports import Presence
from hub.voting.rules import (
    Draft,
    Finding,
    PollState,
    Problem,
    check,
    in_steps,
    tidied,
)
from hub.voting.store import PollRow, Result

TOPIC = "polls"


@dataclass(frozen=True)
class Standing:
    """A poll with its numbers as they may be shown now."""

    poll: PollRow
    issued: int
    voted: int
    """While the poll is open, in whole steps only."""


class Polls:
    """Everything that people at the hub do with polls; what cannot be done comes as findings."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        presence: Presence,
        live: Live,
    ) -> None:
        self._database = database
        self._clock = clock
        self._presence = presence
        self._live = live
        self._publisher = Repeater("polls-board", self._publish)

    def create(self, draft: Draft, actor: str) -> int | list[Finding]:
        """The id of a new draft, or everything that is wrong with it."""
        draft = tidied(draft)
        if findings := check(draft):
            return findings

        def work(connection: sa.Connection) -> int:
            poll_id = store.insert_poll(connection, draft)
            self._log(connection, actor, "poll.drafted", poll_id)
            return poll_id

        poll_id = self._database.write(work)
        self.changed()
        return poll_id

    def change(self, poll_id: int, draft: Draft, actor: str) -> list[Finding]:
        """Put another draft in the place of one that is not open yet."""
        draft = tidied(draft)
        if findings := check(draft):
            return findings

        def work(connection: sa.Connection, _poll: PollRow) -> list[Finding]:
            store.replace_draft(connection, poll_id, draft)
            self._log(connection, actor, "poll.changed", poll_id)
            return []

        return self._step(poll_id, PollState.DRAFT, work)

    def open(self, poll_id: int, actor: str) -> list[Finding]:
        """Freeze form, base and number present, see that the box is empty, and let booths vote."""

        def work(connection: sa.Connection, poll: PollRow) -> list[Finding]:
            ballots = box.size(connection, poll_id)
            if ballots or store.issued(connection, poll_id):
                return [Finding(Problem.BOX_NOT_EMPTY, {"ballots": ballots})]
            if findings := check(poll.draft):
                return findings
            digest = definition_hash(poll.form)
            present = self._presence.count(connection)
            store.freeze(connection, poll, digest, present, self._clock.now_ms())
            frozen = {"summoned": poll.draft.summoned, "base": poll.draft.base, "present": present}
            self._log(
                connection, actor, "poll.opened", poll_id, ballots=0, definition=digest, **frozen
            )
            return []

        return self._step(poll_id, PollState.DRAFT, work)

    def close(self, poll_id: int, actor: str, *, confirmed: bool) -> list[Finding]:
        """Let nobody vote any more, and leave no order of arrival behind.

        While booths are voting it says how many, and closes only when `confirmed`: their
        permits are then void, and so is what they have not cast yet.
        """

        def work(connection: sa.Connection, _poll: PollRow) -> list[Finding]:
            live = store.live_permits(connection, poll_id)
            if live and not confirmed:
                return [Finding(Problem.BOOTHS_VOTING, {"live": live})]
            store.drop_permits(connection, poll_id)
            box.rewrite(connection, poll_id)
            store.mark_closed(connection, poll_id, self._clock.now_ms())
            numbers = {
                "issued": store.issued(connection, poll_id),
                "returned": box.size(connection, poll_id),
                "voided_permits": live,
            }
            self._log(connection, actor, "poll.closed", poll_id, **numbers)
            return []

        return self._step(poll_id, PollState.OPEN, work, truncate_wal=True)

    def count(self, poll_id: int, actor: str) -> list[Finding]:
        """Count the box of a closed poll; refused where ballots and voters do not agree."""

        def work(connection: sa.Connection, poll: PollRow) -> list[Finding]:
            ballots, voted = box.size(connection, poll_id), store.voted(connection, poll_id)
            if ballots != voted:
                return [Finding(Problem.BOX_DIFFERS, {"ballots": ballots, "voted": voted})]
            try:
                tally = _tally(poll, box.envelopes(connection, poll_id))
            except (ContractError, ValueError) as wrong:
                return [Finding(Problem.BOX_UNREADABLE, {"reason": str(wrong)})]
            outcome = counting.decide_v1(tally.votes, poll.form.seats, poll.base)
            issued = store.issued(connection, poll_id)
            store.keep_result(connection, poll_id, Result(issued, tally, outcome))
            numbers = {"issued": issued, "returned": tally.returned, "valid": tally.valid}
            self._log(connection, actor, "poll.counted", poll_id, **numbers)
            return []

        return self._step(poll_id, PollState.CLOSED, work)

    def standings(self) -> list[Standing]:
        """Every poll, in the order they were made."""
        with self._database.read() as connection:
            return [_standing(connection, one) for one in store.poll_ids(connection)]

    def standing(self, poll_id: int) -> Standing | None:
        """One poll, or None."""
        with self._database.read() as connection:
            if store.load_poll(connection, poll_id) is None:
                return None
            return _standing(connection, poll_id)

    def present(self) -> int:
        """How many are in the hall now, to be held against a base before it is frozen."""
        with self._database.read() as connection:
            return self._presence.count(connection)

    def voting(self, poll_id: int) -> int:
        """How many hold a permit that they have neither spent nor given back."""
        with self._database.read() as connection:
            return store.live_permits(connection, poll_id)

    def open_polls(self, connection: sa.Connection) -> list[PollInfo]:
        """What every booth is told with its heartbeat."""
        polls = (
            store.load_poll(connection, one) for one in store.poll_ids(connection, PollState.OPEN)
        )
        return [PollInfo(poll_id=p.poll_id, title=p.form.title) for p in polls if p is not None]

    def changed(self) -> None:
        """A number moved that open pages show: they are to learn it."""
        self._publisher.wake()

    def end(self) -> None:
        """End the work in the background."""
        self._publisher.close()

    def _publish(self) -> None:
        shown = [
            {
                "poll_id": one.poll.poll_id,
                "title": one.poll.form.title,
                "state": one.poll.state.value,
                "issued": one.issued,
                "voted": one.voted,
            }
            for one in self.standings()
        ]
        self._live.publish(TOPIC, {"polls": shown})

    def _step(
        self,
        poll_id: int,
        needed: PollState,
        work: Callable[[sa.Connection, PollRow], list[Finding]],
        *,
        truncate_wal: bool = False,
    ) -> list[Finding]:
        def checked(connection: sa.Connection) -> list[Finding]:
            poll = store.load_poll(connection, poll_id)
            if poll is None:
                raise LookupError(poll_id)
            if poll.state is not needed:
                return [Finding(Problem.WRONG_STATE, {"state": poll.state.value})]
            return work(connection, poll)

        findings = self._database.write(checked, truncate_wal=truncate_wal)
        if not findings:
            self.changed()
        return findings

    def _log(
        self, connection: sa.Connection, actor: str, kind: str, poll_id: int, **details: Any
    ) -> None:
        log_event(connection, self._clock.now_ms(), actor, kind, {"poll_id": poll_id, **details})


def _standing(connection: sa.Connection, poll_id: int) -> Standing:
    poll = store.load_poll(connection, poll_id)
    if poll is None:
        raise LookupError(poll_id)
    voted = store.voted(connection, poll_id)
    return Standing(
        poll=poll,
        issued=store.issued(connection, poll_id),
        voted=in_steps(voted) if poll.state is PollState.OPEN else voted,
    )


def _tally(poll: PollRow, envelopes: list[bytes]) -> counting.Tally:
    chosen: list[list[str]] = []
    for sealed in envelopes:
        envelope = decode(sealed, Envelope)
        if envelope.definition_hash != poll.definition_hash:
            raise ContractError("$.definition_hash", "a ballot of another poll")
        chosen.append(read_open(envelope))
    candidates = [one.candidate_id for one in poll.form.candidates]
    return counting.tally(chosen, candidates, poll.form.seats)
