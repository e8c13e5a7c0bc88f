"""A camera made of a folder of pictures, in the hand of a test."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2

from firmware_config import load
from kiosk.readers.base import Reader
from kiosk.readers.camera_reader import CameraReader
from kiosk.readers.sights import GONE_NS
from tests.fakes import scenes

WIDTH, HEIGHT = 640, 360


class CameraFolder:
    """Pictures put one by one before a camera reader."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "camera0"
        self._count = 0

    def plug(self) -> None:
        self.folder.mkdir()

    def unplug(self) -> None:
        shutil.rmtree(self.folder)

    def put(self, picture: scenes.Picture) -> None:
        """Append a picture, whole or not at all."""
        self._count += 1
        name = f"{self._count:06}.png"
        part = self.folder / f".{name}"
        assert cv2.imwrite(str(part), picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        part.rename(self.folder / name)


class CameraRig:
    """The camera reader as a worker process of its own over such a folder."""

    def __init__(self, folder: Path) -> None:
        self.profile = load.camera("generic-uvc")
        self.camera = CameraFolder(folder)
        self.reader: Reader = CameraReader(str(self.camera.folder), self.profile)
        self._before = ""

    def plug(self) -> None:
        self.camera.plug()

    def unplug(self) -> None:
        self.camera.unplug()

    def show(self, text: str) -> None:
        """Hold a code there for a moment; the same one again only after it was taken away."""
        if text == self._before:
            self.nothing()
        self._before = text
        self.camera.put(scenes.held(scenes.qr(text, 4), WIDTH, HEIGHT))

    def garble(self) -> None:
        """A code that is no text of ours."""
        self._before = ""
        self.camera.put(scenes.held(scenes.qr(b"\x00\xff\xfe\xc3("), WIDTH, HEIGHT))

    def nothing(self) -> None:
        """The wall, until what was there counts as taken away."""
        for _ in range(GONE_NS * self.profile.picture.rate_fps // 10**9 + 2):
            self.camera.put(scenes.wall(WIDTH, HEIGHT))

    def close(self) -> None:
        self.reader.close()
        if self.camera.folder.exists():
            self.unplug()
