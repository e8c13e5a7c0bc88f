"""What can stand on the command line, and what is said of anything else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kiosk.readers.camera_reader import CameraReader
from kiosk.readers.factory import ReaderSpecError, SpecProblem, reader_from_spec
from kiosk.readers.fake_reader import FakeReader
from kiosk.readers.serial_reader import SerialReader

KINDS = "serial, camera, fake"


def test_a_serial_reader_is_named_by_its_link() -> None:
    reader = reader_from_spec("serial:/dev/serial/by-id/usb-Symbol_1-if00")
    assert isinstance(reader, SerialReader)
    assert reader.name == "usb-Symbol_1-if00"


def test_a_profile_may_be_chosen() -> None:
    assert isinstance(reader_from_spec("serial:/dev/x?profile=zebra-ds9308-cdc"), SerialReader)


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("camera:0", "camera video0"),
        ("camera:/dev/v4l/by-id/usb-Acme_Cam-video-index0", "camera usb-Acme_Cam-video-index0"),
        ("camera:films/badges.avi?profile=generic-uvc", "camera badges.avi"),
    ],
)
def test_a_camera_is_a_number_a_link_a_film_or_a_folder(spec: str, name: str) -> None:
    reader = reader_from_spec(spec)
    assert isinstance(reader, CameraReader)
    assert reader.name == name


def test_the_kiosk_itself_never_loads_opencv() -> None:
    program = (
        "import sys; from kiosk.readers.factory import reader_from_spec;"
        "reader_from_spec('serial:/dev/x'); reader_from_spec('camera:0');"
        "print([m for m in ('cv2', 'numpy', 'zxingcpp', 'pyzbar') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout.strip() == "[]"


def test_the_fake_reader() -> None:
    assert isinstance(reader_from_spec("fake"), FakeReader)


@pytest.mark.parametrize(
    ("spec", "problem", "details"),
    [
        ("", SpecProblem.UNKNOWN_KIND, {"kind": "", "allowed": KINDS}),
        ("usb:/dev/x", SpecProblem.UNKNOWN_KIND, {"kind": "usb", "allowed": KINDS}),
        ("fake:1", SpecProblem.UNKNOWN_KIND, {"kind": "fake:1", "allowed": KINDS}),
        ("serial:", SpecProblem.NO_PATH, {}),
        ("serial", SpecProblem.NO_PATH, {}),
        ("camera:", SpecProblem.NO_PATH, {}),
        ("camera:0?fps=5", SpecProblem.UNKNOWN_OPTION, {"option": "fps", "allowed": "profile"}),
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


@pytest.mark.parametrize(
    "spec", ["camera:0?profile=generic-usb-com", "serial:/dev/x?profile=generic-uvc"]
)
def test_a_profile_of_another_kind_is_none(spec: str) -> None:
    with pytest.raises(ReaderSpecError) as caught:
        reader_from_spec(spec)
    assert caught.value.problem is SpecProblem.UNKNOWN_PROFILE
