"""Bytes to readings: the same bytes give the same readings, and nothing floods or leaks."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.model import Framing
from hub.contract.badge import is_badge_code, with_check_digit
from kiosk.readers.base import MAX_SCAN_CHARS, Garbage, Scan
from kiosk.readers.framing import Framer

CODE = with_check_digit("1234567890123456789012345")
S = 1_000_000_000


def said(readings: list[Scan | Garbage]) -> list[str | None]:
    """Texts, and None for garbage."""
    return [r.text if isinstance(r, Scan) else None for r in readings]


def read(data: bytes, framing: Framing | None = None) -> list[str | None]:
    return said(Framer(framing).feed(data, 0))


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n", b"\t", b"\x03"])
def test_each_suffix_ends_a_code(suffix: bytes) -> None:
    data = CODE.encode() + suffix
    assert read(data * 3) == [CODE] * 3


def test_a_profile_with_one_suffix_takes_the_others_for_noise() -> None:
    crlf = Framing(suffixes=(b"\r\n",))
    assert read(b"12345\r\n67890\r\n", crlf) == ["12345", "67890"]
    assert read(b"12345\r67890\r\n", crlf) == [None]
    assert read(b"12\t345\r", Framing(suffixes=(b"\r",))) == [None]


@pytest.mark.parametrize("suffixes", [(b"\r\n",), (b"\r", b"\r\n"), (b"\r\n", b"\n")])
def test_what_is_left_of_a_suffix_begins_no_code(suffixes: tuple[bytes, ...]) -> None:
    assert read(b"\n12345\r\n\r\n\n67890\r\n", Framing(suffixes=suffixes)) == ["12345", "67890"]


def test_a_suffix_of_two_bytes_does_not_count_as_length() -> None:
    framing = Framing(suffixes=(b"\r\n", b"\n"), max_bytes=5)
    assert read(b"12345\r\n12345\n", framing) == ["12345", "12345"]
    assert read(b"123456\n", framing) == [None]
    assert read(b"123456\r\n", framing) == [None]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x02" + CODE.encode() + b"\x03", CODE),
        (b"]C1" + CODE.encode() + b"\r", CODE),
        (b"\x02]Q3" + CODE.encode() + b"\x03\r\n", CODE),
        (b"]q" + CODE.encode() + b"\r", CODE[1:]),
        ("Nguyễn Thị Hòa\r".encode(), "Nguyễn Thị Hòa"),
    ],
)
def test_prefixes_are_taken_off(data: bytes, text: str) -> None:
    assert read(data) == [text]


def test_an_aim_prefix_stays_where_the_profile_says_so() -> None:
    assert read(b"]C1123\r", Framing(strip_aim=False)) == ["]C1123"]


@pytest.mark.parametrize("data", [b"\r\n\r\n", b"\n", b"\x02\x03", b"]C1\r", b"\t\t\t"])
def test_an_empty_line_is_nothing(data: bytes) -> None:
    assert read(data) == []


@pytest.mark.parametrize(
    "inside", [b"\x00", b"\x1b", b"\x7f", b"\x08", b"\xff", b"\xc2\x85", b"\x1d", "\u202e".encode()]
)
def test_control_characters_and_wrong_bytes_are_garbage(inside: bytes) -> None:
    assert read(CODE[:9].encode() + inside + CODE[9:].encode() + b"\r") == [None]


def test_noise_is_told_once_and_the_next_code_is_read() -> None:
    noise = random.Random(17).randbytes(10_000)
    assert read(noise + b"\r" + CODE.encode() + b"\r") == [None, CODE]
    assert read(b"7" * 10_000 + b"\r" + CODE.encode() + b"\r") == [None, CODE]


def test_garbage_after_a_code_is_told_again() -> None:
    assert read(b"\x00\r" + CODE.encode() + b"\r\x00\r\x00\r") == [None, CODE, None]


def test_noise_that_goes_on_is_told_again_only_after_a_second_of_peace() -> None:
    framer = Framer()
    told = [said(framer.feed(b"\x00\r", t * S // 10)) for t in range(30)]
    assert told == [[None]] + [[]] * 29
    assert said(framer.feed(b"\x00\r", 5 * S)) == [None]


def test_the_longest_text_is_read_and_one_more_is_not() -> None:
    longest = "9" * MAX_SCAN_CHARS
    assert read(longest.encode() + b"\r") == [longest]
    assert read(longest.encode() + b"9\r") == [None]


def test_silence_of_a_second_ends_a_code_that_has_no_suffix() -> None:
    framer = Framer()
    assert framer.feed(CODE.encode(), 5 * S) == []
    assert framer.silent(6 * S - 1) == []
    assert framer.silent(6 * S) == [Scan(CODE, 5 * S)]
    assert framer.silent(9 * S) == []


def test_bytes_that_were_read_late_make_no_silence() -> None:
    framer = Framer()
    framer.feed(CODE[:9].encode(), 0)
    assert said(framer.feed(CODE[9:].encode() + b"\r", 3 * S)) == [CODE]


def test_without_any_suffix_only_silence_ends_a_code() -> None:
    framer = Framer(Framing(suffixes=()))
    assert framer.feed(CODE.encode(), 0) == []
    assert said(framer.silent(S)) == [CODE]
    assert said(framer.feed(b"7" * 5_000, 2 * S)) == [None]
    assert framer.silent(4 * S) == []
    framer.feed(CODE.encode(), 5 * S)
    assert said(framer.silent(6 * S)) == [CODE]


def test_reset_forgets_half_a_code_and_the_rest_of_noise() -> None:
    framer = Framer()
    framer.feed(CODE[:20].encode(), 0)
    framer.reset()
    assert said(framer.feed(CODE[20:].encode() + b"\r", 0)) == [CODE[20:]]
    framer.feed(b"7" * 600, 0)
    framer.reset()
    assert said(framer.feed(b"abc\r", 0)) == ["abc"]


PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x02", b"]C1", b"7" * 600]),
    st.text(max_size=30).map(str.encode),
    st.just(CODE.encode()),
)
FRAMINGS = st.sampled_from(
    [
        Framing(),
        Framing(suffixes=(b"\r\n",)),
        Framing(suffixes=(b"\r", b"\r\n"), max_bytes=30),
        Framing(suffixes=(), prefixes=(), strip_aim=False, max_bytes=30),
    ]
)


@given(pieces=st.lists(PIECES, max_size=12), cuts=st.lists(st.integers(0, 700)), framing=FRAMINGS)
def test_any_chunking_gives_the_same_readings(
    pieces: list[bytes], cuts: list[int], framing: Framing
) -> None:
    data = b"".join(pieces)
    whole = Framer(framing)
    expected = whole.feed(data, 0) + whole.silent(2 * S)
    parts = Framer(framing)
    got: list[Scan | Garbage] = []
    at = 0
    for cut in [*cuts, len(data)]:
        got += parts.feed(data[at : at + cut], 0) + parts.silent(S - 1)
        at += cut
    assert got + parts.silent(2 * S) == expected


@given(data=st.binary(max_size=2000))
def test_what_comes_out_is_short_text_without_control_characters(data: bytes) -> None:
    for text in read(data):
        assert text is None or 0 < len(text) <= MAX_SCAN_CHARS
        assert text is None or not any(unicodedata.category(c) in ("Cc", "Cf") for c in text)


def test_a_false_badge_never_comes_out_of_hostile_scans() -> None:
    """30,000 hostile scans in one stream: what passes for a badge is exactly what was sent as one.

    An invented number with the right check digit is well formed: only the roll can refuse it.
    """
    chance = random.Random(17)
    framer = Framer()
    sent: list[str] = []
    accepted: list[str] = []
    for _ in range(30_000):
        data, well_formed = hostile(chance)
        if well_formed is not None:
            sent.append(well_formed)
        # each scan comes when the noise of the one before is over
        framer.silent(2 * S)
        framer.reset()
        readings = framer.feed(data, 0) + framer.silent(2 * S)
        accepted += [t for t in said(readings) if t is not None and is_badge_code(t)]
    assert accepted == sent
    assert len(sent) > 1000


def hostile(chance: random.Random) -> tuple[bytes, str | None]:
    """One hostile scan, and the badge code in it if it is a well-formed one."""
    code = with_check_digit("".join(chance.choices("0123456789", k=25)))
    wrong = str((int(code[-1]) + chance.randint(1, 9)) % 10)
    spot = chance.randrange(26)
    kind = chance.randrange(14)
    made: list[str | bytes] = [
        code,
        code[:25] + wrong,
        code[:spot],
        code + chance.choice("0123456789 "),
        " " + code,
        code[:spot] + chance.choice("\0\x1b\x08\x7f\x11\x13") + code[spot:],
        code[:spot] + chr(0x660 + int(code[spot])) + code[spot + 1 :],  # Arabic digits
        "".join(chr(0xFF10 + int(digit)) for digit in code),  # full-width digits
        "https://example.org/" + code,
        "'; DROP TABLE badge; --",
        "\x1b[2J\x1b]0;x\x07",
        "%s%n" * 20 + "{0.__class__}",
        chance.randbytes(chance.randrange(600)),
        "7" * chance.randrange(27, 10_000),
    ]
    data = made[kind]
    suffix = chance.choice([b"\r", b"\n", b"\r\n", b"\t", b"\x03", b""])
    body = data.encode() if isinstance(data, str) else data
    return body + suffix, code if kind == 0 else None
