"""A camera that reads badges; the pictures are taken and read in a process of their own."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from firmware_config.model import CameraProfile
from hub.contract.fleet import DeviceState
from kiosk.readers.base import Garbage, ReaderGone, Scan
from kiosk.readers.camera_messages import (
    BadMessage,
    Gone,
    Message,
    Opened,
    Order,
    Preview,
    Read,
    Unpacker,
)

WORKER = (sys.executable, "-m", "kiosk.readers.camera_worker")
START_S = 20.0
"""Python, OpenCV and the first pictures, on a slow machine."""
SILENCE_S = 3.0
_POLL_S = 0.5
_CHUNK = 1 << 18


class CameraReader:
    """Reads codes from a device, a film or a folder of pictures.

    A process that says nothing for `silence_s` hangs in its camera: it is killed, and the
    reader is gone (ERROR) until it is run again.
    """

    def __init__(
        self,
        path: str,
        profile: CameraProfile,
        *,
        worker: Sequence[str] = WORKER,
        silence_s: float = SILENCE_S,
    ) -> None:
        self.name = f"camera {Path(path).name}"
        self.mirror = profile.picture.mirror
        asked = profile.picture
        self._path = path
        self._order = Order(path, asked.width_px, asked.height_px, asked.rate_fps, asked.pixels)
        self._worker, self._silence_s = tuple(worker), silence_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._preview: Preview | None = None

    def preview(self) -> Preview | None:
        """The latest small picture, a new object each; None while there is none of now."""
        return self._preview

    def run(
        self,
        on_read: Callable[[Scan | Garbage], None],
        on_state: Callable[[DeviceState], None],
    ) -> None:
        """Hand over every reading until closed; raises ReaderGone when the device goes."""
        if not Path(self._path).exists():  # asked here: to start a process for it is dear
            if self._closed:
                return
            raise ReaderGone(self.name)
        with self._lock:
            if self._closed:
                return
            order = msgspec.json.encode(self._order).decode()
            process = self._process = subprocess.Popen(
                [*self._worker, order], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        try:
            self._follow(process, on_read, on_state)
        finally:
            self._preview = None
            self._end(process)

    def close(self) -> None:
        """Make `run` return soon and for good; safe from any thread, at any time, twice."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def _follow(
        self,
        process: subprocess.Popen[bytes],
        on_read: Callable[[Scan | Garbage], None],
        on_state: Callable[[DeviceState], None],
    ) -> None:
        unpacker = Unpacker()
        patience_s = START_S
        heard_s = time.monotonic()
        while not self._closed:
            data = _bytes(process)
            if data is None:
                if time.monotonic() - heard_s > patience_s:
                    raise self._gone("the camera hangs")
                continue
            heard_s = time.monotonic()
            try:
                messages = unpacker.feed(data)
            except BadMessage as wrong:
                raise self._gone(f"not understood: {wrong}") from wrong
            for message in messages:
                if isinstance(message, Opened):
                    patience_s = self._silence_s
                    on_state(DeviceState.OK)
                else:
                    self._take(message, on_read)
            if not data and not self._closed:
                raise self._gone("the process of the camera ended")

    def _take(self, message: Message, on_read: Callable[[Scan | Garbage], None]) -> None:
        if isinstance(message, Read):
            at_ns = message.at_ns
            on_read(Garbage(at_ns) if message.text is None else Scan(message.text, at_ns))
        elif isinstance(message, Preview):
            self._preview = message
        elif isinstance(message, Gone) and not self._closed:
            raise self._gone(message.reason, message.state)

    def _gone(self, reason: str, state: DeviceState = DeviceState.ERROR) -> ReaderGone:
        return ReaderGone(f"{self.name}: {reason}", state)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            # It hangs in the kernel and ends when that lets it go; `subprocess` reaps it then.
            return


def _bytes(process: subprocess.Popen[bytes]) -> bytes | None:
    """What the process wrote; b"" when it ended, None when it wrote nothing for a while."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], _POLL_S)
    return os.read(process.stdout.fileno(), _CHUNK) if ready else None
