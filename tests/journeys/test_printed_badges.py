"""Badges as `daihoi-hub badges` prints them, photographed, and read by the camera reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest

from hub.contract.badge import CODE_DIGITS, is_badge_code
from hub.papers.badges import HEIGHT, WIDTH
from kiosk.readers.base import Scan
from tests.fakes import scenes
from tests.fakes.camera_rig import CameraRig
from tests.fakes.fake_scanner import PATIENCE_S, Run
from tests.fakes.hub_process import HubProcess
from tests.fakes.roll_file import AN, BINH, HOA, csv_text

DOTS_PER_MM = 12  # about 300 dots an inch
POINTS_PER_MM = 72 / 25.4
SHOTS = 3
"""Pictures of each badge; a delegate holds it for longer."""


@dataclass(frozen=True)
class Look:
    """How a badge is held, and in what light."""

    tilt: float
    turn: float
    blur: float
    shade: float


LOOKS = {
    "straight": Look(0, 0, 0.5, 0),
    "tilted right": Look(28, 4, 1.2, 0.5),
    "tilted left, dark": Look(-28, -5, 1.4, 0.7),
}


@dataclass(frozen=True)
class Badge:
    """A badge cut from the page, and the digits that a person reads on it."""

    picture: scenes.Picture
    digits: str

    def lower(self) -> scenes.Picture:
        """The part with the codes, which is held into the frame."""
        return self.picture[70 * DOTS_PER_MM :].copy()

    def qr_alone(self) -> scenes.Picture:
        """Its bars covered."""
        part = self.lower()
        part[-20 * DOTS_PER_MM :] = 255
        return part

    def bars_alone(self) -> scenes.Picture:
        """Its QR code covered."""
        part = self.lower()
        part[: -19 * DOTS_PER_MM] = 255
        return part


@pytest.fixture(scope="module")
def badges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Badge]]:
    folder = tmp_path_factory.mktemp("badges")
    hub = HubProcess(folder / "hub")
    roll, pdf = folder / "danh-sach.csv", folder / "the.pdf"
    more = ("004", "Đặng Hữu Ước", "3/2/1971", *BINH[3:6], "chính thức")
    roll.write_text(csv_text([HOA, AN, BINH, more]), encoding="utf-8")
    hub.command("import", str(roll))
    hub.command("badges", "--out", str(pdf))
    yield cut(pdf)
    hub.close()


def cut(pdf: Path) -> list[Badge]:
    """The four badges of the first page."""
    page = pypdfium2.PdfDocument(pdf)[0]
    whole = np.asarray(page.render(scale=DOTS_PER_MM / POINTS_PER_MM).to_pil().convert("L"))
    wide, high = page.get_size()
    left, top = (wide / POINTS_PER_MM - 2 * WIDTH) / 2, (high / POINTS_PER_MM - 2 * HEIGHT) / 2
    found = []
    for number in range(4):
        x, y = left + number % 2 * WIDTH, top + number // 2 * HEIGHT
        box = [round(mm * DOTS_PER_MM) for mm in (x, y, x + WIDTH, y + HEIGHT)]
        foot = (x, y + HEIGHT - 8, x + WIDTH, y + HEIGHT)
        bounds = [mm * POINTS_PER_MM for mm in foot]
        words = page.get_textpage().get_text_bounded(
            bounds[0], high - bounds[3], bounds[2], high - bounds[1]
        )
        digits = "".join(letter for letter in words if letter.isdigit())
        picture = np.ascontiguousarray(whole[box[1] : box[3], box[0] : box[2]], np.uint8)
        found.append(Badge(picture, digits))
    return found


def test_the_page_is_cut_as_people_cut_it(badges: list[Badge]) -> None:
    assert all(is_badge_code(badge.digits) for badge in badges)
    assert len({badge.digits for badge in badges}) == 4
    assert {len(badge.digits) for badge in badges} == {CODE_DIGITS}


@pytest.mark.parametrize("code", ["qr", "bars", "both"])
@pytest.mark.parametrize("look", LOOKS)
def test_each_badge_is_read_by_each_of_its_codes(
    badges: list[Badge], tmp_path: Path, code: str, look: str
) -> None:
    held = LOOKS[look]
    rig = CameraRig(tmp_path)
    rig.plug()
    for number, badge in enumerate(badges):
        card = {"qr": badge.qr_alone, "bars": badge.bars_alone, "both": badge.lower}[code]()
        for shot in range(SHOTS):
            rig.camera.put(
                scenes.photographed(
                    card,
                    tilt=held.tilt + shot,
                    turn=held.turn,
                    blur=held.blur,
                    shade=held.shade,
                    seed=number * SHOTS + shot,
                )
            )
    run = Run(rig.reader)
    readings = [run.readings.get(timeout=PATIENCE_S) for _ in badges]
    assert [r.text for r in readings if isinstance(r, Scan)] == [b.digits for b in badges]
    rig.close()
    assert run.ended()
    assert run.readings.empty()
