"""The hub's authority: what it vouches for, what it cannot vouch for, what it signs."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from hub.contract.discovery import server_name
from hub.platform.tls import Authority, BadCsr, create_authority, load_authority

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    authority = create_authority(tmp_path, "daihoi-0a1b2c3d")
    authority.make_server_certificate(["192.168.7.9", "8.8.8.8", "127.0.0.1"], NOW)
    return authority


def handshake(authority: Authority, name: str) -> str | None:
    """A kiosk's side and the hub's, in memory; the TLS version, or an exception."""
    trusting = ssl.create_default_context(cadata=authority.certificate_pem.decode())
    to_hub, to_kiosk = ssl.MemoryBIO(), ssl.MemoryBIO()
    kiosk = trusting.wrap_bio(to_kiosk, to_hub, server_hostname=name)
    hub = authority.server_context().wrap_bio(to_hub, to_kiosk, server_side=True)
    for _ in range(3):
        for side in (kiosk, hub):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return kiosk.version()


def csr(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name)
    return request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def test_kept_and_read_again(authority: Authority, tmp_path: Path) -> None:
    again = load_authority(tmp_path)
    assert again.hub_id == "daihoi-0a1b2c3d"
    assert again.certificate_der == authority.certificate_der


def test_the_names_a_hub_answers_to(authority: Authority) -> None:
    certificates = x509.load_pem_x509_certificates(authority.server_certificate_path.read_bytes())
    names = certificates[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["daihoi-0a1b2c3d.local", "localhost"]
    # A public address is left out: the authority could not vouch for it.
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == [
        "127.0.0.1",
        "192.168.7.9",
    ]
    for name in (server_name(authority.hub_id), "localhost", "127.0.0.1", "192.168.7.9"):
        assert handshake(authority, name) == "TLSv1.3"
    for name in ("daihoi-ffffffff.local", "192.168.7.10"):
        with pytest.raises(ssl.SSLCertVerificationError):
            handshake(authority, name)


@pytest.mark.parametrize(
    ("names", "verdict"),
    [
        ([x509.DNSName("any.local")], "OK"),
        ([x509.IPAddress(ipaddress.IPv4Address("10.3.2.1"))], "OK"),
        ([x509.DNSName("www.example.com")], "permitted subtree violation"),
        ([x509.IPAddress(ipaddress.IPv4Address("8.8.8.8"))], "permitted subtree violation"),
    ],
)
def test_a_stolen_authority_opens_only_the_hall(
    authority: Authority, tmp_path: Path, names: list[x509.GeneralName], verdict: str
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    forged = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "forged")]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW)
        .not_valid_after(NOW + dt.timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    path = tmp_path / "forged.pem"
    path.write_bytes(forged.public_bytes(serialization.Encoding.PEM))
    at = str(int(NOW.timestamp()) + 60)
    command = ["openssl", "verify", "-attime", at, "-CAfile", str(tmp_path / "ca.pem"), str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert verdict in said.stdout + said.stderr


def test_requests_that_are_not_signed(authority: Authority) -> None:
    good = csr(ec.generate_private_key(ec.SECP256R1()))
    assert authority.sign_kiosk(good, "k").issuer == authority.certificate.subject
    body = good.splitlines()
    swapped = body[1][:30] + ("A" if body[1][30] != "A" else "B") + body[1][31:]
    for text in (
        "",
        "đây không phải là yêu cầu",
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
        "\n".join([body[0], swapped, *body[2:]]),
        csr(rsa.generate_private_key(65537, 2048)),
    ):
        with pytest.raises(BadCsr):
            authority.sign_kiosk(text, "k")
