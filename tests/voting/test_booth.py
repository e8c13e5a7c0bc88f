"""Permits and casts: every answer, and what a repeat gets."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa

from hub.contract.attendance import Standing
from hub.contract.voting import (
    LEASE_MS,
    CastRequest,
    Envelope,
    OpenChoices,
    PermitRequest,
    PermitVerdict,
    ReleaseRequest,
    envelope_sha256,
    seal_open,
)
from hub.contract.wire import ErrorCode, encode
from hub.platform.http_errors import Refusal
from hub.voting import box, store, tables
from tests.fakes.hall import Hall, draft, new_id


def numbers(hall: Hall, poll_id: int) -> tuple[int, int, int, int]:
    """Issued, voted, ballots, live permits."""
    with hall.database.read() as c:
        return (
            store.issued(c, poll_id),
            store.voted(c, poll_id),
            box.size(c, poll_id),
            store.live_permits(c, poll_id),
        )


def refused(hall: Hall, poll_id: int, ballot_id: str, request: CastRequest) -> Refusal:
    with pytest.raises(Refusal) as caught:
        hall.booth.cast(poll_id, ballot_id, request)
    return caught.value


def test_a_vote_from_badge_to_box(hall: Hall) -> None:
    poll = hall.open_poll()
    reply = hall.ask(poll, hall.codes[0])
    assert reply.verdict is PermitVerdict.GRANTED
    assert reply.lease_ms == LEASE_MS
    assert reply.form is not None
    assert reply.form.candidates[0].name == "Nguyễn Văn An"
    assert numbers(hall, poll) == (1, 0, 0, 1)
    request, ballot = hall.filled(reply, ["c001", "c003"]), new_id()
    receipt = hall.booth.cast(poll, ballot, request)
    assert receipt.ballot_id == ballot
    assert receipt.envelope_sha256 == envelope_sha256(request.envelope)
    assert numbers(hall, poll) == (1, 1, 1, 0)


def test_a_permit_marks_its_holder_present_with_the_time_of_the_permit(hall: Hall) -> None:
    poll = hall.open_poll()
    assert hall.ask(poll, hall.seat(1, Standing.GUEST)[0]).permit is None
    assert hall.presence.since == {}, "a refused badge marks nobody"
    hall.ask(poll, hall.codes[0])
    assert hall.presence.since == {1: hall.clock.now}


def test_presence_that_fails_undoes_the_permit(hall: Hall) -> None:
    poll = hall.open_poll()

    def broken(connection: sa.Connection, delegate_id: int, at_ms: int) -> None:
        raise RuntimeError("attendance is broken")

    hall.presence.mark = broken  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="attendance"):
        hall.ask(poll, hall.codes[0])
    assert numbers(hall, poll) == (0, 0, 0, 0)


def test_who_gets_no_permit(hall: Hall) -> None:
    poll = hall.open_poll()
    guest = hall.seat(1, Standing.GUEST)[0]
    waiting = hall.seat(1, Standing.ALTERNATE)[0]
    decided = hall.seat(1, Standing.ALTERNATE, replaces=1)[0]
    lost = hall.seat(1, revoked_ms=77)[0]
    verdicts = {
        "9" * 26: PermitVerdict.UNKNOWN,
        guest: PermitVerdict.NOT_ENTITLED,
        waiting: PermitVerdict.ALTERNATE_UNDECIDED,
        decided: PermitVerdict.GRANTED,
        hall.codes[0]: PermitVerdict.NOT_ENTITLED,  # an alternate has this seat
        lost: PermitVerdict.REVOKED,
    }
    for code, verdict in verdicts.items():
        reply = hall.ask(poll, code)
        assert reply.verdict is verdict
        assert (reply.permit is not None) == (verdict is PermitVerdict.GRANTED)
        assert (reply.form is not None) == (verdict is PermitVerdict.GRANTED)
    assert numbers(hall, poll)[0] == 1


def test_a_seat_that_has_voted_does_not_vote_again_through_an_alternate(hall: Hall) -> None:
    poll = hall.open_poll()
    hall.vote(poll, hall.codes[0], "c001")
    alternate = hall.seat(1, Standing.ALTERNATE, replaces=1)[0]
    assert hall.ask(poll, alternate).verdict is PermitVerdict.ALREADY_VOTED
    assert numbers(hall, poll) == (1, 1, 1, 0)


def test_a_ballot_that_is_open_on_a_seat_keeps_its_alternate_waiting(hall: Hall) -> None:
    poll = hall.open_poll()
    first = hall.filled(hall.ask(poll, hall.codes[0]), ["c001"])
    alternate = hall.seat(1, Standing.ALTERNATE, replaces=1)[0]
    assert hall.ask(poll, alternate).verdict is PermitVerdict.IN_USE, "at the same booth, too"
    hall.clock.now += LEASE_MS + 1
    second = hall.filled(hall.ask(poll, alternate), ["c002"])
    assert refused(hall, poll, new_id(), first).code is ErrorCode.PERMIT_VOID
    hall.booth.cast(poll, new_id(), second)
    assert numbers(hall, poll) == (2, 1, 1, 0)


def test_no_poll_before_it_opens_after_it_closes_and_where_there_is_none(hall: Hall) -> None:
    poll = hall.polls.create(draft(), "ky-thuat")
    assert isinstance(poll, int)
    assert hall.ask(poll, hall.codes[0]).verdict is PermitVerdict.NO_POLL
    hall.polls.open(poll, "ky-thuat")
    assert hall.ask(poll, hall.codes[0]).verdict is PermitVerdict.GRANTED
    hall.polls.close(poll, "ky-thuat", confirmed=True)
    assert hall.ask(poll, hall.codes[0]).verdict is PermitVerdict.NO_POLL
    assert hall.ask(99, hall.codes[0]).verdict is PermitVerdict.NO_POLL


def test_nobody_votes_twice_but_may_in_another_poll(hall: Hall) -> None:
    first, second = hall.open_poll(), hall.open_poll()
    hall.vote(first, hall.codes[0], "c001")
    assert hall.ask(first, hall.codes[0], "k2").verdict is PermitVerdict.ALREADY_VOTED
    assert hall.ask(second, hall.codes[0]).verdict is PermitVerdict.GRANTED


def test_same_request_gets_same_permit(hall: Hall) -> None:
    poll, request = hall.open_poll(), new_id()
    one = hall.ask(poll, hall.codes[0], request=request)
    hall.clock.now += 1000
    other = hall.ask(poll, hall.codes[0], request=request)
    assert other.permit == one.permit
    assert other.lease_ms == LEASE_MS - 1000
    assert numbers(hall, poll) == (1, 0, 0, 1)


def test_a_request_id_with_another_badge_booth_or_poll_is_refused(hall: Hall) -> None:
    poll, other, request = hall.open_poll(), hall.open_poll(), new_id()
    hall.ask(poll, hall.codes[0], "k1", request)
    for at, code, kiosk in (
        (poll, hall.codes[1], "k1"),
        (poll, hall.codes[0], "k2"),
        (other, hall.codes[0], "k1"),
    ):
        with pytest.raises(Refusal) as caught:
            hall.ask(at, code, kiosk, request)
        assert caught.value.code is ErrorCode.ID_REUSED


def test_asked_again_at_the_same_booth_voids_the_first_permit(hall: Hall) -> None:
    poll = hall.open_poll()
    first = hall.ask(poll, hall.codes[0])
    second = hall.ask(poll, hall.codes[0])
    assert second.permit != first.permit
    assert numbers(hall, poll) == (1, 0, 0, 1)
    assert refused(hall, poll, new_id(), hall.filled(first, [])).code is ErrorCode.PERMIT_VOID
    hall.booth.cast(poll, new_id(), hall.filled(second, []))
    assert numbers(hall, poll) == (1, 1, 1, 0)


def test_in_use_elsewhere_until_the_lease_runs_out(hall: Hall) -> None:
    poll = hall.open_poll()
    first = hall.ask(poll, hall.codes[0], "k1")
    hall.clock.now += LEASE_MS - 1
    assert hall.ask(poll, hall.codes[0], "k2").verdict is PermitVerdict.IN_USE
    hall.clock.now += 1
    second = hall.ask(poll, hall.codes[0], "k2")
    assert second.verdict is PermitVerdict.GRANTED
    assert refused(hall, poll, new_id(), hall.filled(first, [])).code is ErrorCode.PERMIT_VOID
    assert numbers(hall, poll) == (1, 0, 0, 1)


def test_a_lease_that_ran_out_still_casts_while_nobody_replaced_it(hall: Hall) -> None:
    poll = hall.open_poll()
    reply = hall.ask(poll, hall.codes[0])
    hall.clock.now += 10 * LEASE_MS
    hall.booth.cast(poll, new_id(), hall.filled(reply, ["c001"]))
    assert numbers(hall, poll) == (1, 1, 1, 0)


def test_release_gives_the_permit_back_once_and_keeps_the_person_issued(hall: Hall) -> None:
    poll = hall.open_poll()
    reply = hall.ask(poll, hall.codes[0])
    assert reply.permit
    back = ReleaseRequest(permit=reply.permit)
    assert hall.booth.release(poll + 1, back).released is False
    assert hall.booth.release(poll, back).released is True
    assert hall.booth.release(poll, back).released is False
    assert numbers(hall, poll) == (1, 0, 0, 0)
    assert refused(hall, poll, new_id(), hall.filled(reply, [])).code is ErrorCode.PERMIT_VOID
    assert hall.ask(poll, hall.codes[0], "k2").verdict is PermitVerdict.GRANTED
    assert numbers(hall, poll) == (1, 0, 0, 1), "issued counts people"


def test_same_ballot_same_receipt_also_after_close(hall: Hall) -> None:
    poll, ballot = hall.open_poll(), new_id()
    request = hall.filled(hall.ask(poll, hall.codes[0]), ["c002"])
    receipt = hall.booth.cast(poll, ballot, request)
    assert hall.booth.cast(poll, ballot, request) == receipt
    assert hall.polls.close(poll, "ky-thuat", confirmed=False) == []
    assert hall.booth.cast(poll, ballot, request) == receipt
    assert numbers(hall, poll) == (1, 1, 1, 0)


def test_same_ballot_id_with_other_bytes_is_refused(hall: Hall) -> None:
    poll, ballot = hall.open_poll(), new_id()
    reply = hall.ask(poll, hall.codes[0])
    hall.booth.cast(poll, ballot, hall.filled(reply, ["c002"]))
    changed = refused(hall, poll, ballot, hall.filled(reply, ["c001"]))
    assert changed.code is ErrorCode.ID_REUSED
    assert numbers(hall, poll) == (1, 1, 1, 0)


def test_a_live_permit_does_not_ride_on_the_ballot_of_another(hall: Hall) -> None:
    poll, ballot = hall.open_poll(), new_id()
    hall.booth.cast(poll, ballot, hall.filled(hall.ask(poll, hall.codes[0]), ["c002"]))
    second = hall.ask(poll, hall.codes[1])
    ride = refused(hall, poll, ballot, hall.filled(second, ["c002"]))
    assert ride.code is ErrorCode.ID_REUSED
    assert numbers(hall, poll) == (2, 1, 1, 1)


def test_what_is_no_ballot_of_this_poll_is_refused_and_spends_nothing(hall: Hall) -> None:
    poll, other = hall.open_poll(), hall.open_poll(draft(names="Yến Xuân"))
    reply = hall.ask(poll, hall.codes[0])
    assert reply.permit
    assert reply.form
    good = seal_open(reply.form, ["c001"])
    form_of_other = hall.ask(other, hall.codes[0]).form
    assert form_of_other

    def holding(*choices: str) -> Envelope:
        return msgspec.structs.replace(good, payload=encode(OpenChoices(choices=list(choices))))

    cases = [
        (seal_open(form_of_other, ["c001"]), ErrorCode.WRONG_DEFINITION),
        (msgspec.structs.replace(good, definition_hash="0" * 64), ErrorCode.WRONG_DEFINITION),
        (msgspec.structs.replace(good, scheme="sealed"), ErrorCode.BAD_MESSAGE),
        (msgspec.structs.replace(good, version=2), ErrorCode.BAD_MESSAGE),
        (msgspec.structs.replace(good, payload=b"\x00\xff"), ErrorCode.BAD_MESSAGE),
        (holding("c001", "c001"), ErrorCode.BAD_MESSAGE),
        (holding("c009"), ErrorCode.BAD_MESSAGE),
    ]
    for envelope, code in cases:
        request = CastRequest(permit=reply.permit, envelope=envelope)
        assert refused(hall, poll, new_id(), request).code is code
    assert numbers(hall, poll) == (1, 0, 0, 1)
    unknown = CastRequest(permit=new_id(), envelope=good)
    assert refused(hall, poll, new_id(), unknown).code is ErrorCode.PERMIT_VOID
    in_other = CastRequest(permit=reply.permit, envelope=seal_open(form_of_other, []))
    assert refused(hall, other, new_id(), in_other).code is ErrorCode.PERMIT_VOID
    nowhere = CastRequest(permit=reply.permit, envelope=good)
    assert refused(hall, 99, new_id(), nowhere).code is ErrorCode.NOT_FOUND


def test_too_many_names_go_into_the_box_and_count_as_invalid(hall: Hall) -> None:
    poll = hall.open_poll(draft(seats=1))
    hall.vote(poll, hall.codes[0], "c001", "c002")
    hall.vote(poll, hall.codes[1])
    hall.vote(poll, hall.codes[2], "c003")
    hall.polls.close(poll, "ky-thuat", confirmed=False)
    assert hall.polls.count(poll, "ky-thuat") == []
    standing = hall.polls.standing(poll)
    assert standing
    assert standing.poll.result
    assert standing.poll.result.tally.invalid == {"KHL-2": 1, "KHL-3": 1}
    assert standing.poll.result.tally.valid == 1


def test_cast_after_close_is_told_the_state(hall: Hall) -> None:
    poll = hall.open_poll()
    request = hall.filled(hall.ask(poll, hall.codes[0]), ["c001"])
    assert hall.polls.close(poll, "ky-thuat", confirmed=True) == []
    late = refused(hall, poll, new_id(), request)
    assert (late.code, late.details) == (ErrorCode.POLL_NOT_OPEN, {"state": "closed"})
    hall.polls.count(poll, "ky-thuat")
    assert refused(hall, poll, new_id(), request).details == {"state": "counted"}
    assert numbers(hall, poll) == (1, 0, 0, 0)


def test_the_log_holds_no_line_of_a_permit_or_a_ballot(hall: Hall) -> None:
    from hub.platform.tables import event_log

    poll = hall.open_poll()
    for code in hall.codes:
        hall.vote(poll, code, "c001")
    with hall.database.read() as c:
        kinds = list(c.scalars(sa.select(event_log.c.kind)))
        permits = c.execute(sa.select(tables.permit)).all()
    assert kinds == ["poll.drafted", "poll.opened"]
    assert permits == []


def test_a_request_that_is_repeated_after_the_lease_gets_a_fresh_permit(hall: Hall) -> None:
    poll, request = hall.open_poll(), new_id()
    first = hall.ask(poll, hall.codes[0], request=request)
    hall.clock.now += LEASE_MS
    again = hall.booth.permit("k1", poll, PermitRequest(request_id=request, code=hall.codes[0]))
    assert again.verdict is PermitVerdict.GRANTED
    assert again.permit != first.permit
    assert numbers(hall, poll) == (1, 0, 0, 1)
