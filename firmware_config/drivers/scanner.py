"""A scanner on a serial port: the codec of its profile on a line."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from firmware_config.codecs.base import Code, Codec, Noise
from firmware_config.codecs.plain import PlainCodec
from firmware_config.drivers.line import LineLost, SerialLine
from firmware_config.model import ReaderProfile


class SerialScanner:
    """Opens the port, hands over what the codec understands, and gives the port back.

    Name the port by a link that stays the same (`/dev/serial/by-id/…`): after a replug the
    device itself may have another number.
    """

    def __init__(self, path: str, profile: ReaderProfile) -> None:
        self._path = path
        self._profile = profile
        self._lock = threading.Lock()
        self._line: SerialLine | None = None
        self._closed = False

    def run(
        self,
        on_message: Callable[[Code | Noise], None],
        on_open: Callable[[], None],
    ) -> None:
        """Listen until closed; raises LineLost when the port cannot be had or goes."""
        codec: Codec = PlainCodec(self._profile.framing)
        line = self._open()
        if line is None:
            return
        try:
            on_open()
            while not self._closed:
                began_ns = time.monotonic_ns()
                data = line.read()
                # Silence is counted to the moment the read began, so that what waits in the
                # kernel while this thread was kept from running never looks like silence.
                messages = codec.feed(data, time.monotonic_ns()) if data else codec.silent(began_ns)
                for message in messages:
                    on_message(message)
        finally:
            self._line = None
            line.close()

    def close(self) -> None:
        """Make `run` return soon and for good; from any thread, at any time, twice."""
        with self._lock:
            self._closed = True
            line = self._line
        if line is not None:
            line.cancel()

    def _open(self) -> SerialLine | None:
        if self._closed:
            return None
        line = SerialLine(self._path, self._profile.serial)
        with self._lock:
            self._line = line
        return line


__all__ = ["LineLost", "SerialScanner"]
