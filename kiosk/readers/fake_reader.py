"""A reader made of software: the training tray and the rehearsal show badges to it."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from firmware_config.model import Framing
from hub.contract.fleet import DeviceState
from kiosk.readers.base import Garbage, ReaderGone, Scan
from kiosk.readers.framing import Framer

_POLL_S = 0.2
_GARBLE = b"\x00\xff\x1b]0;\x07\xc3(\r"


class FakeReader:
    """Reads what it is shown; takes the same way through the framing as a scanner's bytes.

    All methods but `run` may be called from any thread and never block.
    """

    def __init__(
        self, name: str = "fake", *, plugged: bool = True, framing: Framing | None = None
    ) -> None:
        self.name = name
        self._framing = framing
        self._changed = threading.Condition()
        self._bytes: deque[bytes] = deque()
        self._plugged = plugged
        self._cable = 0
        self._closed = False

    def show(self, text: str) -> None:
        """Hold a code before the reader; lost when it is not plugged in."""
        self.send(text.encode() + b"\r")

    def garble(self) -> None:
        """Something came in that is no text."""
        self.send(_GARBLE)

    def send(self, data: bytes) -> None:
        """Raw bytes, as they would come over the line."""
        with self._changed:
            if self._plugged:
                self._bytes.append(data)
                self._changed.notify_all()

    def unplug(self) -> None:
        """Pull the cable; what was not read yet is lost."""
        with self._changed:
            self._plugged = False
            self._cable += 1
            self._bytes.clear()
            self._changed.notify_all()

    def plug(self) -> None:
        """Put the cable back."""
        with self._changed:
            self._plugged = True
            self._changed.notify_all()

    def run(
        self,
        on_read: Callable[[Scan | Garbage], None],
        on_state: Callable[[DeviceState], None],
    ) -> None:
        """Hand over every reading until closed; raises ReaderGone when the cable is pulled."""
        framer = Framer(self._framing)
        with self._changed:
            if self._closed:
                return
            if not self._plugged:
                raise ReaderGone(self.name)
            cable = self._cable
        on_state(DeviceState.OK)
        while True:
            began_ns = time.monotonic_ns()
            data = self._next(cable)
            if data is None:
                return
            readings = framer.feed(data, time.monotonic_ns()) if data else framer.silent(began_ns)
            for reading in readings:
                on_read(reading)

    def close(self) -> None:
        """Make `run` return soon and for good; safe from any thread, at any time, twice."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _next(self, cable: int) -> bytes | None:
        with self._changed:
            self._changed.wait_for(
                lambda: bool(self._bytes) or self._closed or cable != self._cable, _POLL_S
            )
            if self._closed:
                return None
            if cable != self._cable:
                raise ReaderGone(self.name)
            return self._bytes.popleft() if self._bytes else b""
