"""What kiosks ask of the fleet, and how every kiosk's route knows who asks."""

from __future__ import annotations

from flask import Blueprint, Response, request

from hub.contract import endpoints
from hub.contract.fleet import AlertRequest, EnrolRequest, Heartbeat
from hub.contract.wire import CONGRESS_HEADER, PROTOCOL_HEADER
from hub.fleet.service import FleetService, check_protocol
from hub.platform.callers import Authenticator, Caller, current_kiosk
from hub.platform.messages import answer, read_message


def authenticator(fleet: FleetService) -> Authenticator:
    """Tells the kiosk of a certificate, and refuses one of another protocol or congress."""

    def authenticate(certificate_der: bytes) -> Caller:
        return fleet.authenticate(
            certificate_der,
            request.headers.get(PROTOCOL_HEADER, ""),
            request.headers.get(CONGRESS_HEADER, ""),
        )

    return authenticate


def blueprint(fleet: FleetService) -> Blueprint:
    """Health, enrolment, heartbeats and alerts."""
    routes = Blueprint("fleet_api", __name__)

    @routes.get(endpoints.HEALTH.path)
    def health() -> Response:
        return answer(fleet.health())

    @routes.post(endpoints.ENROL.path)
    def enrol() -> Response:
        if PROTOCOL_HEADER in request.headers:
            check_protocol(request.headers[PROTOCOL_HEADER])
        return answer(fleet.enrol(read_message(EnrolRequest)))

    @routes.post(endpoints.HEARTBEAT.path)
    def heartbeat() -> Response:
        caller = current_kiosk()
        return answer(fleet.beat(caller, read_message(Heartbeat)))

    @routes.post(endpoints.ALERT.path)
    def alert() -> Response:
        caller = current_kiosk()
        return answer(fleet.call_staff(caller, read_message(AlertRequest)))

    return routes
