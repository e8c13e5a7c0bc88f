"""What a view says, as one flat record for tests and rehearsals; never a choice."""

from __future__ import annotations

import json
import time
from typing import TextIO

from kiosk.flows import views
from kiosk.flows.views import View


def trace(view: View) -> dict[str, object]:
    """The view's kind and its message ids.

    Which candidates are chosen, how many, and whether any, are left out: a trace may be kept.
    """
    frame = view.frame
    return {
        "view": type(view.body).__name__,
        **_body(view.body),
        "label": frame.kiosk_label,
        "language": frame.language,
        "size": frame.size,
        "offline": frame.offline,
        "waiting": frame.waiting,
        "reader_ok": frame.reader_ok,
    }


def _body(body: views.Body) -> dict[str, object]:
    said: dict[str, object]
    match body:
        case views.SetupView(text, detail, tone, busy):
            return {"title": text.id, "lines": _ids(detail), "tone": tone, "busy": busy}
        case views.IdleView(text, hint, icon, booth):
            return {"title": text.id, "lines": _ids(hint), "icon": icon, "booth": booth}
        case views.WorkingView(text, spinner, call_staff):
            return {"title": text.id, "spinner": spinner, "call_staff": call_staff}
        case views.VerdictView(tone, icon, title, name, lines, code):
            said = {"tone": tone, "icon": icon, "title": title.id, "name": name}
            return {**said, "lines": [line.id for line in lines], "code": code}
        case views.BallotView():
            listed = [row.candidate_id for row in body.rows]
            place = {"page": body.page, "pages": body.pages, "more": body.more}
            said = {"title": body.title, "seats": body.seats, "candidates": listed}
            return {**said, **place, "lines": _ids(body.notice)}
        case views.ReviewView() | views.ConfirmView():
            return {"seats": body.seats, "lines": _ids(body.notice)}
        case views.SavingView(text, call_staff):
            return {"title": text.id, "call_staff": call_staff}
        case views.ThanksView(text, hint):
            return {"title": text.id, "lines": _ids(hint)}
        case views.StillThereView(text, seconds_left):
            return {"title": text.id, "seconds_left": seconds_left}
        case views.LeaveView(text):
            return {"title": text.id}
        case views.HelpView(lines, called):
            return {"lines": [line.id for line in lines], "called": called}
        case views.OutOfOrderView(title, lines, code):
            return {"title": title.id, "lines": [line.id for line in lines], "code": code}


def _ids(text: views.Text | None) -> list[str]:
    return [] if text is None else [text.id]


class Printer:
    """Writes a line where it differs from the last one."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last: dict[str, object] = {}

    def show(self, view: View) -> None:
        """One line of JSON, or none."""
        line = trace(view)
        if line == self._last:
            return
        self._last = line
        at_ms = time.monotonic_ns() // 1_000_000
        self._out.write(json.dumps({**line, "at_ms": at_ms}, ensure_ascii=False) + "\n")
        self._out.flush()
