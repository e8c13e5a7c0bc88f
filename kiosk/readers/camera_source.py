"""Where pictures come from: a camera, a film or a folder. Runs in the camera's process."""

from __future__ import annotations

import logging
import os
import stat
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from hub.contract.fleet import DeviceState
from kiosk.readers.camera_messages import Order
from kiosk.readers.decode import Picture

PICTURES = (".png", ".jpg", ".jpeg", ".bmp")
_LOOK_S = 0.03
_log = logging.getLogger(__name__)


class SourceGone(Exception):
    """No more pictures from here; `state` as in ReaderGone."""

    def __init__(self, state: DeviceState, reason: str) -> None:
        super().__init__(reason)
        self.state = state


class Source(Protocol):
    """Gives pictures in colour, blue first."""

    opens_empty: bool
    """True where no picture yet is no fault."""

    def next(self) -> Picture | None:
        """The next picture, None when there is none for now; blocks as the device does.

        Raises SourceGone when there will be none any more.
        """
        ...


class Pace:
    """Holds pictures back to the rate of a camera."""

    def __init__(self, rate_fps: float) -> None:
        self._apart_s = 1 / rate_fps
        self._due_s = 0.0

    def wait(self) -> None:
        """Until the next picture is due."""
        now_s = time.monotonic()
        time.sleep(max(0.0, self._due_s - now_s))
        self._due_s = max(now_s, self._due_s) + self._apart_s


class Place:
    """A path as it was when it was opened; `same` is False once it is another or none.

    While its file is held open, nothing else can get its number.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        self._was = self._number(os.fstat(self._fd))

    def same(self) -> bool:
        """Whether what lies there is still what was opened."""
        try:
            return self._number(Path(self._path).stat()) == self._was
        except OSError:
            return False

    @staticmethod
    def _number(found: os.stat_result) -> tuple[int, int]:
        return found.st_dev, found.st_ino


class FolderSource:
    """Pictures of a folder in the order of their names, also those that come later.

    Whoever adds one renames it into place, from a name with a dot before it. The folder taken
    away is the camera pulled out.
    """

    opens_empty = True

    def __init__(self, path: str, rate_fps: float) -> None:
        self._path = Path(path)
        self._place = Place(path)
        self._pace = Pace(rate_fps)
        self._waiting: deque[str] = deque()
        self._last = ""

    def next(self) -> Picture | None:
        """The next picture, None while there is no new one."""
        if not self._place.same():
            raise SourceGone(DeviceState.ABSENT, "the folder is gone")
        if not self._waiting:
            self._waiting.extend(self._new())
        if not self._waiting:
            time.sleep(_LOOK_S)
            return None
        self._pace.wait()
        self._last = self._waiting.popleft()
        picture = cv2.imread(str(self._path / self._last), cv2.IMREAD_COLOR)
        if picture is None:
            _log.warning("no picture: %s", self._last)
            return None
        return np.asarray(picture, np.uint8)

    def _new(self) -> list[str]:
        try:
            names = [entry.name for entry in self._path.iterdir()]
        except OSError:
            return []
        pictures = (n for n in names if n.lower().endswith(PICTURES) and not n.startswith("."))
        return sorted(name for name in pictures if name > self._last)


class FilmSource:
    """A film at its own rate; its end is the camera pulled out."""

    opens_empty = False

    def __init__(self, path: str, rate_fps: float) -> None:
        self._film = cv2.VideoCapture(path)
        if not self._film.isOpened():
            raise SourceGone(DeviceState.ERROR, "this is no film")
        own_fps = float(self._film.get(cv2.CAP_PROP_FPS))
        self._pace = Pace(own_fps if 1 <= own_fps <= 120 else rate_fps)

    def next(self) -> Picture | None:
        """The next picture."""
        self._pace.wait()
        good, picture = self._film.read()
        if not good:
            raise SourceGone(DeviceState.ABSENT, "the film has ended")
        return np.asarray(picture, np.uint8)


class DeviceSource:
    """A camera of the machine: always its latest picture, however slow the reader is.

    What OpenCV says of a camera that was pulled out cannot be trusted (it may give the last
    picture for ever), so its node is looked at before every picture.
    """

    opens_empty = False

    def __init__(self, order: Order, capture: Callable[[str, int], Any] = cv2.VideoCapture) -> None:
        self._place = Place(order.path)
        self._camera = capture(os.path.realpath(order.path), cv2.CAP_V4L2)
        if not self._camera.isOpened():
            raise SourceGone(DeviceState.ERROR, "the camera cannot be opened")
        for what, value in (
            (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*order.pixels)),
            (cv2.CAP_PROP_FRAME_WIDTH, order.width_px),
            (cv2.CAP_PROP_FRAME_HEIGHT, order.height_px),
            (cv2.CAP_PROP_FPS, order.rate_fps),
            (cv2.CAP_PROP_BUFFERSIZE, 1),
        ):
            self._camera.set(what, value)
        self._changed = threading.Condition()
        self._latest: Picture | None = None
        self._gone: SourceGone | None = None
        threading.Thread(target=self._grab, name="camera", daemon=True).start()

    def next(self) -> Picture | None:
        """The latest picture that was not given yet; blocks for ever when the camera does."""
        with self._changed:
            self._changed.wait_for(lambda: self._latest is not None or self._gone is not None)
            if self._gone is not None:
                raise self._gone
            picture, self._latest = self._latest, None
            return picture

    def _grab(self) -> None:
        gone: SourceGone | None = None
        while gone is None:
            try:
                good, picture = self._camera.read()
            except cv2.error as wrong:
                gone = SourceGone(DeviceState.ERROR, f"the camera failed: {wrong}")
                break
            if not self._place.same():
                gone = SourceGone(DeviceState.ABSENT, "the camera was pulled out")
            elif not good:
                gone = SourceGone(DeviceState.ERROR, "the camera gives no picture")
            else:
                with self._changed:
                    self._latest = np.asarray(picture, np.uint8)
                    self._changed.notify_all()
        with self._changed:
            self._gone = gone
            self._changed.notify_all()


def open_source(order: Order) -> Source:
    """The source behind a path: a folder, a device or a film; SourceGone where there is none."""
    try:
        mode = Path(order.path).stat().st_mode
        if stat.S_ISDIR(mode):
            return FolderSource(order.path, order.rate_fps)
        if stat.S_ISCHR(mode):
            return DeviceSource(order)
    except FileNotFoundError as wrong:
        raise SourceGone(DeviceState.ABSENT, "there is nothing") from wrong
    except OSError as wrong:
        raise SourceGone(DeviceState.ERROR, wrong.strerror or str(wrong)) from wrong
    return FilmSource(order.path, order.rate_fps)
