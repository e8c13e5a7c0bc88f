"""A hub over real TLS that a test can make silent, slow, forgetful, mad or false.

`moods` maps a path's beginning to what the hub does there: "silent" (takes the request, never
answers), "cut" (carries it out, then cuts the answer), "garbage", "refused" (raises `refusal`),
"status" (a 500 without a message of ours).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.server
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from hub.contract import attendance, fleet, voting
from hub.contract.discovery import Advert
from hub.contract.ticket import Ticket, ca_pin, encode_ticket
from hub.contract.wire import API, PROTOCOL, ErrorCode, ErrorReply, Request, decode, encode
from hub.platform.advertise import Advertiser
from hub.platform.tls import Authority, create_authority
from kiosk.settings import Address

CONGRESS = fleet.CongressInfo(
    congress_id="c0" * 16, name="Đại hội", place="Vinh", timezone="Asia/Ho_Chi_Minh"
)
FORM = voting.BallotForm(
    poll_id=7,
    title="Bầu Ban Chấp hành",
    seats=1,
    candidates=[voting.Candidate(candidate_id=c, name=c) for c in ("an", "binh")],
)


class Refuse(Exception):
    def __init__(self, code: ErrorCode, details: dict[str, str | int] | None = None) -> None:
        self.reply = ErrorReply(code=code, details=details or {})


def make_authority(folder: Path, hub_id: str) -> Authority:
    folder.mkdir(parents=True, exist_ok=True)
    authority = create_authority(folder, hub_id)
    authority.make_server_certificate([], dt.datetime.now(dt.UTC))
    return authority


class FakeHub:
    """Listens from the start on; what it holds survives `stop` and `listen` elsewhere."""

    def __init__(
        self,
        folder: Path,
        hub_id: str = "daihoi-0000000a",
        address: Address = Address("127.0.0.1", 0),  # noqa: B008  immutable
        authority: Authority | None = None,
    ) -> None:
        self.authority = authority or make_authority(folder, hub_id)
        self.ca_pem = self.authority.certificate_pem
        self.hub_id = hub_id
        self.moods: dict[str, str] = {}
        self.refusal = Refuse(ErrorCode.BUSY)
        self.delay_s = 0.0
        self.next_ms = 5000
        self.requests: list[tuple[str, bytes]] = []
        self.headers: list[dict[str, str]] = []
        self.handshakes: list[bool] = []
        self.scans: dict[str, attendance.CheckInRequest] = {}
        self.scan_order: list[str] = []
        self.permits: dict[str, str] = {}
        self.released: list[str] = []
        self.ballots: dict[str, voting.CastRequest] = {}
        self.alerts: list[str] = []
        self.enrolled: dict[str, fleet.EnrolReply] = {}
        self.secret = bytes(range(16))
        self.certificates = 0
        self.freed = threading.Event()
        self._server: http.server.ThreadingHTTPServer | None = None
        self.address = self.listen(address)

    def listen(self, address: Address) -> Address:
        self._server = _server(self, address)
        host, port = self._server.server_address[:2]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.address = Address(str(host), int(port))
        return self.address

    def stop(self) -> None:
        """As a kill would: the socket and every connection are gone at once."""
        self.freed.set()
        stopping, self._server = self._server, None
        if isinstance(stopping, _Server):
            stopping.shutdown()
            stopping.server_close()
            stopping.cut_all()
        self.freed = threading.Event()

    def ticket(self, address: Address | None = None) -> str:
        where = address or self.address
        pin = ca_pin(self.authority.certificate_der)
        return encode_ticket(Ticket(pin, self.secret, where.host, where.port))

    @contextlib.contextmanager
    def advertised(self, interfaces: tuple[str, ...] = ("127.0.0.1",)) -> Iterator[Advertiser]:
        advert = Advert(self.hub_id, CONGRESS.congress_id, PROTOCOL)
        own = () if self.address.host == "0.0.0.0" else (self.address.host,)
        advertiser = Advertiser(advert, self.address.port, interfaces, own)
        advertiser.start()
        try:
            yield advertiser
        finally:
            advertiser.stop()

    def count(self, part: str) -> int:
        return sum(part in path for path, _ in self.requests)

    def answer(self, method: str, path: str, body: bytes) -> object:
        what = path.removeprefix(API)
        if what == "/health":
            return fleet.Health(
                hub_id=self.hub_id,
                congress_id=CONGRESS.congress_id,
                protocol=PROTOCOL,
                now_ms=int(time.time() * 1000),
            )
        if what == "/enrol":
            return self._enrol(decode(body, fleet.EnrolRequest))
        if what == "/heartbeats":
            decode(body, fleet.Heartbeat)
            return self.beat()
        if what == "/alerts":
            alert = decode(body, fleet.AlertRequest)
            self.alerts.append(alert.request_id)
            return fleet.AlertReply(request_id=alert.request_id, raised_ms=1)
        if what == "/checkins":
            return self._check_in(decode(body, attendance.CheckInRequest))
        if what.endswith("/permits"):
            asked = decode(body, voting.PermitRequest)
            permit = self.permits.setdefault(asked.request_id, f"{len(self.permits) + 1:032x}")
            verdict = voting.PermitVerdict.GRANTED
            return voting.PermitReply(verdict=verdict, permit=permit, lease_ms=900000, form=FORM)
        if what.endswith("/release"):
            self.released.append(decode(body, voting.ReleaseRequest).permit)
            return voting.ReleaseReply(released=True)
        found = re.fullmatch(r"/polls/(\d+)/ballots/([0-9a-f]{32})", what)
        if found and method == "PUT":
            cast = decode(body, voting.CastRequest)
            if self.ballots.setdefault(found[2], cast) != cast:
                raise Refuse(ErrorCode.ID_REUSED)
            digest = voting.envelope_sha256(cast.envelope)
            return voting.Receipt(poll_id=int(found[1]), ballot_id=found[2], envelope_sha256=digest)
        raise Refuse(ErrorCode.NOT_FOUND)

    def beat(self) -> fleet.HeartbeatReply:
        return fleet.HeartbeatReply(
            now_ms=int(time.time() * 1000),
            label="Cửa 1",
            role=fleet.Role.CHECKIN,
            congress=CONGRESS,
            session=fleet.SessionInfo(session_id=1, name="Phiên trù bị"),
            polls=[],
            next_ms=self.next_ms,
        )

    def _enrol(self, request: fleet.EnrolRequest) -> fleet.EnrolReply:
        if request.secret != self.secret:
            raise Refuse(ErrorCode.TICKET_UNKNOWN)
        if self.enrolled and request.request_id not in self.enrolled:
            raise Refuse(ErrorCode.TICKET_USED)
        if request.request_id not in self.enrolled:
            self.certificates += 1
            certificate = self.authority.sign_kiosk(request.csr_pem, "k1")
            self.enrolled[request.request_id] = fleet.EnrolReply(
                kiosk_id="k1",
                label="Cửa 1",
                role=fleet.Role.CHECKIN,
                certificate_pem=certificate.public_bytes(Encoding.PEM).decode(),
                hub_id=self.hub_id,
                congress=CONGRESS,
            )
        return self.enrolled[request.request_id]

    def _check_in(self, request: attendance.CheckInRequest) -> attendance.CheckInReply:
        if request.scan_id not in self.scans:
            self.scans[request.scan_id] = request
            self.scan_order.append(request.scan_id)
        return attendance.CheckInReply(
            scan_id=request.scan_id,
            verdict=attendance.CheckInVerdict.ACCEPTED,
            person=None,
            since_ms=1,
        )


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, hub: FakeHub, address: Address) -> None:
        self.live: set[socket.socket] = set()
        self._context = hub.authority.server_context()
        super().__init__(address, _handler(hub))

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        plain, peer = self.socket.accept()
        self.live.add(plain)
        wrapped = self._context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        self.live.add(wrapped)
        return wrapped, peer

    def shutdown_request(self, request: object) -> None:
        assert isinstance(request, socket.socket)
        self.live.discard(request)
        request.close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that leave are part of every test."""

    def cut_all(self) -> None:
        for live in list(self.live):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(live, socket.SHUT_RDWR)


def _server(hub: FakeHub, address: Address) -> _Server:
    return _Server(hub, address)


def _handler(hub: FakeHub) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def setup(self) -> None:
            self.request.settimeout(30)
            self.request.do_handshake()
            hub.handshakes.append(bool(self.request.getpeercert(True)))
            super().setup()

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            hub.requests.append((self.path, body))
            hub.headers.append(dict(self.headers))
            matching = [mood for start, mood in hub.moods.items() if self.path.startswith(start)]
            mood = matching[0] if matching else ""
            if mood == "silent":
                hub.freed.wait(60)
                self.close_connection = True
                return
            if hub.delay_s:
                hub.freed.wait(hub.delay_s)
            status, raw = self._answer(mood, body)
            if mood == "cut":
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def _answer(self, mood: str, body: bytes) -> tuple[int, bytes]:
            if mood == "garbage":
                return 200, b"\x00<html>{"
            if mood == "status":
                return 500, b"Internal Server Error"
            if mood == "refused":
                return 409, encode(hub.refusal.reply)
            if self.path == "/ca.pem":
                return 200, hub.ca_pem
            try:
                return 200, encode(hub.answer(self.command, self.path, body))
            except Refuse as refusal:
                return 409, encode(refusal.reply)

        do_GET = do_POST = do_PUT = _serve

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    return Handler


__all__ = ["CONGRESS", "FORM", "FakeHub", "Refuse", "Request", "make_authority"]
