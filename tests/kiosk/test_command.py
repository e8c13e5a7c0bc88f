"""The command daihoi-kiosk: what it refuses, in whose words."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.contract.ticket import Ticket, encode_ticket
from kiosk.__main__ import main


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, words)
    return done.exit_code, done.output.strip()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--reader", "fake", "--panel", "big"], "--panel phải có dạng 1080x1920@21.5"),
        (["--reader", "wedge:x"], "--reader phải là serial:/dev/…, camera:/dev/… hoặc fake"),
        (["--reader", "serial:/dev/x?profile=none"], "Không dùng được --reader"),
        (["--reader", "fake", "--hub", "nowhere"], "--hub phải có dạng 10.0.0.5:8443"),
        (["--reader", "fake", "--interface", "1.2.3"], "--interface phải"),
        (["--reader", "fake", "--scale", "9"], "--scale phải từ 0.1 đến 3"),
        (["--training", "/nowhere.json"], "Không đọc được tệp tập huấn /nowhere.json"),
        ([], "Thiếu --reader"),
    ],
)
def test_a_wrong_option_is_refused_in_vietnamese(
    tmp_path: Path, options: list[str], said: str
) -> None:
    code, output = run("--headless", "--data", str(tmp_path), *options)
    assert code == 2
    assert output.startswith(said)


def test_the_same_in_english(tmp_path: Path) -> None:
    code, output = run("--data", str(tmp_path), "--language", "en", "--panel", "big")
    assert (code, output.isascii()) == (2, True)


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, output = run("--headless", "--data", str(tmp_path / "file" / "x"), "--reader", "fake")
    assert code == 2
    assert str(tmp_path / "file" / "x") in output


def test_a_training_file_has_to_be_a_list(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text("{}")
    code, output = run("--data", str(tmp_path), "--training", str(tmp_path / "t.json"))
    assert (code, "t.json" in output) == (2, True)


@pytest.mark.parametrize(
    ("ticket", "said"),
    [
        ("hello", "Mã này không phải là mã kết nối"),
        (encode_ticket(Ticket(bytes(16), bytes(16), "127.0.0.1", 9))[:-3], "Mã kết nối bị đọc sai"),
    ],
)
def test_what_is_no_ticket_cannot_be_joined_with(tmp_path: Path, ticket: str, said: str) -> None:
    code, output = run("enrol", ticket, "--data", str(tmp_path))
    assert (code, output.splitlines()[0]) == (1, said)
    assert not (tmp_path / "identity.json").exists()
