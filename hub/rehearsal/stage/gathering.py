"""Fills the roll of a rehearsal with people who do not exist."""

from __future__ import annotations

import sqlalchemy as sa

from hub.contract.attendance import Standing
from hub.rehearsal.sample import SamplePerson, make_people
from hub.roll import badge_store, people_store
from hub.roll.badge_store import BadgeRow
from hub.roll.rules.plan import Person
from hub.roll.service import new_code

_CROWD = "Khối đại biểu tăng cường (mẫu)"


def gather(connection: sa.Connection, delegates: int, seed: int, now_ms: int) -> list[BadgeRow]:
    """So many people who may vote, each with a badge; who is missing is made up now."""
    if not people_store.people(connection):
        _add(connection, [_person(one) for one in make_people(delegates, seed)])
        _link_alternates(connection, make_people(delegates, seed))
    _issue(connection, now_ms)
    there = _voters(connection)
    missing = delegates - len(there)
    if missing > 0:
        first = len(people_store.people(connection))
        names = [f"Đại biểu Mẫu {first + i + 1:05}" for i in range(missing)]
        _add(connection, [Person(name=name, delegation=_CROWD, unit=_CROWD) for name in names])
        _issue(connection, now_ms)
        there = _voters(connection)
    return there[:delegates]


def _add(connection: sa.Connection, people: list[Person]) -> None:
    ids = people_store.delegation_ids(connection, [one.delegation for one in people])
    people_store.insert_people(connection, people, ids)


def _link_alternates(connection: sa.Connection, sample: list[SamplePerson]) -> None:
    keys = {one.number: _person(one).key for one in sample}
    for one in sample:
        if one.replaces:
            people_store.set_replaced(connection, _person(one).key, keys[one.replaces])


def _issue(connection: sa.Connection, now_ms: int) -> None:
    codes = {new_code(): one for one in badge_store.without_badge(connection)}
    badge_store.insert_badges(connection, codes, now_ms)


def _voters(connection: sa.Connection) -> list[BadgeRow]:
    """One for each seat: the official delegate, or the alternate who replaces them."""
    return [
        row
        for row in badge_store.live_badges(connection)
        if row.standing is Standing.OFFICIAL or row.replaces_id is not None
    ]


def _person(one: SamplePerson) -> Person:
    return Person(
        name=one.name,
        delegation=one.delegation,
        number=one.number,
        born=one.born,
        unit=one.unit,
        seat=one.seat,
        email=one.email,
        standing=one.standing,
        convening_member=one.convening_member,
        head_of_delegation=one.head_of_delegation,
    )
