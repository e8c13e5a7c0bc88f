"""The real server process: TLS, client certificates, crashes, a clean end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from hub.contract.endpoints import HEALTH, HEARTBEAT
from hub.contract.wire import CONGRESS_HEADER, PROTOCOL, PROTOCOL_HEADER, ErrorCode
from hub.platform.server import MOST_OF_ONE_PEER, HubWorker
from hub.platform.tls import Authority, create_authority
from tests.fakes.hub_process import ADDRESS, LOGIN, PASSWORD, HubProcess, free_port
from tests.fakes.web_login import web_login


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    hub = HubProcess(tmp_path_factory.mktemp("hub")).start()
    yield hub
    hub.close()


def client(hub: HubProcess, certificate: Path | None = None) -> urllib3.HTTPSConnectionPool:
    """Connections that trust this hub only; `certificate` holds a certificate and its key."""
    context = ssl.create_default_context(cadata=hub.authority.certificate_pem.decode())
    if certificate is not None:
        context.load_cert_chain(certificate)
    return urllib3.HTTPSConnectionPool(
        ADDRESS, hub.port, ssl_context=context, retries=False, timeout=20, maxsize=4
    )


def worker_of(hub: HubProcess) -> int:
    """The process that serves, a child of the one that was started."""
    assert hub.process is not None
    pid = hub.process.pid
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def kiosk_certificate(authority: Authority, folder: Path) -> Path:
    """A file with a new key and the certificate that the authority gave for it."""
    key = ed25519.Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "asks for another name")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, None)
    csr = request.public_bytes(serialization.Encoding.PEM).decode()
    certificate = authority.sign_kiosk(csr, "k1")
    path = folder / "kiosk.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    assert certificate.subject.rfc4514_string() == "CN=k1"
    assert certificate.not_valid_before_utc.year == 1970
    assert certificate.not_valid_after_utc.year == 2099
    assert isinstance(certificate.signature_hash_algorithm, hashes.SHA256)
    return path


def heartbeat_code(hub: HubProcess, certificate: Path | None) -> str:
    with client(hub, certificate) as pool:
        answer = pool.request("POST", HEARTBEAT.path, body=b"{}")
    return str(answer.json()["code"])


def test_the_application_sees_the_certificate(hub: HubProcess, tmp_path: Path) -> None:
    ours = kiosk_certificate(hub.authority, tmp_path)
    assert heartbeat_code(hub, None) == ErrorCode.CERTIFICATE_REQUIRED
    assert heartbeat_code(hub, ours) == ErrorCode.KIOSK_UNKNOWN


def test_no_header_stands_in_for_a_certificate(hub: HubProcess) -> None:
    headers = {
        "daihoi.peer_certificate": "x",
        "X-SSL-Client-Cert": "x",
        PROTOCOL_HEADER: PROTOCOL,
        CONGRESS_HEADER: "x",
    }
    with client(hub) as pool:
        answer = pool.request("POST", HEARTBEAT.path, body=b"{}", headers=headers)
    assert answer.json()["code"] == ErrorCode.CERTIFICATE_REQUIRED


def test_a_certificate_of_another_authority_ends_the_handshake(
    hub: HubProcess, tmp_path: Path
) -> None:
    stranger = create_authority(tmp_path, hub.authority.hub_id)  # even one of the same name
    with pytest.raises(urllib3.exceptions.HTTPError):
        heartbeat_code(hub, kiosk_certificate(stranger, tmp_path))


def test_nothing_but_tls_1_3(hub: HubProcess) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=hub.authority.certificate_pem.decode())
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", hub.port), timeout=10) as raw,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(raw, server_hostname="127.0.0.1")
    with socket.create_connection(("127.0.0.1", hub.port), timeout=10) as raw:
        raw.sendall(b"GET /ca.pem HTTP/1.1\r\nHost: hub\r\n\r\n")
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            answer = raw.recv(4096)
        assert b"CERTIFICATE" not in answer


def test_a_second_hub_on_the_same_data_is_refused(hub: HubProcess) -> None:
    arguments = ["--data", str(hub.settings.data_dir), "--language", "vi", "run"]
    second = subprocess.run(
        [sys.executable, "-m", "hub", *arguments, "--host", "127.0.0.1", "--port", str(hub.port)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 1
    assert "đang được một tiến trình khác phục vụ" in second.stderr


def test_a_killed_worker_is_replaced(hub: HubProcess) -> None:
    before = worker_of(hub)
    os.kill(before, signal.SIGKILL)
    stranger = hub.stranger()
    until = time.monotonic() + 30
    while True:
        with contextlib.suppress(urllib3.exceptions.HTTPError):
            stranger.call(HEALTH)
            break
        assert time.monotonic() < until
    assert worker_of(hub) != before


def test_a_killed_master_leaves_nothing_behind(hub: HubProcess) -> None:
    worker = worker_of(hub)
    hub.kill()
    hub.start()  # on the same port and data, at once
    assert worker_of(hub) != worker
    assert not is_running(worker)


def is_running(pid: int) -> bool:
    """Whether the process does anything still; one that died may wait for its parent to notice."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_it_ends_while_pages_are_watching(hub: HubProcess) -> None:
    with client(hub) as browser:
        flags = web_login(browser, hub.url, LOGIN, PASSWORD)
        for flag in ("__Host-", "Secure", "HttpOnly", "SameSite=Strict"):
            assert flag in flags
        headers = {"Cookie": flags.partition(";")[0]}
        stream = browser.request(
            "GET", "/events?topic=kiosks", headers=headers, preload_content=False
        )
        assert stream.status == 200
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        parts = stream.stream(64)
        assert next(parts).startswith(b"retry:")
        with ThreadPoolExecutor(1) as pool:
            ending = pool.submit(hub.stop)
            for _rest in parts:
                pass  # ends with its last chunk; a stream that is cut off raises
            assert ending.result() == 0
    hub.start()
    with client(hub) as browser:  # the session outlives the process
        assert browser.request("GET", "/", headers=headers, redirect=False).status == 200


def from_another_machine(port: int, number: int) -> list[socket.socket]:
    """Connections to the hub from an address that is not its own."""
    made = [socket.socket() for _ in range(number)]
    for one in made:
        one.settimeout(20)
        one.bind(("127.0.0.2", 0))
        one.connect((ADDRESS, port))
    return made


def turned_away(connections: list[socket.socket]) -> int:
    """How many of them the hub closed without a word."""
    closed = 0
    for one in connections:
        with contextlib.suppress(ConnectionResetError):
            if one.recv(1, socket.MSG_PEEK):
                continue
        closed += 1
    return closed


def test_a_machine_that_drips_bytes_takes_nobodys_place(hub: HubProcess) -> None:
    """More half handshakes than the hub has threads, none of which ever ends."""
    dripping = from_another_machine(hub.port, 120)
    done = threading.Event()

    def drip() -> None:
        record = b"\x16\x03\x01\x02\x00" + bytes(500)
        for byte in record:
            for one in dripping:
                with contextlib.suppress(OSError):
                    one.send(bytes([byte]))
            if done.wait(0.5):
                return

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        for _ in range(20):
            hub.stranger().call(HEALTH)
        assert turned_away(dripping[MOST_OF_ONE_PEER:]) == 120 - MOST_OF_ONE_PEER
    finally:
        done.set()
        thread.join()
        for one in dripping:
            one.close()


def test_whoever_leaves_makes_room_and_a_rehearsal_on_the_hub_itself_has_enough(
    hub: HubProcess,
) -> None:
    for _ in range(3):
        idle = from_another_machine(hub.port, MOST_OF_ONE_PEER)
        hub.stranger().call(HEALTH)  # the hub has taken in what came before
        for one in idle:
            one.close()
    context = ssl.create_default_context(cadata=hub.authority.certificate_pem.decode())
    until = time.monotonic() + 20
    while True:  # until it has noticed that the last ones left
        (one,) = from_another_machine(hub.port, 1)
        with contextlib.suppress(OSError), context.wrap_socket(one, server_hostname=ADDRESS) as tls:
            tls.sendall(b"GET /ca.pem HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")
            assert b"200 OK" in tls.recv(4096)
            break
        assert time.monotonic() < until
    own = [socket.create_connection((ADDRESS, hub.port), 20) for _ in range(3 * MOST_OF_ONE_PEER)]
    hub.stranger().call(HEALTH)
    for one in own:
        one.setblocking(False)
        with pytest.raises(BlockingIOError):
            one.recv(1)
        one.close()


def test_a_rehearsal_takes_a_whole_hall_from_one_machine(tmp_path: Path) -> None:
    port, words = free_port(), ("run", "--rehearsal", "--host", ADDRESS, "--interface", ADDRESS)
    hub = subprocess.Popen(
        [sys.executable, "-m", "hub", "--data", str(tmp_path), *words, "--port", str(port)],
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 30
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection((ADDRESS, port), 20).close()
                break
            assert hub.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        hall = from_another_machine(port, 3 * MOST_OF_ONE_PEER)
        context = ssl.create_default_context(cafile=str(tmp_path / "keys" / "ca.pem"))
        for one in hall[-2:]:
            one.settimeout(20)
            with context.wrap_socket(one, server_hostname=ADDRESS) as tls:
                tls.sendall(b"GET /ca.pem HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")
                assert b"200 OK" in tls.recv(4096)
        for one in hall:
            one.close()
    finally:
        hub.terminate()
        hub.wait()


def test_a_head_that_takes_too_long_ends_its_connection() -> None:
    ours, theirs = socket.socketpair()
    address = ("127.0.0.1", 0)
    late = TConn(Config(), ours, address, address)
    worker = object.__new__(HubWorker)  # the loop around it is gunicorn's
    worker.pending_conns = deque()
    worker._reading = {late: time.monotonic() - 3600}
    worker.murder_pending()
    assert theirs.recv(1) == b""
    ours.close()
    theirs.close()


def test_the_process_that_serves_leaves_no_core(hub: HubProcess) -> None:
    limits = Path(f"/proc/{worker_of(hub)}/limits").read_text()
    (core,) = [line.split() for line in limits.splitlines() if "core file" in line]
    assert core[4:6] == ["0", "0"]


def test_the_log_names_no_ballot(hub: HubProcess) -> None:
    ballot = "5a" * 16
    with client(hub) as pool:
        pool.request("PUT", f"/api/v1/polls/1/ballots/{ballot}", body=b"{}")
        pool.request("PUT", f"/api/v1/polls/1/ballots/{ballot}", body=b"\x00" * 100_000)
        with contextlib.suppress(urllib3.exceptions.HTTPError):  # the server may just hang up
            pool.request("PUT", f"/api/v1/polls/1/ballots/{ballot}", headers={"x y": "wrong"})
    assert ballot not in hub.log()
