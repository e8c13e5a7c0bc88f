"""The card of the overview that says how old the newest copy is and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from hub.copies import Age, Copies
from hub.platform.copy_faults import Trouble
from hub.platform.times import clock_time

_AGES = {
    Age.OFF: _l("no copy is being made"),
    Age.FRESH: _l("fresh"),
    Age.OLD: _l("old"),
    Age.MISSING: _l("missing"),
}
_TONES = {Age.OFF: "wait", Age.FRESH: "ok", Age.OLD: "no", Age.MISSING: "no"}


def blueprint(copies: Copies) -> Blueprint:
    """`/copies/card`: the inside of the card, fetched again when something changed."""
    pages = Blueprint("copies", __name__)
    pages.add_app_template_filter(clock_time)

    @pages.get("/copies/card")
    def card() -> str:
        return render_template("copies/card_body.html", card=context(copies))

    return pages


def context(copies: Copies) -> dict[str, object]:
    """What the card is drawn from."""
    status = copies.status()
    trouble = status.trouble
    in_doubt = status.age is Age.FRESH and (trouble or status.same_disk)
    return {
        "status": status,
        "word": _AGES[status.age],
        "tone": "wait" if in_doubt else _TONES[status.age],
        "todo": todo(trouble, gettext) if trouble else "",
    }


def todo(trouble: Trouble, _: Callable[[str], str]) -> str:
    """What a person does about it."""
    return {
        Trouble.GONE: _("The folder is not there. Plug the disk in; copies go on by themselves."),
        Trouble.FULL: _("The disk of the copies is full. Make space on it or plug in another."),
        Trouble.READ_ONLY: _("The disk takes no files: it is write-protected or not yours."),
        Trouble.FAULTY: _("The disk does not keep what is written. Plug in another one."),
        Trouble.BUSY: _("Another program makes a copy in this folder."),
        Trouble.SOURCE: _("The hub's own disk could not be read or written. Look at it first."),
    }[trouble]
