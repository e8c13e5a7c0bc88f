from __future__ import annotations

import pytest

from hub.contract.wire import ErrorCode
from kiosk.link.refusals import Fate, fate_of

NOT_FINAL = {
    ErrorCode.BUSY: Fate.AGAIN,
    ErrorCode.INTERNAL: Fate.LATER,
    ErrorCode.WRONG_ROLE: Fate.LATER,
    ErrorCode.CERTIFICATE_REQUIRED: Fate.EXPELLED,
    ErrorCode.KIOSK_UNKNOWN: Fate.EXPELLED,
    ErrorCode.KIOSK_REVOKED: Fate.EXPELLED,
    ErrorCode.WRONG_PROTOCOL: Fate.EXPELLED,
    ErrorCode.WRONG_CONGRESS: Fate.EXPELLED,
}


@pytest.mark.parametrize("code", list(ErrorCode))
def test_only_a_refusal_that_would_come_again_ends_a_request(code: ErrorCode) -> None:
    assert fate_of(code) is NOT_FINAL.get(code, Fate.FINAL)
