"""One value of every message, the same whose bytes stand in golden/."""

from __future__ import annotations

from pathlib import Path

import msgspec

from hub.contract.attendance import (
    CheckInReply,
    CheckInRequest,
    CheckInVerdict,
    Person,
    Standing,
)
from hub.contract.fleet import (
    AlertReply,
    AlertRequest,
    CongressInfo,
    Device,
    DeviceState,
    EnrolReply,
    EnrolRequest,
    Health,
    Heartbeat,
    HeartbeatReply,
    KioskState,
    PollInfo,
    Role,
    SessionInfo,
)
from hub.contract.voting import (
    BallotForm,
    Candidate,
    CastRequest,
    Envelope,
    PermitReply,
    PermitRequest,
    PermitVerdict,
    Receipt,
    ReleaseReply,
    ReleaseRequest,
)
from hub.contract.wire import ErrorCode, ErrorReply

GOLDEN = Path(__file__).parent / "golden"
AT = 1_763_881_200_000
CODE = "49817063552109384667120536"
ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
CONGRESS = CongressInfo(
    congress_id="c0" * 16,
    name="Đại hội đại biểu Đảng bộ Khối các cơ quan tỉnh",
    place="Nhà văn hoá, thành phố Vinh",
    timezone="Asia/Ho_Chi_Minh",
)
FORM = BallotForm(
    poll_id=3,
    title="Bầu Ban Chấp hành",
    seats=2,
    candidates=[
        Candidate(candidate_id="c1", name="Nguyễn Thị Thuỷ", born="1975"),
        Candidate(candidate_id="c2", name="Nguyễn Thị Thuỷ", born="1981"),
        Candidate(candidate_id="c3", name="Đặng Hoà"),
    ],
)
SAMPLES: dict[str, msgspec.Struct] = {
    "health": Health(hub_id="daihoi-3f9a01c2", congress_id="c0" * 16, protocol="1.0", now_ms=AT),
    "enrol_request": EnrolRequest(
        request_id=ID,
        secret=bytes(range(16)),
        csr_pem="-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n",
        app_version="0.1.0",
    ),
    "enrol_reply": EnrolReply(
        kiosk_id="ab" * 16,
        label="Quầy 1",
        role=Role.CHECKIN,
        certificate_pem="-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        hub_id="daihoi-3f9a01c2",
        congress=CONGRESS,
    ),
    "heartbeat": Heartbeat(
        boot_id=ID,
        seq=17,
        sent_at_ms=AT,
        uptime_ms=90_000,
        app_version="0.1.0",
        role=Role.BOOTH,
        state=KioskState.OUT_OF_ORDER,
        queue_depth=2,
        queue_oldest_age_ms=1500,
        rss_mb=120,
        devices=[
            Device(
                kind="reader",
                name="Zebra DS9308",
                state=DeviceState.DEGRADED,
                reads_ok=40,
                reads_bad=3,
                reconnects=1,
            )
        ],
        profile="generic-usb-com",
    ),
    "heartbeat_reply": HeartbeatReply(
        now_ms=AT,
        label="Buồng 2",
        role=Role.BOOTH,
        congress=CONGRESS,
        session=SessionInfo(session_id=1, name="Phiên trù bị"),
        polls=[PollInfo(poll_id=3, title="Bầu Ban Chấp hành")],
        next_ms=2000,
    ),
    "alert_request": AlertRequest(request_id=ID),
    "alert_reply": AlertReply(request_id=ID, raised_ms=AT),
    "checkin_request": CheckInRequest(
        scan_id=ID, code=CODE, scanned_at_ms=AT, session_id=1, late=True
    ),
    "checkin_reply": CheckInReply(
        scan_id=ID,
        verdict=CheckInVerdict.ALREADY_IN,
        person=Person(
            name="Hoàng Ngọc Hân",
            delegation="Sở Y tế",
            seat="hàng 4, ghế 12",
            standing=Standing.OFFICIAL,
        ),
        since_ms=AT,
    ),
    "checkin_reply_unknown": CheckInReply(
        scan_id=ID, verdict=CheckInVerdict.UNKNOWN, person=None, since_ms=None
    ),
    "permit_request": PermitRequest(request_id=ID, code=CODE),
    "permit_reply": PermitReply(
        verdict=PermitVerdict.GRANTED, permit=ID, lease_ms=900_000, form=FORM
    ),
    "permit_reply_voted": PermitReply(
        verdict=PermitVerdict.ALREADY_VOTED, permit=None, lease_ms=0, form=None
    ),
    "release_request": ReleaseRequest(permit=ID),
    "release_reply": ReleaseReply(released=True),
    "cast_request": CastRequest(
        permit=ID,
        envelope=Envelope(
            scheme="open", version=1, definition_hash="5e" * 32, payload=b'{"choices":["c1"]}'
        ),
    ),
    "receipt": Receipt(poll_id=3, ballot_id=ID, envelope_sha256="7d" * 32),
    "error": ErrorReply(code=ErrorCode.TICKET_USED, details={"used_at_ms": AT, "label": "Quầy 1"}),
    "error_bare": ErrorReply(code=ErrorCode.KIOSK_UNKNOWN),
}
