"""The catalogues: complete, in step with each other, and in words that people of a hall use."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from pathlib import Path

import pytest

import kiosk
from kiosk.flows.text_ids import TEXT_IDS
from kiosk.flows.views import Text
from kiosk.words import LANGUAGES, Words
from kiosk.words.catalogue import sentences

KIOSK = Path(kiosk.__file__).parent
LONGEST = {"vi": 25, "en": 20}
"""Syllables in Vietnamese, words in English."""
TECHNICAL = re.compile(r"exception|traceback|timeout|time-out|null|http|error|server|lỗi", re.I)
FOR_TECHNICIANS = ("command.", "setup.", "help.setup", "out.")


def _params(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def _used_by_screens() -> set[str]:
    """The screen.… ids that the source names, as label("…") or as Text("screen.…")."""
    used = set()
    for source in (KIOSK / "screens").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used |= {node.value} if node.value.startswith("screen.") else set()
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "label":
                argument = node.args[0]
                assert isinstance(argument, ast.Constant), source
                assert isinstance(argument.value, str), source
                used.add(f"screen.{argument.value}")
    return used


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_flows_and_screens_is_there_and_no_other(language: str) -> None:
    assert set(sentences(language)) == set(TEXT_IDS) | _used_by_screens()
    assert all(sentences(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_uses_the_parameters_it_is_given(language: str) -> None:
    for text_id, meaning in TEXT_IDS.items():
        assert _params(sentences(language)[text_id]) <= set(meaning.params), text_id


def test_the_languages_say_the_same_figures() -> None:
    for text_id, sentence in sentences("vi").items():
        assert _params(sentence) == _params(sentences("en")[text_id]), text_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_plain_and_not_shouted(language: str) -> None:
    for text_id, sentence in sentences(language).items():
        assert unicodedata.is_normalized("NFC", sentence), text_id
        if text_id.startswith("command."):
            continue
        for part in re.split(r"[.?!:] ", sentence):
            assert len(part.split()) <= LONGEST[language], part
        for word in re.findall(r"\w+", re.sub(r"\{.*?\}", "", sentence)):
            shouted = len(word) > 2 and word.isupper()
            assert not shouted, sentence
        if not text_id.startswith(FOR_TECHNICIANS):
            assert not TECHNICAL.search(sentence), sentence


def test_nothing_asks_to_vote_again_while_a_ballot_is_saved() -> None:
    for text_id in ("saving.saving", "saving.call_staff", "help.saving"):
        assert not re.search(r"\blại (phiếu|thẻ|lần)|bỏ phiếu lại", sentences("vi")[text_id])
        assert not re.search(r"\bagain\b", sentences("en")[text_id])


def test_times_are_said_as_in_the_hall() -> None:
    at = Text("checkin.since", {"time_ms": 1_595_378_000_000})
    assert Words("vi").say(at) == "Điểm danh lúc 7h33'"
    assert Words("en").say(at) == "Checked in at 7:33"
    assert Words("en", "Etc/UTC").say(at) == "Checked in at 0:33"
    assert Words("en", "No/Such").say(at) == "Checked in at 0:33"


def test_names_are_shown_in_composed_letters_and_never_as_a_format() -> None:
    decomposed = unicodedata.normalize("NFD", "Đoàn Nghệ An {seat}")
    said = Words("vi").say(Text("checkin.delegation", {"delegation": decomposed}))
    assert said == "Đoàn: Đoàn Nghệ An {seat}"


def test_a_birth_date_is_printed_as_in_lists() -> None:
    assert Words("vi").birth("1969-10-08") == "08/10/1969"
    assert Words("vi").birth("1969") == "1969"


def test_an_unknown_id_is_a_bug_and_not_an_empty_screen() -> None:
    with pytest.raises(KeyError):
        Words("vi").say(Text("no.such.text"))
