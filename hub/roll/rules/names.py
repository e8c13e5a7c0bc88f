"""Vietnamese names: which are one name typed two ways, how they sort, how they are searched."""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import lru_cache

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Order of the tones after the level one: huyền, hỏi, ngã, sắc, nặng."""

_LETTERS = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}

_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "’": "'", "ʼ": "'", "‘": "'"})
"""Letters of other alphabets that keyboards and old conversions put in the place of ours."""

SortKey = tuple[tuple[int, ...], tuple[int, ...]]
NameKey = tuple[SortKey, SortKey, SortKey, dt.date, str]


def clean(text: str) -> str:
    """The text in NFC, on one line, without control characters or doubled spaces."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return " ".join(composed.split())
    visible = "".join(" " if unicodedata.category(c) in _BLANK else c for c in composed)
    joined = "".join(c for c in visible if unicodedata.category(c) not in _INVISIBLE)
    return " ".join(joined.split())


_BLANK = frozenset({"Cc", "Zs", "Zl", "Zp"})
_INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn"})


@lru_cache(maxsize=50_000)
def identity(text: str) -> str:
    """Equal for two spellings of one name: `Hòa` and `Hoà`, `THÚY` and `Thuý`.

    Each word becomes its letters without tone, then its tones; `Hà` and `Hạ` stay different.
    """
    words = []
    for word in clean(text).translate(_LOOKALIKES).casefold().split(" "):
        letters, tones = _apart(word)
        words.append(letters + "".join(str(tone) for tone in tones if tone))
    return " ".join(words)


def search_fold(text: str) -> str:
    """The text as somebody types it in a hurry: no diacritics, no capitals, đ as d."""
    plain = clean(text).translate(_LOOKALIKES).casefold().replace("đ", "d")
    apart = unicodedata.normalize("NFD", plain)
    return "".join(c for c in apart if not unicodedata.combining(c))


def person_key(name: str, born: dt.date | None, unit: str) -> str:
    """What tells two people apart where the sheet gives no delegate number."""
    return "|".join((identity(name), born.isoformat() if born else "", identity(unit)))


def sort_key(name: str, born: dt.date | None = None) -> NameKey:
    """Order of a list of people: given name, family name, middle name, then the older first."""
    words = clean(name).split(" ")
    given, family = words[-1], words[0] if len(words) > 1 else ""
    middle = " ".join(words[1:-1])
    return (
        text_key(given),
        text_key(family),
        text_key(middle),
        born or dt.date.max,
        name,
    )


def text_key(text: str) -> SortKey:
    """Order of a text after the Vietnamese alphabet: letters decide first, tones after them."""
    ranks: list[int] = []
    tones: list[int] = []
    for word in clean(text).translate(_LOOKALIKES).casefold().split(" "):
        letters, word_tones = _apart(word)
        ranks.extend(_rank(letter) for letter in letters)
        ranks.append(-1000)  # the end of a word is before every letter
        tones.extend(word_tones)
    return tuple(ranks), tuple(tones)


def _apart(word: str) -> tuple[str, list[int]]:
    """The letters of a word without their tones, and one tone for each letter (0 for level)."""
    letters: list[str] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES and tones:
            tones[-1] = _TONES[char]
        elif unicodedata.combining(char) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        else:
            letters.append(char)
            tones.append(0)
    return "".join(letters), tones


def _rank(letter: str) -> int:
    """Vietnamese letters first; a letter of another alphabet stands after them, in its order."""
    if letter in _LETTERS:
        return _LETTERS[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _LETTERS:
        return _LETTERS[base]
    return ord(letter) - 100 if letter.isdigit() else 1000 + ord(letter)
