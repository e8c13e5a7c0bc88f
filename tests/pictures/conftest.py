"""The same window as the tests of the screens."""

from tests.screens.conftest import _hall, hall

__all__ = ["_hall", "hall"]
