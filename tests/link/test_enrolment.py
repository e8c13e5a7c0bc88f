from __future__ import annotations

import threading
from pathlib import Path

import pytest

from hub.contract.ticket import PREFIX
from hub.contract.wire import PROTOCOL, ErrorCode
from kiosk.flows.events import EnrolFailure, Enrolled, EnrolRefused, Informed
from kiosk.link import enrolment
from kiosk.link.enrolment import JoiningFailed, enrol
from kiosk.link.identity import load_identity
from kiosk.settings import Address
from tests.fakes.bench import Bench, new_id, wait_until
from tests.fakes.fake_hub import FakeHub, Refuse, make_authority

SOON = 0.3


def try_to_join(
    folder: Path, ticket: str, *hints: Address, look_for_s: float = SOON, request_id: str = ""
) -> EnrolFailure | None:
    """Why joining failed, None where it did not."""
    try:
        enrol(
            folder,
            ticket,
            request_id or new_id(),
            "0",
            lambda: hints,
            threading.Event(),
            look_for_s=look_for_s,
            ask_for_s=SOON,
        )
    except JoiningFailed as failed:
        return failed.reason
    return None


def test_a_ticket_makes_a_stranger_a_kiosk_on_duty_without_a_restart(
    hub: FakeHub, bench: Bench
) -> None:
    bench.start()
    joined = bench.join(hub.ticket())
    assert isinstance(joined, Enrolled)
    assert joined.reply.label == "Cửa 1"
    bench.wait_for(Informed)
    assert hub.handshakes[-1], "heartbeats come with the kiosk's certificate"
    identity = load_identity(bench.settings.data_dir)
    assert identity is not None
    assert identity.hub_id == hub.hub_id
    assert identity.key_path.stat().st_mode & 0o777 == 0o600
    assert not (bench.settings.data_dir / "joining.json").exists()
    bench.restart()
    bench.wait_connected()


def test_a_rogue_at_the_tickets_address_never_sees_the_secret(tmp_path: Path, hub: FakeHub) -> None:
    rogue = FakeHub(tmp_path / "rogue", "daihoi-0000000b")
    assert try_to_join(tmp_path / "k", hub.ticket(rogue.address)) is EnrolFailure.NOT_YOUR_HUB
    assert rogue.count("/ca.pem") > 0, "it was asked who it is"
    assert rogue.count("/api") == 0
    assert hub.secret not in b"".join(body for _, body in rogue.requests)
    rogue.stop()


def test_a_rogue_that_shows_the_true_ca_still_cannot_prove_itself(
    tmp_path: Path, hub: FakeHub
) -> None:
    parrot = FakeHub(tmp_path / "parrot", hub.hub_id)
    parrot.ca_pem = hub.authority.certificate_pem
    assert try_to_join(tmp_path / "k", hub.ticket(parrot.address)) is EnrolFailure.NOT_YOUR_HUB
    assert {path for path, _ in parrot.requests} == {"/ca.pem"}
    parrot.stop()


def test_a_rogue_cannot_slip_its_own_ca_in_beside_the_true_one(
    tmp_path: Path, hub: FakeHub
) -> None:
    rogue = FakeHub(tmp_path / "rogue", hub.hub_id)
    true, own = hub.authority.certificate_pem, rogue.authority.certificate_pem
    for served in (true + own, own + true, b"\xff\n" + true + own, true + b"\xff"):
        rogue.ca_pem = served
        assert try_to_join(tmp_path / "k", hub.ticket(rogue.address)) is EnrolFailure.NOT_YOUR_HUB
    assert {path for path, _ in rogue.requests} == {"/ca.pem"}
    rogue.stop()


def test_a_kiosk_of_the_same_hall_cannot_pass_for_the_hub(tmp_path: Path, hub: FakeHub) -> None:
    """Its certificate is of the right CA, but it is a client's, and in another name."""
    joined = Bench(tmp_path / "thief").on_duty(hub.ticket())
    stolen = load_identity(joined.settings.data_dir)
    joined.stop()
    assert stolen is not None
    false = make_authority(tmp_path / "false", hub.hub_id)
    (false.keys_dir / "server.pem").write_text(stolen.certificate_path.read_text())
    (false.keys_dir / "server.key").write_bytes(stolen.key_path.read_bytes())
    thief = FakeHub(tmp_path / "x", hub.hub_id, authority=false)
    thief.ca_pem = hub.authority.certificate_pem
    assert try_to_join(tmp_path / "k", hub.ticket(thief.address)) is EnrolFailure.NOT_YOUR_HUB
    assert thief.count("/api") == 0
    thief.stop()


def test_rogues_that_answer_faster_do_not_keep_the_kiosk_from_its_hub(
    tmp_path: Path, hub: FakeHub
) -> None:
    rogues = [FakeHub(tmp_path / f"r{n}", f"daihoi-000000{n}f") for n in range(3)]
    rogues[0].moods["/ca.pem"] = "silent"
    rogues[1].moods["/ca.pem"] = "garbage"
    hub.delay_s = 0.1
    ticket = hub.ticket(rogues[2].address)
    hints = [r.address for r in rogues] + [hub.address]
    assert try_to_join(tmp_path / "k", ticket, *hints, look_for_s=5) is None
    said = b"".join(body for rogue in rogues for _, body in rogue.requests)
    assert said == b""
    assert load_identity(tmp_path / "k") is not None
    for rogue in rogues:
        rogue.stop()


def test_nobody_there_is_not_the_same_as_somebody_else(tmp_path: Path, hub: FakeHub) -> None:
    ticket = hub.ticket()
    hub.stop()
    assert try_to_join(tmp_path / "k", ticket) is EnrolFailure.NO_HUB


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("12345678901234567890123456", EnrolFailure.NOT_A_TICKET),
        ("https://example.com/DH1", EnrolFailure.NOT_A_TICKET),
        ("DH2" + "A" * 64, EnrolFailure.WRONG_PROTOCOL),
        (PREFIX + "A" * 64, EnrolFailure.MISREAD),
        (PREFIX + "A" * 60, EnrolFailure.MISREAD),
    ],
)
def test_what_is_no_ticket_of_ours_is_told_by_name(
    tmp_path: Path, text: str, reason: EnrolFailure
) -> None:
    assert try_to_join(tmp_path / "k", text) is reason
    assert not (tmp_path / "k").exists()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (ErrorCode.TICKET_USED, EnrolFailure.TICKET_USED),
        (ErrorCode.TICKET_EXPIRED, EnrolFailure.TICKET_EXPIRED),
        (ErrorCode.TICKET_UNKNOWN, EnrolFailure.TICKET_UNKNOWN),
        (ErrorCode.WRONG_PROTOCOL, EnrolFailure.WRONG_PROTOCOL),
        (ErrorCode.BAD_CSR, EnrolFailure.OTHER),
        (ErrorCode.BUSY, EnrolFailure.OTHER),
    ],
)
def test_each_refusal_of_the_hub_has_its_reason(
    tmp_path: Path, hub: FakeHub, code: ErrorCode, reason: EnrolFailure
) -> None:
    hub.moods["/api/v1/enrol"] = "refused"
    hub.refusal = Refuse(code)
    assert try_to_join(tmp_path / "k", hub.ticket()) is reason
    assert load_identity(tmp_path / "k") is None


def test_a_hub_of_another_major_version_is_refused_before_the_secret(
    tmp_path: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PROTOCOL.startswith("1.")
    monkeypatch.setattr(enrolment, "PROTOCOL_MAJOR", 2)
    assert try_to_join(tmp_path / "k", hub.ticket()) is EnrolFailure.WRONG_PROTOCOL
    assert hub.count("/enrol") == 0


def test_a_lost_answer_is_asked_for_again_and_one_certificate_is_made(
    hub: FakeHub, bench: Bench
) -> None:
    bench.start()
    hub.moods["/api/v1/enrol"] = "cut"

    def heal() -> None:
        wait_until(lambda: hub.enrolled, "the ticket is used")
        hub.moods.clear()

    threading.Thread(target=heal).start()
    assert isinstance(bench.join(hub.ticket()), Enrolled)
    assert hub.certificates == 1
    assert hub.count("/enrol") >= 2


def test_the_same_ticket_after_a_power_cut_is_the_same_request(
    tmp_path: Path, hub: FakeHub
) -> None:
    """The hub took the ticket, the kiosk never learnt it; a person scans the ticket again."""
    hub.moods["/api/v1/enrol"] = "cut"
    assert try_to_join(tmp_path / "k", hub.ticket()) is EnrolFailure.NO_HUB
    assert hub.certificates == 1
    hub.moods.clear()
    assert try_to_join(tmp_path / "k", hub.ticket()) is None
    assert hub.certificates == 1


def test_a_used_ticket_is_refused_to_another_kiosk(tmp_path: Path, hub: FakeHub) -> None:
    assert try_to_join(tmp_path / "a", hub.ticket()) is None
    assert try_to_join(tmp_path / "b", hub.ticket()) is EnrolFailure.TICKET_USED


def test_a_certificate_for_another_key_is_not_kept(tmp_path: Path, hub: FakeHub) -> None:
    request_id = new_id()
    assert try_to_join(tmp_path / "a", hub.ticket(), request_id=request_id) is None
    assert try_to_join(tmp_path / "b", hub.ticket(), request_id=request_id) is EnrolFailure.OTHER
    assert load_identity(tmp_path / "b") is None


def test_a_refused_ticket_leaves_the_kiosk_ready_for_the_next(hub: FakeHub, bench: Bench) -> None:
    bench.start()
    hub.secret = bytes(16)
    stale = hub.ticket()
    hub.secret = bytes(range(1, 17))
    refused = bench.join(stale)
    assert isinstance(refused, EnrolRefused)
    assert refused.reason is EnrolFailure.TICKET_UNKNOWN
    assert isinstance(bench.join(hub.ticket()), Enrolled)
