"""Icons and marks put on a canvas, in one ink."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Line, SmoothEllipse, SmoothLine
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.screens.icons import STROKES, Stroke
from kiosk.screens.widgets.rules import load_rules

load_rules(__file__)


class Drawing(Widget):
    """One icon of the views, as large as the widget."""

    icon = ObjectProperty(None, allownone=True)
    ink = ColorProperty()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._later = Clock.create_trigger(self._draw, -1)
        self.bind(pos=self._later, size=self._later, icon=self._later, ink=self._later)
        self._later()

    def _draw(self, *_: Any) -> None:
        self.canvas.clear()
        if self.icon is None or not self.width:
            return
        self.canvas.add(Color(*self.ink))
        for stroke in STROKES[self.icon]:
            self._stroke(stroke)

    def _stroke(self, stroke: Stroke) -> None:
        unit = self.width / 100
        points = [(self.x + x * unit, self.y + y * unit) for x, y in stroke.points]
        width = stroke.width * unit / 2
        flat = [value for point in points for value in point]
        line = {"points": flat, "close": stroke.closed, "joint": "round", "cap": "round"}
        self.canvas.add(Line(width=max(1.0, width - 1.2), **line))
        soft = {"points": flat, "close": stroke.closed, "overdraw_width": 1.4}
        self.canvas.add(SmoothLine(width=max(1.0, width - 1), **soft))
        if not stroke.closed:
            for x, y in (points[0], points[-1]):
                radius = max(1.0, width - 1.2)
                self.canvas.add(
                    SmoothEllipse(pos=(x - radius, y - radius), size=(2 * radius, 2 * radius))
                )


class Mark(Widget):
    """The box beside a candidate: empty, or with a drawn check."""

    on = BooleanProperty(False)
    ink = ColorProperty()


class Dots(Widget):
    """Three dots that take turns, twice a second at most; told to turn only while it is seen."""

    at = NumericProperty(0)
    ink = ColorProperty()
    turning = BooleanProperty(False)

    def on_turning(self, _: Any, turning: bool) -> None:
        """Start or stop."""
        self.opacity = 1 if turning else 0
        if turning:
            Clock.schedule_interval(self._next, 0.6)
        else:
            Clock.unschedule(self._next)

    def _next(self, _: float) -> None:
        self.at = (self.at + 1) % 3
