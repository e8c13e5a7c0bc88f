"""What keeps a paper from being made, for whoever asked for it."""

from __future__ import annotations

import enum
from collections.abc import Mapping


class PaperProblem(enum.StrEnum):
    """Why there is no paper; the catalogue says what to do about it."""

    TEMPLATE_UNREADABLE = "template_unreadable"
    TEMPLATE_NOT_WORD = "template_not_word"
    TEMPLATE_FIELD = "template_field"
    """It asks for something that the program does not give."""
    TEMPLATE_TAG = "template_tag"
    """A tag that cannot be understood or carried out."""
    TEMPLATE_SPOILED = "template_spoiled"
    """Filled in, it would be no sound document."""
    OFFICE_MISSING = "office_missing"
    OFFICE_BUSY = "office_busy"
    OFFICE_SLOW = "office_slow"
    OFFICE_FAILED = "office_failed"

    @property
    def of_template(self) -> bool:
        """Whether another template would help."""
        return self.value.startswith("template")


class PaperNotMade(Exception):
    """No paper was made; nothing that is stored was touched."""

    def __init__(self, problem: PaperProblem, details: Mapping[str, str | int]) -> None:
        super().__init__(f"{problem.value}: {dict(details)}")
        self.problem = problem
        self.details = dict(details)
