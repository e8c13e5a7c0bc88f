"""What the fleet needs of others; wired in hub/app.py."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from hub.contract.fleet import PollInfo

OpenPolls = Callable[[sa.Connection], list[PollInfo]]
"""The polls that are open now, for every heartbeat's answer."""

Addresses = Callable[[], list[str]]
"""The IPv4 addresses at which kiosks can reach this hub now, the best first."""
