"""Delegates as the roll keeps them, read and written whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from hub.contract.attendance import Standing
from hub.roll import tables as t
from hub.roll.rules.names import search_fold
from hub.roll.rules.plan import Person


def people(connection: sa.Connection) -> dict[int, Person]:
    """Everybody in the roll, by delegate id."""
    d = t.delegate.c
    replaced = t.delegate.alias("replaced")
    rows = connection.execute(
        sa.select(
            d.delegate_id,
            d.name,
            t.delegation.c.name.label("delegation"),
            sa.func.coalesce(d.number, "").label("number"),
            d.born,
            d.unit,
            d.seat,
            d.email,
            d.photo,
            d.standing,
            d.source,
            d.convening_member,
            d.head_of_delegation,
            sa.func.coalesce(replaced.c.person_key, "").label("replaces"),
        )
        .select_from(
            t.delegate.join(t.delegation).outerjoin(
                replaced, replaced.c.delegate_id == d.replaces_id
            )
        )
        .order_by(d.delegate_id)
    ).mappings()
    found = {}
    for row in rows:
        values = dict(row)
        delegate_id = values.pop("delegate_id")
        values["standing"] = Standing(values["standing"])
        found[delegate_id] = Person(**values)
    return found


def delegation_ids(connection: sa.Connection, names: Iterable[str]) -> dict[str, int]:
    """The ids of delegations by name; those that are new are added in the order given."""
    known = {
        name: delegation_id
        for delegation_id, name in connection.execute(
            sa.select(t.delegation.c.delegation_id, t.delegation.c.name)
        )
    }
    for name in names:
        if name not in known:
            added = connection.execute(
                t.delegation.insert().values(name=name).returning(t.delegation.c.delegation_id)
            )
            known[name] = added.scalar_one()
    return known


def insert_people(
    connection: sa.Connection, added: list[Person], delegations: Mapping[str, int]
) -> None:
    """Write new delegates, without whom they replace."""
    if added:
        connection.execute(t.delegate.insert(), [_columns(p, delegations) for p in added])


def free_numbers(connection: sa.Connection, delegate_ids: list[int]) -> None:
    """Take numbers and keys away from delegates, so that others of the same write can have them."""
    for delegate_id in delegate_ids:
        connection.execute(
            t.delegate.update()
            .where(t.delegate.c.delegate_id == delegate_id)
            .values(number=None, person_key=f"|moving|{delegate_id}")
        )


def update_person(
    connection: sa.Connection, delegate_id: int, person: Person, delegations: Mapping[str, int]
) -> None:
    """Write a delegate anew, but for whom they replace."""
    connection.execute(
        t.delegate.update()
        .where(t.delegate.c.delegate_id == delegate_id)
        .values(**_columns(person, delegations))
    )


def set_replaced(connection: sa.Connection, key: str, replaced_key: str) -> None:
    """Say whom the person with that key replaces, or nobody."""
    replaced = sa.select(t.delegate.c.delegate_id).where(t.delegate.c.person_key == replaced_key)
    target = connection.scalar(replaced) if replaced_key else None
    connection.execute(
        t.delegate.update().where(t.delegate.c.person_key == key).values(replaces_id=target)
    )


def _columns(person: Person, delegations: Mapping[str, int]) -> dict[str, Any]:
    values = asdict(person)
    del values["replaces"]
    values["delegation_id"] = delegations[values.pop("delegation")]
    values["number"] = person.number or None
    values["person_key"] = person.key
    values["name_folded"] = search_fold(person.name)
    values["standing"] = person.standing.value
    return values
