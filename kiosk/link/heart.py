"""The pulse between kiosk and hub: heartbeats, and the search when none is answered."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from hub.contract.discovery import server_name
from hub.contract.endpoints import HEALTH, HEARTBEAT
from hub.contract.fleet import Health, Heartbeat, HeartbeatReply
from hub.contract.wire import ErrorCode
from kiosk.flows.events import Event, Expelled, Informed
from kiosk.link import tls
from kiosk.link.client import HubClient, HubRefused, HubUnreachable, NotOurHub
from kiosk.link.discovery import Discovery, Hint
from kiosk.link.expulsion import Expulsion, ExpulsionFile
from kiosk.link.finding import search
from kiosk.link.identity import Identity
from kiosk.link.line import Channel, Line, monotonic_ms
from kiosk.link.places import Places
from kiosk.link.refusals import Fate, fate_of
from kiosk.settings import Address

LOOK_AGAIN_S = 0.8
"""From look to look while no hub answers."""
RENEW_AFTER_S = 3.0
EXPELLED_S = 5.0
LONGEST_PAUSE_S = 60.0
_TICK_S = 0.2
_ANSWER_S = 2.0
_PROVE_S = 2.0
_log = logging.getLogger(__name__)


@dataclass
class _Silence:
    """Since when no hub answers, and when discovery was last made anew for it."""

    since: float
    renewed: float


class Heart:
    """Keeps the line to the hub from `start` to `stop`."""

    def __init__(
        self,
        line: Line,
        post: Callable[[Event], None],
        describe: Callable[[], Heartbeat],
        discovery: Discovery,
        places: Places,
        expulsion: ExpulsionFile,
    ) -> None:
        self._line = line
        self._post = post
        self._describe = describe
        self._discovery = discovery
        self._places = places
        self._expulsion = expulsion
        self._channel = Channel(line)
        self._due = 0.0
        self._moved = threading.Event()
        self._silence: _Silence | None = None
        self._expelled: ErrorCode | None = None
        self._known: Identity | None = None
        self._thread = threading.Thread(target=self._run, name="link-heart", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, join_s: float) -> None:
        """Wait for the thread, after `Line.stop`."""
        if self._thread.ident is not None:
            self._thread.join(join_s)

    def heard(self, hint: Hint) -> None:
        """Somebody advertises; if it is in our hub's name and elsewhere, look there now.

        The newest address counts: the ones that the hub has left stand behind it for an hour.
        """
        now = self._line.read()
        if now.identity is None or hint.advert.hub_id != now.identity.hub_id:
            return
        if not now.connected or hint.addresses[:1] != (now.address,):
            self._moved.set()
            self._line.suspect()

    def _run(self) -> None:
        while not self._line.stopped:
            woken = self._line.wake_heart.wait(_TICK_S)
            self._line.wake_heart.clear()
            now = self._line.read()
            if self._line.stopped or now.identity is None:
                continue
            if now.identity is not self._known:
                self._known, self._expelled, self._silence = now.identity, None, None
                self._places.load(now.identity)
                self._due = 0.0
            hurry = (woken or self._channel.gone()) and self._expelled is None
            if hurry or time.monotonic() >= self._due:
                self._beat(now.identity)
        self._channel.close()

    def _beat(self, identity: Identity) -> None:
        """One heartbeat; where it is not answered, a search, and one more.

        A hub that is silent or is said to have moved is searched for at once: a heartbeat into
        a dead connection would cost seconds.
        """
        begun = time.monotonic()
        moved = self._moved.is_set()
        self._moved.clear()
        known = self._line.read().address is not None and self._silence is None and not moved
        if known and self._ask():
            return
        found = self._search(identity)
        if found is not None:
            self._line.found(found)
            if self._ask():
                self._places.good(identity, found)
                return
        self._line.lost()
        now = time.monotonic()
        self._due = max(begun + LOOK_AGAIN_S, now)
        if self._silence is None:
            self._silence = _Silence(since=now, renewed=now)
        elif now - self._silence.renewed >= RENEW_AFTER_S:
            self._silence.renewed = now
            self._discovery.renew()

    def _ask(self) -> bool:
        """Whether somebody who is our hub answered, be it with a refusal."""
        try:
            reply = self._channel.call(
                HEARTBEAT, HeartbeatReply, self._describe(), timeout_s=_ANSWER_S
            )
        except HubUnreachable as failure:
            _log.info("no heartbeat: %s", failure)
            return False
        except HubRefused as refusal:
            self._refused(refusal)
            return True
        self._silence = self._expelled = None
        self._expulsion.end()
        pause_s = min(max(reply.next_ms / 1000, _TICK_S), LONGEST_PAUSE_S)
        self._due = time.monotonic() + pause_s
        self._line.answered()
        self._post(Informed(reply, monotonic_ms()))
        return True

    def _refused(self, refusal: HubRefused) -> None:
        """The hub is there; it may be busy, or it may not want us."""
        self._silence = None
        if fate_of(refusal.code) is not Fate.EXPELLED:
            _log.warning("heartbeat refused: %s", refusal)
            self._due = time.monotonic() + LOOK_AGAIN_S
            return
        self._due = time.monotonic() + EXPELLED_S
        self._line.expel()
        if refusal.code is not self._expelled:
            _log.error("the hub does not accept this kiosk: %s", refusal)
            self._expelled = refusal.code
            if self._known is not None:
                kiosk_id = self._known.kiosk_id
                self._expulsion.keep(Expulsion(kiosk_id, refusal.code, refusal.details))
            self._post(Expelled(refusal.code, refusal.details, monotonic_ms()))

    def _search(self, identity: Identity) -> Address | None:
        """Where the hub proves itself just now."""
        places = self._places.of_hub(identity, self._discovery.hints())
        result = search(places, lambda address: _prove(identity, address), _PROVE_S)
        for address, failure in result.failures.items():
            _log.info("the hub is not at %s:%d: %s", *address, failure)
        return result.found


def _prove(identity: Identity, address: Address) -> Address:
    """The address, if our hub answers there; said to nobody else: not even who we are."""
    client = HubClient(tls.trusting(identity.ca_pem, None), server_name(identity.hub_id))
    try:
        health = client.call(address, HEALTH, Health, timeout_s=_PROVE_S)
    except HubRefused as refusal:
        raise HubUnreachable(str(refusal)) from refusal
    finally:
        client.close()
    if health.hub_id != identity.hub_id:
        raise NotOurHub(f"it calls itself {health.hub_id}")
    return address
