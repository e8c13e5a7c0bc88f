from __future__ import annotations

import errno
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.contract.voting import CastRequest, PermitRequest, seal_open
from hub.contract.wire import ErrorCode
from kiosk.flows.effects import AskPermit, CallStaff, CastBallot, ReleasePermit
from kiosk.flows.events import CastReplied, LinkChanged, PermitReplied, Refused, Unanswered
from kiosk.link import booth, errands
from kiosk.link import files as files_module
from kiosk.link.files import wipe
from tests.fakes.bench import Bench, new_id, new_scan, wait_until
from tests.fakes.fake_hub import FORM, FakeHub, Refuse


def ask() -> AskPermit:
    return AskPermit(7, PermitRequest(request_id=new_id(), code=new_scan().code))


def cast(scheme: str = "open") -> CastBallot:
    envelope = seal_open(FORM, ["binh"])
    if scheme != "open":
        envelope = type(envelope)(
            scheme=scheme,
            version=1,
            definition_hash=envelope.definition_hash,
            payload=secrets.token_bytes(100),
        )
    return CastBallot(7, new_id(), CastRequest(permit=new_id(), envelope=envelope))


def files(bench: Bench, pattern: str = "*") -> list[Path]:
    return [p for p in bench.settings.data_dir.glob(f"congress-*/ballots/{pattern}") if p.is_file()]


def test_a_permit_is_asked_for_and_given_back(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    asked = ask()
    bench.do(asked)
    replied = bench.wait_for(PermitReplied)
    assert replied.request_id == asked.request.request_id
    assert replied.reply.permit is not None
    bench.do(ReleasePermit(7, replied.reply.permit))
    wait_until(lambda: hub.released == [replied.reply.permit], "given back")


def test_a_permit_is_given_back_also_to_a_hub_that_was_away(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.stop()
    bench.do(ReleasePermit(7, "ab" * 16))
    bench.wait_connected(False)
    hub.listen(hub.address)
    wait_until(lambda: hub.released, "given back")
    assert hub.released == ["ab" * 16]


def test_a_permit_granted_to_nobody_is_given_back_before_the_next_is_asked(
    hub: FakeHub, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booth, "PERMIT_WITHIN_S", 0.5)
    bench.on_duty(hub.ticket())
    hub.moods["/api/v1/polls/7/permits"] = "cut"
    first, second = ask(), ask()
    bench.do(first)
    assert bench.wait_for(Unanswered).request_id == first.request.request_id
    lost = hub.permits[first.request.request_id]
    bench.do(second)
    hub.moods.clear()
    replied = bench.wait_for(PermitReplied)
    assert replied.request_id == second.request.request_id
    assert lost in hub.released
    order = [path for path, _ in hub.requests if "permits" in path]
    assert order[-2:] == ["/api/v1/polls/7/permits/release", "/api/v1/polls/7/permits"]


def test_a_refused_permit_is_told_with_its_reason(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.moods["/api/v1/polls/7/permits"] = "refused"
    hub.refusal = Refuse(ErrorCode.WRONG_ROLE, {"role": "checkin", "needed": "booth"})
    asked = ask()
    bench.do(asked)
    refused = bench.wait_for(Refused)
    assert (refused.request_id, refused.code) == (asked.request.request_id, ErrorCode.WRONG_ROLE)
    assert refused.details["needed"] == "booth"


def test_a_cast_is_on_the_disk_while_it_is_sent_and_gone_after_the_receipt(
    hub: FakeHub, bench: Bench
) -> None:
    bench.on_duty(hub.ticket())
    hub.moods["/api/v1/polls/7/ballots"] = "silent"
    ballot = cast()
    bench.do(ballot)
    wait_until(lambda: hub.count("/ballots/"), "sent")
    (pending,) = files(bench)
    assert ballot.ballot_id in pending.name
    assert pending.stat().st_mode & 0o777 == 0o600
    hub.moods.clear()
    hub.freed.set()
    assert bench.wait_for(CastReplied).receipt.ballot_id == ballot.ballot_id
    assert files(bench) == []
    assert hub.ballots[ballot.ballot_id] == ballot.request


def test_wiping_overwrites_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "ballot"
    path.write_bytes(b"binh" * 100)
    other_name = tmp_path / "link"
    other_name.hardlink_to(path)
    wipe(path)
    assert not path.exists()
    assert other_name.read_bytes() == bytes(400)


def test_a_sealed_ballot_stays_as_the_second_copy(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    ballot = cast("sealed")
    bench.do(ballot)
    bench.wait_for(CastReplied)
    (kept,) = files(bench)
    assert kept.suffix == ".cast"
    assert ballot.request.permit.encode() not in kept.read_bytes(), "no permit beside a ballot"


def test_a_cast_is_asked_again_with_its_id_until_the_hub_answers(
    hub: FakeHub, bench: Bench
) -> None:
    bench.on_duty(hub.ticket())
    ballot = cast()
    for mood in ("cut", "garbage", "status", "refused"):
        hub.moods["/api/v1/polls/7/ballots"] = mood  # the refusal is BUSY
        before = hub.count("/ballots/")
        bench.do(ballot)
        wait_until(lambda b=before: hub.count("/ballots/") > b, mood)  # type: ignore[misc]
    hub.moods.clear()
    bench.wait_for(CastReplied)
    assert list(hub.ballots) == [ballot.ballot_id]
    assert bench.of(Refused) == []
    assert len(bench.of(CastReplied)) == 1


def test_a_cast_that_waits_is_delivered_by_the_next_process(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.stop()
    ballot = cast()
    bench.do(ballot)
    wait_until(lambda: files(bench, "*.pending"), "kept")
    bench.restart()
    hub.listen(hub.address)
    assert bench.wait_for(CastReplied).receipt.ballot_id == ballot.ballot_id
    assert files(bench) == []


def test_half_a_pending_file_is_cleared_and_stops_nothing(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    bench.do(cast())
    bench.wait_for(CastReplied)
    (folder,) = bench.settings.data_dir.glob("congress-*/ballots")
    (folder / ("ab" * 16 + ".pending.new")).write_bytes(b'{"poll_id":7,"ballot')
    bench.restart()
    wait_until(lambda: files(bench) == [], "cleared")
    ballot = cast()
    bench.do(ballot)
    assert bench.wait_for(CastReplied).receipt.ballot_id == ballot.ballot_id


def test_a_cast_refused_for_good_is_told_and_leaves_nothing(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.moods["/api/v1/polls/7/ballots"] = "refused"
    hub.refusal = Refuse(ErrorCode.PERMIT_VOID)
    ballot = cast()
    bench.do(ballot)
    refused = bench.wait_for(Refused)
    assert (refused.request_id, refused.code) == (ballot.ballot_id, ErrorCode.PERMIT_VOID)
    wait_until(lambda: files(bench) == [], "wiped")


def test_a_cast_that_cannot_be_kept_is_not_sent(
    hub: FakeHub, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.on_duty(hub.ticket())

    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.link.ballots.write_whole", full)
    ballot = cast()
    bench.do(ballot)
    refused = bench.wait_for(Refused)
    assert (refused.request_id, refused.code) == (ballot.ballot_id, ErrorCode.BUSY)
    assert hub.count("/ballots/") == 0


def test_a_ballot_that_was_told_as_not_kept_is_not_found_by_the_next_start(
    hub: FakeHub, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails after the file has its name: its person is told it was not cast."""
    bench.on_duty(hub.ticket())
    bench.do(cast())
    bench.wait_for(CastReplied)  # the folder is there
    real = files_module.sync_folder
    failures = [OSError(errno.EIO, "Input/output error")]

    def fails_once(path: Path) -> None:
        if failures:
            raise failures.pop()
        real(path)

    monkeypatch.setattr(files_module, "sync_folder", fails_once)
    ballot = cast()
    bench.do(ballot)
    assert bench.wait_for(Refused).request_id == ballot.ballot_id
    assert files(bench) == []
    bench.restart()
    bench.wait_connected(True)
    another = cast()
    bench.do(another)
    bench.wait_for(CastReplied, lambda e: e.receipt.ballot_id == another.ballot_id)
    assert ballot.ballot_id not in hub.ballots


def test_half_a_ballot_does_not_lie_on_a_full_disk(
    hub: FakeHub, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.on_duty(hub.ticket())

    monkeypatch.setattr("kiosk.link.files.write_all", half_then_full())
    bench.do(cast())
    bench.wait_for(Refused)
    assert files(bench) == []


def half_then_full() -> Callable[[int, bytes], None]:
    """Writes half of the first content and fails; what follows (the wiping) it writes whole."""
    failed: list[bool] = []

    def write(fd: int, content: bytes) -> None:
        if failed:
            os.write(fd, content)
            return
        failed.append(True)
        os.write(fd, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    return write


def test_a_pending_ballot_that_cannot_be_read_stops_nothing(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    bench.do(cast())
    bench.wait_for(CastReplied)
    (folder,) = bench.settings.data_dir.glob("congress-*/ballots")
    damaged = folder / ("ab" * 16 + ".pending")
    damaged.write_bytes(b'{"poll_id":7,"ballot_id":"\xff"}')  # a block of a failing card
    bench.restart()
    ballot = cast()
    bench.do(ballot)
    bench.wait_for(CastReplied, lambda e: e.receipt.ballot_id == ballot.ballot_id)
    assert files(bench) == [damaged]


def test_a_pending_ballot_waits_where_the_kiosk_was_given_another_role(
    hub: FakeHub, bench: Bench
) -> None:
    bench.on_duty(hub.ticket())
    hub.moods["/api/v1/polls/7/ballots"] = "refused"
    hub.refusal = Refuse(ErrorCode.WRONG_ROLE, {"role": "checkin", "needed": "booth"})
    ballot = cast()
    bench.do(ballot)
    wait_until(lambda: hub.count("/ballots/") > 1, "asked again")
    assert bench.of(Refused) == []
    assert len(files(bench)) == 1
    hub.moods.clear()
    assert bench.wait_for(CastReplied).receipt.ballot_id == ballot.ballot_id


@pytest.mark.parametrize("mood", ["garbage", "status", "cut", "silent"])
def test_no_log_line_names_a_ballot(
    hub: FakeHub,
    bench: Bench,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    mood: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(errands, "_CAST_S", 0.3)
    bench.on_duty(hub.ticket())
    hub.moods["/api/v1/polls/7/ballots"] = mood
    ballot = cast()
    bench.do(ballot)
    wait_until(lambda: "a ballot was not delivered" in caplog.text, "logged")
    hub.moods.clear()
    hub.freed.set()

    def cannot(path: Path) -> None:
        raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr("kiosk.link.ballots.wipe", cannot)
    bench.wait_for(CastReplied)
    wait_until(lambda: "could not be cleared" in caplog.text, "logged")
    assert ballot.ballot_id not in caplog.text


def test_a_receipt_for_another_ballot_is_no_receipt(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    whole = hub.answer
    wrong = [True]

    def other(method: str, path: str, body: bytes) -> object:
        reply = whole(method, path, body)
        if "/ballots/" in path and wrong:
            wrong.clear()
            return type(reply)(poll_id=7, ballot_id="0" * 32, envelope_sha256="0" * 64)  # type: ignore[call-arg]
        return reply

    hub.answer = other  # type: ignore[method-assign]
    ballot = cast()
    bench.do(ballot)
    assert bench.wait_for(CastReplied).receipt.ballot_id == ballot.ballot_id
    assert hub.count("/ballots/") == 2


def test_a_person_waiting_for_a_permit_is_told_also_while_a_cast_is_stuck(
    hub: FakeHub, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booth, "PERMIT_WITHIN_S", 0.3)
    monkeypatch.setattr(errands, "_CAST_S", 0.2)
    bench.on_duty(hub.ticket())
    hub.moods["/api/v1/polls/7/ballots"] = "silent"
    bench.do(cast())
    wait_until(lambda: hub.count("/ballots/"), "sent")
    asked = ask()
    bench.do(asked)
    assert bench.wait_for(Unanswered).request_id == asked.request.request_id
    hub.moods.clear()
    bench.wait_for(CastReplied)


def test_a_call_for_staff_is_made_once_and_outlasts_an_outage(hub: FakeHub, bench: Bench) -> None:
    bench.on_duty(hub.ticket())
    hub.stop()
    for _ in range(3):
        bench.do(CallStaff())
    bench.wait_connected(False)
    hub.listen(hub.address)
    wait_until(lambda: hub.alerts, "raised")
    bench.wait_for(LinkChanged, lambda e: e.connected)
    assert len(set(hub.alerts)) == 1
