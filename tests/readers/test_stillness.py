"""A picture that stands still to the last bit is told; one with the noise of a sensor is not."""

from __future__ import annotations

from kiosk.readers.stillness import FROZEN_NS, FROZEN_PICTURES, Stillness
from tests.fakes import scenes

STEP = 66_000_000


def test_identical_pictures_freeze_after_a_while() -> None:
    stillness = Stillness()
    told = [stillness.frozen(scenes.wall(), at * STEP) for at in range(60)]
    first = told.index(True)
    assert (first - 1) * STEP < FROZEN_NS <= first * STEP
    assert not stillness.moved


def test_few_pictures_are_not_enough_to_tell() -> None:
    stillness = Stillness()
    told = [stillness.frozen(scenes.wall(), at * FROZEN_NS) for at in range(FROZEN_PICTURES)]
    assert not any(told)


def test_a_sensor_s_noise_is_life() -> None:
    stillness = Stillness()
    pictures = [scenes.noisy(scenes.wall(320, 180), 0.4, seed) for seed in range(60)]
    assert not any(stillness.frozen(p, at * STEP) for at, p in enumerate(pictures))
    assert stillness.moved


def test_one_pixel_is_enough() -> None:
    stillness = Stillness()
    for at in range(60):
        picture = scenes.wall(320, 180)
        picture[at, 7] += 1
        assert not stillness.frozen(picture, at * STEP)


def test_it_can_freeze_after_it_moved() -> None:
    stillness = Stillness()
    stillness.frozen(scenes.wall(), 0)
    stillness.frozen(scenes.held(scenes.qr("A1")), STEP)
    assert stillness.moved
    told = [stillness.frozen(scenes.held(scenes.qr("A1")), STEP + at * STEP) for at in range(1, 60)]
    assert any(told)
