"""Badges before a camera: codes drawn, held, tilted, blurred, shaded, and a sensor's noise."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import segno

from hub.papers.codes import bars

Picture = npt.NDArray[np.uint8]
WIDTH, HEIGHT = 1280, 720
WALL = 150


def qr(text: str | bytes, module: int = 6) -> Picture:
    """A QR code on white."""
    return drawn(segno.make_qr(text, error="m"), module)


def drawn(code: segno.QRCode, module: int = 6) -> Picture:
    """A code of segno's on white."""
    out = io.BytesIO()
    code.save(out, kind="png", scale=module, border=4)
    picture = cv2.imdecode(np.frombuffer(out.getvalue(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def code128(digits: str, module: int = 3, height: int = 90) -> Picture:
    """Bars on white, as on our badges."""
    line = bars(digits)
    picture = np.full((height + 40, (line.columns + 20) * module), 255, np.uint8)
    for run in line.runs:
        start = (10 + run.column) * module
        picture[20 : 20 + height, start : start + run.length * module] = 0
    return picture


def wall(width: int = WIDTH, height: int = HEIGHT) -> Picture:
    """Nothing before the camera."""
    return np.full((height, width), WALL, np.uint8)


def held(card: Picture, width: int = WIDTH, height: int = HEIGHT, *, x: float = 0.5) -> Picture:
    """The card before the wall, in the middle or at another part of the width."""
    scene = wall(width, height)
    rows, columns = card.shape
    top, left = (height - rows) // 2, round(width * x - columns / 2)
    scene[top : top + rows, left : left + columns] = card
    return scene


def photographed(
    card: Picture,
    *,
    tilt: float = 0.0,
    turn: float = 0.0,
    blur: float = 0.0,
    shade: float = 0.0,
    size: float = 0.8,
    seed: int = 1,
) -> Picture:
    """The card as a camera sees it.

    `tilt` degrees about the upright axis, `turn` degrees in its plane, `blur` in pixels (sigma),
    `shade`: the darker side has that much less light, `size`: its height in the picture.
    """
    rows, columns = card.shape
    scale = min(HEIGHT * size / rows, WIDTH * size / columns)
    about, plane = np.radians(tilt), np.radians(turn)
    far = 2.5 * WIDTH
    corners = []
    for x, y in ((0, 0), (columns, 0), (columns, rows), (0, rows)):
        u, v = (x - columns / 2) * scale, (y - rows / 2) * scale
        u, v = u * np.cos(plane) - v * np.sin(plane), u * np.sin(plane) + v * np.cos(plane)
        depth = far / (far + u * np.sin(about))
        corners.append((WIDTH / 2 + u * np.cos(about) * depth, HEIGHT / 2 + v * depth))
    before = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    lens = cv2.getPerspectiveTransform(before, np.array(corners, np.float32))
    small = cv2.GaussianBlur(card, (0, 0), max(0.1, 0.4 / scale)) if scale < 1 else card
    scene = cv2.warpPerspective(
        small,
        lens,
        (WIDTH, HEIGHT),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(WALL,),
    )
    if blur:
        scene = cv2.GaussianBlur(scene, (0, 0), blur)
    light = np.linspace(1.0, 1.0 - shade, WIDTH, dtype=np.float32)[None, :]
    return noisy(np.asarray(np.clip(scene * light, 0, 255), np.uint8), seed=seed)


def noisy(picture: Picture, sigma: float = 4.0, seed: int = 1) -> Picture:
    """With a sensor's noise."""
    random = np.random.default_rng(seed)
    noise = random.normal(0, sigma, picture.shape)
    return np.asarray(np.clip(picture + noise, 0, 255), np.uint8)


def pure_noise(count: int, seed: int = 7) -> Iterator[Picture]:
    """Nothing but noise, coarse and fine."""
    random = np.random.default_rng(seed)
    for at in range(count):
        grain = (1, 2, 4, 8)[at % 4]
        small = random.integers(0, 256, (HEIGHT // grain, WIDTH // grain), np.uint8)
        big = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
        yield np.asarray(big, np.uint8)


def film(path: Path, pictures: Iterator[Picture] | list[Picture], fps: int = 15) -> Path:
    """The pictures as a film that loses nothing, so that equal pictures stay equal."""
    writer: cv2.VideoWriter | None = None
    for picture in pictures:
        if writer is None:
            size = picture.shape[1], picture.shape[0]
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"FFV1"), fps, size)
        writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    assert writer is not None
    writer.release()
    return path
