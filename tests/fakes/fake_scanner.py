"""Rigs: one reader each, with the hand that plugs, unplugs and scans."""

from __future__ import annotations

import queue
import threading
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from firmware_config import load
from firmware_config.emulators.plain import PlainEmulator
from firmware_config.model import Framing
from hub.contract.fleet import DeviceState
from kiosk.readers.base import Garbage, Reader, ReaderGone, Scan
from kiosk.readers.fake_reader import FakeReader
from kiosk.readers.serial_reader import SerialReader

PATIENCE_S = 20.0
PATIENT_MS = 60_000
"""So that a test process kept from running in the middle of a code makes no silence."""


class Rig(Protocol):
    """A device in the hand of a test."""

    reader: Reader

    def plug(self) -> None: ...
    def unplug(self) -> None: ...
    def show(self, text: str) -> None: ...
    def garble(self) -> None: ...
    def close(self) -> None: ...


class LineRig(Rig, Protocol):
    """A device that sends bytes."""

    def send(self, data: bytes) -> None: ...


GARBAGE = b"\x00\xff\xfe\x1b[2J\xc3(\r"


class SerialRig:
    """A serial reader on a pseudo-terminal behind a stable link, at the pace of 9600 baud."""

    def __init__(self, folder: Path, idle_ms: int = PATIENT_MS) -> None:
        profile = load.reader("generic-usb-com")
        profile = replace(profile, framing=replace(profile.framing, idle_ms=idle_ms))
        self.scanner = PlainEmulator(folder / "scanner0", profile)
        self.reader: Reader = SerialReader(str(self.scanner.link), profile)

    def plug(self) -> None:
        self.scanner.plug()

    def unplug(self) -> None:
        self.scanner.unplug()

    def send(self, data: bytes) -> None:
        self.scanner.send(data)

    def show(self, text: str) -> None:
        self.send(text.encode() + b"\r")

    def garble(self) -> None:
        self.send(GARBAGE)

    def close(self) -> None:
        self.reader.close()
        self.scanner.unplug()


class FakeRig:
    """The fake reader that ships."""

    def __init__(self, folder: Path, idle_ms: int = PATIENT_MS) -> None:
        self._fake = FakeReader(plugged=False, framing=Framing(idle_ms=idle_ms))
        self.reader: Reader = self._fake

    def plug(self) -> None:
        self._fake.plug()

    def unplug(self) -> None:
        self._fake.unplug()

    def send(self, data: bytes) -> None:
        self._fake.send(data)

    def show(self, text: str) -> None:
        self.send(text.encode() + b"\r")

    def garble(self) -> None:
        self.send(GARBAGE)

    def close(self) -> None:
        self._fake.close()


class Run:
    """One run of a reader in a thread, and what came of it."""

    def __init__(self, reader: Reader) -> None:
        self.readings: queue.Queue[Scan | Garbage] = queue.Queue()
        self.opened = threading.Event()
        self.gone: ReaderGone | None = None
        self.thread = threading.Thread(target=self._run, args=(reader,), daemon=True)
        self.thread.start()

    def _run(self, reader: Reader) -> None:
        try:
            reader.run(self.readings.put, self._state)
        except ReaderGone as gone:
            self.gone = gone

    def _state(self, state: DeviceState) -> None:
        assert state is DeviceState.OK
        self.opened.set()

    def wait_open(self) -> Run:
        assert self.opened.wait(PATIENCE_S)
        return self

    def next(self) -> str | None:
        """The next text; None for garbage."""
        reading = self.readings.get(timeout=PATIENCE_S)
        return reading.text if isinstance(reading, Scan) else None

    def ended(self) -> bool:
        self.thread.join(PATIENCE_S)
        return not self.thread.is_alive()
