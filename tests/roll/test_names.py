from __future__ import annotations

import datetime as dt
import random
import unicodedata
from typing import TypeVar

import pytest

from hub.roll.rules.names import clean, identity, person_key, search_fold, sort_key, text_key

T = TypeVar("T")

GIVEN = [
    "An",
    "Ánh",
    "Ân",
    "Âu",
    "Dung",
    "Dũng",
    "Duy",
    "Đan",
    "Đức",
    "Hà",
    "Hạ",
    "Hải",
    "Oanh",
    "Ổn",
    "Ơn",
    "Quý",
    "Quỳnh",
    "Sáu",
    "Sơn",
    "Uyên",
    "Ước",
    "Ý",
    "Yến",
]
PEOPLE = [
    ("Đặng Văn An", None),
    ("Nguyễn Thị An", None),
    ("Nguyễn Văn An", 1968),
    ("Nguyễn Văn An", 1975),
    ("Lê Văn Ánh", None),
    ("Trần Thị Ân", None),
    ("Bùi Thị Dung", None),
    ("Đặng Văn Dũng", None),
    ("Phan Thế Duy", None),
    ("Hoàng Linh Đan", None),
    ("Nguyễn Đức", None),
    ("Phạm Minh Đức", None),
    ("Vũ Thị Hà", None),
    ("Vũ Thị Hạ", None),
    ("Lò Văn Hải", None),
    ("Cao Thị Oanh", None),
    ("Lý Ổn", None),
    ("Cao Thị Ơn", None),
]


def shuffled(rows: list[T]) -> list[T]:
    mixed = list(rows)
    random.Random(7).shuffle(mixed)
    return mixed


def test_given_names_sort_as_icu_78_sorts_them() -> None:
    assert sorted(shuffled(GIVEN), key=text_key) == GIVEN


def test_tones_sort_level_falling_asking_tumbling_rising_heavy() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(shuffled(tones), key=text_key) == tones


def test_people_sort_by_given_then_family_then_middle_name_then_age() -> None:
    def key(person: tuple[str, int | None]) -> object:
        return sort_key(person[0], dt.date(person[1], 1, 1) if person[1] else None)

    assert sorted(shuffled(PEOPLE), key=key) == PEOPLE  # type: ignore[arg-type]


def test_names_of_one_word_of_ethnic_groups_and_of_foreigners_sort_too() -> None:
    people = ["Ksor", "Vừ A Dính", "H'Hen Niê", "Y Moan", "Jean Müller", ""]
    assert len({sort_key(name) for name in people}) == len(people)
    assert sorted(people, key=sort_key)[0] == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("Thúy", "Thuý"),
        ("Trần Thị Hòa", "TRẦN  THỊ HOÀ "),
        ("Nguyễn Thị Khoẻ", "Nguyễn Thị Khỏe"),
        (unicodedata.normalize("NFD", "Nguyễn Đức Hạ"), "Nguyễn Đức Hạ"),
        ("Ðặng Văn An", "Đặng Văn An"),  # eth, as old conversions leave it
    ],
)
def test_one_name_typed_two_ways_is_one_person(one: str, other: str) -> None:
    assert identity(one) == identity(other)
    assert person_key(one, dt.date(1970, 7, 22), "Sở Y tế") == person_key(
        other, dt.date(1970, 7, 22), "SỞ Y TẾ"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hà", "Hạ"), ("An", "Ân"), ("Đan", "Dan"), ("Hòa", "Hóa"), ("Thị An", "Thịan")],
)
def test_other_tones_and_letters_are_other_people(one: str, other: str) -> None:
    assert identity(one) != identity(other)


def test_search_needs_no_diacritics() -> None:
    assert search_fold("Nguyễn Văn Đức") == "nguyen van duc"
    assert search_fold("Hoà") == search_fold("HÒA") == "hoa"


def test_a_name_is_kept_as_typed_but_for_spaces_and_composition() -> None:
    typed = unicodedata.normalize("NFD", "  Trần\u00a0Thị\u200b Hoà\n")
    assert clean(typed) == "Trần Thị Hoà"
