"""The camera's own process: pictures in, readings out; `python -m kiosk.readers.camera_worker`.

A camera may block for ever and a decoder may crash on what somebody holds before it; both end
here, and the kiosk starts another one. Ends when its standard input does.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

import cv2
import msgspec
import numpy as np

from hub.contract.fleet import DeviceState
from kiosk.readers.base import Scan
from kiosk.readers.camera_messages import Alive, Gone, Message, Opened, Order, Preview, Read, pack
from kiosk.readers.camera_source import Source, SourceGone, open_source
from kiosk.readers.decode import Decoder, Picture
from kiosk.readers.sights import Sights
from kiosk.readers.stillness import Stillness

PREVIEW_WIDTH = 480
PREVIEW_APART_NS = 60_000_000
ALIVE_APART_NS = 500_000_000


class Worker:
    """Reads one source to its end."""

    def __init__(
        self, send: Callable[[Message], None], clock_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._send = send
        self._clock_ns = clock_ns
        self._decoder, self._sights, self._stillness = Decoder(), Sights(), Stillness()
        self._opened = False
        self._previewed_ns = -PREVIEW_APART_NS
        self._told_ns = 0

    def run(self, source: Source) -> None:
        """Until SourceGone. Nothing is read before the picture has moved once.

        A picture that stands still is no picture of now: a badge in it was shown before.
        """
        if source.opens_empty:
            self._open()
        while True:
            picture = source.next()
            at_ns = self._clock_ns()
            if picture is not None:
                self._look(picture, at_ns)
            if at_ns - self._told_ns >= ALIVE_APART_NS:
                self._told_ns = at_ns
                self._send(Alive())

    def _look(self, picture: Picture, at_ns: int) -> None:
        if self._stillness.frozen(picture, at_ns):
            raise SourceGone(DeviceState.ERROR, "the picture is frozen or all dark")
        if self._stillness.moved:
            self._open()
        if not self._opened:
            return
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
        reading = self._sights.see(self._decoder.read(grey), at_ns)
        if reading is not None:
            self._send(Read(reading.text if isinstance(reading, Scan) else None, at_ns))
        if at_ns - self._previewed_ns >= PREVIEW_APART_NS:
            self._previewed_ns = at_ns
            self._send(preview(picture))

    def _open(self) -> None:
        if not self._opened:
            self._opened = True
            self._send(Opened())


def preview(picture: Picture) -> Preview:
    """The picture made small for the screen."""
    height, width = picture.shape[:2]
    size = PREVIEW_WIDTH, max(1, round(height * PREVIEW_WIDTH / width))
    small = cv2.cvtColor(
        cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), cv2.COLOR_BGR2RGB
    )
    return Preview(size[0], size[1], small.tobytes())


def main() -> None:
    """Serve the order on the command line until there is nothing more to serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the kiosk, which ends us
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not lie among the messages
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    threading.Thread(target=_end_with_stdin, name="stdin", daemon=True).start()
    cv2.setNumThreads(1)
    order = msgspec.json.decode(sys.argv[1].encode(), type=Order)

    def send(message: Message) -> None:
        data = memoryview(pack(message))
        while data:
            data = data[os.write(out, data) :]

    try:
        Worker(send).run(open_source(order))
    except SourceGone as gone:
        send(Gone(gone.state, str(gone)))


def _end_with_stdin() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
