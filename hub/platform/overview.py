"""The technician's first page, the live events of every page, and the hub's certificate."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request

from hub.contract.endpoints import CA_PATH
from hub.platform.chrome import chrome_of
from hub.platform.live import Live
from hub.platform.login import public


def blueprint(live: Live, ca_pem: bytes) -> Blueprint:
    """The overview, `/events?topic=…&topic=…` and the CA's certificate."""
    pages = Blueprint("overview", __name__)

    @pages.get("/")
    def show() -> str:
        cards = [(card.template, card.context()) for card in chrome_of(current_app).cards]
        return render_template("overview.html", cards=cards)

    @pages.get("/events")
    def events() -> Response:
        stream = live.stream(request.args.getlist("topic")[:20])
        return Response(stream, mimetype="text/event-stream")

    @pages.get(CA_PATH)
    @public
    def ca() -> Response:
        return Response(ca_pem, mimetype="application/x-pem-file")

    return pages
