"""Every text of the hub has its Vietnamese, and both say the same placeholders."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from hub.platform.words import CATALOGUES, translations, translator

HUB = CATALOGUES.parent
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "_l": None}


def texts() -> dict[str, str]:
    """Every English text of the sources, with where it stands."""
    found = {}
    for file, line, message, _comments, _context in extract_from_dir(
        HUB, _METHODS, keywords=_KEYWORDS
    ):
        for text in (message,) if isinstance(message, str) else message[:1]:
            if text:
                found[text] = f"{file}:{line}"
    return found


def literals() -> set[str]:
    """Every string of the sources: some texts are chosen by a code, `_(WORDS[code])`."""
    found = set()
    for path in HUB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_text_has_its_vietnamese() -> None:
    vietnamese = translations("vi")
    all_texts = texts()
    assert len(all_texts) > 50
    missing = {
        text: place
        for text, place in all_texts.items()
        if (vietnamese.ugettext(text)) == text and re.search("[a-z]{3}", text)
    }
    assert missing == {}


def catalogues() -> list[Path]:
    return sorted((CATALOGUES / "vi" / "LC_MESSAGES").glob("*.po"))


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.stem)
def test_a_catalogue_is_sound(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale="vi", abort_invalid=True)
    known = texts().keys() | literals()
    for message in catalogue:
        source = message.id if isinstance(message.id, str) else message.id[0]
        if not source:
            continue
        assert source in known, f"no page says this any more: {source}"
        said = message.string if isinstance(message.string, str) else (message.string or "?")[0]
        assert said.strip(), source
        assert unicodedata.is_normalized("NFC", said), source
        assert placeholders(said) == placeholders(source), source


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))


def test_no_text_stands_in_two_catalogues_with_two_meanings() -> None:
    said: dict[str, str] = {}
    for path in catalogues():
        with path.open("rb") as file:
            for message in read_po(file, locale="vi"):
                source = message.id if isinstance(message.id, str) else message.id[0]
                text = str(message.string)
                if source:
                    assert said.setdefault(source, text) == text, (path.name, source)


def test_languages() -> None:
    assert translator("vi")("Log in") == "Đăng nhập"
    assert translator("en")("Log in") == "Log in"
