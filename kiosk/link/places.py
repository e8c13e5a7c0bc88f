"""Where to look for the hub, the likeliest place first."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from kiosk.link.discovery import Hint
from kiosk.link.files import write_whole
from kiosk.link.finding import in_order
from kiosk.link.identity import Identity
from kiosk.settings import Address

MOST_HEARD = 8
_FILE = "last-hub"
_log = logging.getLogger(__name__)


class Places:
    """Knows the address that was set by hand and the last good one; is told the rest."""

    def __init__(self, data_dir: Path, configured: Address | None) -> None:
        self._path = data_dir / _FILE
        self._configured = configured
        self._last_good: Address | None = None

    def load(self, identity: Identity) -> None:
        """Remember where this identity's hub was last."""
        self._last_good = _read(self._path, identity.hub_id)

    def good(self, identity: Identity, address: Address) -> None:
        """The hub proved itself here."""
        if address == self._last_good:
            return
        self._last_good = address
        try:
            write_whole(self._path, f"{identity.hub_id} {address.host} {address.port}".encode())
        except OSError as failure:  # it will be found by other means
            _log.warning("the hub's address could not be kept: %s", failure)

    def of_hub(self, identity: Identity, hints: Sequence[Hint]) -> list[Address]:
        """Set by hand, last good, heard in the name of this hub, the ticket's."""
        ours = [hint for hint in hints if hint.advert.hub_id == identity.hub_id]
        # Cut, so that a flood of adverts in our hub's name leaves room for the last place.
        heard = [address for hint in ours for address in hint.addresses][:MOST_HEARD]
        return in_order([self._configured, self._last_good], heard, [identity.ticket_address])

    def of_anyone(self, hints: Sequence[Hint]) -> list[Address]:
        """For a kiosk that has not joined and knows no hub by name: set by hand, all heard."""
        return in_order([self._configured], [a for hint in hints for a in hint.addresses])


def _read(path: Path, hub_id: str) -> Address | None:
    try:
        name, host, port = path.read_text("utf-8").split()
        return Address(host, int(port)) if name == hub_id else None
    except (OSError, ValueError):
        return None  # a hint that is not there or not whole is no hint
