"""The addresses of a rehearsal; a hub that serves a real congress has none of them.

The two that figures are measured with ask for a kiosk's certificate like every route of a
kiosk. The others set the stage for kiosks that have none yet: whoever is in the network may
rehearse with a hub on which everything is made up.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from hub.contract.fleet import Role
from hub.contract.wire import MAX_BODY_BYTES, Reply
from hub.platform.callers import require_role
from hub.platform.messages import answer, read_message
from hub.rehearsal.stage import messages as m
from hub.rehearsal.stage.service import Stage


class _Nothing(Reply, frozen=True):
    """An empty answer."""


def blueprint(stage: Stage) -> Blueprint:
    """Measures and stage."""
    routes = Blueprint("rehearsal_api", __name__)

    @routes.post(m.NOOP_PATH)
    def noop() -> Response:
        require_role(Role.CHECKIN)
        request.stream.read(MAX_BODY_BYTES)
        return answer(_Nothing())

    @routes.post(m.COMMIT_PATH)
    def commit() -> Response:
        require_role(Role.CHECKIN)
        request.stream.read(MAX_BODY_BYTES)
        stage.commit()
        return answer(_Nothing())

    @routes.post(m.PERFORMANCE_PATH)
    def perform() -> Response:
        return answer(stage.perform(read_message(m.PerformanceRequest)))

    @routes.post(m.CROWD_PATH)
    def crowd() -> Response:
        return answer(stage.crowd(read_message(m.CrowdRequest)))

    @routes.post(m.COUNT_PATH)
    def count() -> Response:
        return answer(stage.count(read_message(m.CountRequest)))

    @routes.post(m.LEDGER_PATH)
    def ledger() -> Response:
        return answer(stage.ledger(read_message(m.LedgerRequest)))

    return routes
