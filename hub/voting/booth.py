"""What booths ask for: the right to cast one ballot, giving it back, casting."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import sqlalchemy as sa

from hub.contract.voting import (
    LEASE_MS,
    OPEN_SCHEME,
    CastRequest,
    Envelope,
    PermitReply,
    PermitRequest,
    PermitVerdict,
    Receipt,
    ReleaseReply,
    ReleaseRequest,
    envelope_sha256,
    read_open,
)
from hub.contract.wire import ContractError, ErrorCode, encode
from hub.platform.clock import Clock
from hub.platform.db import Database
from hub.platform.http_errors import Refusal
from hub.roll.store import BadgeHolder, find_badge
from hub.voting import box, store
from hub.voting.ports import Presence
from hub.voting.rules import Claim, PollState, is_step, permit_verdict
from hub.voting.store import PermitRow, PollRow


@dataclass(frozen=True)
class _Put:
    fresh: bool
    in_box: int


class Booth:
    """Permits and casts; each call is harmless when repeated."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        presence: Presence,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called after a commit that moved a number which open pages show."""
        self._database = database
        self._clock = clock
        self._presence = presence
        self._changed = changed
        self._log_is_clean = False

    def permit(self, kiosk_id: str, poll_id: int, request: PermitRequest) -> PermitReply:
        """The right to cast one ballot, or why not.

        A person has one live permit a poll: asking again at the same booth voids the first, at
        another booth it is IN_USE until its lease has run out. Whoever gets a permit is present.
        A seat votes once: what a delegate did binds the alternate who has replaced them since.
        """
        reply = self._database.write(lambda c: self._permit(c, kiosk_id, poll_id, request))
        if reply.verdict is PermitVerdict.GRANTED:
            self._changed()
        return reply

    def release(self, poll_id: int, request: ReleaseRequest) -> ReleaseReply:
        """Take back the permit of a ballot that was abandoned."""
        released = self._database.write(lambda c: store.drop_permit(c, poll_id, request.permit))
        return ReleaseReply(released=released)

    def cast(self, poll_id: int, ballot_id: str, request: CastRequest) -> Receipt:
        """One ballot into the box; the receipt stands for a durable commit.

        In one transaction the permit is spent, the person marked as having voted, the envelope
        put. The same ballot again gets the same receipt, also after the poll was closed.
        """
        done = self._database.write(
            lambda c: self._cast(c, poll_id, ballot_id, request),
            # A hub that was killed may have left ballots in the log, in their order.
            truncate_wal=not self._log_is_clean,
        )
        self._log_is_clean = True
        if done.fresh and is_step(done.in_box):
            self._database.write(_nothing, truncate_wal=True)
            self._changed()
        return Receipt(
            poll_id=poll_id, ballot_id=ballot_id, envelope_sha256=envelope_sha256(request.envelope)
        )

    def _permit(
        self, connection: sa.Connection, kiosk_id: str, poll_id: int, request: PermitRequest
    ) -> PermitReply:
        poll = store.load_poll(connection, poll_id)
        if poll is None or poll.state is not PollState.OPEN:
            return _refused(PermitVerdict.NO_POLL)
        holder = find_badge(connection, request.code)
        if holder is None:
            return _refused(PermitVerdict.UNKNOWN)
        now = self._clock.now_ms()
        earlier = store.permit_of_request(connection, request.request_id)
        if earlier is not None:
            asked = (earlier.poll_id, earlier.delegate_id, earlier.kiosk_id)
            if asked != (poll_id, holder.delegate_id, kiosk_id):
                raise Refusal(ErrorCode.ID_REUSED)
            if earlier.expires_ms > now:
                return _granted(earlier.permit, earlier.expires_ms - now, poll)
        held = [
            one
            for person in _of_seat(holder)
            if (one := store.permit_of_person(connection, poll_id, person)) is not None
        ]
        own = (holder.delegate_id, kiosk_id)
        elsewhere = any(
            (one.delegate_id, one.kiosk_id) != own and one.expires_ms > now for one in held
        )
        verdict = permit_verdict(_claim(connection, poll_id, holder, elsewhere))
        if verdict is not PermitVerdict.GRANTED:
            return _refused(verdict)
        for one in held:
            store.drop_permit(connection, poll_id, one.permit)
        fresh = PermitRow(
            permit=secrets.token_hex(16),
            poll_id=poll_id,
            delegate_id=holder.delegate_id,
            kiosk_id=kiosk_id,
            request_id=request.request_id,
            expires_ms=now + LEASE_MS,
        )
        store.insert_permit(connection, fresh)
        self._presence.mark(connection, holder.delegate_id, now)
        return _granted(fresh.permit, LEASE_MS, poll)

    def _cast(
        self, connection: sa.Connection, poll_id: int, ballot_id: str, request: CastRequest
    ) -> _Put:
        poll = store.load_poll(connection, poll_id)
        if poll is None:
            raise Refusal(ErrorCode.NOT_FOUND)
        key, sealed = bytes.fromhex(ballot_id), encode(request.envelope)
        permit = store.find_permit(connection, poll_id, request.permit)
        there = box.find(connection, poll_id, key)
        if there is not None:
            # A permit that is still live belongs to somebody else's ballot.
            if there != sealed or permit is not None:
                raise Refusal(ErrorCode.ID_REUSED)
            return _Put(fresh=False, in_box=0)
        if poll.state is not PollState.OPEN:
            raise Refusal(ErrorCode.POLL_NOT_OPEN, {"state": poll.state.value})
        _check_envelope(poll, request.envelope)
        # Its lease is not looked at: a booth that kept asking through an outage loses no vote.
        if permit is None:
            raise Refusal(ErrorCode.PERMIT_VOID)
        store.drop_permit(connection, poll_id, permit.permit)
        if not store.mark_voted(connection, poll_id, permit.delegate_id):
            raise RuntimeError("a live permit of somebody who had voted")
        box.put(connection, poll_id, key, sealed)
        in_box = store.voted(connection, poll_id)  # the same number, on far fewer pages
        if is_step(in_box):
            box.rewrite(connection, poll_id)
        return _Put(fresh=True, in_box=in_box)


def _nothing(_connection: sa.Connection) -> None:
    """A write that only has the log emptied."""


def _of_seat(holder: BadgeHolder) -> list[int]:
    """Who holds this badge's seat, and who held it before them."""
    before = [] if holder.replaces_id is None else [holder.replaces_id]
    return [holder.delegate_id, *before]


def _claim(connection: sa.Connection, poll_id: int, holder: BadgeHolder, elsewhere: bool) -> Claim:
    return Claim(
        standing=holder.standing,
        revoked=holder.revoked_ms is not None,
        undecided=holder.undecided,
        replaced=store.is_replaced(connection, holder.delegate_id),
        voted=any(store.has_voted(connection, poll_id, one) for one in _of_seat(holder)),
        held_elsewhere=elsewhere,
    )


def _granted(permit: str, lease_ms: int, poll: PollRow) -> PermitReply:
    return PermitReply(
        verdict=PermitVerdict.GRANTED, permit=permit, lease_ms=lease_ms, form=poll.form
    )


def _refused(verdict: PermitVerdict) -> PermitReply:
    return PermitReply(verdict=verdict, permit=None, lease_ms=0, form=None)


def _check_envelope(poll: PollRow, envelope: Envelope) -> None:
    """Refuse what could not be counted; too many names or none are the count's to judge."""
    if envelope.scheme != OPEN_SCHEME:
        _bad("$.envelope.scheme", "not a scheme of this poll")
    if envelope.definition_hash != poll.definition_hash:
        details: dict[str, str | int] = {
            "hub": poll.definition_hash or "",
            "kiosk": envelope.definition_hash,
        }
        raise Refusal(ErrorCode.WRONG_DEFINITION, details)
    try:
        choices = read_open(envelope)
    except ContractError as wrong:
        _bad("$.envelope", wrong.reason)
    listed = {one.candidate_id for one in poll.form.candidates}
    if len(set(choices)) != len(choices) or not listed >= set(choices):
        _bad("$.envelope.payload", "names somebody twice or somebody not on the ballot")


def _bad(path: str, reason: str) -> NoReturn:
    raise Refusal(ErrorCode.BAD_MESSAGE, {"path": path, "reason": reason})
