"""The technicians' pages of voting: set a poll up, open, close, count it, read its result."""

from __future__ import annotations

from babel.numbers import get_decimal_symbol
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import format_decimal, get_locale, gettext
from werkzeug.wrappers import Response

from hub.platform.login import actor
from hub.platform.times import clock_time
from hub.voting import counting, wording
from hub.voting.counting import InvalidReason
from hub.voting.forms import PollForm, form_of, typed
from hub.voting.rules import Finding, PollState, Problem
from hub.voting.service import Polls, Standing
from hub.voting.sheet import Asked, sheet_of

Page = str | tuple[str, int] | Response


def blueprint(polls: Polls) -> Blueprint:
    """The pages under /polls."""
    pages = Blueprint("voting", __name__, template_folder="templates", url_prefix="/polls")
    pages.add_app_template_filter(clock_time)
    pages.add_app_template_filter(whole)
    pages.add_app_template_filter(finding_sentence)
    pages.add_app_template_filter(poll_state_word)
    pages.add_app_template_global(counting.needed_votes, "needed_votes")
    pages.add_app_template_filter(percentage)
    pages.add_app_template_filter(reason_words)
    pages.add_app_template_filter(question_sentence)
    pages.add_app_template_global(sheet_of)

    @pages.get("")
    def show() -> str:
        return render_template("voting/polls.html", standings=polls.standings())

    @pages.get("/rows")
    def rows() -> str:
        return render_template("voting/rows.html", standings=polls.standings())

    @pages.get("/card")
    def overview_card() -> str:
        return render_template("voting/card_body.html", card=card(polls))

    @pages.get("/<int:poll_id>")
    def poll(poll_id: int) -> str:
        return render_template("voting/poll.html", standing=_found(polls, poll_id))

    @pages.get("/<int:poll_id>/body")
    def body(poll_id: int) -> str:
        return render_template("voting/body.html", standing=_found(polls, poll_id))

    _add_set_up(pages, polls)
    _add_steps(pages, polls)
    return pages


def _add_set_up(pages: Blueprint, polls: Polls) -> None:
    @pages.get("/new")
    def new() -> Page:
        return _form_page(PollForm())

    @pages.post("/new")
    def create() -> Page:
        form = typed(request.form)
        if "sort" in request.form:
            return _form_page(form.sorted())
        made = polls.create(form.draft(), actor())
        if isinstance(made, list):
            return _form_page(form, made)
        return redirect(url_for("voting.poll", poll_id=made), 303)

    @pages.get("/<int:poll_id>/edit")
    def edit(poll_id: int) -> Page:
        return _form_page(form_of(_found(polls, poll_id).poll.draft), poll_id=poll_id)

    @pages.post("/<int:poll_id>/edit")
    def change(poll_id: int) -> Page:
        _found(polls, poll_id)
        form = typed(request.form)
        if "sort" in request.form:
            return _form_page(form.sorted(), poll_id=poll_id)
        findings = polls.change(poll_id, form.draft(), actor())
        if findings:
            return _form_page(form, findings, poll_id)
        return redirect(url_for("voting.poll", poll_id=poll_id), 303)


def _add_steps(pages: Blueprint, polls: Polls) -> None:
    @pages.get("/<int:poll_id>/open")
    def ask_open(poll_id: int) -> str:
        standing = _found(polls, poll_id)
        return render_template("voting/open.html", standing=standing, present=polls.present())

    @pages.post("/<int:poll_id>/open")
    def open_poll(poll_id: int) -> Page:
        return _after(polls, poll_id, polls.open(_known(polls, poll_id), actor()))

    @pages.get("/<int:poll_id>/close")
    def ask_close(poll_id: int) -> str:
        return _close_page(polls, _found(polls, poll_id))

    @pages.post("/<int:poll_id>/close")
    def close(poll_id: int) -> Page:
        confirmed = request.form.get("confirmed") == "yes"
        known = _known(polls, poll_id)
        findings = polls.close(known, actor(), confirmed=confirmed)
        if any(one.problem is Problem.BOOTHS_VOTING for one in findings):
            return _close_page(polls, _found(polls, poll_id)), 409
        return _after(polls, poll_id, findings)

    @pages.post("/<int:poll_id>/count")
    def count(poll_id: int) -> Page:
        return _after(polls, poll_id, polls.count(_known(polls, poll_id), actor()))


def _form_page(
    form: PollForm, findings: list[Finding] | None = None, poll_id: int | None = None
) -> Page:
    page = render_template("voting/form.html", form=form, findings=findings or [], poll_id=poll_id)
    return (page, 422) if findings else page


def _close_page(polls: Polls, standing: Standing) -> str:
    live = polls.voting(standing.poll.poll_id)
    return render_template("voting/close.html", standing=standing, live=live)


def _after(polls: Polls, poll_id: int, findings: list[Finding]) -> Page:
    if not findings:
        return redirect(url_for("voting.poll", poll_id=poll_id), 303)
    standing = _found(polls, poll_id)
    return render_template("voting/poll.html", standing=standing, findings=findings), 409


def _found(polls: Polls, poll_id: int) -> Standing:
    standing = polls.standing(poll_id) if poll_id < 2**31 else None
    if standing is None:
        abort(404)
    return standing


def _known(polls: Polls, poll_id: int) -> int:
    return _found(polls, poll_id).poll.poll_id


def finding_sentence(finding: Finding) -> str:
    """A finding in the language of the page; a template filter."""
    return wording.sentence(finding, gettext)


def poll_state_word(state: PollState) -> str:
    """A poll's state in the language of the page; a template filter."""
    return wording.state_word(state, gettext)


def whole(number: int) -> str:
    """A whole number in the language of the page, such as 1.587; a template filter."""
    return str(format_decimal(number))


def percentage(hundredths: int) -> str:
    """Hundredths of a percent with the decimal mark of the page; a template filter."""
    return counting.as_percent(hundredths, get_decimal_symbol(get_locale()))


def reason_words(reason: InvalidReason) -> str:
    """Why a ballot is invalid, in the language of the page; a template filter."""
    return wording.invalid_reason(reason, gettext)


def question_sentence(asked: Asked) -> str:
    """What the congress is asked, in the language of the page; a template filter."""
    return wording.question(asked.kind, len(asked.among), asked.seats, gettext)


def card(polls: Polls) -> dict[str, list[Standing]]:
    """What the overview shows of voting: the polls that are open."""
    return {"open": [one for one in polls.standings() if one.poll.state is PollState.OPEN]}
