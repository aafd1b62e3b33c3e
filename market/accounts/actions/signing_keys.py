"""A brand's own key, with which it signs and to which its credentials are bound: registered with proof, replaced,
revoked. What it signed stays verifiable under every key that it ever had.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from contracts.keys import PublicKey
from market.accounts import rules
from market.accounts.actions.keys import seat_of
from market.accounts.brand_keys import A_DAY, CHALLENGE_LIFE, challenge_text, check_proof
from market.accounts.refusals import (
    BrandKeyTaken,
    BrandKeyUnknown,
    BrandNotMovable,
    ChallengeNotGood,
    TooManyBrandKeys,
)
from market.base import audit, events, names
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id

NONCE = 24
"""Random bytes of a challenge."""


@dataclass(frozen=True)
class Challenge:
    """What the brand signs with the key that it registers, before `expires_at` (UTC)."""

    text: str
    expires_at: datetime


@dataclass(frozen=True)
class BrandKeyRevoked:
    """A brand has revoked the key of this thumbprint: what is bound to it must end, now."""

    brand: uuid.UUID
    kid: str


async def challenge(who: Principal) -> Challenge:
    """A fresh challenge for the brand in whose seat `who` is; one that it was given before is worth nothing now.

    Raises BrandNotMovable for a brand that may not register a key.
    """
    brand = seat_of(who).brand
    text = challenge_text(names.name("brand", brand, names.for_brand(brand)), secrets.token_urlsafe(NONCE))
    async with transaction():
        await _may_register(brand)
        expires_at: datetime = await fetch_value(
            "insert into accounts.key_challenges (brand, hash, expires_at) values ($1, $2, base.now() + $3::interval)"
            " on conflict (brand) do update set hash = excluded.hash, expires_at = excluded.expires_at,"
            " used_at = null returning expires_at",
            *(brand, _hash(text), CHALLENGE_LIFE),
        )
    return Challenge(text, expires_at)


async def register(who: Principal, key: PublicKey, challenge: str, signature: str) -> None:
    """Let `key` be the brand's current one, in the place of the one before, which stays verifiable.

    Raises ProofNotGood, ChallengeNotGood, BrandKeyTaken (told to nobody but who has the private key), TooManyBrandKeys,
    BrandNotMovable.
    """
    brand, row = seat_of(who).brand, new_id()
    check_proof(key, challenge, signature)
    async with transaction():
        await _may_register(brand)
        await _use_up(brand, challenge)
        await _not_too_many(brand)
        await fetch(
            "update accounts.brand_keys set replaced_at = base.now()"
            " where brand = $1 and replaced_at is null and revoked_at is null",
            brand,
        )
        try:
            await fetch(
                "insert into accounts.brand_keys (id, brand, kid, x, began_at) values ($1, $2, $3, $4, base.now())",
                *(row, brand, key.kid, key.jwk()["x"]),
            )
        except asyncpg.UniqueViolationError as error:
            raise BrandKeyTaken(field="key") from error
        await audit.record(who.actor, "brand_key.registered", "brand_key", row)


async def revoke(who: Principal, kid: str) -> None:
    """From this commit on nothing is bound to the key and nothing new is taken from it. Raises BrandKeyUnknown.

    Revoking twice is the same as once.
    """
    brand = seat_of(who).brand
    async with transaction():
        rows = await fetch(
            "update accounts.brand_keys set revoked_at = coalesce(revoked_at, base.now())"
            " where brand = $1 and kid = $2 returning id",
            *(brand, kid),
        )
        if not rows:
            raise BrandKeyUnknown()
        await audit.record(who.actor, "brand_key.revoked", "brand_key", rows[0]["id"])
        await events.raise_event(BrandKeyRevoked(brand, kid))


async def _may_register(brand: uuid.UUID) -> None:
    """Holds the brand: two registrations at once are one after the other."""
    state = await fetch_value("select state from accounts.brands where id = $1 for no key update", brand)
    if state not in (rules.State.APPLIED, rules.State.APPROVED):
        raise BrandNotMovable(state=state)


async def _use_up(brand: uuid.UUID, text: str) -> None:
    used = await fetch(
        "update accounts.key_challenges set used_at = base.now()"
        " where brand = $1 and hash = $2 and used_at is null and expires_at > base.now() returning brand",
        *(brand, _hash(text)),
    )
    if not used:
        raise ChallengeNotGood(field="challenge")


async def _not_too_many(brand: uuid.UUID) -> None:
    today: int = await fetch_value(
        "select count(*) from accounts.brand_keys where brand = $1 and began_at > base.now() - interval '1 day'",
        brand,
    )
    if today >= A_DAY:
        raise TooManyBrandKeys(most=A_DAY)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
