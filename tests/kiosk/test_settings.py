"""What a kiosk is told when it starts: taken as meant, or refused with words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.settings import (
    Address,
    Panel,
    SettingsError,
    check_reader_spec,
    parse_hub,
    parse_interface,
    parse_panel,
    ready_data_dir,
)


def test_a_panel_is_read_and_knows_its_density() -> None:
    panel = parse_panel("1080x1920@21.5")
    assert panel == Panel(1080, 1920, 21.5)
    assert round(panel.dpi, 1) == 102.5


@pytest.mark.parametrize(
    "text",
    ["", "1080", "1080x1920", "1080x1920@", "1080x1920@0", "10x10@21", "axb@c", "1080X1920@9"],
)
def test_a_wrong_panel_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        parse_panel(text)
    assert (refused.value.text_id, refused.value.params) == ("command.bad_panel", {"value": text})


def test_a_hub_is_read() -> None:
    assert parse_hub("10.0.0.5:8443") == Address("10.0.0.5", 8443)


@pytest.mark.parametrize("text", ["", "10.0.0.5", "10.0.0.5:", ":8443", "a b:1", "h:0", "h:65536"])
def test_a_wrong_hub_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_hub(text)


@pytest.mark.parametrize("text", ["127.0.0.1", "eth0", "enp3s0f1", "br-1a2b"])
def test_an_interface_is_a_name_or_an_address(text: str) -> None:
    assert parse_interface(text) == text


@pytest.mark.parametrize("text", ["", "10.0.0.300", "1.2.3", "::1", "a name", "x" * 16])
def test_a_wrong_interface_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_interface(text)


@pytest.mark.parametrize(
    "spec", ["fake", "serial:/dev/ttyACM0", "serial:/dev/x?profile=y", "camera:0", "camera:/dev/x"]
)
def test_a_reader_spec_of_a_known_kind_is_taken(spec: str) -> None:
    assert check_reader_spec(spec) == spec


@pytest.mark.parametrize(
    "spec", ["", "serial:", "camera:", "cameras", "fake:1", "fakes", "wedge:/dev/input/event0"]
)
def test_a_reader_spec_of_no_kind_is_refused(spec: str) -> None:
    with pytest.raises(SettingsError):
        check_reader_spec(spec)


def test_a_data_directory_is_made_for_its_owner_only(tmp_path: Path) -> None:
    made = ready_data_dir(tmp_path / "a" / "b")
    assert made.is_dir()
    assert made.stat().st_mode & 0o777 == 0o700
    assert list(made.iterdir()) == []


def test_a_data_directory_that_cannot_be_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as refused:
        ready_data_dir(tmp_path / "file" / "b")
    assert refused.value.text_id == "command.bad_data_dir"
    assert refused.value.params["reason"]
