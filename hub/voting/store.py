"""What voting keeps besides the box: polls, permits, and who was given a ballot."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from hub.contract.voting import BallotForm, Candidate
from hub.roll.rules.names import identity
from hub.roll.tables import delegate
from hub.voting import tables as t
from hub.voting.counting import Outcome, Tally
from hub.voting.rules import Deduction, Draft, Nominee, PollState, shared_names

RULE = "V1"


@dataclass(frozen=True)
class Result:
    """The count of one poll, as it was kept."""

    issued: int
    tally: Tally
    outcome: Outcome


@dataclass(frozen=True)
class PollRow:
    """One poll."""

    poll_id: int
    state: PollState
    draft: Draft
    form: BallotForm
    definition_hash: str | None
    base: int
    """Frozen from the opening on."""
    present_at_opening: int | None
    opened_ms: int | None
    closed_ms: int | None
    result: Result | None


@dataclass(frozen=True)
class PermitRow:
    """A live permit."""

    permit: str
    poll_id: int
    delegate_id: int
    kiosk_id: str
    request_id: str
    expires_ms: int


def insert_poll(connection: sa.Connection, draft: Draft) -> int:
    """Keep a new draft; its id."""
    added = connection.execute(
        t.poll.insert()
        .values(
            title=draft.title,
            rule=RULE,
            seats=draft.seats,
            state=PollState.DRAFT.value,
            summoned=draft.summoned,
        )
        .returning(t.poll.c.poll_id)
    )
    poll_id = int(added.scalar_one())
    _insert_lists(connection, poll_id, draft)
    return poll_id


def replace_draft(connection: sa.Connection, poll_id: int, draft: Draft) -> None:
    """Put another draft in the place of one that is not open yet."""
    connection.execute(
        t.poll.update()
        .where(t.poll.c.poll_id == poll_id)
        .values(title=draft.title, seats=draft.seats, summoned=draft.summoned)
    )
    connection.execute(t.deduction.delete().where(t.deduction.c.poll_id == poll_id))
    connection.execute(t.candidate.delete().where(t.candidate.c.poll_id == poll_id))
    _insert_lists(connection, poll_id, draft)


def _insert_lists(connection: sa.Connection, poll_id: int, draft: Draft) -> None:
    if draft.deductions:
        connection.execute(
            t.deduction.insert(),
            [
                {"poll_id": poll_id, "position": at, "reason": one.reason, "number": one.number}
                for at, one in enumerate(draft.deductions)
            ],
        )
    if draft.candidates:
        connection.execute(
            t.candidate.insert(),
            [
                {
                    "poll_id": poll_id,
                    "candidate_id": f"c{at:03d}",
                    "position": at,
                    "name": one.name,
                    "born": one.born,
                }
                for at, one in enumerate(draft.candidates, start=1)
            ],
        )


def load_poll(connection: sa.Connection, poll_id: int) -> PollRow | None:
    """One poll, or None."""
    row = connection.execute(sa.select(t.poll).where(t.poll.c.poll_id == poll_id)).first()
    if row is None:
        return None
    deductions = connection.execute(
        sa.select(t.deduction.c.reason, t.deduction.c.number)
        .where(t.deduction.c.poll_id == poll_id)
        .order_by(t.deduction.c.position)
    )
    candidates = connection.execute(
        sa.select(t.candidate.c.candidate_id, t.candidate.c.name, t.candidate.c.born)
        .where(t.candidate.c.poll_id == poll_id)
        .order_by(t.candidate.c.position)
    ).all()
    draft = Draft(
        title=row.title,
        seats=row.seats,
        summoned=row.summoned,
        deductions=tuple(Deduction(one.reason, one.number) for one in deductions),
        candidates=tuple(Nominee(one.name, one.born) for one in candidates),
    )
    if row.definition is not None:
        form = msgspec.json.decode(row.definition, type=BallotForm)
    else:
        form = _form(poll_id, draft, [one.candidate_id for one in candidates])
    return PollRow(
        poll_id=row.poll_id,
        state=PollState(row.state),
        draft=draft,
        form=form,
        definition_hash=row.definition_hash,
        base=draft.base if row.base is None else row.base,
        present_at_opening=row.present_at_opening,
        opened_ms=row.opened_ms,
        closed_ms=row.closed_ms,
        result=msgspec.json.decode(row.result, type=Result) if row.result else None,
    )


def _form(poll_id: int, draft: Draft, ids: list[str]) -> BallotForm:
    """The ballot: a birth date stands only where two candidates have one name."""
    twins = shared_names(draft.candidates)
    return BallotForm(
        poll_id=poll_id,
        title=draft.title,
        seats=draft.seats,
        candidates=[
            Candidate(
                candidate_id=one_id,
                name=one.name,
                born=one.born if identity(one.name) in twins else "",
            )
            for one_id, one in zip(ids, draft.candidates, strict=True)
        ],
    )


def poll_ids(connection: sa.Connection, state: PollState | None = None) -> list[int]:
    """The polls, or those in one state, in the order they were made."""
    query = sa.select(t.poll.c.poll_id).order_by(t.poll.c.poll_id)
    if state is not None:
        query = query.where(t.poll.c.state == state.value)
    return list(connection.scalars(query))


def freeze(connection: sa.Connection, poll: PollRow, digest: str, present: int, at: int) -> None:
    """Open a poll: its form, its base and the number present stand from now on."""
    connection.execute(
        t.poll.update()
        .where(t.poll.c.poll_id == poll.poll_id)
        .values(
            state=PollState.OPEN.value,
            definition=msgspec.json.encode(poll.form, order="sorted").decode(),
            definition_hash=digest,
            base=poll.draft.base,
            present_at_opening=present,
            opened_ms=at,
        )
    )


def mark_closed(connection: sa.Connection, poll_id: int, at_ms: int) -> None:
    """Close a poll."""
    connection.execute(
        t.poll.update()
        .where(t.poll.c.poll_id == poll_id)
        .values(state=PollState.CLOSED.value, closed_ms=at_ms)
    )


def keep_result(connection: sa.Connection, poll_id: int, result: Result) -> None:
    """Keep the count of a poll."""
    connection.execute(
        t.poll.update()
        .where(t.poll.c.poll_id == poll_id)
        .values(state=PollState.COUNTED.value, result=msgspec.json.encode(result).decode())
    )


def permit_of_request(connection: sa.Connection, request_id: str) -> PermitRow | None:
    """The live permit that was given to a request, or None."""
    return _permit(connection, t.permit.c.request_id == request_id)


def permit_of_person(connection: sa.Connection, poll_id: int, person: int) -> PermitRow | None:
    """The live permit of a delegate, or None."""
    where = sa.and_(t.permit.c.poll_id == poll_id, t.permit.c.delegate_id == person)
    return _permit(connection, where)


def find_permit(connection: sa.Connection, poll_id: int, permit: str) -> PermitRow | None:
    """The live permit itself, or None where it was spent, released or voided."""
    return _permit(connection, sa.and_(t.permit.c.poll_id == poll_id, t.permit.c.permit == permit))


def _permit(connection: sa.Connection, where: sa.ColumnElement[bool]) -> PermitRow | None:
    row = connection.execute(sa.select(t.permit).where(where)).mappings().first()
    return None if row is None else PermitRow(**row)


def insert_permit(connection: sa.Connection, row: PermitRow) -> None:
    """Give a permit, and remember for good that this person was given one."""
    connection.execute(
        t.permit.insert().values(
            permit=row.permit,
            poll_id=row.poll_id,
            delegate_id=row.delegate_id,
            kiosk_id=row.kiosk_id,
            request_id=row.request_id,
            expires_ms=row.expires_ms,
        )
    )
    if has_voted(connection, row.poll_id, row.delegate_id) is None:
        connection.execute(
            t.voter.insert().values(poll_id=row.poll_id, delegate_id=row.delegate_id, voted=False)
        )


def drop_permit(connection: sa.Connection, poll_id: int, permit: str) -> bool:
    """Void a permit; whether it was live."""
    gone = connection.execute(
        t.permit.delete().where(t.permit.c.poll_id == poll_id, t.permit.c.permit == permit)
    )
    return gone.rowcount == 1


def drop_permits(connection: sa.Connection, poll_id: int) -> None:
    """Void every live permit of a poll."""
    connection.execute(t.permit.delete().where(t.permit.c.poll_id == poll_id))


def live_permits(connection: sa.Connection, poll_id: int) -> int:
    """How many permits of a poll are neither spent nor given back."""
    return _count(connection, t.permit, t.permit.c.poll_id == poll_id)


def has_voted(connection: sa.Connection, poll_id: int, person: int) -> bool | None:
    """Whether a delegate voted; None for one who was never given a permit."""
    return connection.scalar(
        sa.select(t.voter.c.voted).where(
            t.voter.c.poll_id == poll_id, t.voter.c.delegate_id == person
        )
    )


def mark_voted(connection: sa.Connection, poll_id: int, person: int) -> bool:
    """Mark a delegate as having voted; False for one who already had."""
    done = connection.execute(
        t.voter.update()
        .where(
            t.voter.c.poll_id == poll_id,
            t.voter.c.delegate_id == person,
            t.voter.c.voted == sa.false(),
        )
        .values(voted=True)
    )
    return done.rowcount == 1


def issued(connection: sa.Connection, poll_id: int) -> int:
    """How many distinct people were given a permit (phát ra)."""
    return _count(connection, t.voter, t.voter.c.poll_id == poll_id)


def voted(connection: sa.Connection, poll_id: int) -> int:
    """How many people are marked as having voted."""
    where = sa.and_(t.voter.c.poll_id == poll_id, t.voter.c.voted == sa.true())
    return _count(connection, t.voter, where)


def is_replaced(connection: sa.Connection, person: int) -> bool:
    """Whether an alternate was given this delegate's seat."""
    return _count(connection, delegate, delegate.c.replaces_id == person) > 0


def _count(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0)
