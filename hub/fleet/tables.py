"""Tables of the fleet."""

from __future__ import annotations

import sqlalchemy as sa

from hub.platform.db import metadata

ticket = sa.Table(
    "ticket",
    metadata,
    sa.Column("secret_sha256", sa.Text, primary_key=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False),
    sa.Column("used_ms", sa.BigInteger),
    sa.Column("request_id", sa.Text),  # of the enrolment that used it: a repeat is answered again
    sa.Column("kiosk_id", sa.ForeignKey("kiosk.kiosk_id")),
)
"""Tickets to join; the secret itself is never stored."""

kiosk = sa.Table(
    "kiosk",
    metadata,
    sa.Column("kiosk_id", sa.Text, primary_key=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("certificate_pem", sa.Text, nullable=False),
    sa.Column("certificate_sha256", sa.Text, nullable=False, unique=True),  # of the DER, hex
    sa.Column("public_key_sha256", sa.Text, nullable=False),
    sa.Column("enrolled_ms", sa.BigInteger, nullable=False),
    sa.Column("revoked_ms", sa.BigInteger),
)

alert = sa.Table(
    "alert",
    metadata,
    sa.Column("alert_id", sa.Text, primary_key=True),  # the request id of the kiosk
    sa.Column("kiosk_id", sa.ForeignKey("kiosk.kiosk_id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # hub.fleet.rules.AlertKind
    sa.Column("raised_ms", sa.BigInteger, nullable=False),
    sa.Column("acknowledged_ms", sa.BigInteger),
    sa.Column("acknowledged_by", sa.Text),
)
"""What a technician has to see to; stands on the page until acknowledged."""
