"""Icons and sounds tell the answers apart without colour and without words."""

from __future__ import annotations

import itertools
import wave
from pathlib import Path

import kiosk.screens.sounds
from kiosk.flows.effects import Sound
from kiosk.flows.views import Icon
from kiosk.screens.icons import STROKES, Stroke
from kiosk.screens.sounds.synthesis import RATE, TUNES, wav

GRID = 24
FOLDER = Path(kiosk.screens.sounds.__file__).parent


def _cells(strokes: tuple[Stroke, ...]) -> set[tuple[int, int]]:
    """The squares of a coarse grid that a stroke passes."""
    cells = set()
    for stroke in strokes:
        points = [*stroke.points, *(stroke.points[:1] if stroke.closed else ())]
        for (x, y), (to_x, to_y) in itertools.pairwise(points):
            for step in range(41):
                part = step / 40
                at = (x + (to_x - x) * part, y + (to_y - y) * part)
                cells.add((int(at[0] * GRID / 100), int(at[1] * GRID / 100)))
    return cells


def test_every_icon_is_drawn_inside_its_square() -> None:
    assert set(STROKES) == set(Icon)
    for icon, strokes in STROKES.items():
        for stroke in strokes:
            for x, y in stroke.points:
                assert 0 <= x <= 100, icon
                assert 0 <= y <= 100, icon


def test_no_two_icons_look_alike() -> None:
    for one, other in itertools.combinations(Icon, 2):
        here, there = _cells(STROKES[one]), _cells(STROKES[other])
        common = len(here & there) / len(here | there)
        assert common < 0.6, f"{one} and {other} share {common:.0%} of their lines"


def test_the_wav_files_are_what_the_script_writes() -> None:
    for sound in Sound:
        assert (FOLDER / f"{sound}.wav").read_bytes() == wav(TUNES[sound])


def test_the_sounds_are_short_soft_and_start_at_once() -> None:
    for sound in Sound:
        with wave.open(str(FOLDER / f"{sound}.wav")) as file:
            frames = memoryview(file.readframes(file.getnframes())).cast("h")
            assert file.getnframes() / RATE < 0.7
        assert max(frames) < 0.6 * 32_767
        assert max(frames[: RATE // 50]) > 0.2 * 32_767


def test_no_two_sounds_have_the_same_rhythm_or_melody() -> None:
    def heard(sound: Sound) -> tuple[tuple[bool, int], ...]:
        first = TUNES[sound][0].hertz
        return tuple((note.hertz > 0, round(note.hertz / first * 100)) for note in TUNES[sound])

    assert len({heard(sound) for sound in Sound}) == len(Sound)
