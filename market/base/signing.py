"""The platform's signing keys, each for one purpose, and their generations.

A private key is derived from the keyring; which generation signs now is a row in the database, so that every
process turns at once, and the public halves stay published for as long as what they signed is good. A purpose
without a row is in its first generation. Whoever may have learned the *keyring* needs another keyring: turning the
key is for the yearly change, and for one key that leaked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from contracts.keys import PrivateKey, PublicKey
from contracts.keyset import PURPOSE, KeySet
from market.base import audit
from market.base.database import fetch, transaction
from market.base.errors import Unavailable
from market.base.ids import new_id
from market.base.keyring import keyring

Purpose = Literal["record", "status", "credential", "proof"]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)


SHORT_LIVED: Final[tuple[Purpose, ...]] = ("status", "proof")
"""Whatever these keys sign is good for an hour at most: an old one then has nothing left to prove, and one that leaked
could still sign for today."""
_STANDING: Final = """
select purpose, kid, x, ends_at from (select purpose, generation, kid, x, interval '1 hour'
    + lead(began_at) over (partition by purpose order by generation) as ends_at from base.signing_keys) k
  where ends_at is null or purpose <> all($1) or ends_at > base.now()
  order by purpose, generation
"""
"""A process that read the old key just before it was turned may sign with it for a moment: that is within an hour."""


class SigningKeyLost(Unavailable):
    """The keyring is not the one whose public key was published: nothing is signed with another."""


@dataclass(frozen=True)
class Published:
    """A public key with the one use that it is kept for; `ends_at`: after that nothing is its signature (UTC)."""

    purpose: Purpose
    key: PublicKey
    ends_at: datetime | None = None

    def jwk(self) -> dict[str, str | int]:
        """The key for the published set (`contracts.keyset`)."""
        end = {"exp": int(self.ends_at.timestamp())} if self.ends_at else {}
        return self.key.jwk() | {PURPOSE: self.purpose} | end


def derived(purpose: Purpose, generation: int) -> PrivateKey:
    """The key of a generation. The first is as it was before there were others."""
    use = f"sign/{purpose}" if generation == 1 else f"sign/{purpose}/{generation}"
    return PrivateKey(keyring().derive(use))


async def signing_key(purpose: Purpose) -> PrivateKey:
    """The key that signs now. Raises SigningKeyLost."""
    rows = await fetch(
        "select generation, kid from base.signing_keys where purpose = $1 order by generation desc limit 1",
        purpose,
    )
    if not rows:
        return derived(purpose, 1)
    key = derived(purpose, rows[0]["generation"])
    if key.kid != rows[0]["kid"]:
        raise SigningKeyLost(purpose=purpose)
    return key


async def published() -> list[Published]:
    """Every public key whose signatures may still be good, by purpose, oldest first: all that ever signed, but of the
    `SHORT_LIVED` those that were turned more than an hour ago.
    """
    rows = await fetch(_STANDING, list(SHORT_LIVED))
    found: dict[Purpose, list[Published]] = {purpose: [] for purpose in PURPOSES}
    for row in rows:
        key = PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "kid": row["kid"], "x": row["x"]})
        found[row["purpose"]].append(Published(row["purpose"], key, row["ends_at"]))
    for purpose, keys in found.items():
        if not keys:
            keys.append(Published(purpose, derived(purpose, 1).public))
    return [each for keys in found.values() for each in keys]


async def key_set(purpose: Purpose) -> KeySet:
    """The published keys of one purpose, to verify with."""
    return KeySet.of(each.key for each in await published() if each.purpose == purpose)


async def rotate(purpose: Purpose) -> PublicKey:
    """Begin the next generation, which signs from now on. Of two at once one fails on `signing_keys_once`."""
    async with transaction():
        rows = await fetch(
            "select max(generation) as last from base.signing_keys where purpose = $1", purpose
        )
        last = rows[0]["last"]
        if last is None:
            await _begin(purpose, 1)
        await _begin(purpose, (last or 1) + 1)
    return (await signing_key(purpose)).public


async def _begin(purpose: Purpose, generation: int) -> None:
    key, row = derived(purpose, generation).public, new_id()
    await fetch(
        "insert into base.signing_keys (id, purpose, generation, kid, x, began_at)"
        " values ($1, $2, $3, $4, $5, base.now())",
        *(row, purpose, generation, key.kid, key.jwk()["x"]),
    )
    await audit.record(
        audit.SYSTEM, "signing.began", "signing_key", row, purpose=purpose, generation=generation
    )
