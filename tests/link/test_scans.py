from __future__ import annotations

import time

from hub.contract.wire import ErrorCode
from kiosk.flows.events import QueueChanged, Refused, ScanReplied, ScanUnanswered
from tests.fakes.bench import Bench, wait_until
from tests.fakes.fake_hub import FakeHub, Refuse


def test_a_scan_is_answered_at_once_and_leaves_no_queue(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    scan = bench.scan()
    replied = bench.wait_for(ScanReplied)
    assert (replied.reply.scan_id, replied.late) == (scan.scan_id, False)
    assert hub.scans[scan.scan_id] == scan
    assert bench.of(QueueChanged) == []
    assert hub.headers[-1]["Daihoi-Congress"] == "c0" * 16
    assert hub.headers[-1]["Daihoi-Protocol"] == "1.0"


def test_a_silent_hub_gets_the_scan_later_and_once(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.moods["/api/v1/checkins"] = "silent"
    began = time.monotonic()
    scan = bench.scan()
    bench.wait_for(ScanUnanswered, lambda e: e.scan_id == scan.scan_id)
    assert time.monotonic() - began >= 1.4, "a hub that may still answer is waited for"
    assert bench.wait_for(QueueChanged).depth == 1
    hub.moods.clear()
    replied = bench.wait_for(ScanReplied)
    assert replied.late
    assert hub.scans[scan.scan_id].late
    wait_until(lambda: bench.of(QueueChanged)[-1].depth == 0, "the queue is empty")


def test_nobody_waits_for_a_hub_that_is_known_to_be_gone(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.stop()
    bench.wait_connected(False)
    scan = bench.scan()
    kept = bench.wait_for(ScanUnanswered, within_s=1.2)
    assert kept.scan_id == scan.scan_id


def test_scans_that_waited_are_delivered_in_their_order(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.stop()
    scans = [bench.scan() for _ in range(20)]
    wait_until(lambda: len(bench.of(ScanUnanswered)) == 20, "all kept")
    hub.listen(hub.address)
    wait_until(lambda: len(bench.of(ScanReplied)) == 20, "all delivered")
    assert hub.scan_order == [s.scan_id for s in scans]
    assert all(e.late for e in bench.of(ScanReplied))


def test_an_answer_that_was_cut_is_asked_for_again(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.moods["/api/v1/checkins"] = "cut"
    scan = bench.scan()
    wait_until(lambda: scan.scan_id in hub.scans, "the hub carried it out")
    hub.moods.clear()
    assert bench.wait_for(ScanReplied).reply.scan_id == scan.scan_id
    assert hub.count("/checkins") >= 2
    assert hub.scan_order == [scan.scan_id]


def test_garbage_and_a_broken_hub_are_no_answer(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    for mood in ("garbage", "status"):
        hub.moods["/api/v1/checkins"] = mood
        scan = bench.scan()
        bench.wait_for(ScanUnanswered, lambda e, s=scan: e.scan_id == s.scan_id)  # type: ignore[misc]
        hub.moods.clear()
        bench.wait_for(ScanReplied, lambda e, s=scan: e.reply.scan_id == s.scan_id)  # type: ignore[misc]


def test_a_scan_refused_for_good_blocks_nothing_behind_it(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.stop()
    bad, good = bench.scan(), bench.scan()
    wait_until(lambda: len(bench.of(ScanUnanswered)) == 2, "both kept")
    whole = hub.answer

    def picky(method: str, path: str, body: bytes) -> object:
        if bad.scan_id.encode() in body:
            raise Refuse(ErrorCode.BAD_MESSAGE)
        return whole(method, path, body)

    hub.answer = picky  # type: ignore[method-assign]
    hub.listen(hub.address)
    assert bench.wait_for(ScanReplied).reply.scan_id == good.scan_id
    assert bench.wait_for(Refused).request_id == bad.scan_id
    bench.restart()
    bench.wait_connected()
    scan = bench.scan()
    bench.wait_for(ScanReplied, lambda e: e.reply.scan_id == scan.scan_id)
    assert [s for s in hub.scan_order if s == bad.scan_id] == []


def test_a_bug_of_the_hub_with_one_scan_lets_the_others_pass(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    whole = hub.answer
    seen: list[bytes] = []

    def first_breaks(method: str, path: str, body: bytes) -> object:
        if path.endswith("/checkins"):
            seen.append(body)
            if body[:60] == seen[0][:60]:
                raise Refuse(ErrorCode.INTERNAL, {"incident": "x"})
        return whole(method, path, body)

    hub.answer = first_breaks  # type: ignore[method-assign]
    poison = bench.scan()
    wait_until(lambda: seen, "the first was tried")
    good = bench.scan()
    bench.wait_for(ScanReplied, lambda e: e.reply.scan_id == good.scan_id)
    hub.answer = whole  # type: ignore[method-assign]
    bench.wait_for(ScanReplied, lambda e: e.reply.scan_id == poison.scan_id)


def test_scans_outlive_the_process_and_are_delivered_by_the_next(
    hub: FakeHub, bench: Bench
) -> None:
    bench.on_duty(hub.ticket())
    hub.stop()
    scans = [bench.scan() for _ in range(3)]
    wait_until(lambda: len(bench.of(ScanUnanswered)) == 3, "all kept")
    bench.restart()
    assert bench.wait_for(QueueChanged).depth == 3
    hub.listen(hub.address)
    wait_until(lambda: len(bench.of(ScanReplied)) == 3, "all delivered")
    assert hub.scan_order == [s.scan_id for s in scans]
