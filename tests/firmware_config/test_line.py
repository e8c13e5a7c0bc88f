"""A port that is pulled out, held by another, closed: one exception, whatever pyserial throws."""

from __future__ import annotations

import os
import select
import tty
from collections.abc import Iterator

import pytest

from firmware_config.drivers.line import LineLost, LineTrouble, SerialLine
from firmware_config.model import SerialSettings


class Cable:
    """Both ends of a pseudo-terminal."""

    def __init__(self) -> None:
        self.device, self._port = os.openpty()
        tty.setraw(self._port)
        self.path = os.ttyname(self._port)
        self._pulled = False

    def pull(self) -> None:
        if not self._pulled:
            os.close(self.device)
            os.close(self._port)
        self._pulled = True


@pytest.fixture
def cable() -> Iterator[Cable]:
    cable = Cable()
    yield cable
    cable.pull()


@pytest.fixture
def line(cable: Cable) -> Iterator[SerialLine]:
    line = SerialLine(cable.path, SerialSettings())
    yield line
    line.close()


def test_bytes_go_both_ways(cable: Cable, line: SerialLine) -> None:
    os.write(cable.device, b"\x00in\xff")
    got = b""
    while len(got) < 4:
        got += line.read()
    assert got == b"\x00in\xff"
    line.write(b"\r\x00out\n")
    assert select.select([cable.device], [], [], 20)[0]
    assert os.read(cable.device, 100) == b"\r\x00out\n"


def test_silence_is_an_empty_read(line: SerialLine) -> None:
    assert line.read() == b""


@pytest.mark.parametrize("use", [SerialLine.read, lambda line: line.write(b"x")])
def test_a_pulled_cable_is_a_lost_line(cable: Cable, line: SerialLine, use: object) -> None:
    cable.pull()
    assert callable(use)
    with pytest.raises(LineLost) as caught:
        use(line)
    assert caught.value.trouble is LineTrouble.ABSENT


@pytest.mark.parametrize("use", [SerialLine.read, lambda line: line.write(b"x")])
def test_a_closed_line_is_lost_and_may_be_closed_and_cancelled_again(
    line: SerialLine, use: object
) -> None:
    line.close()
    line.close()
    line.cancel()
    assert callable(use)
    with pytest.raises(LineLost):
        use(line)


def test_a_second_program_is_refused_and_steals_nothing(cable: Cable, line: SerialLine) -> None:
    with pytest.raises(LineLost) as caught:
        SerialLine(cable.path, SerialSettings())
    assert caught.value.trouble is LineTrouble.REFUSED
    os.write(cable.device, b"mine")
    assert line.read().startswith(b"m")


def test_no_port_is_absent() -> None:
    with pytest.raises(LineLost) as caught:
        SerialLine("/dev/serial/by-id/nobody", SerialSettings())
    assert caught.value.trouble is LineTrouble.ABSENT


@pytest.mark.parametrize("path", ["/dev/null", "/"])
def test_what_is_no_port_is_refused(path: str) -> None:
    with pytest.raises(LineLost) as caught:
        SerialLine(path, SerialSettings())
    assert caught.value.trouble is LineTrouble.REFUSED
