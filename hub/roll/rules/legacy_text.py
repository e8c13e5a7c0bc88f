"""Text typed for the old Vietnamese fonts (TCVN3, VNI), or damaged when it was saved.

A roll is refused when it holds such text: a converted guess would be printed on a badge.
A word is taken for old text only if it cannot be Vietnamese as it stands and becomes a
Vietnamese syllable when decoded, so `Müller` or `François` pass.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from itertools import product


class Damage(enum.StrEnum):
    """What is wrong with a text."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    MOJIBAKE = "mojibake"
    """UTF-8 that was opened as an 8-bit code page."""
    LOST = "lost"
    """Letters replaced by question marks, for good."""


_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"

# TCVN 5712:1993, third character set ("ABC" fonts), lower case, as Latin-1 shows its bytes;
# each vowel with its tones in the order level, acute, grave, hook, tilde, dot.
_TCVN3_ROWS = {
    "a": "a¸µ¶·¹",
    "ă": "¨¾»¼½Æ",
    "â": "©ÊÇÈÉË",
    "e": "eÐÌÎÏÑ",
    "ê": "ªÕÒÓÔÖ",
    "i": "iÝ×ØÜÞ",
    "o": "oãßáâä",
    "ô": "«èåæçé",
    "ơ": "¬íêëìî",
    "u": "uóïñòô",
    "ư": "\xadøõö÷ù",
    "y": "yýúûüþ",
}
_TCVN3_CAPITALS = {"¡": "Ă", "¢": "Â", "£": "Ê", "¤": "Ô", "¥": "Ơ", "¦": "Ư", "§": "Đ", "®": "đ"}
_TONE_ORDER = ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT)

# VNI-Windows writes a base letter and after it one sign for accent and tone together.
_VNI_PLAIN = dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_VNI_CIRCUMFLEX = dict(zip("âáàåãä", _TONE_ORDER, strict=True))
_VNI_BREVE = dict(zip("êéèúüë", _TONE_ORDER, strict=True))
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

_SYLLABLE = re.compile(
    "(?:ngh|ng|gh|gi|kh|ch|nh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    "(?:iê|yê|uyê|uô|ươ|oai|oay|oao|oeo|uây|uyu|uya|iêu|yêu|uôi|ươi|ươu"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uy|uơ|ưa|ưi|ưu"
    "|[aăâeêioôơuưy])"
    "(?:ch|ng|nh|[cmnpt])?"
)


def _tcvn3_table() -> dict[int, str]:
    table = {ord(sign): letter for sign, letter in _TCVN3_CAPITALS.items()}
    for vowel, row in _TCVN3_ROWS.items():
        for sign, tone in zip(row, _TONE_ORDER, strict=True):
            if not sign.isascii():
                table[ord(sign)] = unicodedata.normalize("NFC", vowel + tone)
    return table


def _vni_table() -> dict[str, str]:
    pairs: dict[str, str] = {}
    marks: list[tuple[str, str, dict[str, str]]] = [
        ("aeo", "\u0302", _VNI_CIRCUMFLEX),
        ("a", "\u0306", _VNI_BREVE),
        ("aeouy", "", _VNI_PLAIN),
    ]
    for letters, accent, signs in marks:
        for letter, (sign, tone) in product(letters, signs.items()):
            pairs[letter + sign] = letter + accent + tone
    for base, (sign, tone) in product(("ô", "ö"), _VNI_PLAIN.items()):
        pairs[base + sign] = _VNI_SINGLE[base] + tone
    return {pair: unicodedata.normalize("NFC", text) for pair, text in pairs.items()}


_TCVN3 = _tcvn3_table()
_VNI = _vni_table()
_VNI_SIGNS = re.compile(
    "|".join(sorted(_VNI, key=len, reverse=True)) + "|[" + "".join(_VNI_SINGLE) + "]"
)


def find_damage(text: str) -> Damage | None:
    """What is wrong with the encoding of a text, or None."""
    if _was_utf8(text):
        return Damage.MOJIBAKE
    for word in re.split(r"[\s.,;()/-]+", text.replace("\xa0", " ")):
        found = _damaged_word(word)
        if found is not None:
            return found
    return None


def _damaged_word(word: str) -> Damage | None:
    if re.search(r"\?\w|\ufffd", word):
        return Damage.LOST
    if word.isascii() or any(ord(char) > 0xFF for char in word) or _is_vietnamese(word):
        return None
    decoded = _VNI_SIGNS.sub(lambda m: _VNI.get(m[0]) or _VNI_SINGLE[m[0]], word.lower())
    if _is_vietnamese(decoded):
        return Damage.VNI
    if _is_vietnamese(word.translate(_TCVN3).lower()):
        return Damage.TCVN3
    return None


def _was_utf8(text: str) -> bool:
    if text.isascii():
        return False
    for page in ("cp1252", "latin-1"):
        try:
            back = text.encode(page).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        return back != text
    return False


def _is_vietnamese(word: str) -> bool:
    """Whether a word can be one Vietnamese syllable, with capitals only where people put them."""
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in apart if char in _TONE_ORDER]
    bare = "".join(char for char in apart if char not in _TONE_ORDER)
    return len(tones) <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
