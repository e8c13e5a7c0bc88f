"""The drawn icons as strokes in a square of 100; no two share an outline. No Kivy."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.flows.views import Icon

Point = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """A line through points, y upwards; `width` in the same hundredths."""

    points: tuple[Point, ...]
    closed: bool = False
    width: float = 6.0


def arc(x: float, y: float, radius: float, start: float, end: float) -> tuple[Point, ...]:
    """Points of a circle's arc, in degrees counted from the right, counter-clockwise."""
    steps = max(4, int(abs(end - start) / 6))
    angles = [math.radians(start + (end - start) * at / steps) for at in range(steps + 1)]
    return tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles)


def polygon(corners: int, radius: float, turn: float) -> tuple[Point, ...]:
    """A regular polygon round the middle."""
    angles = [math.radians(turn + 360 * at / corners) for at in range(corners)]
    return tuple((50 + radius * math.cos(a), 50 + radius * math.sin(a)) for a in angles)


def box(left: float, bottom: float, right: float, top: float) -> tuple[Point, ...]:
    """The corners of an upright box."""
    return (left, bottom), (right, bottom), (right, top), (left, top)


_CIRCLE = Stroke(arc(50, 50, 46, 0, 354), closed=True)
_BALLOT_PAPER = ((30, 52), (30, 94), (70, 94), (70, 52))

STROKES: dict[Icon, tuple[Stroke, ...]] = {
    Icon.CHECK: (_CIRCLE, Stroke(((27, 50), (44, 33), (74, 66)), width=10)),
    Icon.CHECK_TWICE: (
        Stroke(box(5, 5, 95, 95), closed=True),
        Stroke(((15, 52), (29, 37), (53, 64)), width=9),
        Stroke(((45, 44), (52, 37), (83, 68)), width=9),
    ),
    Icon.CLOCK: (
        Stroke(((18, 95), (82, 95))),
        Stroke(((18, 5), (82, 5))),
        Stroke(((26, 95), (26, 76), (50, 52), (74, 76), (74, 95))),
        Stroke(((26, 5), (26, 24), (50, 48), (74, 24), (74, 5))),
        Stroke(((38, 14), (50, 24), (62, 14)), width=9),
    ),
    Icon.CROSS: (
        Stroke(polygon(8, 48, 22.5), closed=True),
        Stroke(((33, 33), (67, 67)), width=10),
        Stroke(((33, 67), (67, 33)), width=10),
    ),
    Icon.BARRED: (
        Stroke(box(8, 24, 92, 76), closed=True),
        Stroke(arc(30, 55, 8, 0, 354), closed=True, width=5),
        Stroke(arc(30, 34, 13, 20, 160), width=5),
        Stroke(((52, 60), (80, 60)), width=5),
        Stroke(((52, 46), (80, 46)), width=5),
        Stroke(((6, 6), (94, 94)), width=9),
    ),
    Icon.QUESTION: (
        Stroke(polygon(4, 49, 0), closed=True),
        Stroke((*arc(50, 59, 12, 170, -40), (50, 44), (50, 39)), width=8),
        Stroke(((50, 27), (50, 26)), width=10),
    ),
    Icon.HAND: (
        Stroke(
            (
                *((32, 8), (32, 22), (14, 46), (17, 52), (23, 51), (32, 42), (32, 78)),
                *((36, 82), (40, 78), (40, 88), (45, 93), (50, 88), (50, 86), (55, 90)),
                *((60, 86), (60, 78), (65, 81), (70, 77), (70, 40), (64, 22), (64, 8)),
            )
        ),
        Stroke(((40, 78), (40, 54)), width=4),
        Stroke(((50, 86), (50, 54)), width=4),
        Stroke(((60, 78), (60, 54)), width=4),
        Stroke(((26, 7), (70, 7))),
    ),
    Icon.DOOR: (
        Stroke(((22, 6), (22, 95), (78, 95), (78, 6))),
        Stroke(((5, 6), (95, 6))),
        Stroke(arc(66, 48, 3, 0, 354), closed=True),
        Stroke(((36, 62), (36, 80), (64, 80), (64, 62)), closed=True, width=4),
    ),
    Icon.BADGE: (
        Stroke(box(20, 5, 80, 80), closed=True),
        Stroke(((42, 80), (34, 97))),
        Stroke(((58, 80), (66, 97))),
        Stroke(arc(50, 58, 10, 0, 354), closed=True, width=5),
        Stroke(arc(50, 28, 19, 20, 160), width=5),
        Stroke(((36, 16), (64, 16)), width=5),
        Stroke(((44, 72), (56, 72)), width=4),
    ),
    Icon.BALLOT: (
        Stroke(_BALLOT_PAPER),
        Stroke(((8, 6), (92, 6), (92, 42), (8, 42)), closed=True),
        Stroke(((18, 52), (82, 52))),
        Stroke(((39, 74), (47, 66), (62, 82)), width=7),
    ),
    Icon.WRENCH: (
        Stroke(
            (
                *((13, 21), (55, 63), (52, 77), (60, 90), (73, 95), (80, 93)),
                *((67, 80), (69, 70), (79, 68), (92, 81), (94, 74), (90, 60)),
                *((78, 52), (64, 54), (22, 12), (14, 12)),
            ),
            closed=True,
        ),
    ),
}
