"""The technicians' pages of the roll: who is in it, importing a list, badges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from hub.platform.login import actor
from hub.roll import badge_pages, wording
from hub.roll.rules.plan import Change
from hub.roll.rules.problems import Place
from hub.roll.service import ImportResult, RollService
from hub.roll.spreadsheet import UnreadableFile
from hub.roll.store import CongressRow
from hub.roll.uploads import Uploads

_SHOWN = 200
Page = str | tuple[str, int] | Answer


@dataclass(frozen=True)
class ProblemLine:
    """One error as the table shows it."""

    place: Place
    column: str
    what: str
    remedy: str


def blueprint(
    roll: RollService,
    uploads: Uploads,
    congress: Callable[[], CongressRow],
    changed: Callable[[], None],
) -> Blueprint:
    """The pages under /roll; `changed` is told when the roll is another than before."""
    pages = Blueprint("roll", __name__, template_folder="templates", url_prefix="/roll")
    pages.add_app_template_filter(_standing_word, "standing_word")

    @pages.get("")
    def show() -> str:
        query = request.args.get("q", "")[:200]
        found = roll.people(query)
        everybody = found if not query else roll.people()
        delegations = list(dict.fromkeys(row.delegation for row in roll.badges()))
        return render_template(
            "roll/people.html",
            query=query,
            people=found,
            empty_roll=not everybody,
            delegations=delegations,
        )

    @pages.get("/import")
    def choose() -> str:
        return render_template("roll/import.html", wrong="")

    @pages.post("/import")
    def check() -> Page:
        file = request.files.get("file")
        if file is None or not file.filename:
            return render_template("roll/import.html", wrong=gettext("Choose a file first.")), 400
        photos = [photo for photo in request.files.getlist("photos") if photo.filename]
        token = uploads.keep(file, request.form.get("sheet", "")[:100], photos)
        source = uploads.source(token)
        assert source is not None
        try:
            result = roll.try_import(source, _silent)
        except UnreadableFile as wrong:
            uploads.forget(token)
            said = wording.unreadable(wrong.reason, wrong.values, gettext_plain)
            return render_template("roll/import.html", wrong=said), 400
        if result.refused:
            uploads.forget(token)
        return _checked(result, token, source.path.name)

    @pages.post("/import/<token>")
    def confirm(token: str) -> Page:
        source = uploads.source(token)
        if source is None:
            flash(gettext("The check has expired; choose the file again."), "wait")
            return redirect(url_for("roll.choose"), 303)
        result = roll.import_roll(source, actor(), _silent)
        uploads.forget(token)
        if result.refused:  # the roll was changed by somebody else since the check
            return _checked(result, token, source.path.name)
        changed()
        plan = result.plan
        message = gettext("The list was imported: %(added)s added, %(changed)s changed.")
        flash(message % {"added": len(plan.added), "changed": len(plan.changed)}, "ok")
        return redirect(url_for("roll.show"), 303)

    badge_pages.add_to(pages, roll, congress)
    return pages


def gettext_plain(message: str) -> str:
    """The message in the language of the page, its values not yet filled in."""
    return str(gettext(message))


def _checked(result: ImportResult, token: str, file_name: str) -> tuple[str, int]:
    plan = result.plan
    problems = sorted(plan.problems, key=lambda p: (p.place.row, p.place.column))
    lines = [
        ProblemLine(
            problem.place,
            wording.column(problem.place),
            wording.what(problem, gettext_plain),
            wording.remedy(problem, gettext_plain),
        )
        for problem in problems
    ]
    page = render_template(
        "roll/checked.html",
        file_name=file_name,
        token=token,
        plan=plan,
        problems=lines,
        notes=[wording.note(remark, gettext_plain) for remark in plan.remarks],
        changes=[(change.after.name, _differences(change)) for change in plan.changed[:_SHOWN]],
        added=plan.added[:_SHOWN],
        missing=[result.known[i] for i in plan.missing[:_SHOWN]],
        shown=_SHOWN,
    )
    return page, 400 if lines else 200


def _differences(change: Change) -> list[tuple[str, str, str]]:
    """Field, before and after, in words."""
    return [
        (
            gettext(wording.FIELDS[name]),
            _word(getattr(change.before, name)),
            _word(getattr(change.after, name)),
        )
        for name in change.fields
    ]


def _word(value: object) -> str:
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if value in wording.STANDINGS:
        return str(gettext(wording.STANDINGS[str(value)]))
    if value in (None, ""):
        return str(gettext("nothing"))
    return wording.day(value)


def _standing_word(standing: str) -> str:
    return str(gettext(wording.STANDINGS[standing])).replace(" ", "\xa0")  # one line in a table


def _silent(_phase: str, _done: int, _total: int) -> None:
    """A browser waits for the whole answer."""
