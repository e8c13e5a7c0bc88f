"""A barcode scanner on a serial or USB-COM port."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from firmware_config.codecs.base import Code, Noise
from firmware_config.drivers.line import LineLost, LineTrouble
from firmware_config.drivers.scanner import SerialScanner
from firmware_config.model import ReaderProfile
from hub.contract.fleet import DeviceState
from kiosk.readers.base import Garbage, ReaderGone, Scan
from kiosk.readers.framing import Sieve


class SerialReader:
    """Reads from the port behind a stable link, as its profile says."""

    def __init__(self, path: str, profile: ReaderProfile, name: str | None = None) -> None:
        self.name = name or PurePath(path).name
        self._profile = profile
        self._scanner = SerialScanner(path, profile)

    def run(
        self,
        on_read: Callable[[Scan | Garbage], None],
        on_state: Callable[[DeviceState], None],
    ) -> None:
        """Hand over every reading until closed; raises ReaderGone when the device goes."""
        sieve = Sieve(self._profile.framing)

        def take(message: Code | Noise) -> None:
            reading = sieve.take(message)
            if reading is not None:
                on_read(reading)

        try:
            self._scanner.run(take, lambda: on_state(DeviceState.OK))
        except LineLost as lost:
            absent = lost.trouble is LineTrouble.ABSENT
            state = DeviceState.ABSENT if absent else DeviceState.ERROR
            raise ReaderGone(f"{self.name}: {lost}", state) from lost

    def close(self) -> None:
        """Make `run` return soon and for good; safe from any thread, at any time, twice."""
        self._scanner.close()
