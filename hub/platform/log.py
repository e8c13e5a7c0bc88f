"""The hub's log: one line an event on stderr, nothing in it that names a ballot."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from gunicorn.glogging import Logger

_BALLOT = re.compile(r"(/ballots/)[^\s'\"?]+")


def configure(level: str = "INFO") -> None:
    """Send what the hub and its libraries log to stderr, in one shape."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Discreet(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.EventRenamer("event"),
                structlog.processors.LogfmtRenderer(
                    key_order=["timestamp", "level", "logger", "event"]
                ),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def hide_ballots(line: str) -> str:
    """The line without the id of any ballot, wherever a library put it."""
    return _BALLOT.sub(r"\1…", line)


class _Discreet(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return hide_ballots(super().format(record))


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn's log through ours; there is no access log, since one would time ballots."""

    def setup(self, cfg: Any) -> None:  # noqa: ARG002  gunicorn hands it over
        """Leave formatting to the root handler."""
        self.loglevel = logging.INFO
        self.error_log.setLevel(self.loglevel)
        self.error_log.propagate = True
        self.access_log.disabled = True

    def access(self, *_request: object) -> None:
        """Write nothing."""
