"""Ask at several addresses at once, the likeliest a little earlier; the first proof wins."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kiosk.link.client import HubUnreachable
from kiosk.settings import Address

HEAD_START_S = 0.15
MOST = 12
_Found = TypeVar("_Found")
_log = logging.getLogger(__name__)


@dataclass
class Search(Generic[_Found]):
    """What came of a search: the first that proved itself, and why the others did not."""

    found: _Found | None = None
    failures: dict[Address, HubUnreachable] = field(default_factory=dict)


def in_order(*sources: Iterable[Address | None]) -> list[Address]:
    """The addresses of all sources, each once, the earlier source first."""
    ordered = dict.fromkeys(address for source in sources for address in source if address)
    return list(ordered)[:MOST]


def search(
    addresses: Sequence[Address], prove: Callable[[Address], _Found], patience_s: float
) -> Search[_Found]:
    """Try each address in a thread of its own; a dead or dripping one delays nobody.

    `prove` raises HubUnreachable where the hub is not; it must end by itself.
    """
    result: Search[_Found] = Search()
    answers: queue.Queue[tuple[Address, _Found | HubUnreachable]] = queue.Queue()
    until = time.monotonic() + patience_s
    for started, address in enumerate(addresses, start=1):
        threading.Thread(
            target=_try, args=(address, prove, answers), name="link-search", daemon=True
        ).start()
        head_start = time.monotonic() + HEAD_START_S
        last = started == len(addresses)
        while len(result.failures) < started:
            left = (until if last else min(until, head_start)) - time.monotonic()
            try:
                where, answer = answers.get(timeout=max(left, 0))
            except queue.Empty:
                break
            if not isinstance(answer, HubUnreachable):
                result.found = answer
                return result
            result.failures[where] = answer
    return result


def _try(
    address: Address,
    prove: Callable[[Address], _Found],
    answers: queue.Queue[tuple[Address, _Found | HubUnreachable]],
) -> None:
    try:
        answers.put((address, prove(address)))
    except HubUnreachable as failure:
        answers.put((address, failure))
    except Exception as bug:
        # Strangers are asked here too: none of them may end a kiosk with an answer that a
        # library of ours cannot take.
        _log.exception("asking at %s:%d failed", *address)
        answers.put((address, HubUnreachable(repr(bug))))
