"""Which keys a profile has, and what each may be."""

from __future__ import annotations

from typing import cast

from firmware_config.model import (
    CameraProfile,
    Framing,
    Parity,
    PictureSettings,
    Pixels,
    ReaderProfile,
    SerialSettings,
    TerminalProfile,
    UsbId,
)
from firmware_config.table import Table
from firmware_config.units import Kind

SCHEMA = 1
CODECS = ("plain",)
PIXELS = ("MJPG", "YUYV")
ID = "[a-z0-9]+(-[a-z0-9]+)*"
_WORDS = r"[^\x00-\x1f\x7f]+"
_HEX4 = "[0-9a-f]{4}"


def reader_profile(table: Table) -> ReaderProfile:
    """A scanner's profile; good only if the table has no problems afterwards."""
    _head(table, "scanner")
    profile = ReaderProfile(
        id=table.text("id", like=ID, example="zebra-ds9308-cdc"),
        vendor=table.text("vendor", like=_WORDS, example="Zebra"),
        models=table.texts("models"),
        confirmed=table.flag("confirmed"),
        codec=str(table.one_of("codec", CODECS)),
        serial=_serial(table.table("serial", required=False)),
        framing=_framing(table.table("framing", required=False)),
        match=tuple(_usb_id(match) for match in table.tables("match")),
        source=table.text("source", like=_WORDS, example="https://…"),
        notes=table.text("notes", ""),
    )
    table.finish()
    return profile


def camera_profile(table: Table) -> CameraProfile:
    """A camera's profile; good only if the table has no problems afterwards."""
    _head(table, "camera")
    profile = CameraProfile(
        id=table.text("id", like=ID, example="generic-uvc"),
        vendor=table.text("vendor", like=_WORDS, example="Logitech"),
        models=table.texts("models"),
        confirmed=table.flag("confirmed"),
        picture=_picture(table.table("picture", required=False)),
        match=tuple(_usb_id(match) for match in table.tables("match")),
        source=table.text("source", like=_WORDS, example="https://…"),
        notes=table.text("notes", ""),
    )
    table.finish()
    return profile


def terminal_profile(table: Table) -> TerminalProfile:
    """A kiosk machine's profile; good only if the table has no problems afterwards."""
    _head(table, "terminal")
    screen = table.table("screen")
    profile = TerminalProfile(
        id=table.text("id", like=ID, example="pc-21-5-touch-portrait"),
        title=table.text("title", like=_WORDS, example="PC 21.5 in"),
        confirmed=table.flag("confirmed"),
        width_px=int(screen.quantity("width", Kind.PIXELS, "480 px", "7680 px")),
        height_px=int(screen.quantity("height", Kind.PIXELS, "480 px", "7680 px")),
        diagonal_in=float(screen.quantity("diagonal", Kind.LENGTH, "5 in", "100 in")),
        reader=table.text("reader", like=ID, example="generic-usb-com"),
        source=table.text("source", like=_WORDS, example="https://…"),
        notes=table.text("notes", ""),
    )
    screen.finish()
    table.finish()
    return profile


def _head(table: Table, kind: str) -> None:
    table.one_of("schema", (SCHEMA,))
    table.one_of("kind", (kind,))


def _serial(table: Table) -> SerialSettings:
    settings = SerialSettings(
        baud=int(table.quantity("baud", Kind.BAUD, "300 baud", "921600 baud", "9600 baud")),
        data_bits=int(table.one_of("data_bits", (8, 7), 8)),
        parity=cast(Parity, table.one_of("parity", ("N", "E", "O"), "N")),
        stop_bits=int(table.one_of("stop_bits", (1, 2), 1)),
    )
    table.finish()
    return settings


def _picture(table: Table) -> PictureSettings:
    settings = PictureSettings(
        width_px=int(table.quantity("width", Kind.PIXELS, "320 px", "3840 px", "1280 px")),
        height_px=int(table.quantity("height", Kind.PIXELS, "240 px", "2160 px", "720 px")),
        rate_fps=int(table.quantity("rate", Kind.RATE, "5 fps", "60 fps", "15 fps")),
        pixels=cast(Pixels, table.one_of("format", PIXELS, "MJPG")),
        mirror=table.flag("mirror", True),
    )
    table.finish()
    return settings


def _framing(table: Table) -> Framing:
    usual = Framing()
    framing = Framing(
        suffixes=_bytes(table.texts("suffix", _texts(usual.suffixes))),
        prefixes=_bytes(table.texts("prefix", _texts(usual.prefixes))),
        # Less than a second has cut a code on a busy machine.
        idle_ms=int(table.quantity("idle", Kind.TIME, "1 s", "10 s", "1 s")),
        max_bytes=int(table.quantity("longest", Kind.SIZE, "26 bytes", "4096 bytes", "512 bytes")),
        strip_aim=table.flag("strip_aim", usual.strip_aim),
    )
    table.finish()
    return framing


def _usb_id(table: Table) -> UsbId:
    usb_id = UsbId(
        vid=table.text("vid", like=_HEX4, example="05e0"),
        pid=table.text("pid", like=_HEX4, example="1701"),
    )
    table.finish()
    return usb_id


def _bytes(texts: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


def _texts(values: tuple[bytes, ...]) -> tuple[str, ...]:
    return tuple(value.decode() for value in values)
