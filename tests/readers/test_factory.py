"""What can stand on the command line, and what is said of anything else."""

from __future__ import annotations

import pytest

from kiosk.readers.factory import ReaderSpecError, SpecProblem, reader_from_spec
from kiosk.readers.fake_reader import FakeReader
from kiosk.readers.serial_reader import SerialReader


def test_a_serial_reader_is_named_by_its_link() -> None:
    reader = reader_from_spec("serial:/dev/serial/by-id/usb-Symbol_1-if00")
    assert isinstance(reader, SerialReader)
    assert reader.name == "usb-Symbol_1-if00"


def test_a_profile_may_be_chosen() -> None:
    assert isinstance(reader_from_spec("serial:/dev/x?profile=zebra-ds9308-cdc"), SerialReader)


def test_the_fake_reader() -> None:
    assert isinstance(reader_from_spec("fake"), FakeReader)


@pytest.mark.parametrize(
    ("spec", "problem", "details"),
    [
        ("", SpecProblem.UNKNOWN_KIND, {"kind": "", "allowed": "serial, fake"}),
        ("usb:/dev/x", SpecProblem.UNKNOWN_KIND, {"kind": "usb", "allowed": "serial, fake"}),
        ("fake:1", SpecProblem.UNKNOWN_KIND, {"kind": "fake:1", "allowed": "serial, fake"}),
        ("serial:", SpecProblem.NO_PATH, {}),
        ("serial", SpecProblem.NO_PATH, {}),
        ("serial:?profile=generic-usb-com", SpecProblem.NO_PATH, {}),
        (
            "serial:/dev/x?baud=9600",
            SpecProblem.UNKNOWN_OPTION,
            {"option": "baud", "allowed": "profile"},
        ),
    ],
)
def test_what_is_wrong_is_told(spec: str, problem: SpecProblem, details: dict[str, str]) -> None:
    with pytest.raises(ReaderSpecError) as caught:
        reader_from_spec(spec)
    assert caught.value.problem is problem
    assert caught.value.details == details
    assert caught.value.spec == spec


@pytest.mark.parametrize("profile", ["nobody-has-it", "", "../terminals/pc-21-5-touch-portrait"])
def test_a_profile_that_does_not_exist_names_those_that_do(profile: str) -> None:
    with pytest.raises(ReaderSpecError) as caught:
        reader_from_spec(f"serial:/dev/x?profile={profile}")
    assert caught.value.problem is SpecProblem.UNKNOWN_PROFILE
    assert caught.value.details["profile"] == profile
    assert "generic-usb-com" in caught.value.details["allowed"]
