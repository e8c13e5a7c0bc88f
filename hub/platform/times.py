"""Times as people read them: the congress' own clock, in the language of the page."""

from __future__ import annotations

import datetime

from flask_babel import format_time


def clock_time(at_ms: int) -> str:
    """The time of day, such as 14:05:09; a template filter."""
    at = datetime.datetime.fromtimestamp(at_ms / 1000, datetime.UTC)
    return str(format_time(at, "HH:mm:ss"))
