"""Short codes at the foot of an answer, by which staff tell a technician what it was."""

from __future__ import annotations

from hub.contract.wire import ErrorCode

BY_TEXT = {
    "scan.unreadable": "K10",
    "checkin.unknown": "K11",
    "checkin.revoked": "K12",
    "checkin.alternate_undecided": "K13",
    "checkin.no_session": "K14",
    "checkin.refused": "K19",
    "booth.unknown": "P11",
    "booth.revoked": "P12",
    "booth.alternate_undecided": "P13",
    "booth.no_poll": "P14",
    "booth.in_use": "P15",
    "booth.not_entitled": "P16",
    "booth.already_voted": "P17",
    "booth.unanswered": "P18",
    "booth.refused": "P19",
    "cast.poll_closed": "P21",
    "cast.permit_void": "P22",
    "cast.refused": "P29",
    "left.abandoned": "P31",
    "out.reader": "M01",
    "out.kiosk_revoked": "M11",
    "out.kiosk_unknown": "M12",
    "out.wrong_congress": "M13",
    "out.wrong_protocol": "M14",
    "out.expelled": "M19",
    "out.broken": "M99",
}
"""K: check-in, P: booth (phiếu), M: the machine itself. The last code of a tens is "other"."""

BY_ERROR = {
    ErrorCode.BAD_MESSAGE: 1,
    ErrorCode.TOO_LARGE: 2,
    ErrorCode.NOT_FOUND: 3,
    ErrorCode.METHOD_NOT_ALLOWED: 4,
    ErrorCode.CERTIFICATE_REQUIRED: 5,
    ErrorCode.KIOSK_UNKNOWN: 6,
    ErrorCode.KIOSK_REVOKED: 7,
    ErrorCode.WRONG_ROLE: 8,
    ErrorCode.WRONG_PROTOCOL: 9,
    ErrorCode.WRONG_CONGRESS: 10,
    ErrorCode.TICKET_UNKNOWN: 11,
    ErrorCode.TICKET_USED: 12,
    ErrorCode.TICKET_EXPIRED: 13,
    ErrorCode.BAD_CSR: 14,
    ErrorCode.ID_REUSED: 15,
    ErrorCode.POLL_NOT_OPEN: 16,
    ErrorCode.PERMIT_VOID: 17,
    ErrorCode.WRONG_DEFINITION: 18,
    ErrorCode.BUSY: 19,
    ErrorCode.INTERNAL: 20,
}


def staff_code(text_id: str, error: ErrorCode | None = None) -> str:
    """The code of an answer ("K19-08"), "" where there is nothing to tell."""
    code = BY_TEXT.get(text_id, "")
    if code and error is not None:
        return f"{code}-{BY_ERROR.get(error, 0):02}"
    return code
