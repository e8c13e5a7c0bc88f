"""daihoi-firmware as people run it: in their language, with an emulated scanner at the end."""

from __future__ import annotations

import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from firmware_config.__main__ import asked_language
from firmware_config.commands import command_group
from firmware_config.problems import ProblemCode
from firmware_config.words import LANGUAGES, Words
from kiosk.readers.factory import reader_from_spec
from tests.fakes.fake_scanner import Run

FIRMWARE = [sys.executable, "-m", "firmware_config"]


def run(*arguments: str, language: str = "vi") -> Result:
    return CliRunner().invoke(command_group(Words(language)), arguments)


def test_list_names_every_profile_and_says_what_was_tried() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "generic-usb-com" in result.output
    assert "pc-21-5-touch-portrait  (1080 × 1920 px, 21.5 in)" in result.output
    assert "generic-uvc" in result.output
    assert result.output.count("chưa thử trên thiết bị thật") == 6


def test_check_of_what_ships() -> None:
    assert run("check").output == "Hồ sơ đều tốt: 3 máy quét, 1 camera, 2 máy điểm danh.\n"


def test_check_of_a_wrong_folder_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "readers").mkdir()
    (tmp_path / "readers" / "a.toml").write_text("schema = 1")
    result = run("check", str(tmp_path), language="en")
    assert result.exit_code == 1
    assert "readers/a.toml: id: this key is missing" in result.output


def test_show_a_scanner_a_camera_and_a_terminal() -> None:
    assert "05e0:1701" in run("show", "zebra-ds9308-cdc").output
    assert "1280 × 720 px, 15 fps, MJPG" in run("show", "generic-uvc").output
    assert "1080 × 1920 px" in run("show", "pc-21-5-touch-portrait").output


def test_show_of_nothing_names_what_there_is() -> None:
    result = run("show", "nobody")
    assert result.exit_code == 1
    assert "generic-usb-com" in result.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_words(language: str) -> None:
    assert {f"problem.{code}" for code in ProblemCode} <= Words(language).ids()


def test_both_languages_say_the_same_sentences_with_the_same_details() -> None:
    vi, en = Words("vi"), Words("en")
    assert vi.ids() == en.ids()
    for sentence in vi.ids():
        assert vi.blanks(sentence) == en.blanks(sentence), sentence


def test_a_profile_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "readers").mkdir()
    (tmp_path / "readers" / "a.toml").write_text('schema = 1\nid = "\\u001b[2J"\n')
    output = run("check", str(tmp_path)).output
    assert "\x1b" not in output
    assert "\\x1b[2J" in output


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "vi"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "C.UTF-8"}, "vi"),
        (["--language", "vi"], {"LANG": "en_GB.UTF-8"}, "vi"),
        (["--language=en", "list"], {}, "en"),
        (["list"], {"LC_ALL": "vi_VN", "LANG": "en_GB"}, "vi"),
    ],
)
def test_the_language_asked_for(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert asked_language(arguments, environment) == language


def test_typed_lines_are_scanned_by_the_kiosks_reader(tmp_path: Path) -> None:
    link = tmp_path / "scanner0"
    with subprocess.Popen(
        [*FIRMWARE, "emulate", "generic-usb-com", "--link", str(link)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert select.select([process.stdout], [], [], 20)[0]
            assert process.stdout.readline() == f"{link}\n"
            reader = reader_from_spec(f"serial:{link}")
            reading = Run(reader).wait_open()

            def type_in(*lines: str) -> None:
                assert process.stdin is not None
                process.stdin.write("".join(f"{line}\n" for line in lines))
                process.stdin.flush()

            type_in("12345", ":twice 678", ":garbage", "nguyễn thị hoà", "")
            said = [reading.next() for _ in range(5)]
            assert said == ["12345", "678", "678", None, "nguyễn thị hoà"]
            type_in(":half 12345678", ":unplug", "lost", ":what")
            assert reading.ended()
            assert reading.gone is not None
            type_in(":plug", "again")
            while True:
                reading = Run(reader)
                reading.thread.join(0.2)
                if reading.thread.is_alive():
                    break
            assert reading.next() == "again"
            reader.close()
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
            assert process.stderr is not None
            told = process.stderr.read()
        finally:
            process.kill()
    assert not link.is_symlink()
    assert ":unplug, :plug, :garbage, :twice, :half" in told
    assert Words("vi").say("emulate.unplugged") in told


def test_a_link_that_something_else_uses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious")
    result = run("emulate", "generic-usb-com", "--link", str(tmp_path / "file"))
    assert result.exit_code == 1
    assert str(tmp_path / "file") in result.output
    assert (tmp_path / "file").read_text() == "precious"


def test_a_link_where_none_can_be(tmp_path: Path) -> None:
    result = run("emulate", "generic-usb-com", "--link", str(tmp_path / "no" / "scanner0"))
    assert result.exit_code == 1
    assert "scanner0" in result.output
