"""One Kivy window a process, without a display; the stage of each panel is built once."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.screens.harness import Hall


@pytest.fixture(scope="session")
def _hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    before = dict(os.environ)
    hall = Hall(tmp_path_factory.mktemp("kivy"))
    os.environ.clear()
    os.environ.update(before)
    return hall


@pytest.fixture
def hall(_hall: Hall) -> Iterator[Hall]:
    """The window, empty and without a touch remembered."""
    _hall.clear()
    yield _hall
    _hall.clear()
