"""The keys, kept outside PostgreSQL and its backups: a JSON file here, a KMS behind the same port later.

| field | use |
|---|---|
| `wrapping` | month -> AES-GCM-SIV 256, wraps people's data keys |
| `name` | generation -> AES-SIV 512, outward names |
| `tag` | root of the rooms' tags, a root of its own so that names never meet tags |
| `root` | HKDF root of ORDER, MASK, MAIL and the like |
| `cursor` | month -> AES-SIV 512, keyset cursors |
"""

import base64
import functools
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from market.base.errors import Unavailable
from market.base.settings import Settings, settings

NONCE = 12  # bytes, RFC 8452 section 4


class KeyringMissing(Unavailable):
    """The keyring's file is not there, not readable or not whole."""


class Keyring(Protocol):
    """What the vault and the names need; a KMS implements `wrap` and `unwrap` without showing its keys."""

    def wrap(self, key: bytes, context: bytes) -> tuple[str, bytes]:
        """Wrap a data key under this month's key: (that key's id, the wrapped bytes)."""

    def unwrap(self, wrapping_key: str, wrapped: bytes, context: bytes) -> bytes:
        """The data key again; raises KeyDestroyed when its wrapping key is gone."""

    def name_key(self, generation: int) -> bytes:
        """64 bytes for AES-SIV; raises KeyDestroyed."""

    def name_generation(self) -> int:
        """The generation that new names get."""

    def tag_key(self, room: str) -> bytes:
        """64 bytes for AES-SIV, one key a room."""

    def derive(self, purpose: str, length: int = 32) -> bytes:
        """A key for one purpose (ORDER, MASK, MAIL …), always the same."""

    def cursor_key(self) -> bytes:
        """64 bytes for AES-SIV, for cursors handed out now."""


class KeyDestroyed(Unavailable):
    """The key that sealed this was destroyed on purpose; what it sealed cannot be read again."""


@dataclass(frozen=True)
class FileKeyring:
    """A keyring in memory, read from a file once at start-up."""

    wrapping: dict[str, bytes]
    names: dict[int, bytes]
    tag_root: bytes
    root: bytes
    cursors: dict[str, bytes]
    local: bool

    def wrap(self, key: bytes, context: bytes) -> tuple[str, bytes]:
        month = max(self.wrapping)
        nonce = os.urandom(NONCE)
        return month, nonce + AESGCMSIV(self.wrapping[month]).encrypt(nonce, key, context)

    def unwrap(self, wrapping_key: str, wrapped: bytes, context: bytes) -> bytes:
        if wrapping_key not in self.wrapping:
            raise KeyDestroyed(key=wrapping_key)
        return AESGCMSIV(self.wrapping[wrapping_key]).decrypt(wrapped[:NONCE], wrapped[NONCE:], context)

    def name_key(self, generation: int) -> bytes:
        if generation not in self.names:
            raise KeyDestroyed(key=f"name {generation}")
        return self.names[generation]

    def name_generation(self) -> int:
        return max(self.names)

    def tag_key(self, room: str) -> bytes:
        return _hkdf(self.tag_root, f"moi/tag/{room}", 64)

    def derive(self, purpose: str, length: int = 32) -> bytes:
        return _hkdf(self.root, f"moi/{purpose}", length)

    def cursor_key(self) -> bytes:
        return self.cursors[max(self.cursors)]


@functools.lru_cache(maxsize=256)  # rooms and purposes are few, and each read of a sheet needs two
def _hkdf(root: bytes, purpose: str, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=purpose.encode()).derive(root)


def create(path: Path, month: str, *, local: bool) -> None:
    """Write a new keyring, readable by its owner alone; never over an existing file (FileExistsError)."""
    text = json.dumps(
        {
            "local": local,
            "wrapping": {month: _text(secrets.token_bytes(32))},
            "name": {"1": _text(secrets.token_bytes(64))},
            "tag": _text(secrets.token_bytes(32)),
            "root": _text(secrets.token_bytes(32)),
            "cursor": {month: _text(secrets.token_bytes(64))},
        },
        indent=1,
    )
    # Written beside its place and linked there when whole: a cut-off start leaves no half keyring.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()


def read(path: Path) -> FileKeyring:
    """The keyring in `path`; raises KeyringMissing."""
    try:
        data = json.loads(path.read_text())
        return FileKeyring(
            wrapping={month: _bytes(key, 32) for month, key in data["wrapping"].items()},
            names={int(generation): _bytes(key, 64) for generation, key in data["name"].items()},
            tag_root=_bytes(data["tag"], 32),
            root=_bytes(data["root"], 32),
            cursors={month: _bytes(key, 64) for month, key in data["cursor"].items()},
            local=bool(data["local"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyringMissing(path=str(path)) from error


def path_of(config: Settings) -> Path:
    """Where this process's keyring is."""
    return config.keyring or config.home / "keyring.json"


@functools.cache
def keyring() -> Keyring:
    """The keyring of this process, read once."""
    return read(path_of(settings()))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _bytes(text: str, length: int) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != length:
        raise ValueError("a key of the wrong length")
    return key
