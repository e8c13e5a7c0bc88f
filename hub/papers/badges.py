"""Badges as PDF: four on a sheet of A4, each 90 x 130 mm, with marks to cut along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align

from hub.contract.badge import grouped
from hub.papers.badge_card import BadgeCard, BadgeWords
from hub.papers.codes import BARS_QUIET, QR_QUIET, Code, bars, qr
from hub.papers.fitting import fit

WIDTH, HEIGHT = 90.0, 130.0
QR_MODULE = 1.0
BAR_MODULE = 0.33
"""mm; readers want 0.5 and 0.25 at least, and a badge has room for more."""
_BARS_HEIGHT = 11.0
_SIDE = (210 - 2 * WIDTH) / 2
_TOP = (297 - 2 * HEIGHT) / 2
_EDGE = 5.0
_PHOTO = (30.0, 40.0)
_HEAD = 36.0
_FONTS = Path(__file__).parent / "fonts"


@dataclass(frozen=True)
class Printed:
    """A document, and how many pages it has."""

    content: bytes
    pages: int


def print_badges(
    cards: Iterable[BadgeCard], words: BadgeWords, progress: Callable[[int, int], None]
) -> Printed:
    """The badges as one PDF, its fonts in it. Names may be of any length; none is cut."""
    waiting = list(cards)
    sheet = _Sheet(words)
    for done, card in enumerate(waiting):
        if done % 4 == 0:
            sheet.add_page()
            sheet.cut_marks()
        column, row = done % 2, done % 4 // 2
        sheet.badge(card, _SIDE + column * WIDTH, _TOP + row * HEIGHT)
        progress(done + 1, len(waiting))
    return Printed(bytes(sheet.output()), sheet.page_no())


class _Sheet(FPDF):
    def __init__(self, words: BadgeWords) -> None:
        super().__init__(format="A4")
        self._words = words
        self._widths: dict[str, dict[str, float]] = {"": {}, "B": {}}
        self.set_auto_page_break(False)
        self.add_font("Roboto", "", _FONTS / "Roboto-Regular.ttf")
        self.add_font("Roboto", "B", _FONTS / "Roboto-Bold.ttf")
        self.set_title(words.congress)

    def cut_marks(self) -> None:
        self.set_draw_color("#8A867C")
        self.set_line_width(0.1)
        for x in (_SIDE, _SIDE + WIDTH, _SIDE + 2 * WIDTH):
            self.line(x, _TOP - 8, x, _TOP - 2)
            self.line(x, _TOP + 2 * HEIGHT + 2, x, _TOP + 2 * HEIGHT + 8)
        for y in (_TOP, _TOP + HEIGHT, _TOP + 2 * HEIGHT):
            self.line(_SIDE - 8, y, _SIDE - 2, y)
            self.line(_SIDE + 2 * WIDTH + 2, y, _SIDE + 2 * WIDTH + 8, y)

    def badge(self, card: BadgeCard, x: float, y: float) -> None:
        self._head(card, x, y)
        inner, full = x + _EDGE, WIDTH - 2 * _EDGE
        top = y + _HEAD + 4
        if card.photo is not None:
            self.image(card.photo, inner, top, *_PHOTO, keep_aspect_ratio=True)
            left, width = inner + _PHOTO[0] + 4, full - _PHOTO[0] - 4
            self._text(card.name, left, top, width, 24, 24, bold=True, align=Align.L)
            self._text(card.delegation, left, top + 25, width, 15, 12, align=Align.L)
        else:
            self._text(card.name, inner, top, full, 26, 29, bold=True)
            self._text(card.delegation, inner, top + 27, full, 13, 14)
        self._foot(card, x, y)

    def _head(self, card: BadgeCard, x: float, y: float) -> None:
        paper, ink = card.kind.value
        self.set_fill_color(paper)
        self.rect(x, y, WIDTH, _HEAD, style="F")
        inner, full = x + _EDGE, WIDTH - 2 * _EDGE
        self._text(self._words.congress, inner, y + 3, full, 18.5, 12.5, bold=True, ink=ink)
        self._text(self._words.titles[card.kind], inner, y + 22.5, full, 11, 24, bold=True, ink=ink)

    def _foot(self, card: BadgeCard, x: float, y: float) -> None:
        code = qr(card.code)
        side = (code.columns + 2 * QR_QUIET) * QR_MODULE
        qr_y = y + 82.5
        qr_x = x + WIDTH - side - 2
        self._code(code, qr_x, qr_y, QR_QUIET, QR_QUIET, QR_MODULE, QR_MODULE)
        left, width = x + _EDGE, qr_x - x - _EDGE
        self._text(card.unit, left, qr_y + 3, width, 12, 11, align=Align.L)
        self._pair(self._words.seat, card.seat, left, qr_y + 16, width / 2)
        self._pair(self._words.number, card.number, left + width / 2, qr_y + 16, width / 2)
        line = bars(card.code)
        wide = (line.columns + 2 * BARS_QUIET) * BAR_MODULE
        bars_y = y + HEIGHT - 18
        self._code(line, x + (WIDTH - wide) / 2, bars_y, BARS_QUIET, 0, BAR_MODULE, _BARS_HEIGHT)
        digits = grouped(card.code)
        self._text(digits, x + _EDGE, bars_y + _BARS_HEIGHT + 0.5, WIDTH - 2 * _EDGE, 4, 9)

    def _pair(self, label: str, value: str, x: float, y: float, width: float) -> None:
        if value:
            self._text(label, x, y, width, 3.5, 8, align=Align.L, ink="#4A4A4A")
            self._text(value, x, y + 3.5, width - 1, 8, 18, bold=True, align=Align.L)

    def _text(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        height: float,
        largest: float,
        *,
        bold: bool = False,
        align: Align = Align.C,
        ink: str = "#1A1A1A",
    ) -> None:
        """Draw the text in a box, in the middle of its height; left or in the middle across."""
        if not text:
            return
        style = "B" if bold else ""
        self.set_text_color(ink)

        widths = self._widths[style]

        def measure(part: str, size: float) -> float:
            return sum([widths[char] for char in part]) * size

        self._learn(text, style)
        fitted = fit(text, width, height, largest, measure)
        self.set_font("Roboto", style, fitted.size)
        below = y + (height - fitted.height) / 2
        for line in fitted.lines:
            start = x if align is Align.L else x + (width - self.get_string_width(line)) / 2
            # The baseline: fpdf2's own text() sets letters on it.
            self.text(start, below + fitted.line_height * 0.8, line)
            below += fitted.line_height

    def _learn(self, text: str, style: str) -> None:
        """Widths of letters at one point: fpdf2 does not kern, so a text is as wide as they are."""
        widths = self._widths[style]
        for char in set(text) - widths.keys():
            self.set_font("Roboto", style, 100)
            widths[char] = self.get_string_width(char) / 100

    def _code(
        self,
        code: Code,
        x: float,
        y: float,
        beside: int,
        above: int,
        width: float,
        height: float,
    ) -> None:
        """Draw a code on white, its quiet zone included, one rectangle for each dark run."""
        self.set_fill_color("#FFFFFF")
        whole = ((code.columns + 2 * beside) * width, (code.rows + 2 * above) * height)
        self.rect(x, y, *whole, style="F")
        self.set_fill_color("#000000")
        for run in code.runs:
            self.rect(
                x + (beside + run.column) * width,
                y + (above + run.row) * height,
                run.length * width,
                height,
                style="F",
            )
