from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.screens.widgets.breaking import even_width, lines, whole_ranges

WIDTHS = st.lists(st.floats(1, 50), min_size=1, max_size=12)


def test_a_lone_last_word_gets_company() -> None:
    words = [10.0] * 6
    assert lines(words, 2, 60) == 2  # five words and one
    even = even_width(words, 2, 60)
    assert 34 <= even < 36  # three and three
    assert lines(words, 2, even) == 2


@given(words=WIDTHS, width=st.floats(50, 300))
def test_evening_out_never_adds_a_line_and_never_cuts_a_word(
    words: list[float], width: float
) -> None:
    even = even_width(words, 2, width)
    assert max(words) <= even <= width
    assert lines(words, 2, even) == lines(words, 2, width)


def test_one_line_keeps_its_width() -> None:
    assert even_width([10, 10], 2, 60) == 60


def test_years_stay_together() -> None:
    kept = whole_ranges("nhiệm kỳ 2025 - 2030, Sở Y tế - Vinh")
    assert kept == "nhiệm kỳ 2025\u00a0-\u00a02030, Sở Y tế - Vinh"
    assert whole_ranges("2025 – 2030") == "2025\u00a0–\u00a02030"
