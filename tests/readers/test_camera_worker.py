"""What the camera's process does with pictures, and with cameras as OpenCV shows them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from hub.contract.badge import with_check_digit
from hub.contract.fleet import DeviceState
from kiosk.readers.camera_messages import Alive, Message, Opened, Order, Preview, Read
from kiosk.readers.camera_source import DeviceSource, FilmSource, SourceGone, open_source
from kiosk.readers.camera_worker import Worker, preview
from kiosk.readers.decode import Picture
from tests.fakes import scenes

CODE = with_check_digit("1234567890123456789012345")
STEP_NS = 66_000_000
WAIT_S = 20.0


def colour(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)


class Slides:
    """A source that shows what it was given and is pulled out then."""

    def __init__(self, pictures: list[Picture | None], opens_empty: bool = False) -> None:
        self.opens_empty = opens_empty
        self._pictures = iter(pictures)

    def next(self) -> Picture | None:
        try:
            picture = next(self._pictures)
        except StopIteration:
            raise SourceGone(DeviceState.ABSENT, "no more") from None
        return None if picture is None else colour(picture)


def messages(slides: Slides, step_ns: int = STEP_NS) -> tuple[list[Message], SourceGone]:
    sent: list[Message] = []
    clock = iter(range(0, 10**15, step_ns))
    with pytest.raises(SourceGone) as gone:
        Worker(sent.append, lambda: next(clock)).run(slides)
    return sent, gone.value


def reads(sent: list[Message]) -> list[str | None]:
    return [message.text for message in sent if isinstance(message, Read)]


def test_a_living_picture_opens_it_and_then_codes_are_read() -> None:
    sent, gone = messages(Slides([scenes.wall(), scenes.held(scenes.qr(CODE))]))
    assert [type(m) for m in sent if not isinstance(m, Alive)] == [Opened, Read, Preview]
    assert reads(sent) == [CODE]
    assert gone.state is DeviceState.ABSENT


def test_a_badge_in_a_picture_that_never_moves_is_not_read() -> None:
    sent, gone = messages(Slides([scenes.held(scenes.qr(CODE))] * 80))
    assert {type(m) for m in sent} == {Alive}
    assert gone.state is DeviceState.ERROR


def test_a_picture_that_freezes_later_is_told_and_its_badge_read_once() -> None:
    pictures: list[Picture | None] = [scenes.wall(), *[scenes.held(scenes.qr(CODE))] * 80]
    sent, gone = messages(Slides(pictures))
    assert reads(sent) == [CODE]
    assert gone.state is DeviceState.ERROR


def test_noise_gives_previews_and_signs_of_life_only() -> None:
    sent, _ = messages(Slides(list(scenes.pure_noise(40))))
    assert {type(m) for m in sent} == {Opened, Alive, Preview}


def test_no_picture_for_now_is_life_for_a_folder() -> None:
    sent, _ = messages(Slides([None] * 40, opens_empty=True))
    assert isinstance(sent[0], Opened)
    assert sum(isinstance(m, Alive) for m in sent) >= 4


def test_the_preview_is_small_and_not_sent_more_often_than_a_screen_needs() -> None:
    pictures = [scenes.noisy(scenes.wall(), seed=at) for at in range(50)]
    sent, _ = messages(Slides(list(pictures)), step_ns=20_000_000)  # one second
    previews = [m for m in sent if isinstance(m, Preview)]
    assert 10 <= len(previews) <= 17
    assert {(p.width, p.height, len(p.pixels)) for p in previews} == {(480, 270, 480 * 270 * 3)}


def test_the_preview_has_its_colours_in_the_order_of_the_screen() -> None:
    blue_first = np.zeros((90, 160, 3), np.uint8)
    blue_first[..., 0] = 250
    small = preview(blue_first)
    assert (small.width, small.height, small.pixels[:3]) == (480, 270, b"\x00\x00\xfa")


class FakeCapture:
    """A camera as OpenCV shows it."""

    def __init__(self, pictures: Iterator[Any], opened: bool = True) -> None:
        self._pictures, self._opened = pictures, opened
        self.asked: dict[int, float] = {}
        self.path = ""

    def __call__(self, path: str, backend: int) -> FakeCapture:
        assert backend == cv2.CAP_V4L2
        self.path = path
        return self

    def isOpened(self) -> bool:
        return self._opened

    def set(self, what: int, value: float) -> None:
        self.asked[what] = value

    def read(self) -> tuple[bool, Picture | None]:
        found = next(self._pictures)
        if isinstance(found, Exception):
            raise found
        return found is not None, found


@pytest.fixture
def order(tmp_path: Path) -> Order:
    (tmp_path / "video3").touch()
    (tmp_path / "by-id").symlink_to("video3")
    return Order(str(tmp_path / "by-id"), 1280, 720, 15, "MJPG")


def dots(count: int) -> Iterator[Picture]:
    for at in range(count):
        yield np.full((2, 2, 3), at, np.uint8)


def test_a_device_is_opened_by_its_node_and_asked_for_what_the_profile_says(order: Order) -> None:
    capture = FakeCapture(iter([None]))
    DeviceSource(order, capture)
    assert capture.path.endswith("/video3")
    asked = {cv2.CAP_PROP_FRAME_WIDTH: 1280, cv2.CAP_PROP_FRAME_HEIGHT: 720, cv2.CAP_PROP_FPS: 15}
    asked[cv2.CAP_PROP_FOURCC] = cv2.VideoWriter.fourcc(*"MJPG")
    asked[cv2.CAP_PROP_BUFFERSIZE] = 1
    assert capture.asked == asked


def test_a_slow_reader_gets_the_latest_picture_and_never_an_old_one(order: Order) -> None:
    go, shown = threading.Event(), threading.Event()

    def pictures() -> Iterator[Picture]:
        yield from dots(5)
        shown.set()
        go.wait(WAIT_S)
        yield np.full((2, 2, 3), 99, np.uint8)
        threading.Event().wait()

    source = DeviceSource(order, FakeCapture(pictures()))
    assert shown.wait(WAIT_S)
    first, late = source.next(), []
    assert first is not None
    assert first[0, 0, 0] == 4
    waiting = threading.Thread(target=lambda: late.append(source.next()))
    waiting.start()
    go.set()
    waiting.join(WAIT_S)
    assert late[0] is not None
    assert late[0][0, 0, 0] == 99


def endless() -> Iterator[Picture]:
    while True:
        yield np.zeros((2, 2, 3), np.uint8)


def gone_of(source: DeviceSource) -> DeviceState:
    try:
        while True:
            source.next()
    except SourceGone as gone:
        return gone.state


def test_a_pulled_camera_that_goes_on_giving_its_last_picture_is_gone(order: Order) -> None:
    source = DeviceSource(order, FakeCapture(endless()))
    assert source.next() is not None
    Path(order.path).unlink()
    assert gone_of(source) is DeviceState.ABSENT


def test_another_camera_at_the_same_link_is_not_the_one_that_was_opened(order: Order) -> None:
    source = DeviceSource(order, FakeCapture(endless()))
    link = Path(order.path)
    (link.parent / "video4").touch()
    link.unlink()
    link.symlink_to("video4")
    assert gone_of(source) is DeviceState.ABSENT


@pytest.mark.parametrize("what", [None, cv2.error("select() timeout")])
def test_a_camera_that_is_there_and_gives_nothing_is_in_error(order: Order, what: Any) -> None:
    source = DeviceSource(order, FakeCapture(iter([what])))
    assert gone_of(source) is DeviceState.ERROR


def test_a_camera_that_another_program_holds_is_in_error(order: Order) -> None:
    with pytest.raises(SourceGone) as gone:
        DeviceSource(order, FakeCapture(iter([]), opened=False))
    assert gone.value.state is DeviceState.ERROR


def test_what_lies_at_the_path_decides(tmp_path: Path) -> None:
    def at(path: Path) -> Order:
        return Order(str(path), 1280, 720, 30, "MJPG")

    film = scenes.film(tmp_path / "a.avi", list(scenes.pure_noise(3)), fps=60)
    source = open_source(at(film))
    assert isinstance(source, FilmSource)
    assert [source.next() is not None for _ in range(3)] == [True] * 3
    with pytest.raises(SourceGone) as gone:
        source.next()
    assert gone.value.state is DeviceState.ABSENT
    for path, state in (
        (tmp_path / "nothing", DeviceState.ABSENT),
        (Path("/dev/null"), DeviceState.ERROR),  # a device, but no camera
        (Path(__file__), DeviceState.ERROR),
    ):
        with pytest.raises(SourceGone) as gone:
            open_source(at(path))
        assert gone.value.state is state, path
    assert open_source(at(tmp_path)).opens_empty


def test_a_folder_gives_pictures_in_order_also_later_ones_and_skips_what_is_none(
    tmp_path: Path,
) -> None:
    def put(name: str, grey: int) -> None:
        assert cv2.imwrite(str(tmp_path / name), np.full((4, 4), grey, np.uint8))

    put("2.png", 2)
    put("1.png", 1)
    put(".3.png", 3)
    (tmp_path / "4.png").write_bytes(b"half a picture")
    (tmp_path / "notes.txt").write_text("no picture")
    source = open_source(Order(str(tmp_path), 4, 4, 60, "MJPG"))
    seen = [picture[0, 0, 0] for _ in range(3) if (picture := source.next()) is not None]
    assert seen == [1, 2]
    put("5.png", 5)
    later = source.next()
    assert later is not None
    assert later[0, 0, 0] == 5
