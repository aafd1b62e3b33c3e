"""Which keyring a database was begun with: a mark of it, so that another one is noticed before it seals anything.

The mark is a hash of keys derived from the two roots that are never renewed; it opens nothing. New months and
generations of the keyring leave it as it is.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from market.base.keyring import Keyring, KeyringMissing, path_of, read
from market.base.settings import Settings
from market.base.vault import VAULT

PURPOSE = "fingerprint"

Run = Callable[..., Awaitable[list[asyncpg.Record]]]


class KeyringDiffers(RuntimeError):
    """What the database holds was sealed with another keyring: it could not be read, and new rows not either."""

    def __init__(self) -> None:
        super().__init__(f"{WHAT} {MEND}")


WHAT = "The keyring is another than the one this database was begun with."
MEND = "Give MOI_KEYRING the file that belongs to it, or begin with an empty database."


def fingerprint(ring: Keyring) -> bytes:
    """32 bytes that name a keyring. Pure."""
    return hashlib.sha256(ring.derive(PURPOSE) + ring.tag_key(PURPOSE)).digest()


async def fits(run: Run, ring: Keyring) -> bool:
    """Whether the database was begun with `ring`; so was one without a mark, if its people's tags open."""
    marks = await run("select fingerprint from base.keyring")
    if marks:
        return bool(marks[0]["fingerprint"] == fingerprint(ring))
    people = await run("select tag from base.person_keys limit 1")
    return all(_opens(ring, row["tag"]) for row in people)


async def keep(run: Run, ring: Keyring) -> None:
    """Mark the database with `ring` unless it has a mark. Raises KeyringDiffers."""
    if await fits(run, ring):
        await run(
            "insert into base.keyring (single, fingerprint) values (true, $1) on conflict do nothing",
            fingerprint(ring),
        )
        if await fits(run, ring):  # nobody with another one was faster
            return
    raise KeyringDiffers()


def keeper(config: Settings) -> Callable[[asyncpg.Connection, str], Awaitable[None]]:
    """The part of a migration that marks the database; a release without a keyring leaves it to the first start."""

    async def run(connection: asyncpg.Connection, _: str) -> None:
        try:
            ring = read(path_of(config))
        except KeyringMissing:
            return
        await keep(connection.fetch, ring)

    return run


def _opens(ring: Keyring, tag: Any) -> bool:
    try:
        AESSIV(ring.tag_key(VAULT)).decrypt(tag, [b"tag", VAULT.encode()])
    except InvalidTag:
        return False
    return True
