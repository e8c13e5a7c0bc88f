"""A quantity is a number with its unit; a bare number is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from firmware_config.units import EXAMPLES, BareNumber, Kind, WrongUnit, parse


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("9600 baud", Kind.BAUD, 9600),
        ("80 ms", Kind.TIME, 80),
        ("1 s", Kind.TIME, 1000),
        ("1.5 s", Kind.TIME, 1500),
        ("21.5 in", Kind.LENGTH, Fraction(43, 2)),
        ("54.61 cm", Kind.LENGTH, Fraction(43, 2)),
        ("546.1 mm", Kind.LENGTH, Fraction(43, 2)),
        ("1920px", Kind.PIXELS, 1920),
        ("512 bytes", Kind.SIZE, 512),
    ],
)
def test_with_its_unit(text: str, kind: Kind, value: Fraction) -> None:
    assert parse(text, kind) == value


@pytest.mark.parametrize("value", [9600, 1.5, "9600", "1.5 ", True])
def test_without_a_unit(value: object) -> None:
    with pytest.raises(BareNumber):
        parse(value, Kind.BAUD)


@pytest.mark.parametrize(
    "value",
    [
        "9600 px", "9600 Baud", "baud", "", "-1 s", "1,5 s", "1e3 s", "٣ s", "1 s 2", None, [],
        "99999999999 s",
    ],
)  # fmt: skip
def test_with_another_unit_or_none_that_we_know(value: object) -> None:
    with pytest.raises(WrongUnit):
        parse(value, Kind.TIME)


@pytest.mark.parametrize("kind", Kind)
def test_the_examples_that_people_are_shown_are_right(kind: Kind) -> None:
    for example in EXAMPLES[kind].split(", "):
        parse(example, kind)
