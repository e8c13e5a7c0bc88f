"""The colours' contrast and the millimetres, by calculation."""

from __future__ import annotations

import pytest

from kiosk.flows.views import Tone
from kiosk.screens import theme


@pytest.mark.parametrize("pair", theme.PAIRS, ids=lambda pair: pair.paper + pair.ink)
def test_every_text_stands_out_seven_to_one(pair: theme.Pair) -> None:
    assert pair.contrast >= 7


@pytest.mark.parametrize("pair", theme.BALLOT_PAIRS, ids=lambda pair: pair.paper + pair.ink)
def test_ballots_stand_out_ten_to_one(pair: theme.Pair) -> None:
    assert pair.contrast >= 10


def test_every_tone_has_its_own_colours_from_the_checked_pairs() -> None:
    assert set(theme.TONES) == set(Tone)
    assert set(theme.TONES.values()) <= set(theme.PAIRS)
    assert len({pair.paper for pair in theme.TONES.values()}) == len(Tone)


@pytest.mark.parametrize(
    ("pair", "known"),
    [
        (theme.Pair("#000000", "#FFFFFF"), 21.0),
        (theme.Pair("#FFFFFF", "#767676"), 4.54),
        (theme.PAPER, 16.7),
        (theme.ATTENTION, 9.7),
    ],
)
def test_contrast_is_that_of_wcag(pair: theme.Pair, known: float) -> None:
    assert pair.contrast == pytest.approx(known, abs=0.06)


def test_millimetres_follow_the_panel() -> None:
    panel = theme.Measure(1080, 1920, 21.5)
    assert panel.dpi == pytest.approx(102.46, abs=0.01)
    assert panel.px(20) == pytest.approx(80.7, abs=0.1)
    assert theme.Measure(1080, 1920, 15.6).px(20) == pytest.approx(111.2, abs=0.1)
    assert panel.mm(panel.px(60)) == pytest.approx(60)


def test_a_scaled_window_is_the_same_panel_made_smaller() -> None:
    half = theme.Measure(1080, 1920, 21.5, scale=0.5)
    assert (half.width, half.height) == (540, 960)
    assert half.px(20) == pytest.approx(theme.Measure(1080, 1920, 21.5).px(20) / 2)


def test_type_is_never_below_the_floor_and_grows_with_the_size() -> None:
    for scale in (theme.SMALL_MM, theme.BODY_MM, theme.LEAD_MM, theme.TITLE_MM, theme.DISPLAY_MM):
        assert list(scale) == ["M", "L", "XL"]
        assert theme.FLOOR_MM <= scale["M"] < scale["L"] < scale["XL"]
    assert theme.BODY_MM == {"M": 6.4, "L": 7.3, "XL": 8.5}
    assert min(theme.TITLE_MM.values()) >= 8.5
