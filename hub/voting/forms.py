"""The set-up form of a poll: what a person typed, and the draft in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hub.roll.rules.names import clean, sort_key
from hub.voting.rules import Deduction, Draft, Nominee

DEDUCTION_ROWS = 6
_MAX_DIGITS = 7
_BETWEEN = re.compile(r"[|;\t]")


@dataclass(frozen=True)
class PollForm:
    """Every field as text, so that a form with a mistake in it comes back as it was typed."""

    title: str = ""
    seats: str = ""
    summoned: str = ""
    deductions: tuple[tuple[str, str], ...] = (("", ""),) * DEDUCTION_ROWS
    candidates: str = ""

    def draft(self) -> Draft:
        """The draft; a number that is none becomes 0, which no draft may hold."""
        return Draft(
            title=self.title,
            seats=_number(self.seats),
            summoned=_number(self.summoned),
            deductions=tuple(
                Deduction(reason, _number(number))
                for reason, number in self.deductions
                if reason.strip() or number.strip()
            ),
            candidates=tuple(
                _nominee(line) for line in self.candidates.splitlines() if line.strip()
            ),
        )

    def sorted(self) -> PollForm:
        """The form with its candidates in the order of Vietnamese given names."""
        nominees = sorted(self.draft().candidates, key=lambda one: (sort_key(one.name), one.born))
        return replace(self, candidates=_lines(nominees))


def typed(fields: Mapping[str, str]) -> PollForm:
    """The form that was sent."""
    return PollForm(
        title=fields.get("title", ""),
        seats=fields.get("seats", ""),
        summoned=fields.get("summoned", ""),
        deductions=tuple(
            (fields.get(f"reason{at}", ""), fields.get(f"number{at}", ""))
            for at in range(DEDUCTION_ROWS)
        ),
        candidates=fields.get("candidates", ""),
    )


def form_of(draft: Draft) -> PollForm:
    """The form that holds a draft."""
    rows = [(one.reason, str(one.number)) for one in draft.deductions]
    rows += [("", "")] * (DEDUCTION_ROWS - len(rows))
    return PollForm(
        title=draft.title,
        seats=str(draft.seats),
        summoned=str(draft.summoned),
        deductions=tuple(rows),
        candidates=_lines(draft.candidates),
    )


def _lines(nominees: Iterable[Nominee]) -> str:
    return "\n".join(f"{one.name} | {one.born}" if one.born else one.name for one in nominees)


def _nominee(line: str) -> Nominee:
    name, *rest = _BETWEEN.split(line, maxsplit=1)
    return Nominee(clean(name), clean(" ".join(rest)))


def _number(text: str) -> int:
    digits = text.strip()
    plain = digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS
    return int(digits) if plain else 0
