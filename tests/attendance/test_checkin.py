from __future__ import annotations

import queue
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from hub.attendance import tables as t
from hub.attendance.service import AttendanceService, NoSuchSession
from hub.contract.attendance import CheckInReply, CheckInRequest, Standing
from hub.contract.attendance import CheckInVerdict as V
from hub.contract.wire import ErrorCode
from hub.platform.http_errors import Refusal
from tests.fakes.congress import Congress, new_code


def scan(
    code: str,
    scan_id: str = "",
    session_id: int | None = None,
    late: bool = False,
    scanned_at_ms: int = 1_600_000_000_000,
) -> CheckInRequest:
    return CheckInRequest(
        scan_id=scan_id or secrets.token_hex(16),
        code=code,
        scanned_at_ms=scanned_at_ms,
        session_id=session_id,
        late=late,
    )


def present_in(congress: Congress, session_id: int) -> list[int]:
    query = sa.select(t.presence.c.delegate_id).where(t.presence.c.session_id == session_id)
    return congress.column(query)


def test_a_badge_is_greeted_and_counted(congress: Congress, attendance: AttendanceService) -> None:
    session = congress.open_session()
    who, code = congress.person(name="Hoàng Ngọc Hân")
    reply = attendance.check_in("k1", scan(code))
    assert reply.verdict is V.ACCEPTED
    assert reply.person is not None
    assert (reply.person.name, reply.person.delegation) == ("Hoàng Ngọc Hân", "Sở Y tế")
    assert reply.since_ms == congress.clock.now
    assert present_in(congress, session) == [who]


def test_a_second_scan_never_takes_anybody_out(
    congress: Congress, attendance: AttendanceService
) -> None:
    session = congress.open_session()
    who, code = congress.person()
    first = attendance.check_in("k1", scan(code))
    congress.clock.now += 60_000
    for _ in range(3):
        again = attendance.check_in("k2", scan(code))
        assert again.verdict is V.ALREADY_IN
        assert again.since_ms == first.since_ms
    assert present_in(congress, session) == [who]


def test_a_repeat_gets_the_first_answer(congress: Congress, attendance: AttendanceService) -> None:
    congress.open_session()
    _, code = congress.person()
    request = scan(code)
    first = attendance.check_in("k1", request)
    congress.clock.now += 5000
    assert attendance.check_in("k1", request) == first
    late = scan(code, request.scan_id, session_id=congress.sessions[0], late=True)
    assert attendance.check_in("k1", late) == first


@pytest.mark.parametrize("change", ["code", "kiosk", "time"])
def test_an_id_with_another_content_is_refused(
    congress: Congress, attendance: AttendanceService, change: str
) -> None:
    session = congress.open_session()
    who, code = congress.person()
    _, other = congress.person()
    first = scan(code)
    attendance.check_in("k1", first)
    second = scan(
        other if change == "code" else code,
        first.scan_id,
        scanned_at_ms=first.scanned_at_ms + (change == "time"),
    )
    with pytest.raises(Refusal) as refused:
        attendance.check_in("k2" if change == "kiosk" else "k1", second)
    assert refused.value.code is ErrorCode.ID_REUSED
    assert present_in(congress, session) == [who]


def test_those_who_are_not_let_in(congress: Congress, attendance: AttendanceService) -> None:
    session = congress.open_session()
    _, revoked = congress.person(revoked_ms=1)
    _, undecided = congress.person(Standing.ALTERNATE)
    for code, verdict, named in (
        (new_code(), V.UNKNOWN, False),
        (revoked, V.REVOKED, False),
        (undecided, V.ALTERNATE_UNDECIDED, True),
    ):
        reply = attendance.check_in("k1", scan(code))
        assert (reply.verdict, reply.person is not None) == (verdict, named)
        assert reply.since_ms is None
    assert present_in(congress, session) == []


def test_without_a_session_nobody_is_counted(
    congress: Congress, attendance: AttendanceService
) -> None:
    _, code = congress.person()
    assert attendance.check_in("k1", scan(code)).verdict is V.NO_SESSION
    congress.open_session()
    assert attendance.check_in("k1", scan(code)).verdict is V.ACCEPTED


def test_guests_are_welcome_and_not_counted(
    congress: Congress, attendance: AttendanceService
) -> None:
    congress.open_session()
    congress.person()
    _, code = congress.person(Standing.GUEST)
    assert attendance.check_in("k1", scan(code)).verdict is V.ACCEPTED
    board = attendance.board()
    assert (board.summoned, board.present) == (1, 0)
    assert (board.guests_present, board.guests_invited) == (1, 1)


def test_an_alternate_takes_one_seat_of_the_delegation_it_belongs_to(
    congress: Congress, attendance: AttendanceService
) -> None:
    congress.open_session()
    replaced, his_code = congress.person(delegation=1)
    _, code = congress.person(Standing.ALTERNATE, delegation=2, replaces=replaced)
    assert attendance.check_in("k1", scan(code)).verdict is V.ACCEPTED
    attendance.check_in("k1", scan(his_code))  # both in the hall: still one seat
    board = attendance.board()
    assert [(line.name, line.summoned, line.present) for line in board.lines] == [("Sở Y tế", 1, 1)]


def test_a_late_scan_counts_for_the_session_it_names(
    congress: Congress, attendance: AttendanceService
) -> None:
    opened = congress.clock.now
    first = congress.open_session(0)
    who, code = congress.person()
    congress.clock.now += 600_000
    second = congress.open_session(1)
    late = scan(code, session_id=first, late=True, scanned_at_ms=opened + 1000)
    reply = attendance.check_in("k1", late)
    assert (reply.verdict, reply.since_ms) == (V.ACCEPTED, opened + 1000)
    assert (present_in(congress, first), present_in(congress, second)) == ([who], [])


def test_a_scan_in_time_counts_for_the_open_session_whatever_its_kiosk_believed(
    congress: Congress, attendance: AttendanceService
) -> None:
    first = congress.open_session(0)
    second = congress.open_session(1)
    who, code = congress.person()
    attendance.check_in("k1", scan(code, session_id=first))
    assert (present_in(congress, first), present_in(congress, second)) == ([], [who])


@pytest.mark.parametrize("named", [1, 2**53 - 1])
def test_a_late_scan_for_a_session_that_never_opened_counts_for_none(
    congress: Congress, attendance: AttendanceService, named: int
) -> None:
    congress.open_session(0)
    _, code = congress.person()
    never = congress.sessions[1] if named == 1 else named
    reply = attendance.check_in("k1", scan(code, session_id=never, late=True))
    assert reply.verdict is V.NO_SESSION


def test_whom_an_offline_kiosk_promised_too_much_is_told_to_the_desk(
    congress: Congress, attendance: AttendanceService
) -> None:
    """The kiosk said "recorded" and could not know better; nobody is dropped in silence."""
    _, early = congress.person(name="Hoàng Ngọc Hân")
    _, again = congress.person(name="Trần Thị Hoà")
    for code in (early, again, unknown := new_code()):
        attendance.check_in("k1", scan(code, late=True))
    attendance.check_in("k1", scan(new_code()))  # told to its face
    told = attendance.board().uncounted
    assert {(one.name, one.verdict) for one in told} == {
        ("", V.UNKNOWN),
        ("Trần Thị Hoà", V.NO_SESSION),
        ("Hoàng Ngọc Hân", V.NO_SESSION),
    }
    session = congress.open_session(0)
    attendance.check_in("k1", scan(again))
    assert [one.code for one in attendance.board().uncounted if one.name] == [early]
    assert unknown in [one.code for one in attendance.board().uncounted]
    congress.clock.now += 1000
    attendance.end_session(session, "ky-thuat")
    congress.clock.now += 1000
    congress.open_session(1)
    assert attendance.board().uncounted == [], "of an earlier session"


def test_twenty_kiosks_and_repeats_count_everybody_once(
    congress: Congress, attendance: AttendanceService
) -> None:
    session = congress.open_session()
    people = [congress.person() for _ in range(15)]
    start = threading.Barrier(20)

    def kiosk(number: int) -> list[CheckInReply]:
        requests = [scan(code) for _, code in people]
        start.wait()
        answers = []
        for request in requests:  # every scan is sent three times, as after lost answers
            replies = [attendance.check_in(f"k{number}", request) for _ in range(3)]
            assert replies[0] == replies[1] == replies[2]
            answers.append(replies[0])
        return answers

    with ThreadPoolExecutor(20) as pool:
        answers = [reply for replies in pool.map(kiosk, range(20)) for reply in replies]
    verdicts = [reply.verdict for reply in answers]
    assert verdicts.count(V.ACCEPTED) == len(people)
    assert verdicts.count(V.ALREADY_IN) == 19 * len(people)
    assert sorted(present_in(congress, session)) == sorted(who for who, _ in people)
    assert len(congress.column(sa.select(t.scan.c.scan_id))) == 20 * len(people)
    assert attendance.board().present == len(people)


def test_one_scan_sent_by_many_at_once_is_one_scan(
    congress: Congress, attendance: AttendanceService
) -> None:
    congress.open_session()
    _, code = congress.person()
    request = scan(code)
    start = threading.Barrier(12)

    def send(_number: int) -> CheckInReply:
        start.wait()
        return attendance.check_in("k1", request)

    with ThreadPoolExecutor(12) as pool:
        answers = set(map(str, pool.map(send, range(12))))
    assert len(answers) == 1
    assert "ACCEPTED" in answers.pop().upper()
    assert len(congress.column(sa.select(t.scan.c.scan_id))) == 1


def test_pages_learn_of_a_check_in_and_of_a_permit_after_the_commit(
    congress: Congress, attendance: AttendanceService
) -> None:
    congress.open_session()
    (_, code), (voter, _) = congress.person(), congress.person()
    stream = congress.live.stream(["attendance"])
    assert b"retry" in next(stream)
    attendance.check_in("k1", scan(code))
    assert b'"present":1' in next(stream)

    def issue(connection: sa.Connection) -> int:
        attendance.mark(connection, voter, congress.clock.now)
        attendance.mark(connection, voter, congress.clock.now + 1)
        return attendance.count(connection)

    assert congress.database.write(issue) == 2
    assert b'"present":2' in next(stream)


def test_pages_are_not_told_of_a_presence_before_its_commit(
    congress: Congress, attendance: AttendanceService
) -> None:
    congress.open_session()
    who, _ = congress.person()
    stream = congress.live.stream(["attendance"])
    next(stream)
    heard: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=lambda: heard.put(next(stream)), daemon=True).start()

    def issue(connection: sa.Connection) -> None:
        attendance.mark(connection, who, congress.clock.now)
        with pytest.raises(queue.Empty):  # nobody is told while the transaction is open
            heard.get(timeout=0.4)

    congress.database.write(issue)
    assert b'"present":1' in heard.get(timeout=20)


def test_a_permit_that_is_undone_marks_nobody(
    congress: Congress, attendance: AttendanceService
) -> None:
    session = congress.open_session()
    who, _ = congress.person()

    def fail(connection: sa.Connection) -> None:
        attendance.mark(connection, who, 1)
        raise ValueError("the permit was refused after all")

    with pytest.raises(ValueError, match="refused after all"):
        congress.database.write(fail)
    assert present_in(congress, session) == []


def test_presence_without_a_session_is_no_error(
    congress: Congress, attendance: AttendanceService
) -> None:
    who, _ = congress.person()
    assert congress.database.write(lambda c: attendance.mark(c, who, 1)) is None
    assert congress.database.write(attendance.count) == 0


def test_sessions_are_opened_and_ended(congress: Congress, attendance: AttendanceService) -> None:
    first, second = congress.sessions
    attendance.open_session(first, "ky-thuat")
    attendance.open_session(second, "ky-thuat")
    assert [one.state for one in attendance.sessions()] == ["ended", "open"]
    attendance.end_session(second, "ky-thuat")
    assert [one.state for one in attendance.sessions()] == ["ended", "ended"]
    with pytest.raises(NoSuchSession):
        attendance.open_session(99, "ky-thuat")
