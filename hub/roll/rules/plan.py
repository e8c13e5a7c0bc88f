"""What an import would do: who is added, changed, left as they are, or not in the file."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from hub.contract.attendance import Standing
from hub.roll.rules.entries import Entry, Roll
from hub.roll.rules.headers import Field
from hub.roll.rules.names import identity, person_key
from hub.roll.rules.problems import Fault, Note, Problem, Remark


@dataclass(frozen=True)
class Person:
    """One delegate as the roll keeps them."""

    name: str
    delegation: str
    number: str = ""
    born: dt.date | None = None
    unit: str = ""
    seat: str = ""
    email: str = ""
    photo: str = ""
    standing: Standing = Standing.OFFICIAL
    source: str = ""
    convening_member: bool = False
    head_of_delegation: bool = False
    replaces: str = ""
    """The key of the official delegate whom an alternate replaces."""

    @property
    def key(self) -> str:
        """Folded name, birth date and unit."""
        return person_key(self.name, self.born, self.unit)


@dataclass(frozen=True)
class Change:
    """A person who is in the roll and whom the file gives differently."""

    delegate_id: int
    before: Person
    after: Person

    @property
    def fields(self) -> list[str]:
        """Names of the fields that differ."""
        return [
            f.name
            for f in fields(Person)
            if getattr(self.before, f.name) != getattr(self.after, f.name)
        ]


@dataclass
class Plan:
    """What an import would do; nothing is done while there are problems."""

    added: list[Person] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    """In the roll and not in the file; they stay."""
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def make_plan(roll: Roll, known: Mapping[int, Person], photos: Mapping[str, str]) -> Plan:
    """Compare a sheet with the roll.

    `known` is the roll by delegate id; `photos` gives for a file name of the sheet the name
    under which its picture is kept.
    """
    plan = Plan(problems=list(roll.problems), remarks=list(roll.remarks))
    entries = [entry for entry in roll.entries if entry.sound]
    matched = _match(roll, entries, known, plan)
    spelling = {identity(person.delegation): person.delegation for person in known.values()}
    future: dict[int, Person] = {}
    for entry in entries:
        before = known[matched[entry.row]] if entry.row in matched else None
        future[entry.row] = _merge(entry, before, photos, spelling)
    used = set(matched.values())
    others = {i: person for i, person in known.items() if i not in used}
    _check_numbers(roll, future, others, plan)
    _resolve_replaced(roll, entries, future, others, plan)
    for entry in entries:
        after = future[entry.row]
        delegate_id = matched.get(entry.row)
        if delegate_id is None:
            plan.added.append(after)
        elif known[delegate_id] == after:
            plan.unchanged.append(delegate_id)
        else:
            plan.changed.append(Change(delegate_id, known[delegate_id], after))
    plan.missing = list(others)
    _remark_same_names(plan, known)
    return plan


def _match(
    roll: Roll, entries: list[Entry], known: Mapping[int, Person], plan: Plan
) -> dict[int, int]:
    """The delegate id of each row that is in the roll: by the person, else by the number.

    A list that was numbered anew must not give one person's badge to another, so a number
    counts only for a row whose person is not found. Columns that the sheet does not have
    do not take part in the key.
    """
    columns = roll.head.columns if roll.head else {}

    def key(name: str, born: dt.date | None, unit: str) -> str:
        return person_key(
            name, born if Field.BORN in columns else None, unit if Field.UNIT in columns else ""
        )

    by_person: dict[str, list[int]] = defaultdict(list)
    by_number: dict[str, int] = {}
    for delegate_id, person in known.items():
        by_person[key(person.name, person.born, person.unit)].append(delegate_id)
        if person.number:
            by_number[identity(person.number)] = delegate_id
    matched: dict[int, int] = {}
    for entry in entries:
        same = by_person.get(entry.person, [])
        if len(same) > 1:
            same = [i for i in same if by_number.get(identity(entry.number)) == i]
            if not same:
                place = roll.place(entry.row, Field.NAME)
                plan.problems.append(Problem(Fault.PERSON_SEVERAL, place, {"value": entry.name}))
        if same:
            matched[entry.row] = same[0]
    used = set(matched.values())
    for entry in entries:
        holder = by_number.get(identity(entry.number)) if entry.number else None
        if entry.row in matched or holder is None or holder in used:
            continue
        if not _another(entry, known[holder]):
            matched[entry.row] = holder
            used.add(holder)
    return matched


def _another(entry: Entry, holder: Person) -> bool:
    """Whether the holder of a number cannot be the person of the row: name and birth differ."""
    return (
        identity(entry.name) != identity(holder.name)
        and entry.born is not None
        and holder.born is not None
        and entry.born != holder.born
    )


def _merge(
    entry: Entry, before: Person | None, photos: Mapping[str, str], spelling: dict[str, str]
) -> Person:
    given: dict[str, Any] = {what.value: value for what, value in entry.values.items()}
    given.pop(Field.REPLACES, None)
    if Field.PHOTO in given:
        given[Field.PHOTO] = photos.get(given[Field.PHOTO], "")
    if before is not None and not given.get(Field.NUMBER):
        given[Field.NUMBER] = before.number
    delegation = spelling.setdefault(identity(given[Field.DELEGATION]), given[Field.DELEGATION])
    given[Field.DELEGATION] = delegation
    person = replace(before or Person(entry.name, delegation), **given)
    return person if person.standing is Standing.ALTERNATE else replace(person, replaces="")


def _check_numbers(
    roll: Roll, future: dict[int, Person], others: dict[int, Person], plan: Plan
) -> None:
    """A number, or a person's key, that stays with somebody whom the file does not name."""
    numbers = {identity(p.number): p for p in others.values() if p.number}
    keys = {p.key: p for p in others.values()}
    for row, person in future.items():
        holder = numbers.get(identity(person.number)) if person.number else None
        if holder is not None:
            values = _of(holder, person.number)
            place = roll.place(row, Field.NUMBER)
            plan.problems.append(Problem(Fault.NUMBER_TAKEN, place, values))
        elif person.key in keys:
            place = roll.place(row, Field.NAME)
            plan.problems.append(Problem(Fault.PERSON_SEVERAL, place, {"value": person.name}))


def _of(holder: Person, number: str) -> dict[str, str | int]:
    born = holder.born
    written = f"{holder.name} ({born.day}/{born.month}/{born.year})" if born else holder.name
    return {"value": number, "holder": written}


def _resolve_replaced(
    roll: Roll,
    entries: list[Entry],
    future: dict[int, Person],
    others: dict[int, Person],
    plan: Plan,
) -> None:
    """Turn what the column "thay thế" says into the key of the one replaced."""
    everybody = [*future.values(), *others.values()]
    by_number = {identity(p.number): p for p in everybody if p.number}
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in everybody:
        by_name[identity(person.name)].append(person)
    replaced: dict[str, str] = {p.replaces: p.name for p in others.values() if p.replaces}
    for entry in entries:
        person = future[entry.row]
        if Field.REPLACES in entry.values:
            said = str(entry.values[Field.REPLACES])
            found = _find_replaced(said, person, by_number, by_name)
            if isinstance(found, Fault):
                place = roll.place(entry.row, Field.REPLACES)
                plan.problems.append(Problem(found, place, {"value": said}))
                continue
            person = future[entry.row] = replace(person, replaces=found)
        if person.replaces and person.replaces in replaced:
            place = roll.place(entry.row, Field.REPLACES)
            values: dict[str, str | int] = {"value": replaced[person.replaces]}
            plan.problems.append(Problem(Fault.REPLACED_TWICE, place, values))
        elif person.replaces:
            replaced[person.replaces] = person.name


def _find_replaced(
    said: str,
    person: Person,
    by_number: dict[str, Person],
    by_name: dict[str, list[Person]],
) -> str | Fault:
    if not said:
        return ""
    if person.standing is not Standing.ALTERNATE:
        return Fault.REPLACES_BY_OFFICIAL
    target = by_number.get(identity(said))
    if target is None:
        named = by_name.get(identity(said), [])
        official = [p for p in named if p.standing is Standing.OFFICIAL]
        if len(official) > 1:
            return Fault.REPLACES_SEVERAL
        if not named:
            return Fault.REPLACES_UNKNOWN
        target = official[0] if official else named[0]
    if target.standing is not Standing.OFFICIAL:
        return Fault.REPLACES_NOT_OFFICIAL
    return target.key


def _remark_same_names(plan: Plan, known: Mapping[int, Person]) -> None:
    names = {identity(person.name) for person in known.values()}
    same = [person.name for person in plan.added if identity(person.name) in names]
    if same:
        plan.remarks.append(
            Remark(Note.SAME_NAME, {"people": len(same), "names": ", ".join(same[:10])})
        )
