"""A bad wire between kiosks and hub: every few answers it breaks after the hub has answered.

What the hub did is done, but the kiosk never hears of it and asks again. What runs over the wire
is TLS; only the sizes tell a ballot from other requests.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from dataclasses import dataclass, field

_BALLOT_BYTES = 1400
"""A cast carries an envelope of a kilobyte; no other request is as long."""
_CUT_BALLOT_EVERY = 3
_CUT_OTHER_EVERY = 7
_AT_ONCE = 1 << 16


@dataclass
class _Counter:
    every: int
    seen: int = -1

    def due(self) -> bool:
        """Whether this one is to be cut: the first, and then every few."""
        self.seen += 1
        return self.seen % self.every == 0


@dataclass
class BadWire:
    """Listens at one address and leads to another; `open`, then `close`."""

    listen: tuple[str, int]
    hub: tuple[str, int]
    cuts: int = 0
    _ballots: _Counter = field(default_factory=lambda: _Counter(_CUT_BALLOT_EVERY))
    _others: _Counter = field(default_factory=lambda: _Counter(_CUT_OTHER_EVERY))

    def open(self) -> None:
        """Let connections in from now on."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(self.listen)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._run, args=(listener,), name="bad-wire", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Break every connection and let none in any more."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, listener: socket.socket) -> None:
        asyncio.set_event_loop(self._loop)
        serving = asyncio.start_server(self._connect, sock=listener)
        server = self._loop.run_until_complete(serving)
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _connect(
        self, kiosk_in: asyncio.StreamReader, kiosk_out: asyncio.StreamWriter
    ) -> None:
        try:
            hub_in, hub_out = await asyncio.open_connection(*self.hub)
        except OSError:
            kiosk_out.close()
            return
        talk = _Talk()
        ways = [
            asyncio.ensure_future(self._ask(kiosk_in, hub_out, talk)),
            asyncio.ensure_future(self._answer(hub_in, kiosk_out, talk)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (kiosk_out, hub_out):
            end.close()

    async def _ask(
        self, kiosk: asyncio.StreamReader, hub: asyncio.StreamWriter, talk: _Talk
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await kiosk.read(_AT_ONCE):
                talk.asks += 1
                talk.asked_bytes += len(data)
                hub.write(data)
                await hub.drain()

    async def _answer(
        self, hub: asyncio.StreamReader, kiosk: asyncio.StreamWriter, talk: _Talk
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await hub.read(_AT_ONCE):
                # The handshake: the hub answers the greeting and nothing more.
                if talk.asks > 1 and talk.asked_bytes and self._is_cut(talk.asked_bytes):
                    self.cuts += 1
                    return
                talk.asked_bytes = 0
                kiosk.write(data)
                await kiosk.drain()

    def _is_cut(self, asked_bytes: int) -> bool:
        return (self._ballots if asked_bytes > _BALLOT_BYTES else self._others).due()


@dataclass
class _Talk:
    """What one connection has said so far."""

    asks: int = 0
    asked_bytes: int = 0
    """Since the last answer."""
