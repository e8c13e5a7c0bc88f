"""What a profile says, as values; every quantity is already in the unit of its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Parity = Literal["N", "E", "O"]
Pixels = Literal["MJPG", "YUYV"]


@dataclass(frozen=True)
class Framing:
    """Where a code begins and ends on a line that has no packets."""

    suffixes: tuple[bytes, ...] = (b"\r", b"\n", b"\t", b"\x03")
    """Each ends a code. CRLF needs no entry beside CR: what follows is an empty line."""
    prefixes: tuple[bytes, ...] = (b"\x02",)
    idle_ms: int = 1000
    """A code without any suffix ends after so long a silence; a last resort."""
    max_bytes: int = 512
    strip_aim: bool = True
    """Take away the AIM identifier (`]C1`, `]Q3`) that a scanner may put before a code."""


@dataclass(frozen=True)
class SerialSettings:
    """How the line is set; a USB-COM scanner accepts any of it."""

    baud: int = 9600
    data_bits: int = 8
    parity: Parity = "N"
    stop_bits: int = 1


@dataclass(frozen=True)
class UsbId:
    """Vendor and product as the bus tells them, four hex digits each."""

    vid: str
    pid: str


@dataclass(frozen=True)
class ReaderProfile:
    """One way a scanner model is set up and spoken to."""

    id: str
    vendor: str
    models: tuple[str, ...]
    confirmed: bool
    """True only after somebody tried it on the real device and filed a report."""
    codec: str
    serial: SerialSettings
    framing: Framing
    match: tuple[UsbId, ...]
    source: str
    notes: str = ""


@dataclass(frozen=True)
class PictureSettings:
    """What is asked of a camera; it may give something near to it."""

    width_px: int = 1280
    height_px: int = 720
    rate_fps: int = 15
    pixels: Pixels = "MJPG"
    mirror: bool = True
    """Show the preview as a mirror does: a hand that goes right goes right."""


@dataclass(frozen=True)
class CameraProfile:
    """One camera model that codes are read with."""

    id: str
    vendor: str
    models: tuple[str, ...]
    confirmed: bool
    """True only after somebody tried it on the real device and filed a report."""
    picture: PictureSettings
    match: tuple[UsbId, ...]
    source: str
    notes: str = ""


@dataclass(frozen=True)
class TerminalProfile:
    """One kind of kiosk machine: its panel, and the scanner or camera it comes with."""

    id: str
    title: str
    confirmed: bool
    width_px: int
    height_px: int
    diagonal_in: float
    reader: str
    source: str
    notes: str = ""
