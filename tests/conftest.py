from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.hub_process import HubProcess


@pytest.fixture
def founded_hub(tmp_path: Path) -> Iterator[HubProcess]:
    """A hub that was founded but does not run yet."""
    hub = HubProcess(tmp_path / "hub")
    yield hub
    hub.close()


@pytest.fixture
def hub_process(founded_hub: HubProcess) -> HubProcess:
    """A hub that runs in its own process, over TLS on 127.0.0.1."""
    return founded_hub.start()


@pytest.fixture(scope="module")
def shared_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """One running hub for all tests of a module that leave each other alone."""
    hub = HubProcess(tmp_path_factory.mktemp("hub") / "hub").start()
    yield hub
    hub.close()
