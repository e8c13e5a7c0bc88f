"""Live values for open pages: the last value of each topic, pushed as server-sent events."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from typing import Any

KEEP_ALIVE_S = 15.0


class Live:
    """A board of topics, each with its latest value.

    A reader that falls behind misses values in between, never the last one; nobody waits for it.
    """

    def __init__(self, keep_alive_s: float = KEEP_ALIVE_S) -> None:
        self._keep_alive_s = keep_alive_s
        self._changed = threading.Condition()
        self._version = 0
        self._values: dict[str, tuple[int, bytes]] = {}
        self._closed = False

    def publish(self, topic: str, data: dict[str, Any]) -> None:
        """Set the value of a topic and wake its readers; never blocks on them."""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        event = f"event: {topic}\ndata: {text}\n\n".encode()
        with self._changed:
            self._version += 1
            self._values[topic] = (self._version, event)
            self._changed.notify_all()

    def stream(self, topics: Iterable[str]) -> Iterator[bytes]:
        """Server-sent events of those topics: first their last values, then every change."""
        wanted = tuple(topics)
        yield b"retry: 2000\n\n"
        seen = 0
        while True:
            with self._changed:
                if not self._closed and not self._news(wanted, seen):
                    self._changed.wait(self._keep_alive_s)
                if self._closed:
                    return
                news = self._news(wanted, seen)
                seen = self._version
            # A change of another topic wakes this stream too, and costs its reader one comment.
            yield b"".join(news) or b": still here\n\n"

    def close(self) -> None:
        """End every stream, so that a server can stop."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _news(self, wanted: tuple[str, ...], seen: int) -> list[bytes]:
        newer = [self._values[t] for t in wanted if t in self._values and self._values[t][0] > seen]
        return [event for _, event in sorted(newer)]
