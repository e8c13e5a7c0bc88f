"""A view of every kind, friendly and worst case, for tests and pictures."""

from __future__ import annotations

from kiosk.flows import views
from kiosk.flows.views import Icon, Text, Tone

LONG_NAME = "Nguyễn Phước Bảo Thiên Hoàng Quỳnh Thương Nhi"
"""45 letters."""
LONG_DELEGATION = "Đảng bộ Sở Văn hóa, Thể thao và Du lịch – Ban Quản lý Di tích tỉnh Nghệ An"
NAMES = (
    *("Đặng Văn An", "Nguyễn Thị An", LONG_NAME, "Lê Văn Ánh", "Trần Thị Ân", "Bùi Thị Dung"),
    *("Đặng Văn Dũng", "Phan Thế Duy", "Hoàng Linh Đan", "Nguyễn Đức", "Phạm Minh Đức"),
)


def frame(language: str = "vi", size: str = "M", **changes: object) -> views.Frame:
    """The frame of a provincial congress, with everything well."""
    facts: dict[str, object] = {
        "congress": "Đại hội đại biểu Đảng bộ Khối Các cơ quan tỉnh Nghệ An lần thứ XX, "
        "nhiệm kỳ 2020 - 2025",
        "session": "Phiên chính thức",
        "kiosk_label": "Cửa Đông 2",
        "wall_ms": 1_595_378_000_000,
        "timezone": "Asia/Ho_Chi_Minh",
        "offline": False,
        "waiting": 0,
        "reader_ok": True,
        "private": False,
    }
    return views.Frame(language=language, size=size, **{**facts, **changes})  # type: ignore[arg-type]


def row(number: int, name: str, chosen: bool, born: str = "") -> views.BallotRow:
    """A candidate."""
    return views.BallotRow(f"c{number:02}", number, name, born, chosen)


def ballot(rows: int, worst: bool = False) -> views.BallotView:
    """The first of three pages of a committee's election."""
    names = [LONG_NAME] * rows if worst else [NAMES[at % len(NAMES)] for at in range(rows)]
    return views.BallotView(
        "Bầu Ban Chấp hành Đảng bộ Khối Các cơ quan tỉnh khóa XX, nhiệm kỳ 2020 - 2025",
        seats=15,
        chosen=3,
        rows=tuple(
            row(at + 1, name, at in (0, 2, 4), "1968-03-09" if worst or at == 1 else "")
            for at, name in enumerate(names)
        ),
        page=2 if worst else 1,
        pages=3,
        more=rows,
        notice=Text("ballot.overvote", {"seats": 15}) if worst else None,
    )


def empty_ballot() -> views.BallotView:
    """A short list, nobody chosen yet."""
    rows = tuple(row(at + 1, name, chosen=False) for at, name in enumerate(NAMES[:4]))
    return views.BallotView("Bầu Đoàn thư ký Đại hội", 3, 0, rows, 1, 1, 0, None)


def review(rows: int, worst: bool = False) -> views.ReviewView:
    """Three of fifteen chosen, or page after page of them."""
    names = [LONG_NAME] * rows if worst else list(NAMES[:3])
    return views.ReviewView(
        "Bầu Ban Chấp hành Đảng bộ Khối Các cơ quan tỉnh khóa XX, nhiệm kỳ 2020 - 2025",
        seats=15,
        rows=tuple(row(at * 2 + 1, name, True) for at, name in enumerate(names)),
        page=2 if worst else 1,
        pages=3 if worst else 1,
        more=2 if worst else 0,
        shortage=Text("review.under", {"chosen": len(names), "seats": 15}),
    )


def verdicts() -> dict[str, views.VerdictView]:
    """Every answer of check-in."""
    seat = Text("checkin.seat", {"seat": "hàng 12, ghế 7"})
    delegation = Text("checkin.delegation", {"delegation": LONG_DELEGATION})
    name = "Nguyễn Thị Hồng Hạnh"
    since = Text("checkin.since", {"time_ms": 1_595_378_000_000})

    def verdict(
        tone: Tone, icon: Icon, key: str, *lines: Text, name: str = "", code: str = ""
    ) -> views.VerdictView:
        return views.VerdictView(tone, icon, Text(key), name, lines, code)

    return {
        "accepted": verdict(
            Tone.ACCEPTED, Icon.CHECK, "checkin.accepted", delegation, seat, name=name
        ),
        "accepted_long": verdict(
            Tone.ACCEPTED, Icon.CHECK, "checkin.accepted", delegation, seat, name=LONG_NAME
        ),
        "already_in": verdict(
            *(Tone.ATTENTION, Icon.CHECK_TWICE, "checkin.already_in"),
            *(since, delegation, seat, Text("checkin.next_kept")),
            name=LONG_NAME,
        ),
        "kept": verdict(Tone.ATTENTION, Icon.CLOCK, "checkin.kept", Text("checkin.kept.do")),
        "unknown": verdict(
            Tone.REFUSED, Icon.QUESTION, "checkin.unknown", Text("checkin.unknown.do")
        ),
        "revoked": verdict(
            Tone.REFUSED, Icon.BARRED, "checkin.revoked", Text("checkin.revoked.do")
        ),
        "alternate": verdict(
            *(Tone.ATTENTION, Icon.HAND, "checkin.alternate_undecided"),
            Text("checkin.alternate_undecided.do"),
            name=LONG_NAME,
        ),
        "refused": verdict(
            *(Tone.REFUSED, Icon.CROSS, "checkin.refused"),
            Text("checkin.refused.do"),
            code="K-17",
        ),
    }


def bodies(rows: int) -> dict[str, views.Body]:
    """Every kind of screen, by the name of its picture."""
    found: dict[str, views.Body] = {
        "setup": views.SetupView(
            Text("setup.scan_ticket"), Text("setup.scan_ticket.do"), Tone.PLAIN, busy=False
        ),
        "setup_refused": views.SetupView(
            *(Text("setup.not_your_hub"), Text("setup.not_your_hub.do"), Tone.REFUSED),
            busy=False,
        ),
        "idle_checkin": views.IdleView(
            Text("checkin.idle"), Text("checkin.idle.hint"), Icon.BADGE, booth=False
        ),
        "idle_no_poll": views.IdleView(
            Text("booth.idle.no_poll"), Text("booth.idle.no_poll.do"), Icon.DOOR, booth=True
        ),
        "idle_booth": views.IdleView(
            Text("booth.idle"), Text("booth.idle.hint"), Icon.BALLOT, booth=True
        ),
        "working": views.WorkingView(Text("checkin.working"), spinner=True, call_staff=True),
        "ballot": ballot(rows),
        "ballot_worst": ballot(rows, worst=True),
        "ballot_empty": empty_ballot(),
        "review": review(rows),
        "review_worst": review(rows, worst=True),
        "confirm": views.ConfirmView(3, 15),
        "saving": views.SavingView(Text("saving.call_staff"), call_staff=True),
        "thanks": views.ThanksView(Text("thanks.thanks"), Text("thanks.hint")),
        "still_there": views.StillThereView(Text("still.there"), 24),
        "leave": views.LeaveView(Text("leave.ask")),
        "help": views.HelpView(
            (Text("help.ballot"), Text("help.review"), Text("help.staff")), called=False
        ),
        "out_of_order": views.OutOfOrderView(Text("out.reader"), (Text("out.reader.do"),), "K-21"),
    }
    found.update({f"verdict_{name}": view for name, view in verdicts().items()})
    return found
