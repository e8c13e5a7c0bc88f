from __future__ import annotations

import re

import pytest

from hub.platform.words import translator
from hub.roll import wording
from hub.roll.rules.problems import Fault, Note, Place, Problem

SENTENCES = [
    *(text for pair in wording.FAULTS.values() for text in pair),
    *wording.NOTES.values(),
    *wording.UNREADABLE.values(),
    *wording.FIELDS.values(),
    *wording.STANDINGS.values(),
]


def test_every_fault_and_note_has_its_sentences() -> None:
    assert set(wording.FAULTS) == set(Fault)
    assert set(wording.NOTES) == set(Note)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_there_in_vietnamese_with_the_same_values(sentence: str) -> None:
    vietnamese = translator("vi")(sentence)
    if sentence != "E-mail":
        assert vietnamese != sentence
    holes = re.compile(r"%\(\w+\)s")
    assert sorted(holes.findall(vietnamese)) == sorted(holes.findall(sentence))


def test_a_problem_in_both_languages() -> None:
    place = Place("Đại biểu", 12, 3, "Ngày sinh")
    problem = Problem(Fault.DATE_YEAR_ONLY, place, {"value": "1970"})
    assert wording.what(problem, translator("vi")) == "“1970” chỉ là năm."
    assert wording.what(problem, translator("en")) == "“1970” is only a year."
    assert wording.column(place) == "C (Ngày sinh)"
