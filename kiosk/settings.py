"""What a kiosk is told when it starts; read once, never changed."""

from __future__ import annotations

import ipaddress
import math
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("vi", "en")
_PANEL = re.compile(r"^([0-9]{3,5})x([0-9]{3,5})@([0-9]{1,3}(?:\.[0-9]{1,2})?)$")
_HUB = re.compile(r"^([A-Za-z0-9.-]{1,253}):([0-9]{1,5})$")
_INTERFACE = re.compile(r"^[A-Za-z][A-Za-z0-9._-]{0,14}$")
_PATH_KINDS = ("serial:", "camera:")
_READER_KINDS = (*_PATH_KINDS, "fake")
_SMALLEST_INCH = 7.0
_LARGEST_INCH = 65.0


class SettingsError(Exception):
    """A setting that cannot be used; `text_id` and `params` are its words in the catalogues."""

    def __init__(self, text_id: str, **params: str) -> None:
        super().__init__(text_id, params)
        self.text_id = text_id
        self.params: dict[str, str | int] = dict(params)


@dataclass(frozen=True)
class Panel:
    """A touchscreen: its pixels as mounted, and its diagonal."""

    width_px: int = 1080
    height_px: int = 1920
    diagonal_inch: float = 21.5

    @property
    def dpi(self) -> float:
        """Pixels an inch, from which every size in millimetres follows."""
        return math.hypot(self.width_px, self.height_px) / self.diagonal_inch


class Address(NamedTuple):
    """Where a hub may be asked; a hint, never a reason to trust what answers there."""

    host: str
    port: int


@dataclass(frozen=True)
class KioskSettings:
    """Everything a kiosk is told from outside."""

    data_dir: Path
    """Identity, journal and pending ballots of this one kiosk."""
    readers: tuple[str, ...] = ()
    """Reader specs: `serial:/dev/…[?profile=ID]`, `camera:…[?profile=ID]` or `fake`."""
    hub: Address | None = None
    interfaces: tuple[str, ...] = ()
    """Names or IPv4 addresses to look for hubs from; () means all of this machine's."""
    panel: Panel = field(default_factory=Panel)
    scale: float = 1.0
    """Below 1 the window is a smaller picture of the panel, for a desk."""
    windowed: bool = False
    training: Path | None = None
    """A file of badges for the training front."""
    language: str = "vi"
    hands: bool = False
    """In a window, too, take touches and scans from stdin and print views to stdout."""


def parse_panel(text: str) -> Panel:
    """The panel in `1080x1920@21.5`, or SettingsError."""
    found = _PANEL.match(text)
    if found is None:
        raise SettingsError("command.bad_panel", value=text)
    panel = Panel(int(found[1]), int(found[2]), float(found[3]))
    if not _SMALLEST_INCH <= panel.diagonal_inch <= _LARGEST_INCH or panel.width_px < 320:
        raise SettingsError("command.bad_panel", value=text)
    return panel


def parse_hub(text: str) -> Address:
    """The address in `HOST:PORT`, or SettingsError."""
    found = _HUB.match(text)
    if found is None or not 0 < int(found[2]) < 65536:
        raise SettingsError("command.bad_hub", value=text)
    return Address(found[1], int(found[2]))


def parse_interface(text: str) -> str:
    """An interface of this machine, by name or IPv4 address, or SettingsError."""
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError as wrong:
        if _INTERFACE.match(text):
            return text
        raise SettingsError("command.bad_interface", value=text) from wrong


def check_reader_spec(spec: str) -> str:
    """The spec as it was given, or SettingsError where its kind is none of ours."""
    kind = next((k for k in _READER_KINDS if spec.startswith(k)), None)
    if kind is None or (kind == "fake" and spec != "fake") or spec in _PATH_KINDS:
        raise SettingsError("command.bad_reader", value=spec)
    return spec


def ready_data_dir(path: Path) -> Path:
    """The data directory, made if needed and seen to be writable, or SettingsError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise SettingsError(
            "command.bad_data_dir", value=str(path), reason=os.strerror(wrong.errno or 0)
        ) from wrong
    probe = path / ".writable"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as wrong:
        raise SettingsError(
            "command.bad_data_dir", value=str(path), reason=os.strerror(wrong.errno or 0)
        ) from wrong
    return path
