"""A profile as lines for a person to read."""

from __future__ import annotations

from firmware_config.model import CameraProfile, ReaderProfile, TerminalProfile
from firmware_config.words import Words


def reader_sheet(profile: ReaderProfile, words: Words) -> list[tuple[str, str]]:
    """Names and values of a scanner's profile."""
    line, framing = profile.serial, profile.framing
    rows = [
        ("id", profile.id),
        ("vendor", profile.vendor),
        ("models", ", ".join(profile.models)),
        ("confirmed", words.say("tried" if profile.confirmed else "not_tried")),
        ("match", ", ".join(f"{usb.vid}:{usb.pid}" for usb in profile.match)),
        ("codec", profile.codec),
        ("line", f"{line.baud} baud, {line.data_bits}{line.parity}{line.stop_bits}"),
        ("prefix", _marks(framing.prefixes)),
        ("suffix", _marks(framing.suffixes)),
        ("idle", f"{framing.idle_ms} ms"),
        ("longest", f"{framing.max_bytes} bytes"),
        ("source", profile.source),
        ("notes", profile.notes),
    ]
    return _named(rows, words)


def camera_sheet(profile: CameraProfile, words: Words) -> list[tuple[str, str]]:
    """Names and values of a camera's profile."""
    asked = profile.picture
    size = f"{asked.width_px} × {asked.height_px} px, {asked.rate_fps} fps, {asked.pixels}"
    rows = [
        ("id", profile.id),
        ("vendor", profile.vendor),
        ("models", ", ".join(profile.models)),
        ("confirmed", words.say("tried" if profile.confirmed else "not_tried")),
        ("match", ", ".join(f"{usb.vid}:{usb.pid}" for usb in profile.match)),
        ("picture", size),
        ("mirror", words.say("yes" if asked.mirror else "no")),
        ("source", profile.source),
        ("notes", profile.notes),
    ]
    return _named(rows, words)


def terminal_sheet(profile: TerminalProfile, words: Words) -> list[tuple[str, str]]:
    """Names and values of a terminal's profile."""
    size = f"{profile.width_px} × {profile.height_px} px, {profile.diagonal_in:g} in"
    rows = [
        ("id", profile.id),
        ("title", profile.title),
        ("confirmed", words.say("tried" if profile.confirmed else "not_tried")),
        ("screen", size),
        ("reader", profile.reader),
        ("source", profile.source),
        ("notes", profile.notes),
    ]
    return _named(rows, words)


def _named(rows: list[tuple[str, str]], words: Words) -> list[tuple[str, str]]:
    return [(words.say(f"field.{key}"), " ".join(value.split())) for key, value in rows if value]


def _marks(marks: tuple[bytes, ...]) -> str:
    names = {b"\r": "CR", b"\n": "LF", b"\r\n": "CR LF", b"\t": "TAB", b"\x02": "STX"}
    names[b"\x03"] = "ETX"
    return ", ".join(names.get(mark, mark.hex(" ")) for mark in marks)
