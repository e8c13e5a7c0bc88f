"""Which sheet of a file is the roll."""

from __future__ import annotations

import datetime as dt

from hub.roll.rules.entries import Roll, read_sheet
from hub.roll.rules.grid import Sheet
from hub.roll.rules.headers import find_head
from hub.roll.rules.names import search_fold
from hub.roll.rules.problems import Fault, Note, Place, Problem, Remark


def read_roll(sheets: list[Sheet], wanted: str | None, today: dt.date) -> Roll:
    """The people of the sheet that was asked for, or of the only one that holds a roll.

    A hidden sheet is read only when it is asked for by its name.
    """
    names = ", ".join(sheet.name for sheet in sheets)
    if wanted is not None:
        named = [sheet for sheet in sheets if search_fold(sheet.name) == search_fold(wanted)]
        if not named:
            return _refused(Fault.NO_SUCH_SHEET, {"value": wanted, "sheets": names})
        return read_sheet(named[0], today)
    visible = [sheet for sheet in sheets if not sheet.hidden]
    tables = [sheet for sheet in visible if find_head(sheet) is not None]
    if not tables:
        return _refused(Fault.NO_TABLE, {"sheets": names})
    if len(tables) > 1:
        found = ", ".join(sheet.name for sheet in tables)
        return _refused(Fault.SEVERAL_TABLES, {"sheets": found})
    roll = read_sheet(tables[0], today)
    hidden = [sheet.name for sheet in sheets if sheet.hidden]
    if hidden:
        roll.remarks.append(Remark(Note.HIDDEN_SHEETS, {"sheets": ", ".join(hidden)}))
    return roll


def _refused(fault: Fault, values: dict[str, str | int]) -> Roll:
    return Roll("", problems=[Problem(fault, Place(), values)])
