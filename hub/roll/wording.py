"""The sentences for what is wrong with a roll: what it is, and what to do about it.

The texts are the English ones; the Vietnamese stand in hub/words/vi/LC_MESSAGES/roll.po.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from hub.roll.rules.grid import column_letter
from hub.roll.rules.problems import Fault, Note, Place, Problem, Remark

Translate = Callable[[str], str]

FAULTS: dict[Fault, tuple[str, str]] = {
    Fault.NO_TABLE: (
        "No table of delegates was found: no row has the titles of the columns.",
        "Give the columns titles, at least “Họ và tên” and “Đoàn”, in one row.",
    ),
    Fault.SEVERAL_TABLES: (
        "Several sheets hold a table of delegates: %(sheets)s.",
        "Say which one to take: --sheet NAME, or the field “Sheet” on the page.",
    ),
    Fault.NO_SUCH_SHEET: (
        "The file has no sheet “%(value)s”.",
        "Its sheets are: %(sheets)s.",
    ),
    Fault.NO_ROWS: (
        "There is nobody below the titles of the columns.",
        "Put one delegate in each row under the titles.",
    ),
    Fault.TOO_MANY_ROWS: (
        "The table has %(rows)s rows; at most %(limit)s can be imported.",
        "Take out rows that are no delegates.",
    ),
    Fault.COLUMN_MISSING: (
        "The column “%(field)s” is missing.",
        "Add it, or give the column that holds it a title that says so.",
    ),
    Fault.COLUMN_TWICE: (
        "Two columns are titled “%(field)s”; the other one is column %(first)s.",
        "Keep one of them, or give the other one another title.",
    ),
    Fault.MERGED: (
        "The cells %(block)s are merged.",
        "Split them and fill in every row by itself.",
    ),
    Fault.MERGED_HEAD: (
        "The title is merged over several columns (%(block)s).",
        "Split it and give every column a title of its own.",
    ),
    Fault.FORMULA_WITHOUT_VALUE: (
        "The cell is a formula without a saved value.",
        "Open the file in Excel or LibreOffice, save it and import it again; or type the value.",
    ),
    Fault.FORMULA_ERROR: (
        "The formula in this cell gives an error.",
        "Correct the formula or type the value.",
    ),
    Fault.FORMULA_TEXT: (
        "“%(value)s” begins like a formula.",
        "Type the text without the sign in front.",
    ),
    Fault.EMPTY: ("The cell is empty.", "Fill it in; every delegate needs it."),
    Fault.TOO_LONG: (
        "The text is longer than %(limit)s characters: “%(value)s”.",
        "Shorten it.",
    ),
    Fault.OLD_FONT: (
        "“%(value)s” is typed for an old %(kind)s font, not in Unicode.",
        "Convert the file to Unicode (for example with UniKey, Ctrl+Shift+F6) and import it again.",
    ),
    Fault.MOJIBAKE: (
        "“%(value)s” was opened with the wrong encoding before it was saved.",
        "Go back to the original file and save it as .xlsx.",
    ),
    Fault.LOST_LETTERS: (
        "Letters were lost when “%(value)s” was saved: there are question marks in their place.",
        "Go back to the original file and save it as .xlsx, or as “CSV UTF-8”.",
    ),
    Fault.NOT_A_NAME: (
        "“%(value)s” is not a person's name.",
        "Put the name only into this column, without digits or signs.",
    ),
    Fault.DATE_UNREADABLE: (
        "“%(value)s” is not a date.",
        "Write day/month/year, such as 22/7/1970, or leave it empty.",
    ),
    Fault.DATE_IMPOSSIBLE: (
        "There is no such day: “%(value)s”.",
        "Write day/month/year in this order, such as 22/7/1970.",
    ),
    Fault.DATE_YEAR_ONLY: (
        "“%(value)s” is only a year.",
        "Write the whole date, such as 22/7/1970, or leave it empty if it is not known.",
    ),
    Fault.DATE_SHORT_YEAR: (
        "The year in “%(value)s” has only two digits.",
        "Write the year with four digits, such as 22/7/1970.",
    ),
    Fault.DATE_IMPLAUSIBLE: (
        "Nobody at the congress can be born on %(value)s.",
        "Check the year.",
    ),
    Fault.DATE_IS_NUMBER: (
        "%(value)s is a number; it is probably a date whose format was lost.",
        "Give the column the format Date in Excel or LibreOffice, or type the date as 22/7/1970.",
    ),
    Fault.NUMBER_BROKEN: (
        "“%(value)s” cannot be a delegate's number.",
        "Give the column the format Text and type the number, at most 20 characters.",
    ),
    Fault.STANDING_UNKNOWN: (
        "The standing “%(value)s” is not known.",
        "Write “chính thức”, “dự khuyết” or “khách mời”.",
    ),
    Fault.SOURCE_UNKNOWN: (
        "The source “%(value)s” is not known.",
        "Write “đương nhiên”, “được bầu” or “chỉ định”, or leave it empty.",
    ),
    Fault.NOT_YES_NO: (
        "“%(value)s” is neither yes nor no.",
        "Write “có” or “x” for yes; “không” or nothing for no.",
    ),
    Fault.EMAIL_BROKEN: (
        "“%(value)s” is not one e-mail address.",
        "Correct it, or leave it empty.",
    ),
    Fault.PHOTO_PATH: (
        "“%(value)s” is not a bare file name.",
        "Write only the name of the picture, such as 001.jpg; put the picture into the folder"
        " “photos” beside the file.",
    ),
    Fault.PHOTO_MISSING: (
        "There is no picture “%(value)s” in the folder “%(folder)s”.",
        "Put it there, correct the name, or leave it empty.",
    ),
    Fault.PHOTO_BROKEN: (
        "“%(value)s” is not a JPEG or PNG picture that can be opened.",
        "Save the picture again as .jpg or .png.",
    ),
    Fault.NUMBER_TWICE: (
        "The number %(value)s stands twice: it is also in row %(first_row)s (%(first_name)s).",
        "Give everybody a number of their own.",
    ),
    Fault.PERSON_TWICE: (
        "%(value)s stands twice: it is the same person as in row %(first_row)s (%(first_name)s).",
        "Take one of them out; or, if they are two people, tell them apart by birth date or unit.",
    ),
    Fault.NUMBER_TAKEN: (
        "The number %(value)s belongs to %(holder)s, who is in the roll already.",
        "Give this delegate another number; or, if it is the same person, correct the birth date.",
    ),
    Fault.PERSON_SEVERAL: (
        "Several people in the roll can be %(value)s.",
        "Tell them apart by birth date, unit or number.",
    ),
    Fault.REPLACES_UNKNOWN: (
        "Nobody in the roll has the number or name “%(value)s”.",
        "Write the number or the name of the official delegate who is replaced.",
    ),
    Fault.REPLACES_SEVERAL: (
        "Several official delegates are named “%(value)s”.",
        "Write the number of the delegate who is replaced.",
    ),
    Fault.REPLACES_NOT_OFFICIAL: (
        "“%(value)s” is not an official delegate.",
        "Only an official delegate can be replaced.",
    ),
    Fault.REPLACES_BY_OFFICIAL: (
        "Only an alternate can replace somebody; here it says “%(value)s”.",
        "Leave the cell empty, or write “dự khuyết” as this delegate's standing.",
    ),
    Fault.REPLACED_TWICE: (
        "%(value)s already replaces the same delegate.",
        "Only one alternate can replace a delegate.",
    ),
}

NOTES: dict[Note, str] = {
    Note.HIDDEN_ROWS: "%(rows)s hidden rows (the first is row %(first)s) are imported too.",
    Note.HIDDEN_SHEETS: "Hidden sheets are left out: %(sheets)s.",
    Note.COLUMNS_LEFT_OUT: "These columns are not known and are left out: %(columns)s.",
    Note.NO_STANDING_COLUMN: "There is no column “Tư cách”: new delegates are official ones.",
    Note.FORMULAS_TAKEN: "%(cells)s cells are formulas; their saved values are taken.",
    Note.SAME_NAME: "%(people)s new delegates have the name of somebody who is in the roll,"
    " with another birth date or unit: %(names)s.",
}

UNREADABLE: dict[str, str] = {
    "too_big": "The file is larger than %(limit_mb)s MB. Take out pictures and unused sheets.",
    "cannot_open": "The file cannot be opened: %(error)s.",
    "empty_file": "The file is empty.",
    "old_excel": "This is a file of an old Excel (.xls), or one that is locked with a password."
    " Open it in Excel or LibreOffice and save it as .xlsx without a password.",
    "opendocument": "This is an OpenDocument file. Save it as .xlsx in LibreOffice.",
    "not_a_workbook": "This is a ZIP file, but no spreadsheet. Choose the .xlsx or .csv file.",
    "broken_workbook": "The spreadsheet is damaged and cannot be read (%(error)s)."
    " Open it in Excel or LibreOffice and save it again as .xlsx.",
    "bomb": "The file unpacks to more than %(limit_mb)s MB; no roll is so large. It is not read.",
    "entities": "The file holds XML declarations that no spreadsheet program writes."
    " It is not read.",
    "encoding": "The CSV file is not in UTF-8 (line %(line)s). In Excel choose Save as,"
    " “CSV UTF-8 (Comma delimited)”; or save it as .xlsx.",
    "broken_csv": "The CSV file cannot be read near line %(line)s: quotation marks are missing,"
    " or a field is too long. Save it again, better as .xlsx.",
    "not_a_table": "The file holds no table. Choose a .xlsx or .csv file.",
}

FIELDS: dict[str, str] = {
    "number": "Delegate number",
    "name": "Full name",
    "born": "Birth date",
    "delegation": "Delegation",
    "unit": "Unit",
    "seat": "Seat",
    "email": "E-mail",
    "photo": "Photo",
    "standing": "Standing",
    "source": "Source",
    "convening_member": "Convening committee",
    "head_of_delegation": "Head of delegation",
    "replaces": "Replaces",
}

STANDINGS: dict[str, str] = {
    "official": "official delegate",
    "alternate": "alternate",
    "guest": "guest",
}


def what(problem: Problem, translate: Translate) -> str:
    """What is wrong."""
    return _filled(FAULTS[problem.fault][0], problem.values, translate)


def remedy(problem: Problem, translate: Translate) -> str:
    """What to do about it."""
    return _filled(FAULTS[problem.fault][1], problem.values, translate)


def note(remark: Remark, translate: Translate) -> str:
    """A note in words."""
    return _filled(NOTES[remark.note], remark.values, translate)


def column(place: Place) -> str:
    """The column as a person finds it: its letter and its title."""
    if not place.column:
        return ""
    letter = column_letter(place.column)
    return f"{letter} ({place.header})" if place.header else letter


def day(value: object) -> str:
    """A value as a table shows it: a date as 22/07/1970."""
    return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else str(value)


def unreadable(reason: str, values: dict[str, str | int], translate: Translate) -> str:
    """Why a file cannot be read at all, and what to do."""
    return _filled(UNREADABLE[reason], values, translate)


def _filled(message: str, values: dict[str, str | int], translate: Translate) -> str:
    filled = dict(values)
    if filled.get("field") in FIELDS:
        filled["field"] = translate(FIELDS[str(filled["field"])])
    return translate(message) % filled
