"""The technician's first page, the live events of every page, and the hub's certificate."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request

from hub.contract.endpoints import CA_PATH
from hub.platform.chrome import chrome_of
from hub.platform.live import Live
from hub.platform.login import public

_LOW_SHARE = 0.1
_PLENTY_BYTES = 5 * 2**30  # a tenth of a large disk is no reason to worry


def disk_is_low(total_bytes: int, free_bytes: int) -> bool:
    """Whether somebody should make space before writes are refused."""
    return free_bytes < total_bytes * _LOW_SHARE and free_bytes < _PLENTY_BYTES


def blueprint(live: Live, ca_pem: bytes, data_dir: Path) -> Blueprint:
    """The overview, `/events?topic=…&topic=…` and the CA's certificate."""
    pages = Blueprint("overview", __name__)

    @pages.get("/")
    def show() -> str:
        cards = [(card.template, card.context()) for card in chrome_of(current_app).cards]
        disk = shutil.disk_usage(data_dir)
        low_mb = disk.free // 2**20 if disk_is_low(disk.total, disk.free) else None
        return render_template("overview.html", cards=cards, low_mb=low_mb)

    @pages.get("/events")
    def events() -> Response:
        stream = live.stream(request.args.getlist("topic")[:20])
        return Response(stream, mimetype="text/event-stream")

    @pages.get(CA_PATH)
    @public
    def ca() -> Response:
        return Response(ca_pem, mimetype="application/x-pem-file")

    return pages
