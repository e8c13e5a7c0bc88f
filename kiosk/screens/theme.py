"""The look in figures: colours with their contrast, and every length in millimetres. No Kivy."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.flows.views import Tone

CAP_HEIGHT = 0.711
"""Height of a capital over the font size, measured for Roboto."""


@dataclass(frozen=True)
class Pair:
    """A paper and the ink that may stand on it."""

    paper: str
    ink: str

    @property
    def contrast(self) -> float:
        """WCAG contrast of the two, 1 to 21."""
        light, dark = sorted((_luminance(self.paper), _luminance(self.ink)), reverse=True)
        return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in rgba(colour)[:3]
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgba(colour: str) -> tuple[float, float, float, float]:
    """#RRGGBB as four numbers from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, 1.0


PAPER = Pair("#FBFAF7", "#1A1A1A")
SECOND = Pair("#FBFAF7", "#4A4A4A")
"""Hints; never on a ballot."""
ACCENT = Pair("#1F3A5F", "#FFFFFF")
"""The primary action, and what is chosen."""
PRESSED = Pair("#142741", "#FFFFFF")
"""The primary action under a finger."""
TOUCHED = Pair("#DFE5EE", "#1A1A1A")
"""A row or a quiet button under a finger."""
CONGRESS = Pair("#8C1515", "#FFFFFF")
ACCEPTED = Pair("#0B5A33", "#FFFFFF")
ATTENTION = Pair("#F2B824", "#1A1A1A")
REFUSED = Pair("#9B1C1C", "#FFFFFF")
TRAINING = Pair("#1B1D21", "#FBFAF7")

TONES: dict[Tone, Pair] = {
    Tone.PLAIN: PAPER,
    Tone.ACCEPTED: ACCEPTED,
    Tone.ATTENTION: ATTENTION,
    Tone.REFUSED: REFUSED,
}
PAIRS = (
    *(PAPER, SECOND, ACCENT, PRESSED, TOUCHED, CONGRESS),
    *(ACCEPTED, ATTENTION, REFUSED, TRAINING),
)
BALLOT_PAIRS = (PAPER, ACCENT, PRESSED, TOUCHED)

FLOOR_MM = 4.8
"""No letter that a delegate reads has lower capitals."""
BODY_MM = {"M": 6.4, "L": 7.3, "XL": 8.5}
SMALL_MM = {"M": 4.8, "L": 5.2, "XL": 6.0}
LEAD_MM = {"M": 7.6, "L": 8.5, "XL": 9.5}
TITLE_MM = {"M": 10.0, "L": 11.0, "XL": 12.0}
DISPLAY_MM = {"M": 13.5, "L": 15.0, "XL": 17.0}
SIZES = tuple(BODY_MM)

PRIMARY_MM = 21.0
"""Height of what answers a question; 20 is the least."""
QUIET_MM = 20.0
"""Height of the buttons of the foot; 16 is the least for anything touchable."""
GAP_MM = 5.0
"""Between two touchables."""
APART_MM = 20.0
"""Between what destroys and what confirms."""
DRIFT_MM = 8.0
"""A finger that wandered further did not mean it."""
ICON_MM = 60.0
MARGIN_MM = 9.0


@dataclass(frozen=True)
class Measure:
    """The panel: pixels and true density, as shown at `scale` of its size in a window."""

    panel_width: int
    panel_height: int
    diagonal_inch: float
    scale: float = 1.0

    @property
    def dpi(self) -> float:
        """Dots an inch of the panel itself."""
        pixels = (self.panel_width**2 + self.panel_height**2) ** 0.5
        return float(pixels / self.diagonal_inch)

    @property
    def width(self) -> int:
        """Width of the drawing, in pixels of the window."""
        return round(self.panel_width * self.scale)

    @property
    def height(self) -> int:
        """Height of the drawing, in pixels of the window."""
        return round(self.panel_height * self.scale)

    @property
    def portrait(self) -> bool:
        """Higher than wide."""
        return self.panel_height > self.panel_width

    def px(self, millimetres: float) -> float:
        """A length on the panel in pixels of the window."""
        return millimetres / 25.4 * self.dpi * self.scale

    def mm(self, pixels: float) -> float:
        """Pixels of the window as a length on the panel."""
        return pixels * 25.4 / (self.dpi * self.scale)

    def font(self, cap_mm: float) -> float:
        """Font size whose capitals have that height."""
        return self.px(cap_mm) / CAP_HEIGHT
