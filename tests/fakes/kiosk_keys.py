"""What a kiosk makes for itself before it joins: a key and a certificate request."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.contract.fleet import EnrolRequest
from hub.contract.ticket import decode_ticket


@dataclass(frozen=True)
class KioskKeys:
    """A key of its own and requests that are signed with it."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def csr_pem(self, name: str = "kiosk") -> str:
        builder = x509.CertificateSigningRequestBuilder().subject_name(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        )
        request = builder.sign(self.key, hashes.SHA256())
        return request.public_bytes(serialization.Encoding.PEM).decode()

    def asks(self, ticket_text: str, request_id: str = "") -> EnrolRequest:
        """The enrolment that a kiosk sends for a ticket."""
        return EnrolRequest(
            request_id=request_id or secrets.token_hex(16),
            secret=decode_ticket(ticket_text).secret,
            csr_pem=self.csr_pem(),
            app_version="0.1.0",
        )


def der(pem: str) -> bytes:
    """A certificate as the hub's TLS hands it to the application."""
    return x509.load_pem_x509_certificate(pem.encode()).public_bytes(serialization.Encoding.DER)
