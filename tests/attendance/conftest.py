from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.attendance.service import AttendanceService
from tests.fakes.congress import Congress


@pytest.fixture
def congress(tmp_path: Path) -> Iterator[Congress]:
    made = Congress(tmp_path)
    yield made
    made.close()


@pytest.fixture
def attendance(congress: Congress) -> Iterator[AttendanceService]:
    service = AttendanceService(congress.database, congress.clock, congress.live)
    yield service
    service.close()
