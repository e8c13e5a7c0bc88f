"""A sheet understood: one entry a person, and every problem of every cell at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hub.contract.attendance import Standing
from hub.roll.rules import cells
from hub.roll.rules.grid import Row, Sheet, column_letter
from hub.roll.rules.headers import Field, Head, find_head
from hub.roll.rules.names import identity, person_key
from hub.roll.rules.problems import Fault, Note, Place, Problem, Remark

MAX_ROWS = 20_000


@dataclass(frozen=True)
class Entry:
    """One person as the sheet gives them; only the fields of its columns are in `values`."""

    row: int
    values: dict[Field, Any]
    sound: bool = True
    """False where a cell of the row is wrong; its number is still compared with the others."""

    @property
    def name(self) -> str:
        """The name as typed."""
        return str(self.values[Field.NAME])

    @property
    def number(self) -> str:
        """The delegate number, or "" where the sheet gives none."""
        return str(self.values.get(Field.NUMBER, ""))

    @property
    def born(self) -> dt.date | None:
        """The birth date."""
        born: dt.date | None = self.values.get(Field.BORN)
        return born

    @property
    def standing(self) -> Standing:
        """In what quality the person comes; official where the sheet has no such column."""
        return Standing(self.values.get(Field.STANDING, Standing.OFFICIAL))

    @property
    def person(self) -> str:
        """The key where there is no number."""
        return person_key(self.name, self.born, str(self.values.get(Field.UNIT, "")))


@dataclass
class Roll:
    """What one sheet says, with all that is wrong in it."""

    sheet: str
    head: Head | None = None
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def place(self, row: int, what: Field) -> Place:
        """Where the cell of a field stands in a row."""
        head = self.head
        column = head.columns.get(what, 0) if head else 0
        return Place(self.sheet, row, column, head.titles.get(column, "") if head else "")


def read_sheet(sheet: Sheet, today: dt.date) -> Roll:
    """The people of a sheet. Its rows are read even when others are wrong."""
    roll = Roll(sheet.name, find_head(sheet))
    if roll.head is None:
        roll.problems.append(Problem(Fault.NO_TABLE, Place(sheet.name)))
        return roll
    _check_head(roll, roll.head, sheet)
    below = _check_merges(roll, roll.head, sheet)
    used = set(roll.head.columns.values())
    rows = [r for r in sheet.rows if r.number > below and used & r.cells.keys()]
    if len(rows) > MAX_ROWS:
        values: dict[str, str | int] = {"rows": len(rows), "limit": MAX_ROWS}
        roll.problems.append(Problem(Fault.TOO_MANY_ROWS, Place(sheet.name), values))
        return roll
    if not rows:
        roll.problems.append(Problem(Fault.NO_ROWS, Place(sheet.name, roll.head.row)))
    for row in rows:
        _read_row(roll, roll.head, row, today)
    if sheet.formulas:
        roll.remarks.append(Remark(Note.FORMULAS_TAKEN, {"cells": sheet.formulas}))
    hidden = [row.number for row in rows if row.hidden]
    if hidden:
        roll.remarks.append(Remark(Note.HIDDEN_ROWS, {"rows": len(hidden), "first": hidden[0]}))
    _check_twice(roll)
    return roll


def _check_head(roll: Roll, head: Head, sheet: Sheet) -> None:
    for what in head.missing:
        values: dict[str, str | int] = {"field": what.value}
        roll.problems.append(Problem(Fault.COLUMN_MISSING, Place(sheet.name, head.row), values))
    for what, first, second in head.twice:
        place = Place(sheet.name, head.row, second, head.titles[second])
        roll.problems.append(
            Problem(
                Fault.COLUMN_TWICE,
                place,
                {"field": what.value, "first": column_letter(first)},
            )
        )
    if Field.STANDING not in head.columns:
        roll.remarks.append(Remark(Note.NO_STANDING_COLUMN))
    if head.unknown:
        names = ", ".join(f"{column_letter(c)} ({head.titles[c]})" for c in head.unknown)
        roll.remarks.append(Remark(Note.COLUMNS_LEFT_OUT, {"columns": names}))


def _check_merges(roll: Roll, head: Head, sheet: Sheet) -> int:
    """The last row of the head; a block merged below it hides what belongs to which row."""
    last = head.row
    for merge in sheet.merges:
        in_head = merge.first_row <= head.row <= merge.last_row
        if in_head and merge.first_column in head.columns.values():
            last = max(last, merge.last_row)
            if merge.first_column != merge.last_column:
                place = Place(
                    sheet.name, head.row, merge.first_column, head.titles[merge.first_column]
                )
                roll.problems.append(Problem(Fault.MERGED_HEAD, place, {"block": str(merge)}))
    used = head.columns.values()
    for merge in sheet.merges:
        touched = any(merge.first_column <= column <= merge.last_column for column in used)
        if merge.first_row > last and touched:
            column = merge.first_column
            place = Place(sheet.name, merge.first_row, column, head.titles.get(column, ""))
            roll.problems.append(Problem(Fault.MERGED, place, {"block": str(merge)}))
    return last


def _read_row(roll: Roll, head: Head, row: Row, today: dt.date) -> None:
    readers: dict[Field, Callable[[Any], Any]] = {
        Field.NUMBER: cells.delegate_number,
        Field.NAME: cells.name,
        Field.BORN: lambda value: cells.born(value, today),
        Field.DELEGATION: cells.required,
        Field.EMAIL: cells.email,
        Field.PHOTO: cells.photo,
        Field.STANDING: cells.standing,
        Field.SOURCE: cells.source,
        Field.CONVENING: cells.yes_no,
        Field.HEAD: cells.yes_no,
    }
    values: dict[Field, Any] = {}
    sound = not head.missing
    for what, column in head.columns.items():
        value = row.cells.get(column)
        try:
            values[what] = readers.get(what, cells.text)(value)
        except cells.CellError as wrong:
            place = roll.place(row.number, what)
            roll.problems.append(Problem(wrong.fault, place, dict(wrong.values)))
            sound = False
    values.setdefault(Field.NAME, "")
    roll.entries.append(Entry(row.number, values, sound))


def _check_twice(roll: Roll) -> None:
    numbers: dict[str, Entry] = {}
    people: dict[str, Entry] = {}
    for entry in roll.entries:
        number = identity(entry.number)
        if number and number in numbers:
            _twice(roll, Fault.NUMBER_TWICE, entry, numbers[number], Field.NUMBER)
        elif entry.sound and entry.person in people:
            _twice(roll, Fault.PERSON_TWICE, entry, people[entry.person], Field.NAME)
        if number:
            numbers.setdefault(number, entry)
        if entry.sound:
            people.setdefault(entry.person, entry)


def _twice(roll: Roll, fault: Fault, entry: Entry, first: Entry, what: Field) -> None:
    values: dict[str, str | int] = {
        "value": str(entry.values[what]),
        "first_row": first.row,
        "first_name": first.name,
    }
    roll.problems.append(Problem(fault, roll.place(entry.row, what), values))
