"""People's data, sealed under a key of their own; and people's tags, which the vault alone reads back.

Outside `accounts` a person appears under a *tag*: AES-SIV of the person's id under the room's key. Two rooms'
tags cannot be joined without the keyring. Deleting a person's key erases what it sealed, in every copy.
"""

import contextlib
import functools
import json
import os
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV, AESSIV

from market.base.database import Record, fetch, fetch_row
from market.base.errors import NotFound
from market.base.keyring import NONCE, KeyDestroyed, keyring

TAG_LENGTH = 32  # bytes: 16 of the id, 16 of the synthetic IV (RFC 5297 section 2.6)
PADDING = 256  # bytes; lengths say little
CACHE_SECONDS = 60  # of unwrapped keys; decisions about access are never cached
CACHE_SIZE = 50_000
VAULT = "vault"
PAYOUTS = "vault/payouts"
"""A person's second key, for where their money goes: it outlives the person's account until the last is paid."""
VERSION = b"\x01"


Run = Callable[..., Awaitable[list[Record]]]


class Erased(NotFound):
    """The key is gone: what it sealed does not exist any more."""


class SealBroken(RuntimeError):
    """A sealed value was altered or moved from the place it was sealed for."""


@dataclass(frozen=True)
class Place:
    """Where a sealed value stands; it opens nowhere else."""

    table: str
    column: str
    row: uuid.UUID
    version: int = 1

    def bytes(self, generation: int) -> bytes:
        """The associated data: table, column, row, version, key generation."""
        return f"{self.table}|{self.column}|{self.row}|{self.version}|{generation}".encode()


@dataclass(frozen=True)
class DataKey:
    """An unwrapped key of one person, and its generation."""

    cipher: AESGCMSIV
    generation: int

    def seal(self, place: Place, value: Mapping[str, Any], padding: int = PADDING) -> bytes:
        """The value as one blob, padded to a multiple of 256 bytes or of another `padding`, bound to its place."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        plain += b" " * (-len(plain) % padding)
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self.cipher.encrypt(nonce, plain, place.bytes(self.generation))

    def unseal(self, place: Place, blob: bytes) -> dict[str, Any]:
        """The value again; raises SealBroken."""
        value: dict[str, Any] = json.loads(self.unseal_bytes(place, blob))
        return value

    def unseal_bytes(self, place: Place, blob: bytes) -> bytes:
        """The value as JSON text, for the hot read that passes it on; raises SealBroken."""
        if blob[:1] != VERSION:
            raise SealBroken("unknown version of seal")
        nonce, sealed = blob[1 : 1 + NONCE], blob[1 + NONCE :]
        try:
            return self.cipher.decrypt(nonce, sealed, place.bytes(self.generation)).rstrip(b" ")
        except InvalidTag as error:
            raise SealBroken(place.table) from error


_siv = functools.lru_cache(maxsize=64)(AESSIV)  # one cipher a room, not one a tag
_cache: dict[bytes, tuple[float, DataKey]] = {}


def tag(room: str, person: uuid.UUID) -> bytes:
    """The 32-byte name of a person inside one room. Pure but for the keyring."""
    return _siv(keyring().tag_key(room)).encrypt(person.bytes, [b"tag", room.encode()])


def person_of(room: str, person_tag: bytes) -> uuid.UUID:
    """The person behind a room's tag; raises NotFound for another room's tag or rubbish."""
    try:
        plain = _siv(keyring().tag_key(room)).decrypt(person_tag, [b"tag", room.encode()])
    except InvalidTag as error:
        raise NotFound() from error
    return uuid.UUID(bytes=plain)


def retag(person_tag: bytes, room: str, other: str) -> bytes:
    """The same person's tag in another room."""
    return tag(other, person_of(room, person_tag))


@functools.lru_cache(maxsize=CACHE_SIZE)
def _vault_tag(room: str, person_tag: bytes, purpose: str) -> bytes:
    """The tag a person's key stands under. Kept, because two ciphers are a twentieth of a hot read."""
    return retag(person_tag, room, purpose)


async def create_key(person: uuid.UUID) -> DataKey:
    """Make a person's key, inside the transaction that makes the person."""
    vault_tag = tag(VAULT, person)
    key = AESGCMSIV.generate_key(256)
    wrapping_key, wrapped = keyring().wrap(key, vault_tag)
    await fetch(
        "insert into base.person_keys (tag, wrapping_key, wrapped, generation) values ($1, $2, $3, 1)",
        vault_tag,
        wrapping_key,
        wrapped,
    )
    return DataKey(AESGCMSIV(key), 1)


async def ensure_key(person: uuid.UUID, purpose: str) -> DataKey:
    """The person's key for one purpose, made if it is not there, inside the caller's transaction."""
    vault_tag = tag(purpose, person)
    wrapping_key, wrapped = keyring().wrap(AESGCMSIV.generate_key(256), vault_tag)
    await fetch(
        "insert into base.person_keys (tag, wrapping_key, wrapped, generation) values ($1, $2, $3, 1)"
        " on conflict (tag) do nothing",
        *(vault_tag, wrapping_key, wrapped),
    )
    # Not from the cache, nor into it: this transaction may yet be undone.
    row = await fetch_row(
        "select wrapping_key, wrapped, generation from base.person_keys where tag = $1", vault_tag
    )
    if row is None:
        raise Erased()
    return _unwrapped(vault_tag, row["wrapping_key"], row["wrapped"], row["generation"])


async def data_key(person: uuid.UUID, purpose: str = VAULT) -> DataKey:
    """A person's key, from the cache for at most a minute; raises Erased."""
    vault_tag = tag(purpose, person)
    found = _cache.get(vault_tag)
    if found and found[0] > time.monotonic():
        return found[1]
    row = await fetch_row(
        "select wrapping_key, wrapped, generation from base.person_keys where tag = $1", vault_tag
    )
    if row is None:
        raise Erased()
    return _remember(vault_tag, row["wrapping_key"], row["wrapped"], row["generation"])


async def data_keys(people: set[uuid.UUID]) -> dict[uuid.UUID, DataKey]:
    """Many people's keys in one query; the erased are missing from the answer."""
    tags = {tag(VAULT, person): person for person in people}
    return {tags[vault_tag]: key for vault_tag, key in (await _fetched(list(tags), fetch)).items()}


async def keys_of(
    room: str, tags: set[bytes], run: Run = fetch, purpose: str = VAULT
) -> dict[bytes, DataKey]:
    """The keys of the people under a room's tags, by tag; the erased are missing.

    From the cache for at most a minute, the others in one query by `run`, on whose connection it may be.
    """
    asked = {person_tag: _vault_tag(room, person_tag, purpose) for person_tag in tags}
    now = time.monotonic()
    found = {each: kept[1] for each in asked.values() if (kept := _cache.get(each)) and kept[0] > now}
    missing = [each for each in asked.values() if each not in found]
    if missing:
        found |= await _fetched(missing, run)
    return {person_tag: found[each] for person_tag, each in asked.items() if each in found}


async def _fetched(vault_tags: list[bytes], run: Run) -> dict[bytes, DataKey]:
    rows = await run(
        "select tag, wrapping_key, wrapped, generation from base.person_keys where tag = any($1)", vault_tags
    )
    found = {}
    for row in rows:
        with contextlib.suppress(KeyDestroyed):
            found[row["tag"]] = _remember(row["tag"], row["wrapping_key"], row["wrapped"], row["generation"])
    return found


async def destroy_key(person: uuid.UUID, purpose: str = VAULT) -> None:
    """Erase: delete the person's key, inside the transaction that ends everything of theirs."""
    vault_tag = tag(purpose, person)
    await fetch("delete from base.person_keys where tag = $1", vault_tag)
    _cache.pop(vault_tag, None)


def _unwrapped(vault_tag: bytes, wrapping_key: str, wrapped: bytes, generation: int) -> DataKey:
    try:
        return DataKey(AESGCMSIV(keyring().unwrap(wrapping_key, wrapped, vault_tag)), generation)
    except InvalidTag as error:
        raise SealBroken("person_keys") from error


def _remember(vault_tag: bytes, wrapping_key: str, wrapped: bytes, generation: int) -> DataKey:
    key = _unwrapped(vault_tag, wrapping_key, wrapped, generation)
    if len(_cache) >= CACHE_SIZE:
        _cache.clear()
    _cache[vault_tag] = (time.monotonic() + CACHE_SECONDS, key)
    return key
