"""From the word on the command line to a reader.

`serial:PATH[?profile=ID]`, `camera:DEVICE|NUMBER|FILE|FOLDER[?profile=ID]`, `fake`.
"""

from __future__ import annotations

import enum
from urllib.parse import parse_qsl

from firmware_config import load
from firmware_config.problems import ProfileError
from kiosk.readers.base import Reader
from kiosk.readers.camera_reader import CameraReader
from kiosk.readers.fake_reader import FakeReader
from kiosk.readers.serial_reader import SerialReader

DEFAULT_PROFILE = "generic-usb-com"
DEFAULT_CAMERA = "generic-uvc"
KINDS = ("serial", "camera", "fake")


class SpecProblem(enum.StrEnum):
    """What is wrong with a reader's specification; the words stand in the catalogue."""

    UNKNOWN_KIND = "unknown_kind"
    """details: kind, allowed."""
    NO_PATH = "no_path"
    UNKNOWN_OPTION = "unknown_option"
    """details: option, allowed."""
    UNKNOWN_PROFILE = "unknown_profile"
    """details: profile, allowed."""


class ReaderSpecError(ValueError):
    """The specification names no reader that can be made."""

    def __init__(self, problem: SpecProblem, spec: str, **details: str) -> None:
        super().__init__(f"{problem.value}: {spec}")
        self.problem = problem
        self.spec = spec
        self.details = details


def reader_from_spec(spec: str) -> Reader:
    """The reader that a specification names, not yet opened; ReaderSpecError if none."""
    kind, _, rest = spec.partition(":")
    if kind == "fake" and not rest:
        return FakeReader()
    if kind not in ("serial", "camera"):
        shown = spec if kind == "fake" else kind
        raise ReaderSpecError(SpecProblem.UNKNOWN_KIND, spec, kind=shown, allowed=", ".join(KINDS))
    path, _, query = rest.partition("?")
    if not path:
        raise ReaderSpecError(SpecProblem.NO_PATH, spec)
    profile = _profile(spec, query, DEFAULT_PROFILE if kind == "serial" else DEFAULT_CAMERA)
    known = load.reader_ids() if kind == "serial" else load.camera_ids()
    try:
        if kind == "serial":
            return SerialReader(path, load.reader(profile))
        node = f"/dev/video{path}" if path.isascii() and path.isdigit() else path
        return CameraReader(node, load.camera(profile))
    except ProfileError as error:
        raise ReaderSpecError(
            SpecProblem.UNKNOWN_PROFILE, spec, profile=profile, allowed=", ".join(known)
        ) from error


def _profile(spec: str, query: str, default: str) -> str:
    options = dict(parse_qsl(query, keep_blank_values=True))
    for option in options:
        if option != "profile":
            raise ReaderSpecError(
                SpecProblem.UNKNOWN_OPTION, spec, option=option, allowed="profile"
            )
    return options.get("profile", default)
