"""A made-up congress of a provincial agencies bloc: for demonstrations, training and tests.

The size is that of the bloc's congress in Nghệ An in July 2020 (300 delegates of 64 base
organisations); every person in it is invented. One seed gives one list, always.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from hub.contract.attendance import Standing
from hub.rehearsal.sample_words import (
    FAMILY,
    FEMALE,
    MALE,
    MIDDLE_FEMALE,
    MIDDLE_MALE,
    ORGANISATIONS,
)
from hub.roll.rules.names import search_fold

DELEGATES = 300
SEED = 2020
_SEATS_IN_ROW = 20
_ALTERNATES = 12
_GUESTS = 20
_EX_OFFICIO = 38
_APPOINTED = 5


@dataclass(frozen=True)
class SamplePerson:
    """One invented person, as the spreadsheet gives them."""

    number: str
    name: str
    born: dt.date
    delegation: str
    unit: str
    seat: str
    email: str
    standing: Standing
    source: str
    convening_member: bool
    head_of_delegation: bool
    replaces: str = ""


def make_people(delegates: int = DELEGATES, seed: int = SEED) -> list[SamplePerson]:
    """The official delegates, then alternates and guests in proportion."""
    chance = random.Random(seed)  # noqa: S311  an invented list, no secret
    return _People(chance, delegates).everybody()


class _People:
    def __init__(self, chance: random.Random, delegates: int) -> None:
        self._chance = chance
        self._delegates = delegates
        self._names: set[str] = set()

    def everybody(self) -> list[SamplePerson]:
        organisations = ORGANISATIONS[: max(1, min(len(ORGANISATIONS), self._delegates))]
        sizes = self._sizes(len(organisations))
        official = [
            self._official(organisation, first)
            for organisation, size in zip(organisations, sizes, strict=True)
            for first in [True] + [False] * (size - 1)
        ]
        numbered = [self._placed(i, person) for i, person in enumerate(official, 1)]
        return [*numbered, *self._alternates(numbered, organisations), *self._guests()]

    def _sizes(self, organisations: int) -> list[int]:
        """One delegate for every organisation at least, the larger ones more."""
        sizes = [1] * organisations
        weights = [self._chance.uniform(0.6, 2.2) for _ in sizes]
        for _ in range(self._delegates - organisations):
            sizes[self._chance.choices(range(organisations), weights)[0]] += 1
        return sizes

    def _official(self, organisation: str, first: bool) -> SamplePerson:
        name = self._name()
        return SamplePerson(
            number="",
            name=name,
            born=self._birth_date(),
            delegation=f"Đảng bộ {organisation}",
            unit=organisation,
            seat="",
            email=self._email(name),
            standing=Standing.OFFICIAL,
            source="bầu",
            convening_member=False,
            head_of_delegation=first,
        )

    def _placed(self, position: int, person: SamplePerson) -> SamplePerson:
        row, seat = divmod(position - 1, _SEATS_IN_ROW)
        spread = max(1, self._delegates // _EX_OFFICIO)
        ex_officio = position % spread == 1 and position // spread < _EX_OFFICIO
        appointed = not ex_officio and self._delegates - position < _APPOINTED
        source = "đương nhiên" if ex_officio else "chỉ định" if appointed else person.source
        return SamplePerson(
            **{
                **vars(person),
                "number": f"{position:03}",
                "seat": f"{_row_letter(row)}{seat + 1:02}",
                "source": source,
                "convening_member": ex_officio,
            }
        )

    def _alternates(
        self, official: list[SamplePerson], organisations: tuple[str, ...]
    ) -> list[SamplePerson]:
        found = []
        count = max(2, self._delegates * _ALTERNATES // DELEGATES)
        for i in range(count):
            organisation = organisations[i * len(organisations) // count]
            person = self._official(organisation, first=False)
            # One in four has a decision, for the last official delegate of the organisation.
            same = [p for p in official if p.unit == organisation and not p.head_of_delegation]
            replaced = same[-1] if same and i % 4 == 0 else None
            found.append(
                SamplePerson(
                    **{
                        **vars(person),
                        "number": f"DK{i + 1:02}",
                        "seat": replaced.seat if replaced else "",
                        "standing": Standing.ALTERNATE,
                        "replaces": replaced.number if replaced else "",
                    }
                )
            )
        return found

    def _guests(self) -> list[SamplePerson]:
        count = max(2, self._delegates * _GUESTS // DELEGATES)
        guests = []
        for i in range(count):
            person = self._official("Khách mời", first=False)
            guests.append(
                SamplePerson(
                    **{
                        **vars(person),
                        "number": f"KM{i + 1:02}",
                        "delegation": "Khách mời",
                        "unit": ("Tỉnh ủy", "Nguyên lãnh đạo Khối", "Đảng ủy bạn")[i % 3],
                        "seat": f"KM{i + 1:02}",
                        "standing": Standing.GUEST,
                        "source": "",
                    }
                )
            )
        return guests

    def _name(self) -> str:
        while True:
            female = self._chance.random() < 0.35
            family = self._chance.choices([f for f, _ in FAMILY], [w for _, w in FAMILY])[0]
            middle = self._chance.choice(MIDDLE_FEMALE if female else MIDDLE_MALE)
            given = self._chance.choice(FEMALE if female else MALE)
            name = f"{family} {middle} {given}"
            if name not in self._names:
                self._names.add(name)
                return name

    def _birth_date(self) -> dt.date:
        year = int(self._chance.triangular(1960, 1996, 1974))
        return dt.date(year, 1, 1) + dt.timedelta(days=self._chance.randrange(365))

    def _email(self, name: str) -> str:
        # example.org belongs to nobody (RFC 2606): no letter ever reaches a stranger.
        return search_fold(name).replace(" ", ".") + "@example.org"


def _row_letter(row: int) -> str:
    """A to Z, then AA, AB …"""
    return chr(65 + row) if row < 26 else chr(64 + row // 26) + chr(65 + row % 26)
