"""The hub's own certificate authority, its server certificate and its kiosks' certificates.

The authority may vouch only for `.local`, localhost and private addresses (RFC 5280 §4.2.1.10),
so trusting it on a laptop opens nothing else. P-256 throughout: Chromium takes no Ed25519 server
certificate (https://chromium.googlesource.com/chromium/src/+/main/net/data/ssl/).
A kiosk's certificate is valid 1970–2099, since a hub or kiosk whose clock battery is dead must
not lock anybody out; taking the right away is done in the table of kiosks. The server's own
certificate is short-lived only because browsers ask it; kiosks do not look at its dates.
"""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.contract.discovery import server_name
from hub.platform.files import write_private

_FIRST = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_LAST = datetime.datetime(2099, 12, 31, tzinfo=datetime.UTC)
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
_SERVER_DAYS = 397  # what browsers take at most; made anew at every start
_CA_CERT, _CA_KEY = "ca.pem", "ca.key"
_SERVER_CERT, _SERVER_KEY = "server.pem", "server.key"


class BadCsr(ValueError):
    """What a kiosk sent is not a certificate request that can be signed."""


@dataclass(frozen=True)
class Authority:
    """The hub's certificate authority; its common name is the hub's id."""

    keys_dir: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def hub_id(self) -> str:
        """The name of this hub in the hall, such as `daihoi-3f9a01c2`."""
        name = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        assert isinstance(name, str)
        return name

    @property
    def certificate_pem(self) -> bytes:
        """The authority's certificate, for everyone."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def certificate_der(self) -> bytes:
        """The same in DER, which a ticket pins."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def server_certificate_path(self) -> Path:
        """Where the server's certificate lies, the authority's behind it."""
        return self.keys_dir / _SERVER_CERT

    @property
    def server_key_path(self) -> Path:
        """Where the server's private key lies."""
        return self.keys_dir / _SERVER_KEY

    def sign_kiosk(self, csr_pem: str, kiosk_id: str) -> x509.Certificate:
        """A client certificate for the key in the request, named by `kiosk_id`; else BadCsr.

        Nothing of the request but its public key is used.
        """
        try:
            request = x509.load_pem_x509_csr(csr_pem.encode("ascii"))
            public_key = request.public_key()
            if not request.is_signature_valid:
                raise BadCsr("its signature does not fit its key")
        except (ValueError, UnsupportedAlgorithm) as wrong:
            raise BadCsr(str(wrong)) from wrong
        if not isinstance(public_key, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey):
            raise BadCsr("neither an elliptic curve nor an Ed25519 key")
        name = _name(kiosk_id)
        builder = _builder(name, self.certificate.subject, public_key, _FIRST, _LAST)
        builder = _leaf(builder, self.key, ExtendedKeyUsageOID.CLIENT_AUTH)
        return builder.sign(self.key, hashes.SHA256())

    def make_server_certificate(self, addresses: Iterable[str], now: datetime.datetime) -> None:
        """Put a new key and certificate for this hub's name and those addresses on disk."""
        key = ec.generate_private_key(ec.SECP256R1())
        private = {ipaddress.IPv4Address("127.0.0.1")}
        private |= {a for a in map(ipaddress.IPv4Address, addresses) if _is_permitted(a)}
        names: list[x509.GeneralName] = [
            x509.DNSName(server_name(self.hub_id)),
            x509.DNSName("localhost"),
            *(x509.IPAddress(address) for address in sorted(private)),
        ]
        builder = _builder(
            # Another name than the issuer's, or it would pass for self-signed.
            _name(server_name(self.hub_id)),
            self.certificate.subject,
            key.public_key(),
            # A day back: a laptop in the hall may be a little behind.
            now - datetime.timedelta(days=1),
            now + datetime.timedelta(days=_SERVER_DAYS - 1),
        ).add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = _leaf(builder, self.key, ExtendedKeyUsageOID.SERVER_AUTH)
        certificate = builder.sign(self.key, hashes.SHA256())
        write_private(self.server_key_path, _key_pem(key))
        chain = certificate.public_bytes(serialization.Encoding.PEM) + self.certificate_pem
        write_private(self.server_certificate_path, chain)

    def server_context(self) -> ssl.SSLContext:
        """How the hub speaks TLS: 1.3 only, a client's certificate welcome but not demanded."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.server_certificate_path, self.server_key_path)
        context.load_verify_locations(cadata=self.certificate_pem.decode("ascii"))
        context.verify_mode = ssl.CERT_OPTIONAL
        context.num_tickets = 0  # every connection proves its certificate anew
        return context


def create_authority(keys_dir: Path, hub_id: str) -> Authority:
    """A new authority, its key readable by this user only."""
    key = ec.generate_private_key(ec.SECP256R1())
    permitted: list[x509.GeneralName] = [x509.DNSName("local"), x509.DNSName("localhost")]
    permitted += [x509.IPAddress(ipaddress.IPv4Network(net)) for net in _PRIVATE]
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        _builder(_name(hub_id), _name(hub_id), key.public_key(), _FIRST, _LAST)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    authority = Authority(keys_dir, certificate, key)
    write_private(keys_dir / _CA_KEY, _key_pem(key))
    write_private(keys_dir / _CA_CERT, authority.certificate_pem)
    return authority


def load_authority(keys_dir: Path) -> Authority:
    """The authority that `create_authority` put there."""
    certificate = x509.load_pem_x509_certificate((keys_dir / _CA_CERT).read_bytes())
    key = serialization.load_pem_private_key((keys_dir / _CA_KEY).read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Authority(keys_dir, certificate, key)


def _is_permitted(address: ipaddress.IPv4Address) -> bool:
    return any(address in ipaddress.IPv4Network(net) for net in _PRIVATE)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey,
    first: datetime.datetime,
    last: datetime.datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
    )


def _leaf(
    builder: x509.CertificateBuilder,
    issuer_key: ec.EllipticCurvePrivateKey,
    purpose: x509.ObjectIdentifier,
) -> x509.CertificateBuilder:
    authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(authority_key, critical=False)
    )
