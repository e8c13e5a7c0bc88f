"""A hub's keys under a passphrase, for a copy that lies on a stick anybody can pick up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.platform.manifest import BadCopy, KeyLock, Problem

_NONCE = 12
_ROUNDS, _MEMORY_KIB = 4, 32 * 1024


@dataclass(frozen=True)
class Sealer:
    """Seals with a key that was made from the passphrase once, since that takes a while."""

    lock: KeyLock
    key: bytes

    def seal(self, files: dict[str, bytes], hub_id: str) -> bytes:
        """The files in one piece that only the passphrase opens, bound to this hub."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, msgspec.json.encode(files), hub_id.encode())


def make_sealer(passphrase: str) -> Sealer:
    """A sealer with a salt of its own."""
    lock = KeyLock(secrets.token_bytes(16), _ROUNDS, _MEMORY_KIB)
    return Sealer(lock, _key(passphrase, lock))


def unseal(sealed: bytes, lock: KeyLock, passphrase: str, hub_id: str) -> dict[str, bytes]:
    """The files again; BadCopy where the passphrase is another one."""
    try:
        aead = AESGCM(_key(passphrase, lock))
        plain = aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], hub_id.encode())
    except (InvalidTag, ValueError) as wrong:
        raise BadCopy(Problem.PASSPHRASE_WRONG) from wrong
    return msgspec.json.decode(plain, type=dict[str, bytes])


def key_files(keys_dir: Path) -> dict[str, bytes]:
    """Every file of the keys folder by its name, but those half written."""
    return {
        path.name: path.read_bytes()
        for path in sorted(keys_dir.iterdir())
        if path.is_file() and path.suffix != ".new"
    }


def _key(passphrase: str, lock: KeyLock) -> bytes:
    if lock.memory_kib > 1 << 20 or lock.rounds > 1000:
        raise BadCopy(Problem.CHANGED, "key_lock")  # a forged one, to use up the machine
    return hash_secret_raw(
        passphrase.encode(), lock.salt, lock.rounds, lock.memory_kib, 1, 32, Type.ID
    )
