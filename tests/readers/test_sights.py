"""From what is seen in picture after picture to readings: once, surely, and only the nearest."""

from __future__ import annotations

import pytest

from kiosk.readers.base import MAX_SCAN_CHARS, Garbage, Scan
from kiosk.readers.sights import GONE_NS, SURE_NS, Sighting, Sights, Symbology, plain_text

QR, BARS = Symbology.QR, Symbology.CODE128
STEP = 66_000_000


def qr(text: str, off: float = 0.0) -> Sighting:
    return Sighting(text.encode(), QR, off)


def bars(text: str) -> Sighting:
    return Sighting(text.encode(), BARS)


def test_a_qr_code_is_read_at_once() -> None:
    assert Sights().see([qr("A1")], 5) == Scan("A1", 5)


def test_bars_are_read_when_seen_twice() -> None:
    sights = Sights()
    assert sights.see([bars("A1")], 0) is None
    assert sights.see([], STEP) is None
    assert sights.see([bars("A1")], 2 * STEP) == Scan("A1", 2 * STEP)


def test_bars_seen_once_and_again_much_later_are_not_sure() -> None:
    sights = Sights()
    sights.see([bars("A1")], 0)
    assert sights.see([bars("A1")], SURE_NS + 1) is None
    assert sights.see([bars("A1")], SURE_NS + STEP) == Scan("A1", SURE_NS + STEP)


def test_different_bars_do_not_confirm_each_other() -> None:
    sights = Sights()
    seen = [sights.see([bars(text)], at * STEP) for at, text in enumerate(("A1", "A2", "A1"))]
    assert seen == [None, None, None]


def test_what_is_held_there_is_read_once() -> None:
    sights = Sights()
    readings = [sights.see([qr("A1")], at * STEP) for at in range(200)]
    assert readings == [Scan("A1", 0)] + [None] * 199


def test_a_code_that_flickers_is_still_the_same() -> None:
    sights = Sights()
    sights.see([qr("A1")], 0)
    assert sights.see([qr("A1")], GONE_NS - 1) is None
    assert sights.see([qr("A1")], 2 * GONE_NS - 2) is None


def test_taken_away_and_shown_again_it_is_read_again() -> None:
    sights = Sights()
    sights.see([qr("A1")], 0)
    assert sights.see([], STEP) is None
    assert sights.see([qr("A1")], GONE_NS) == Scan("A1", GONE_NS)


def test_another_code_is_read_at_once_and_the_first_not_again() -> None:
    sights = Sights()
    readings = [
        sights.see([qr(text)], at * STEP) for at, text in enumerate(("A1", "B2", "A1", "B2"))
    ]
    assert readings == [Scan("A1", 0), Scan("B2", STEP), None, None]


def test_the_bars_of_a_badge_whose_qr_code_was_read_are_the_same_code() -> None:
    sights = Sights()
    sights.see([qr("A1")], 0)
    assert [sights.see([bars("A1")], at * STEP) for at in (1, 2, 3)] == [None] * 3


def test_only_the_nearest_to_the_middle_counts() -> None:
    sights = Sights()
    assert sights.see([qr("far", 300), qr("near", 20)], 0) == Scan("near", 0)
    assert sights.see([qr("far", 300), qr("near", 20)], STEP) is None
    assert sights.see([qr("far", 300)], 2 * STEP) == Scan("far", 2 * STEP)


@pytest.mark.parametrize("data", ["Đại hội".encode(), b"A\x00B", b"A\x7f", b"\xff", b"A" * 513])
def test_what_is_no_text_of_ours_is_garbage_once(data: bytes) -> None:
    sights = Sights()
    other = Sighting(b"\xc3\x83\xc3\xbf", QR)  # as a second decoder would guess it
    assert plain_text(data) is None
    assert sights.see([Sighting(data, QR)], 0) == Garbage(0)
    assert sights.see([Sighting(data, QR)], STEP) is None
    assert sights.see([other], 2 * STEP) is None
    assert sights.see([other], 2 * STEP + GONE_NS) == Garbage(2 * STEP + GONE_NS)


def test_a_text_that_is_no_badge_is_handed_on() -> None:
    link = "https://example.org/?a=1&b=2"
    assert Sights().see([qr(link)], 0) == Scan(link, 0)
    assert plain_text(b"~" * MAX_SCAN_CHARS) == "~" * MAX_SCAN_CHARS
