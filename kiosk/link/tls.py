"""TLS as this product speaks it: version 1.3, one private CA, the name and not the address."""

from __future__ import annotations

import ssl
from pathlib import Path

# OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python does not name.
_NO_CHECK_TIME = 0x200000


def trusting(ca_pem: str, certificate: tuple[Path, Path] | None) -> ssl.SSLContext:
    """A context that accepts servers of this CA only; `certificate` is ours and its key.

    The caller says which server name it expects; without one (`check_hostname` off) any server
    of the CA is accepted, and the CA makes no server certificate but its own hub's.
    """
    context = _bare()
    context.verify_mode = ssl.CERT_REQUIRED
    # A kiosk whose clock battery is dead believes it is 1970: dates prove nothing to it. The CA
    # is this one hub's own, and rights are taken away at the hub, not by running out.
    context.verify_flags |= _NO_CHECK_TIME
    context.load_verify_locations(cadata=ca_pem)
    if certificate is not None:
        context.load_cert_chain(*certificate)
    return context


def distrusting() -> ssl.SSLContext:
    """A context for fetching the CA's certificate, which is then compared with the ticket's pin.

    Nothing of value may be sent over it.
    """
    return _bare()


def _bare() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
