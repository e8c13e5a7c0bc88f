"""How large the screen at hand is, asked of the SDL library that Kivy brought along."""

from __future__ import annotations

import ctypes
import importlib.util
from pathlib import Path

_VIDEO = 0x20


class _Rect(ctypes.Structure):
    _fields_ = (
        ("x", ctypes.c_int),
        ("y", ctypes.c_int),
        ("w", ctypes.c_int),
        ("h", ctypes.c_int),
    )


def usable_size() -> tuple[int, int] | None:
    """Width and height that a window can have, without panels; None where there is no display."""
    library = _sdl()
    if library is None or library.SDL_InitSubSystem(_VIDEO) != 0:
        return None
    try:
        found = _Rect()
        if library.SDL_GetDisplayUsableBounds(0, ctypes.byref(found)) != 0:
            return None
        return found.w, found.h
    finally:
        library.SDL_QuitSubSystem(_VIDEO)


def fitting_scale(
    wanted: float, width: int, height: int, beside: int, screen: tuple[int, int] | None
) -> float:
    """The wanted scale, or the largest below it at which the window fits the screen.

    `beside` is the width of what stands beside the panel and is not scaled.
    """
    if screen is None:
        return wanted
    room = 0.94  # a window's own title bar and edges
    fits = min((screen[0] * room - beside) / width, screen[1] * room / height)
    return max(0.1, min(wanted, fits))


def _sdl() -> ctypes.CDLL | None:
    spec = importlib.util.find_spec("kivy")  # found, not imported: it is not yet set up
    packages = Path(str(spec.origin)).parent.parent if spec else Path()
    bundled = sorted(packages.glob("[Kk]ivy.libs/libSDL2-2*.so*"))
    for name in (*map(str, bundled), "libSDL2-2.0.so.0"):
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None
