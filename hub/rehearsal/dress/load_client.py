"""The saturating client: a process of its own that keeps connections with kiosks' certificates.

    python -m hub.rehearsal.dress.load_client

The first line of standard input says where the hub is and which certificates to use; every
further line is a round of requests, answered by one line with how long the round took. A request
is made ready before the round begins, so that the client costs as little as it can.
"""

from __future__ import annotations

import socket
import ssl
import sys
import threading
import time
from collections import deque

import msgspec

from hub.contract.discovery import server_name
from hub.contract.wire import CONGRESS_HEADER, PROTOCOL, PROTOCOL_HEADER

_PATIENCE_S = 30.0


class Where(msgspec.Struct, frozen=True):
    """The hub, and a file with key and certificate for each connection."""

    host: str
    port: int
    hub_id: str
    congress_id: str
    ca_pem: str
    certificates: list[str]


class Round(msgspec.Struct, frozen=True):
    """Requests to one address, all of them once; an answer is good if it holds `expect`."""

    path: str
    bodies: list[str]
    expect: str = ""


class Took(msgspec.Struct, frozen=True):
    """How a round went."""

    seconds: float
    good: int
    bad: int
    sample: str = ""
    """One of the bad answers."""


class Connection:
    """One kept-alive connection; nothing but what a round needs."""

    def __init__(self, where: Where, certificate: str) -> None:
        context = ssl.create_default_context(cadata=where.ca_pem)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(certificate)
        plain = socket.create_connection((where.host, where.port), timeout=_PATIENCE_S)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = context.wrap_socket(plain, server_hostname=server_name(where.hub_id))

    def ask(self, request: bytes) -> bytes:
        """The whole answer, head and body."""
        self._socket.sendall(request)
        answer = self._socket.recv(65536)
        while (head := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        length = answer.lower().find(b"content-length:")
        if not 0 <= length < head:
            raise ConnectionError("an answer without a length")
        whole = head + 4 + int(answer[length + 15 : answer.find(b"\r\n", length)])
        while len(answer) < whole:
            answer += self._more()
        return answer

    def _more(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise ConnectionError("closed in the middle of an answer")
        return part


def play(connections: list[Connection], requests: list[bytes], expect: bytes) -> Took:
    """Every request once, each by the next connection that is free."""
    waiting = deque(requests)
    start = threading.Barrier(len(connections) + 1)
    goods: list[int] = []
    bads: list[bytes] = []

    def work(connection: Connection) -> None:
        good = 0
        start.wait()
        try:
            while True:
                answer = connection.ask(waiting.popleft())
                if answer.startswith(b"HTTP/1.1 200") and expect in answer:
                    good += 1
                else:
                    bads.append(answer)
        except IndexError:
            goods.append(good)
        except OSError as wrong:
            goods.append(good)
            bads.append(repr(wrong).encode())

    threads = [threading.Thread(target=work, args=(one,)) for one in connections]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    sample = bads[0].decode("utf-8", "replace")[-300:] if bads else ""
    return Took(took, sum(goods), len(bads) + len(waiting), sample)


def ready_made(where: Where, one: Round) -> list[bytes]:
    """The bytes of every request of a round."""
    head = (
        f"POST {one.path} HTTP/1.1\r\nHost: {where.host}\r\nContent-Type: application/json\r\n"
        f"{PROTOCOL_HEADER}: {PROTOCOL}\r\n{CONGRESS_HEADER}: {where.congress_id}\r\n"
    )
    bodies = [body.encode() for body in one.bodies]
    return [f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies]


def main() -> None:
    """Read, play, answer, until standard input ends."""
    where = msgspec.json.decode(sys.stdin.buffer.readline(), type=Where)
    connections = [Connection(where, path) for path in where.certificates]
    for line in sys.stdin.buffer:
        one = msgspec.json.decode(line, type=Round)
        took = play(connections, ready_made(where, one), one.expect.encode())
        sys.stdout.buffer.write(msgspec.json.encode(took) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
