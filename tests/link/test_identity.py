from __future__ import annotations

import json
from pathlib import Path

import pytest

from hub.contract.fleet import Role
from kiosk.link.files import write_whole
from kiosk.link.identity import Identity, load_identity, store_identity
from kiosk.settings import Address
from tests.fakes.fake_hub import CONGRESS


def store(folder: Path, kiosk_id: str) -> Identity:
    return store_identity(
        folder,
        kiosk_id=kiosk_id,
        label="Cửa 1",
        role=Role.BOOTH,
        hub_id="daihoi-0000000a",
        congress=CONGRESS,
        ca_pem="ca",
        ticket_address=Address("10.0.0.2", 8443),
        certificate_pem=f"certificate of {kiosk_id}",
        key_pem=f"key of {kiosk_id}".encode(),
    )


def test_what_was_stored_is_loaded(tmp_path: Path) -> None:
    assert load_identity(tmp_path) is None
    stored = store(tmp_path, "k1")
    assert load_identity(tmp_path) == stored
    assert stored.key_path.read_bytes() == b"key of k1"
    assert {p.stat().st_mode & 0o777 for p in tmp_path.iterdir()} == {0o600}


def test_a_new_identity_leaves_no_old_key_behind(tmp_path: Path) -> None:
    store(tmp_path, "k1")
    second = store(tmp_path, "k2")
    assert load_identity(tmp_path) == second
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_power_cut_while_joining_anew_leaves_the_old_identity_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    first = store(tmp_path, "k1")
    done = [0]

    def cut(path: Path, content: bytes) -> None:
        if done[0] == step:
            raise OSError(5, "power")
        done[0] += 1
        write_whole(path, content)

    monkeypatch.setattr("kiosk.link.identity.write_whole", cut)
    with pytest.raises(OSError):
        store(tmp_path, "k2")
    assert load_identity(tmp_path) == first
    assert first.key_path.read_bytes() == b"key of k1"
    assert first.certificate_path.read_text() == "certificate of k1"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"kiosk_id": 1}', "\x00" * 50])
def test_a_damaged_identity_is_none_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    store(tmp_path, "k1")
    (tmp_path / "identity.json").write_text(damage)
    assert load_identity(tmp_path) is None
    assert "has to join again" in caplog.text


def test_an_identity_without_its_key_is_none(tmp_path: Path) -> None:
    store(tmp_path, "k1").key_path.unlink()
    assert load_identity(tmp_path) is None


def test_file_names_in_it_lead_nowhere_else(tmp_path: Path) -> None:
    store(tmp_path / "k", "k1")
    path = tmp_path / "k" / "identity.json"
    stored = json.loads(path.read_text())
    (tmp_path / "foreign").write_text("key")
    path.write_text(json.dumps({**stored, "key": "../foreign"}))
    assert load_identity(tmp_path / "k") is None
