"""The technicians' pages of the fleet: the kiosks, a ticket for a new one, turning one away."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import segno
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from hub.contract.fleet import Role
from hub.fleet import grid
from hub.fleet.enrolment import LabelTaken
from hub.fleet.ports import Addresses
from hub.fleet.rules import next_label
from hub.fleet.service import FleetService, ticket_topic
from hub.platform.login import actor
from hub.platform.times import clock_time

_LABEL_CHARS = 40


@dataclass(frozen=True)
class _Form:
    role: Role
    label: str
    address: str


def blueprint(fleet: FleetService, addresses: Addresses, port: int) -> Blueprint:
    """The pages under /kiosks."""
    pages = Blueprint("fleet", __name__, template_folder="templates", url_prefix="/kiosks")
    pages.add_app_template_filter(clock_time)

    @pages.get("")
    def show() -> str:
        return _rows_page(fleet, "fleet/kiosks.html")

    @pages.get("/rows")
    def rows() -> str:
        return _rows_page(fleet, "fleet/rows.html")

    @pages.post("/alerts/<alert_id>/acknowledge")
    def acknowledge(alert_id: str) -> Response:
        fleet.acknowledge(alert_id, actor())
        return redirect(url_for("fleet.show"))

    _add_tickets(pages, fleet, addresses, port)
    _add_revoke(pages, fleet)
    return pages


def _rows_page(fleet: FleetService, template: str) -> str:
    made, now_ms = fleet.look()
    return render_template(template, rows=made, now_ms=now_ms)


def _add_tickets(pages: Blueprint, fleet: FleetService, addresses: Addresses, port: int) -> None:
    @pages.get("/tickets/new")
    def new_ticket() -> str:
        form = _Form(_role(request.args.get("role", "")), "", "")
        return _ticket_form(form, addresses())

    @pages.post("/tickets/new")
    def make_ticket() -> Response | tuple[str, int]:
        now = addresses()
        label = unicodedata.normalize("NFC", " ".join(request.form.get("label", "").split()))
        form = _Form(_role(request.form.get("role", "")), label, request.form.get("address", ""))
        if not now or len(label) > _LABEL_CHARS or not label.isprintable():
            return _ticket_form(form, now, gettext("Use at most 40 letters.")), 422
        address = form.address if form.address in now else now[0]
        try:
            made = fleet.enrolment.make_ticket(
                label or _numbered(fleet, form.role), form.role, actor(), address, port
            )
        except LabelTaken:
            wrong = gettext(
                "Another kiosk has this name. Choose another, or revoke that one first."
            )
            return _ticket_form(form, now, wrong), 409
        return redirect(url_for("fleet.show_ticket", reference=made.reference), 303)

    @pages.get("/tickets/<reference>")
    def show_ticket(reference: str) -> str:
        return _ticket_page(fleet, "fleet/ticket.html", reference)

    @pages.get("/tickets/<reference>/joined")
    def joined(reference: str) -> str:
        return _ticket_page(fleet, "fleet/joined.html", reference)


def _add_revoke(pages: Blueprint, fleet: FleetService) -> None:
    @pages.get("/<kiosk_id>/revoke")
    def ask_revoke(kiosk_id: str) -> str:
        kiosk = fleet.find(kiosk_id)
        if kiosk is None:
            abort(404)
        return render_template("fleet/revoke.html", kiosk=kiosk)

    @pages.post("/<kiosk_id>/revoke")
    def revoke(kiosk_id: str) -> Response:
        if fleet.find(kiosk_id) is None:
            abort(404)
        fleet.revoke(kiosk_id, actor())
        return redirect(url_for("fleet.show"), 303)


def _ticket_form(form: _Form, addresses: list[str], wrong: str = "") -> str:
    return render_template(
        "fleet/new_ticket.html",
        role=form.role.value,
        label=form.label,
        address=form.address,
        addresses=addresses,
        wrong=wrong,
    )


def _ticket_page(fleet: FleetService, template: str, reference: str) -> str:
    made = fleet.enrolment.ticket_to_show(reference)
    return render_template(
        template,
        reference=reference,
        topic=ticket_topic(reference),
        kiosk=fleet.enrolment.kiosk_of_ticket(reference),
        made=made,
        qr=qr_svg(made.text) if made else "",
    )


def qr_svg(text: str) -> Markup:
    """The code as inline SVG, dark on white with its quiet zone, as large as its place."""
    code = segno.make_qr(text, error="m", boost_error=False)
    drawn = code.svg_inline(omitsize=True, border=4, light="#fff", svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704  # segno's own drawing: the text is not in it


def _numbered(fleet: FleetService, role: Role) -> str:
    prefix = gettext("Check-in desk") if role is Role.CHECKIN else gettext("Voting booth")
    return next_label(prefix, {row.kiosk.label for row in fleet.look()[0]})


def _role(text: str) -> Role:
    return Role.BOOTH if text == Role.BOOTH.value else Role.CHECKIN


def card(fleet: FleetService) -> dict[str, int]:
    """What the overview shows of the fleet."""
    return grid.summary(fleet.look()[0])
