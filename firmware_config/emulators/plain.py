"""A plain USB-COM scanner made of software, behind a pseudo-terminal with a stable link."""

from __future__ import annotations

import os
import threading
import time
import tty
from pathlib import Path
from typing import Self

from firmware_config.model import ReaderProfile

BITS_A_BYTE = 10
FULL_S = 0.5
GARBAGE = b"\x00\xff\xfe\x1b[2J\xc3(\r"
"""What a broken cable leaves on a line."""


class PlainEmulator:
    """Sends codes as the scanner of a profile would: as fast as its line, no faster.

    A pseudo-terminal takes no note of baud rates, so the emulator waits for each byte itself.
    `link` stays the same over `unplug` and `plug`; the port behind it does not.
    Methods may be called from any thread; sending is one code at a time.
    """

    def __init__(self, link: Path, profile: ReaderProfile, *, paced: bool = True) -> None:
        self.link = link
        self._suffix = profile.framing.suffixes[0] if profile.framing.suffixes else b""
        self._byte_s = BITS_A_BYTE / profile.serial.baud if paced else 0.0
        self._cable = threading.Lock()
        self._sending = threading.Lock()
        self._ends: tuple[int, int] | None = None

    @property
    def plugged(self) -> bool:
        """Whether the link leads to a port now."""
        return self._ends is not None

    def plug(self) -> None:
        """Make the port and its link; FileExistsError if something lives at the link already."""
        with self._cable:
            if self._ends is not None:
                return
            if self.link.exists():
                raise FileExistsError(str(self.link))
            device, port = os.openpty()
            tty.setraw(port)
            # Both ends stay open here: bytes wait in the port until a reader opens it,
            # and the port outlives a reader that closes it.
            os.set_blocking(device, False)
            self._ends = (device, port)
            self.link.unlink(missing_ok=True)  # it leads nowhere: an emulator was killed
            self.link.symlink_to(os.ttyname(port))

    def unplug(self) -> None:
        """Pull the cable, in the middle of a code if it must be; harmless when pulled."""
        with self._cable:
            if self._ends is None:
                return
            ends, self._ends = self._ends, None
            self.link.unlink(missing_ok=True)
            for end in ends:
                os.close(end)

    def scan(self, text: str, times: int = 1) -> bool:
        """Read a code and send it; False if the cable was pulled before the last byte."""
        return self.send((text.encode() + self._suffix) * times)

    def garbage(self) -> bool:
        """Send bytes that are no code."""
        return self.send(GARBAGE)

    def send(self, data: bytes) -> bool:
        """Send bytes as they are; False if the cable was pulled before the last one."""
        with self._sending:
            due = time.monotonic()
            for i in range(len(data)):
                due += self._byte_s
                time.sleep(max(0.0, due - time.monotonic()))
                if not self._put(data[i : i + 1]):
                    return False
        return True

    def _put(self, byte: bytes) -> bool:
        patience = time.monotonic() + FULL_S
        while True:
            with self._cable:
                if self._ends is None:
                    return False
                try:
                    return os.write(self._ends[0], byte) == 1
                except BlockingIOError:  # the port is full
                    if time.monotonic() > patience:
                        return True  # nobody reads: a scanner drops the byte, too
            time.sleep(0.001)

    def __enter__(self) -> Self:
        self.plug()
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()
