"""Tells a picture that stands still from one of a living camera, which always has some noise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FROZEN_NS = 3_000_000_000
FROZEN_PICTURES = 10
_STRIDE = 16


class Stillness:
    """Compares each picture with the one before."""

    def __init__(self) -> None:
        self.moved = False
        """Whether two pictures have ever differed."""
        self._before: npt.NDArray[np.uint8] | None = None
        self._same = 0
        self._since_ns = 0

    def frozen(self, picture: npt.NDArray[np.uint8], at_ns: int) -> bool:
        """Whether the picture has been the same, to the last bit, for too long."""
        if self._before is not None and self._equal(picture, self._before):
            self._same += 1
            return self._same >= FROZEN_PICTURES and at_ns - self._since_ns >= FROZEN_NS
        self.moved = self._before is not None
        self._before, self._same, self._since_ns = picture, 0, at_ns
        return False

    @staticmethod
    def _equal(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> bool:
        """A few pixels first: nearly always they differ already."""
        few = np.array_equal(one[::_STRIDE, ::_STRIDE], other[::_STRIDE, ::_STRIDE])
        return few and np.array_equal(one, other)
