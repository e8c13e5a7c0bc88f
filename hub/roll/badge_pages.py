"""The technicians' pages of badges: all of them as PDF, and a new one for a lost one."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response

from hub.platform.login import actor
from hub.platform.times import clock_time
from hub.platform.words import translator
from hub.roll.badge_cards import badge_words, to_cards
from hub.roll.badge_store import BadgeRow
from hub.roll.service import Holding, RollService
from hub.roll.store import CongressRow


def add_to(pages: Blueprint, roll: RollService, congress: Callable[[], CongressRow]) -> None:
    """Put the pages of badges under /roll."""
    pages.add_app_template_filter(clock_time)

    def printed(rows: list[BadgeRow], name: str) -> Response:
        words = badge_words(congress(), translator("vi"))
        from hub.papers.badges import print_badges  # 20 MB that a running hub does not need

        made = print_badges(to_cards(rows, roll.photos_dir), words, lambda _done, _of: None)
        answer = make_response(made.content)
        answer.headers["Content-Type"] = "application/pdf"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def found(delegate_id: int) -> Holding:
        holding = roll.holding(delegate_id) if delegate_id < 2**31 else None
        if holding is None:
            abort(404)
        return holding

    @pages.get("/badges.pdf")
    def badges() -> Response:
        delegation = request.args.get("delegation", "")[:300]
        rows = roll.badges(delegation or None)
        return printed(rows, "the-dai-bieu.pdf") if rows else redirect(url_for("roll.show"), 303)

    @pages.get("/<int:delegate_id>/badge")
    def badge(delegate_id: int) -> str:
        return render_template("roll/badge.html", holding=found(delegate_id))

    @pages.get("/<int:delegate_id>/badge.pdf")
    def badge_pdf(delegate_id: int) -> Response:
        found(delegate_id)
        rows = roll.badge_of(delegate_id)
        if not rows:
            return redirect(url_for("roll.badge", delegate_id=delegate_id), 303)
        return printed(rows, f"the-{delegate_id}.pdf")

    @pages.post("/<int:delegate_id>/badge")
    def reissue(delegate_id: int) -> Response:
        holding = found(delegate_id)
        seen = request.form.get("issues", -1, type=int)
        if roll.reissue(delegate_id, actor(), seen) is not None:
            said = gettext("%(name)s has a new badge. The old one is refused from now on.")
            flash(said % {"name": holding.person.name}, "ok")
        else:
            flash(gettext("Nothing was changed: see below which badge is in force."), "wait")
        return redirect(url_for("roll.badge", delegate_id=delegate_id), 303)
