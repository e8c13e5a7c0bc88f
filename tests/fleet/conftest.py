from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.fleet.service import FleetService
from hub.platform.tls import load_authority
from tests.fakes.congress import Congress


@pytest.fixture
def congress(tmp_path: Path) -> Iterator[Congress]:
    made = Congress(tmp_path)
    yield made
    made.close()


@pytest.fixture
def fleet(congress: Congress) -> Iterator[FleetService]:
    service = FleetService(
        congress.database,
        congress.clock,
        congress.live,
        load_authority(congress.settings.keys_dir),
        open_polls=lambda _connection: [],
    )
    yield service
    service.close()
