"""What the camera sees, with a frame to hold the badge into."""

from __future__ import annotations

from typing import Any, Protocol

from kivy.clock import Clock
from kivy.graphics import Color, Line
from kivy.graphics.texture import Texture
from kivy.properties import (
    AliasProperty,
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
)
from kivy.uix.widget import Widget

from kiosk.screens import theme
from kiosk.screens.widgets import text
from kiosk.screens.widgets.rules import load_rules
from kiosk.words import Words

PARTS = (text.Column,)
"""What the rules are made of."""

LOOK_S = 1 / 12
"""Often enough to aim by; each picture makes a software renderer draw the whole window."""


class Picture(Protocol):
    """Rows from the top, three bytes a pixel, red first."""

    @property
    def width(self) -> int:
        """In pixels."""
        ...

    @property
    def height(self) -> int:
        """In pixels."""
        ...

    @property
    def pixels(self) -> bytes:
        """Width times height times three."""
        ...


class Camera(Protocol):
    """Gives small pictures of now."""

    mirror: bool

    def preview(self) -> Picture | None:
        """The latest, a new object each; None while there is none of now."""
        ...


class Corners(Widget):
    """The four corners of a frame, light on dark, so that they are seen on any picture."""

    thick = NumericProperty(1)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._later = Clock.create_trigger(self._draw, -1)
        self.bind(pos=self._later, size=self._later, thick=self._later)

    def _draw(self, *_: Any) -> None:
        self.canvas.clear()
        arm = self.width / 5
        for pair, width in ((theme.TRAINING, 2.0), (theme.ATTENTION, 1.0)):
            self.canvas.add(Color(*theme.rgba(pair.paper)))
            for x, inward in ((self.x, arm), (self.right, -arm)):
                for y, upward in ((self.y, arm), (self.top, -arm)):
                    points = (x + inward, y, x, y, x, y + upward)
                    style = {"cap": "square", "joint": "miter"}
                    self.canvas.add(Line(points=points, width=self.thick * width, **style))


class Viewfinder(Widget):
    """Asks the camera for its picture while it is `live`, and holds none otherwise."""

    ink = ColorProperty()
    live = BooleanProperty(False)
    texture = ObjectProperty(None, allownone=True)
    shape = ListProperty([16, 9])
    """Width and height of the camera's pictures."""
    sill = NumericProperty(0)
    """Height of the words below the picture."""

    def _pane(self) -> list[float]:
        tall = max(1.0, self.height - self.sill)
        ratio = self.shape[0] / self.shape[1]
        width = min(float(self.width), tall * ratio)
        height = width / ratio
        low = self.y + self.sill + (tall - height) / 2
        return [self.center_x - width / 2, low, width, height]

    pane = AliasProperty(_pane, None, bind=("pos", "size", "shape", "sill"))
    """Where the picture is: left, bottom, width, height."""

    def __init__(self, camera: Camera, **kwargs: Any) -> None:
        self._camera = camera
        self._shown: Picture | None = None
        self._spare: Any = None
        self._words = ("", "")
        super().__init__(**kwargs)

    def put(self, words: Words) -> None:
        """Take the words of this language."""
        self._words = (words.label("aim"), words.label("no_picture"))
        self._say()

    def on_live(self, _: Any, live: bool) -> None:
        """Start or stop; a stopped one forgets what it saw."""
        self.opacity = 1 if live else 0
        Clock.unschedule(self._look)
        if live:
            self._say()
            self._look()
            Clock.schedule_interval(self._look, LOOK_S)
        else:
            self._show(None)
            self._spare = None
            self.ids.caption.wipe()

    def _look(self, *_: Any) -> None:
        picture = self._camera.preview()
        if picture is not self._shown:
            self._show(picture)

    def _show(self, picture: Picture | None) -> None:
        had = self._shown is not None
        self._shown = picture
        if picture is None:
            self.texture = None
        else:
            self._draw(picture)
        if (picture is not None) != had:
            self._say()

    def _draw(self, picture: Picture) -> None:
        """Into the same texture every time: a new one for each picture would eat the memory."""
        size = picture.width, picture.height
        if self._spare is None or self._spare.size != size:
            self._spare = Texture.create(size=size, colorfmt="rgb")
            self._spare.flip_vertical()
            if self._camera.mirror:
                self._spare.flip_horizontal()
            self.shape = list(size)
        self._spare.blit_buffer(picture.pixels, colorfmt="rgb", bufferfmt="ubyte")
        self.texture = self._spare
        self.canvas.ask_update()

    def _say(self) -> None:
        if self.live:
            self.ids.caption.put(self._words[0 if self._shown is not None else 1])


load_rules(__file__)
