"""Profiles: what ships is good, and everything wrong in a folder is told at once."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from firmware_config import load
from firmware_config.model import Framing, PictureSettings
from firmware_config.problems import Problem, ProblemCode, ProfileError
from firmware_config.words import LANGUAGES, Words

READER = """
schema = 1
id = "{id}"
kind = "scanner"
vendor = "V"
models = ["M"]
confirmed = false
codec = "plain"
source = "s"
"""
TERMINAL = """
schema = 1
id = "{id}"
kind = "terminal"
title = "T"
confirmed = false
reader = "{reader}"
source = "s"
[screen]
width = "1080 px"
height = "1920 px"
diagonal = "54.61 cm"
"""


def folder(root: Path, **files: str) -> Path:
    """Profiles in a folder; `readers__a` is readers/a.toml."""
    for kind in (load.READERS, load.TERMINALS):
        (root / kind).mkdir()
    for name, text in files.items():
        (root / (name.replace("__", "/") + ".toml")).write_text(text)
    return root


def problems(path: Path) -> list[Problem]:
    with pytest.raises(ProfileError) as caught:
        load.profiles(path)
    return list(caught.value.problems)


def told(path: Path) -> set[tuple[str, str, ProblemCode]]:
    return {(p.file, p.key, p.code) for p in problems(path)}


def test_what_ships_is_good() -> None:
    shipped = load.profiles()
    assert {"generic-usb-com", "zebra-ds9308-cdc"} <= set(shipped.readers)
    assert list(shipped.readers) == load.reader_ids()
    assert list(shipped.terminals) == load.terminal_ids()
    confirmed = [p.id for p in shipped.readers.values() if p.confirmed]
    confirmed += [p.id for p in shipped.terminals.values() if p.confirmed]
    assert not confirmed, "nobody has filed a report of a device yet"


def test_the_generic_scanner_is_framed_as_the_framing_itself_by_default() -> None:
    assert load.reader("generic-usb-com").framing == Framing()


@pytest.mark.parametrize(("way", "size"), [("portrait", (1080, 1920)), ("landscape", (1920, 1080))])
def test_a_terminal_tells_the_panel(way: str, size: tuple[int, int]) -> None:
    panel = load.terminal(f"pc-21-5-touch-{way}")
    assert (panel.width_px, panel.height_px) == size
    assert math.isclose(panel.diagonal_in, 21.5)


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    own = folder(
        tmp_path,
        readers__a=READER.format(id="a") + '[serial]\nbaud = "115200 baud"\nparity = "E"\n',
        terminals__t=TERMINAL.format(id="t", reader="a"),
    )
    found = load.profiles(own)
    assert (found.readers["a"].serial.baud, found.readers["a"].serial.parity) == (115200, "E")
    assert found.terminals["t"].diagonal_in == 21.5
    assert load.terminal("t", own) == found.terminals["t"]


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    bad = """
schema = 2
id = "X"
kind = "scanner"
vendor = "a\\u001b[2J"
models = [3]
confirmed = "no"
codec = "ssi"
sauce = "s"
match = [{ vid = "05E0", pid = "1701", serial = "x" }]
[serial]
baud = 9600
parity = "X"
[framing]
suffix = ["#", "\\r"]
idle = "80 ms"
longest = "5 kg"
"""
    own = folder(
        tmp_path,
        a="",
        readers__a=bad,
        readers__b="a = [\n",
        readers__c=READER.format(id="d"),
        terminals__t=TERMINAL.format(id="t", reader="zz") + "width = 3\n[touch]\n",
        terminals__u=TERMINAL.format(id="u", reader="c").replace('"1080 px"', "1080"),
        terminals__v=TERMINAL.format(id="v", reader="zz").replace('"1080 px"', '"10 px"'),
    )
    (own / "readers" / "e.toml").write_bytes(b"\xff")
    code = ProblemCode
    assert told(own) == {
        ("a.toml", "", code.WRONG_FOLDER),
        ("readers/a.toml", "schema", code.NOT_ONE_OF),
        ("readers/a.toml", "id", code.NOT_LIKE),
        ("readers/a.toml", "vendor", code.NOT_LIKE),
        ("readers/a.toml", "models", code.WRONG_TYPE),
        ("readers/a.toml", "confirmed", code.WRONG_TYPE),
        ("readers/a.toml", "codec", code.NOT_ONE_OF),
        ("readers/a.toml", "source", code.MISSING_KEY),
        ("readers/a.toml", "sauce", code.UNKNOWN_KEY),
        ("readers/a.toml", "match[0].vid", code.NOT_LIKE),
        ("readers/a.toml", "match[0].serial", code.UNKNOWN_KEY),
        ("readers/a.toml", "serial.baud", code.BARE_NUMBER),
        ("readers/a.toml", "serial.parity", code.NOT_ONE_OF),
        ("readers/a.toml", "framing.idle", code.OUT_OF_RANGE),
        ("readers/a.toml", "framing.longest", code.WRONG_UNIT),
        ("readers/a.toml", "framing.suffix", code.SUFFIX_IN_CODE),
        ("readers/b.toml", "", code.NOT_TOML),
        ("readers/c.toml", "id", code.ID_IS_NOT_FILE_NAME),
        ("readers/e.toml", "", code.UNREADABLE),
        ("terminals/t.toml", "", code.NOT_TOML),
        ("terminals/u.toml", "screen.width", code.BARE_NUMBER),
        ("terminals/v.toml", "screen.width", code.OUT_OF_RANGE),
        ("terminals/v.toml", "reader", code.NO_SUCH_READER),
    }


CAMERA = """
schema = 1
id = "c"
kind = "camera"
vendor = "V"
models = ["M"]
confirmed = false
source = "s"
[picture]
"""


def test_a_camera_has_a_picture_in_units(tmp_path: Path) -> None:
    own = folder(tmp_path)
    (own / load.CAMERAS).mkdir()
    (own / load.CAMERAS / "c.toml").write_text(CAMERA + 'rate = "30 fps"\nwidth = "640 px"\n')
    (own / load.TERMINALS / "t.toml").write_text(TERMINAL.format(id="t", reader="c"))
    found = load.profiles(own)
    assert load.camera("c", own) == found.cameras["c"]
    assert found.terminals["t"].reader == "c"
    asked = found.cameras["c"].picture
    assert (asked.width_px, asked.height_px, asked.rate_fps) == (640, 720, 30)
    assert asked.pixels == "MJPG"
    assert load.camera("generic-uvc").picture == PictureSettings()


def test_everything_wrong_with_a_camera_is_told(tmp_path: Path) -> None:
    own = folder(tmp_path)
    (own / load.CAMERAS).mkdir()
    wrong = 'width = 640\nheight = "9 px"\nrate = "1 s"\nformat = "H264"\nmirror = 1\nzoom = 2\n'
    (own / load.CAMERAS / "c.toml").write_text(CAMERA.replace('"camera"', '"scanner"') + wrong)
    code = ProblemCode
    assert {(key, what) for _, key, what in told(own)} == {
        ("kind", code.NOT_ONE_OF),
        ("picture.width", code.BARE_NUMBER),
        ("picture.height", code.OUT_OF_RANGE),
        ("picture.rate", code.WRONG_UNIT),
        ("picture.format", code.NOT_ONE_OF),
        ("picture.mirror", code.WRONG_TYPE),
        ("picture.zoom", code.UNKNOWN_KEY),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_problem_names_its_file_its_key_and_what_is_allowed(
    tmp_path: Path, language: str
) -> None:
    own = folder(
        tmp_path,
        readers__a=READER.format(id="a") + "mach = 1\n[serial]\nbaud = 9600\nparity = 1\n",
    )
    words = Words(language)
    lines = [words.problem(problem) for problem in problems(own)]
    assert len(lines) == 3
    for line, parts in zip(
        sorted(lines),
        (["mach", "vendor"], ["serial.baud", "9600 baud"], ["serial.parity", "N, E, O"]),
        strict=True,
    ):
        assert line.startswith("readers/a.toml: ")
        assert all(part in line for part in parts)


@pytest.mark.parametrize("wrong", ["", "nobody", "../readers/generic-usb-com", "/etc/passwd"])
def test_an_id_that_is_not_there_names_those_that_are(wrong: str) -> None:
    with pytest.raises(ProfileError) as caught:
        load.reader(wrong)
    (problem,) = caught.value.problems
    assert problem.code is ProblemCode.NO_SUCH_PROFILE
    assert "generic-usb-com" in problem.details["allowed"]


def test_one_wrong_profile_is_refused_alone(tmp_path: Path) -> None:
    own = folder(
        tmp_path,
        readers__a=READER.format(id="a"),
        readers__b=READER.format(id="b") + "x = 1\n",
        terminals__t=TERMINAL.format(id="t", reader="zz"),
    )
    assert load.reader("a", own).id == "a"
    for wrong in (lambda: load.reader("b", own), lambda: load.terminal("t", own)):
        with pytest.raises(ProfileError):
            wrong()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert told(tmp_path / "no") == {(str(tmp_path / "no"), "", ProblemCode.UNREADABLE)}
