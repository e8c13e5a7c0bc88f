"""Quantities as people write them: a number, a space, a unit. A bare number is refused."""

from __future__ import annotations

import enum
import re
from fractions import Fraction


class Kind(enum.Enum):
    """What is measured; the value tells each unit and how many of the first it is."""

    BAUD = {"baud": Fraction(1)}
    TIME = {"ms": Fraction(1), "s": Fraction(1000)}
    LENGTH = {"in": Fraction(1), "cm": Fraction(50, 127), "mm": Fraction(5, 127)}
    PIXELS = {"px": Fraction(1)}
    RATE = {"fps": Fraction(1)}
    SIZE = {"bytes": Fraction(1)}


EXAMPLES = {
    Kind.BAUD: "9600 baud",
    Kind.TIME: "80 ms, 1 s",
    Kind.LENGTH: "21.5 in",
    Kind.PIXELS: "1920 px",
    Kind.RATE: "15 fps",
    Kind.SIZE: "512 bytes",
}

_QUANTITY = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?) ?([A-Za-z]*)", re.ASCII)


class BareNumber(ValueError):
    """A number without its unit."""


class WrongUnit(ValueError):
    """A unit of another kind, or none of ours."""


def parse(value: object, kind: Kind) -> Fraction:
    """The quantity in the first unit of its kind; BareNumber or WrongUnit otherwise."""
    if isinstance(value, int | float):
        raise BareNumber(str(value))
    match = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise WrongUnit(str(value))
    number, unit = match.groups()
    if not unit:
        raise BareNumber(number)
    if unit not in kind.value:
        raise WrongUnit(str(value))
    return Fraction(number) * kind.value[unit]
