"""The kiosk's own key, made here and never sent; and the check of what came back for it."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from hub.contract.ticket import ca_pin


class WrongCertificate(Exception):
    """The certificate that came is not one of that CA for our key."""


def new_key() -> bytes:
    """A fresh Ed25519 private key in PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def signing_request(key_pem: bytes) -> str:
    """The CSR of a key; the same key gives the same bytes, so that a repeat is a repeat."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "daihoi-kiosk")])
    request = (
        x509.CertificateSigningRequestBuilder().subject_name(subject).sign(_load(key_pem), None)
    )
    return request.public_bytes(serialization.Encoding.PEM).decode("ascii")


def pinned_certificate(pem: bytes, pin: bytes) -> str | None:
    """The certificate with that pin, alone, in PEM; None where `pem` does not begin with it.

    Alone: whatever else a stranger put into the same file must not become trusted.
    """
    try:
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError:
        return None
    if ca_pin(certificate.public_bytes(serialization.Encoding.DER)) != pin:
        return None
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def check_certificate(certificate_pem: str, key_pem: bytes, ca_pem: str) -> None:
    """Return if the certificate is for this key and of this CA, else WrongCertificate."""
    try:
        certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
        certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(ca_pem.encode()))
        theirs = certificate.public_key()
    except (ValueError, TypeError, InvalidSignature) as wrong:
        raise WrongCertificate(f"not a certificate of the hub's CA: {wrong!r}") from wrong
    if theirs != _load(key_pem).public_key():
        raise WrongCertificate("a certificate for another key")


def _load(key_pem: bytes) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(key_pem, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not a key of this program")
    return key
