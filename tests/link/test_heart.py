from __future__ import annotations

import threading
from pathlib import Path

from hub.contract.fleet import Heartbeat
from hub.contract.wire import ErrorCode, decode
from kiosk.flows.events import Expelled, Informed, LinkChanged, ScanReplied, ScanUnanswered
from kiosk.link.expulsion import Expulsion, ExpulsionFile
from kiosk.settings import Address
from tests.fakes.bench import Bench, wait_until
from tests.fakes.fake_hub import FakeHub, Refuse

BEATS = "/api/v1/heartbeats"


def test_a_heartbeat_tells_how_the_kiosk_is_and_nothing_of_a_person(
    hub: FakeHub, bench: Bench
) -> None:
    bench.on_duty(hub.ticket())
    scan = bench.scan()
    bench.wait_for(ScanReplied)
    hub.moods["/api/v1/checkins"] = "garbage"
    bench.scan()
    bench.wait_for(ScanUnanswered)

    def beats() -> list[Heartbeat]:
        return [decode(body, Heartbeat) for path, body in hub.requests if path == BEATS]

    wait_until(lambda: beats()[-1].queue_depth == 1, "the queue is told")
    told = beats()
    assert [b.seq for b in told] == sorted({b.seq for b in told})
    assert len({b.boot_id for b in told}) == 1
    assert told[-1].rss_mb > 0
    assert {d.kind for d in told[-1].devices} == {"storage"}
    assert all(scan.code.encode() not in body for path, body in hub.requests if path == BEATS)


def test_the_hub_says_how_often(hub: FakeHub, bench: Bench) -> None:
    hub.next_ms = 250
    bench.on_duty(hub.ticket())
    wait_until(lambda: len(bench.of(Informed)) >= 4, "four heartbeats")
    hub.next_ms = 3_600_000
    seen = len(bench.of(Informed))
    wait_until(lambda: len(bench.of(Informed)) > seen, "one more")


def test_a_hub_that_dies_is_missed_at_once_and_found_again(hub: FakeHub, bench: Bench) -> None:
    hub.next_ms = 60_000
    bench.on_duty(hub.ticket())
    hub.stop()
    bench.wait_connected(False, within_s=3)
    hub.listen(hub.address)
    bench.wait_connected(True, within_s=5)
    assert [e.connected for e in bench.of(LinkChanged)] == [True, False, True]


def test_a_silent_hub_is_told_as_not_connected(hub: FakeHub, bench: Bench) -> None:
    hub.next_ms = 300
    bench.on_duty(hub.ticket())
    hub.moods[BEATS] = "silent"
    bench.wait_connected(False)
    hub.moods.clear()
    bench.wait_connected()


def test_a_kiosk_that_is_not_wanted_is_told_once_and_keeps_its_scans(
    hub: FakeHub, bench: Bench
) -> None:
    code = ErrorCode.KIOSK_REVOKED
    hub.next_ms = 200
    bench.on_duty(hub.ticket())
    hub.refusal = Refuse(code, {"since_ms": 5})
    hub.moods["/api/v1"] = "refused"
    expelled = bench.wait_for(Expelled)
    assert (expelled.code, expelled.details) == (code, {"since_ms": 5})
    bench.wait_connected(False)
    scan = bench.scan()
    bench.wait_for(ScanUnanswered)
    before = hub.count("")
    threading.Event().wait(1.0)
    assert hub.count("") - before <= 2, "a hub that said no is not asked all the time"
    assert len(bench.of(Expelled)) == 1
    hub.moods.clear()
    bench.restart()
    assert bench.wait_for(ScanReplied).reply.scan_id == scan.scan_id


def test_a_revoked_kiosk_can_join_anew_with_another_ticket(
    tmp_path: Path, hub: FakeHub, bench: Bench
) -> None:
    hub.next_ms = 200
    bench.on_duty(hub.ticket())
    hub.refusal = Refuse(ErrorCode.KIOSK_REVOKED)
    hub.moods[BEATS] = "refused"
    bench.wait_for(Expelled)
    other = FakeHub(tmp_path / "other", "daihoi-0000000c")
    bench.events.clear()
    bench.join(other.ticket())
    bench.wait_connected()
    bench.scan()
    bench.wait_for(ScanReplied)
    assert len(other.scans) == 1
    assert hub.scans == {}
    other.stop()


def test_another_hub_at_the_old_address_is_never_spoken_to(
    tmp_path: Path, hub: FakeHub, bench: Bench
) -> None:
    bench.on_duty(hub.ticket())
    hub.stop()
    rogue = FakeHub(tmp_path / "rogue", hub.hub_id, hub.address)
    bench.wait_connected(False)
    bench.scan()
    bench.wait_for(ScanUnanswered)
    assert rogue.handshakes == [], "no handshake came to an end"
    assert rogue.requests == []
    rogue.stop()
    hub.listen(hub.address)
    bench.wait_for(ScanReplied)


def test_the_address_set_by_hand_is_enough(tmp_path: Path, hub: FakeHub) -> None:
    """The ticket's address and the last good one are dead, and nothing is heard by mDNS."""
    first = Bench(tmp_path / "kiosk").on_duty(hub.ticket())
    first.stop()
    hub.stop()
    moved = hub.listen(Address("127.0.0.3", 0))
    second = Bench(tmp_path / "kiosk", hub=moved).start()
    second.wait_connected()
    second.stop()
    third = Bench(tmp_path / "kiosk").start()
    third.wait_connected()  # by the last good address, kept on the disk
    third.stop()


def test_a_kiosk_starts_and_stops_without_hub_network_or_identity(bench: Bench) -> None:
    bench.start()
    bench.scan()
    bench.stop()
    assert not [t for t in threading.enumerate() if t.name.startswith("link-")]


def test_a_kiosk_that_was_turned_away_stays_so_through_a_start_without_the_hub(
    hub: FakeHub, bench: Bench
) -> None:
    bench.on_duty(hub.ticket())
    hub.refusal = Refuse(ErrorCode.KIOSK_REVOKED, {"since_ms": 5})
    hub.moods[BEATS] = "refused"
    bench.scan()
    bench.link._line.suspect()
    bench.wait_for(Expelled)
    hub.stop()
    bench.restart()
    told = bench.wait_for(Expelled)
    assert (told.code, told.details) == (ErrorCode.KIOSK_REVOKED, {"since_ms": 5})

    hub.moods.clear()
    hub.listen(hub.address)
    bench.wait_for(Informed)
    hub.stop()
    bench.restart()
    bench.wait_for(LinkChanged, lambda e: not e.connected)
    assert bench.of(Expelled) == [], "accepted again"


def test_a_new_ticket_ends_what_an_old_certificate_was_told(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    kept = ExpulsionFile(bench.settings.data_dir)
    kept.keep(Expulsion("of before", ErrorCode.KIOSK_REVOKED, {}))
    bench.restart()
    bench.wait_for(Informed)
    assert bench.of(Expelled) == []
