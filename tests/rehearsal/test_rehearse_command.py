"""`daihoi-hub rehearse` as a technician types it, and what it must never touch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.contract import endpoints
from hub.fleet.tables import kiosk, ticket
from hub.rehearsal.dress.hub_run import HubRun
from hub.rehearsal.dress.stage_client import HubRefused, meet
from hub.rehearsal.stage import messages as m
from tests.fakes.hub_process import HubProcess, free_port

KEYS = {
    "checkins",
    "ballots",
    "latency_ms",
    "requests_per_s",
    "noop_requests_per_s",
    "bare_commit_requests_per_s",
    "hub_rss_mb",
    "kiosk_rss_mb",
    "kills",
    "seconds",
    "result_as_expected",
}


def daihoi_hub(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub", "--data", str(data), "--language", "vi", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def stage_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubRun]:
    """A hub that a technician started with --rehearsal."""
    folder = tmp_path_factory.mktemp("stage")
    hub = HubRun(folder / "hub", ("127.0.0.1", free_port()), "127.0.0.1", folder / "hub.log")
    hub.start()
    yield hub
    hub.stop()


def url(address: tuple[str, int]) -> str:
    return f"https://{address[0]}:{address[1]}"


def test_against_a_hub_that_runs_elsewhere(stage_hub: HubRun, tmp_path: Path) -> None:
    size = ("--delegates", "4", "--checkin", "1", "--booths", "1", "--load", "40")
    for seed in ("1", "2"):  # a second rehearsal finds the first one's people and kiosks
        words = ("--against", url(stage_hub.listen), "--seed", seed, "--json", *size)
        done = daihoi_hub(tmp_path / "hub", "rehearse", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        figures = json.loads(done.stdout)
        assert figures.keys() == KEYS
        whole = {"expected": 4, "acknowledged": 4, "found": 4, "lost": 0, "doubled": 0}
        assert figures["checkins"] == figures["ballots"] == whole
        assert figures["result_as_expected"] is True
        assert figures["latency_ms"].keys() == {"p50", "p95", "p99"}
        assert figures["requests_per_s"] > 0
        assert figures["noop_requests_per_s"] > figures["requests_per_s"]
        assert "SẴN SÀNG" in done.stderr
    assert list((tmp_path / "hub-rehearsal").iterdir()) == [], "what passed leaves nothing"


def test_a_real_congress_is_never_rehearsed_with(hub_process: HubProcess, tmp_path: Path) -> None:
    done = daihoi_hub(tmp_path / "hub", "rehearse", "--against", hub_process.url)
    assert done.returncode == 1
    assert "đại hội thật" in done.stderr
    for table in (ticket, kiosk):
        assert hub_process.column(sa.select(sa.func.count()).select_from(table)) == [0]
    for path in (m.PERFORMANCE_PATH, m.CROWD_PATH, m.COUNT_PATH, m.NOOP_PATH, m.COMMIT_PATH):
        assert hub_process.stranger().send("POST", path, b"{}").status == 404


def test_a_real_congress_cannot_be_served_as_a_rehearsal(founded_hub: HubProcess) -> None:
    done = daihoi_hub(founded_hub.settings.data_dir, "run", "--rehearsal", "--host", "127.0.0.1")
    assert done.returncode == 1
    assert "đại hội thật" in done.stderr
    founded_hub.start()
    assert founded_hub.stranger().call(endpoints.HEALTH).rehearsal is False


def test_a_database_in_the_environment_is_left_alone(
    founded_hub: HubProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAIHOI_DATABASE", founded_hub.settings.database_url)
    folder = tmp_path / "made-up"
    hub = HubRun(folder, ("127.0.0.1", free_port()), "127.0.0.1", tmp_path / "hub.log")
    hub.start()
    hub.stop()
    assert (folder / "hub.db").is_file()


def test_a_made_up_congress_cannot_be_served_as_a_real_one(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    hub = HubRun(folder, ("127.0.0.1", free_port()), "127.0.0.1", tmp_path / "hub.log")
    hub.start()
    hub.stop()
    done = daihoi_hub(folder, "run", "--host", "127.0.0.1", "--port", str(free_port()))
    assert done.returncode == 1
    assert "--rehearsal" in done.stderr


def test_the_measured_endpoints_ask_for_a_kiosks_certificate(
    stage_hub: HubRun, tmp_path: Path
) -> None:
    stage = meet(*stage_hub.listen)
    for path in (m.NOOP_PATH, m.COMMIT_PATH):
        with pytest.raises(HubRefused, match="certificate_required"):
            stage.call(path, {}, dict)


def test_a_hub_elsewhere_cannot_be_killed(tmp_path: Path) -> None:
    words = ("--against", "https://127.0.0.1:1", "--kill-hub-every", "5")
    done = daihoi_hub(tmp_path / "hub", "rehearse", *words)
    assert done.returncode == 2
    assert not (tmp_path / "hub-rehearsal").exists()


def test_nobody_there_is_said(tmp_path: Path) -> None:
    done = daihoi_hub(tmp_path / "hub", "rehearse", "--against", f"127.0.0.1:{free_port()}")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
