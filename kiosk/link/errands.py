"""What a booth asks of the hub, one class a request: how it is sent, and what each answer means."""

from __future__ import annotations

import enum
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hub.contract.endpoints import ALERT, CAST, PERMIT, RELEASE
from hub.contract.fleet import AlertReply, AlertRequest
from hub.contract.voting import (
    LEASE_MS,
    PermitReply,
    PermitVerdict,
    Receipt,
    ReleaseReply,
    ReleaseRequest,
    envelope_sha256,
)
from kiosk.flows.effects import AskPermit
from kiosk.flows.events import CastReplied, Event, PermitReplied, Refused, Unanswered
from kiosk.link.ballots import BallotFolder, PendingCast
from kiosk.link.client import HubRefused, HubUnreachable
from kiosk.link.line import Channel, Line, monotonic_ms
from kiosk.link.refusals import Fate, fate_of

_ASK_S = 2.5
_CAST_S = 5.0
_log = logging.getLogger(__name__)


class Outcome(enum.Enum):
    """Whether an errand is over."""

    DONE = enum.auto()
    STAYS = enum.auto()


@dataclass(frozen=True)
class Result:
    """What came of one try."""

    outcome: Outcome
    events: Sequence[Event] = ()
    then: Sequence[Errand] = ()
    hub_silent: bool = False


_STAYS = Result(Outcome.STAYS)
_SILENT = Result(Outcome.STAYS, hub_silent=True)
_DONE = Result(Outcome.DONE)


class Errand(Protocol):
    """Something to ask the hub until it is settled."""

    rank: int
    """The lower goes first."""
    until: float | None
    """When its person has to have an answer (monotonic seconds)."""

    def run(self, channel: Channel, line: Line) -> Result:
        """Try once."""
        ...


@dataclass
class Cast:
    """A ballot that is on the disk, into the box."""

    cast: PendingCast
    ballots: BallotFolder
    rank: int = field(default=0, init=False)
    until: float | None = field(default=None, init=False)

    def run(self, channel: Channel, line: Line) -> Result:
        """Settled by a receipt for this very envelope, or by a refusal for good."""
        cast = self.cast
        params: dict[str, str | int] = {"poll_id": cast.poll_id, "ballot_id": cast.ballot_id}
        try:
            receipt = channel.call(CAST, Receipt, cast.request, timeout_s=_CAST_S, params=params)
        except HubUnreachable as failure:
            return _silent(line, "a ballot", failure)
        except HubRefused as refusal:
            if fate_of(refusal.code) is not Fate.FINAL:
                return _stays(line, "a ballot", refusal)
            _log.error("the hub refused a ballot for good: %s", refusal.code)
            self._settle(self.ballots.refused)
            event = Refused(cast.ballot_id, refusal.code, refusal.details, monotonic_ms())
            return Result(Outcome.DONE, [event])
        expected = (cast.poll_id, cast.ballot_id, envelope_sha256(cast.request.envelope))
        if (receipt.poll_id, receipt.ballot_id, receipt.envelope_sha256) != expected:
            _log.error("the hub gave a receipt for another ballot")
            return _STAYS
        self._settle(self.ballots.in_the_box)
        return Result(Outcome.DONE, [CastReplied(receipt, monotonic_ms())])

    def _settle(self, how: Callable[[PendingCast], None]) -> None:
        try:
            how(self.cast)
        except OSError as failure:  # sent again after a restart, which is harmless
            # Not the whole failure: the name of the file is the ballot's.
            reason = failure.strerror
            _log.error("a settled ballot could not be cleared from the disk: %s", reason)


@dataclass
class Orphan:
    """A permit request whose answer is unknown: learn it, and give back what it granted."""

    asked: AskPermit
    rank: int = field(default=1, init=False)
    until: float | None = field(default=None, init=False)
    lapses: float = field(default_factory=lambda: time.monotonic() + LEASE_MS / 1000)

    def run(self, channel: Channel, line: Line) -> Result:
        """Settled by any answer, or by the lease's end."""
        if time.monotonic() > self.lapses:
            return _DONE
        try:
            reply = _ask_permit(channel, self.asked, _ASK_S)
        except HubUnreachable as failure:
            return _silent(line, "a permit request of before", failure)
        except HubRefused as refusal:
            if fate_of(refusal.code) is Fate.AGAIN:
                return _STAYS
            return _DONE
        if reply.verdict is PermitVerdict.GRANTED and reply.permit is not None:
            return Result(Outcome.DONE, then=[Release(self.asked.poll_id, reply.permit)])
        return _DONE


@dataclass
class Release:
    """An unused permit back to the hub."""

    poll_id: int
    permit: str
    rank: int = field(default=2, init=False)
    until: float | None = field(default=None, init=False)
    lapses: float = field(default_factory=lambda: time.monotonic() + LEASE_MS / 1000)

    def run(self, channel: Channel, line: Line) -> Result:
        """Settled when the hub has it, or when the permit ran out by itself."""
        if time.monotonic() > self.lapses:
            return _DONE
        try:
            channel.call(
                RELEASE,
                ReleaseReply,
                ReleaseRequest(permit=self.permit),
                timeout_s=_ASK_S,
                params={"poll_id": self.poll_id},
            )
        except HubUnreachable as failure:
            return _silent(line, "a permit", failure)
        except HubRefused as refusal:
            if fate_of(refusal.code) is not Fate.FINAL:
                return _stays(line, "a permit", refusal)
            _log.error("the hub did not take a permit back: %s", refusal)
        return _DONE


@dataclass
class Asking:
    """A person at the booth waits for the right to vote."""

    asked: AskPermit
    until: float | None
    rank: int = field(default=3, init=False)
    sent: bool = field(default=False, init=False)

    def run(self, channel: Channel, line: Line) -> Result:
        """Settled by an answer, or by the end of the time a person can be left standing."""
        assert self.until is not None
        left = self.until - time.monotonic()
        request_id = self.asked.request.request_id
        if left <= 0:
            then = [Orphan(self.asked)] if self.sent else []
            return Result(Outcome.DONE, [Unanswered(request_id, monotonic_ms())], then)
        self.sent = self.sent or line.read().address is not None
        try:
            reply = _ask_permit(channel, self.asked, left)
        except HubUnreachable as failure:
            return _silent(line, "a permit request", failure)
        except HubRefused as refusal:
            fate = fate_of(refusal.code)
            if fate is Fate.AGAIN:
                return _STAYS
            if fate is Fate.EXPELLED:
                line.suspect()
            event = Refused(request_id, refusal.code, refusal.details, monotonic_ms())
            return Result(Outcome.DONE, [event], [Orphan(self.asked)] if fate is Fate.LATER else [])
        return Result(Outcome.DONE, [PermitReplied(request_id, reply, monotonic_ms())])


@dataclass
class Alert:
    """A person calls for staff."""

    request: AlertRequest
    rank: int = field(default=4, init=False)
    until: float | None = field(default=None, init=False)

    def run(self, channel: Channel, line: Line) -> Result:
        """Settled when the hub has it."""
        try:
            channel.call(ALERT, AlertReply, self.request, timeout_s=_ASK_S)
        except HubUnreachable as failure:
            return _silent(line, "a call for staff", failure)
        except HubRefused as refusal:
            if fate_of(refusal.code) is not Fate.FINAL:
                return _stays(line, "a call for staff", refusal)
            _log.error("the hub did not take a call for staff: %s", refusal)
        return _DONE


def _ask_permit(channel: Channel, asked: AskPermit, timeout_s: float) -> PermitReply:
    return channel.call(
        PERMIT, PermitReply, asked.request, timeout_s=timeout_s, params={"poll_id": asked.poll_id}
    )


def _silent(line: Line, what: str, failure: HubUnreachable) -> Result:
    _log.info("%s was not delivered: %s", what, failure)
    line.suspect()
    return _SILENT


def _stays(line: Line, what: str, refusal: HubRefused) -> Result:
    _log.warning("%s waits: %s", what, refusal.code)
    if fate_of(refusal.code) is Fate.EXPELLED:
        line.suspect()
    return _STAYS
