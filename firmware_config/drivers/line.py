"""Bytes from and to a serial port that may be pulled out at any moment."""

from __future__ import annotations

import enum
import termios
import threading
from pathlib import Path

import serial

from firmware_config.model import SerialSettings

POLL_S = 0.2
WRITE_S = 1.0

_DEAD = (serial.SerialException, OSError, termios.error, TypeError, ValueError)
# TypeError: another thread closed the port; termios.error is no OSError; ValueError: a line
# setting that the driver refuses.


class LineTrouble(enum.Enum):
    """Why a line is not to be had."""

    ABSENT = "absent"
    REFUSED = "refused"


class LineLost(Exception):
    """The port is not there, was pulled out, or is held by another program."""

    def __init__(self, trouble: LineTrouble, reason: str) -> None:
        super().__init__(reason)
        self.trouble = trouble


class _Port(serial.Serial):
    """A port that keeps what came in before it was opened.

    pyserial empties the input when it opens; the first scan after a replug would be lost.
    """

    def _reset_input_buffer(self) -> None:
        pass


class SerialLine:
    """An open port; `read` and `write` are for one thread, `cancel` for any."""

    def __init__(self, path: str, settings: SerialSettings) -> None:
        self._lock = threading.Lock()
        port = _Port()
        port.port = path
        port.baudrate = settings.baud
        port.bytesize = settings.data_bits
        port.parity = settings.parity
        port.stopbits = settings.stop_bits
        port.timeout = POLL_S
        port.write_timeout = WRITE_S
        port.exclusive = True  # a second program on the port would steal bytes
        try:
            port.open()
        except _DEAD as error:
            raise LineLost(_trouble(path), str(error)) from error
        self._port: serial.Serial | None = port

    def read(self) -> bytes:
        """What has come in; empty after 0.2 s of silence, or when cancelled."""
        port = self._port
        if port is None:
            raise LineLost(LineTrouble.ABSENT, "closed")
        try:
            first: bytes = port.read(1)
            return first + port.read(port.in_waiting) if first else b""
        except _DEAD as error:
            raise LineLost(LineTrouble.ABSENT, str(error)) from error

    def write(self, data: bytes) -> None:
        """Hand bytes to the device; never waits for them to be sent (that can block for ever)."""
        port = self._port
        if port is None:
            raise LineLost(LineTrouble.ABSENT, "closed")
        try:
            port.write(data)
        except _DEAD as error:
            raise LineLost(LineTrouble.ABSENT, str(error)) from error

    def cancel(self) -> None:
        """Wake a `read` that waits; from any thread, at any time."""
        with self._lock:
            if self._port is not None:
                self._port.cancel_read()

    def close(self) -> None:
        """Give the port back; in the thread that reads, since it can take its time."""
        with self._lock:
            port, self._port = self._port, None
        if port is not None:
            try:
                port.close()
            except _DEAD as error:
                raise LineLost(LineTrouble.ABSENT, str(error)) from error


def _trouble(path: str) -> LineTrouble:
    return LineTrouble.REFUSED if Path(path).exists() else LineTrouble.ABSENT
