"""The counting minutes as files to take from the page of a result."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import gettext

from hub.papers.problems import PaperNotMade
from hub.papers.wording import sentence
from hub.voting.minutes import TEMPLATE, Minutes, NotCounted, Paper
from hub.voting.service import Polls

Page = Response | tuple[str, int]
_TYPES = {
    Paper.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Paper.PDF: "application/pdf",
}


def blueprint(minutes: Minutes, polls: Polls) -> Blueprint:
    """The files under /polls; to be registered beside the pages of voting."""
    pages = Blueprint("voting_minutes", __name__, url_prefix="/polls")
    pages.app_context_processor(lambda: {"minutes": minutes})

    @pages.get("/<int:poll_id>/minutes.docx")
    def docx(poll_id: int) -> Page:
        return made(poll_id, Paper.DOCX)

    @pages.get("/<int:poll_id>/minutes.pdf")
    def pdf(poll_id: int) -> Page:
        return made(poll_id, Paper.PDF)

    @pages.get("/minutes-template.docx")
    def template() -> Response:
        return _file(minutes.template.read_bytes(), Paper.DOCX, TEMPLATE)

    def made(poll_id: int, paper: Paper) -> Page:
        standing = polls.standing(poll_id) if poll_id < 2**31 else None
        if standing is None:
            abort(404)
        try:
            content = minutes.write(poll_id, paper, shipped="shipped" in request.args)
        except NotCounted:
            said = gettext("This poll is not counted yet: there are no minutes.")
            return render_template("voting/poll.html", standing=standing, trouble=said), 409
        except PaperNotMade as wrong:
            page = render_template(
                "voting/poll.html",
                standing=standing,
                trouble=sentence(wrong, gettext),
                other_template=wrong.problem.of_template,
            )
            return page, 409
        return _file(content, paper, f"bien-ban-kiem-phieu-{poll_id}.{paper}")

    return pages


def _file(content: bytes, paper: Paper, name: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = _TYPES[paper]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
