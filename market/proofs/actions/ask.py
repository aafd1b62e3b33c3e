"""Somebody asks: a merchant's page, or a program, with or without an account."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.proof.predicates import CLIENT, PredicatesMixed, PredicateUnknown, in_order
from market.accounts import attempts
from market.accounts.brand_keys import key_of
from market.accounts.refusals import BrandKeyKind, BrandKeyNotValid, BrandKeyWeak, PrivateKeyGiven
from market.base import audit
from market.base.access import ROLE_RIGHTS, Principal, Right
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.proofs.errors import (
    AskedKeyNotGood,
    PredicateNotOffered,
    PredicatesNotTogether,
    RelationNeedsBrand,
)
from market.proofs.queries import sealed
from market.proofs.rules import LIFE, two_words

SCOPE = "invitations:write"
"""A key that may address people in its brand's name asks in it."""

# A network address is not counted (`accounts.attempts`): all who ask without an account share one measure, which does
# not touch the brands', each of which has its own.
ANYBODY = attempts.Limit("proof-ask", 300, timedelta(minutes=1))
A_BRAND = attempts.Limit("proof-ask-brand", 120, timedelta(minutes=1))


@dataclass(frozen=True)
class Asked:
    """A request that waits for its answer until `expires_at` (UTC). `words` are shown beside the code."""

    code: uuid.UUID
    nonce: str
    words: tuple[str, str]
    expires_at: datetime


def asking_brand(who: Principal) -> uuid.UUID | None:
    """The verified brand in whose name this reader asks; None for all others, who ask as nobody."""
    seat = who.seat
    if seat is None or not seat.approved or seat.stopped:
        return None
    speaks = Right.INVITE in ROLE_RIGHTS[seat.role] if who.scopes is None else SCOPE in who.scopes
    return seat.brand if speaks else None


async def ask(who: Principal, jwk: Mapping[str, object], predicates: Iterable[str]) -> Asked:
    """A fresh request, for the holder of the private half of `jwk`.

    Raises PredicateNotOffered, PredicatesNotTogether, RelationNeedsBrand, AskedKeyNotGood, PrivateKeyGiven,
    TooManyAttempts.
    """
    brand, wanted = asking_brand(who), _wanted(predicates)
    if CLIENT in wanted and brand is None:
        raise RelationNeedsBrand(field="predicates")
    try:
        key = key_of(jwk)
    except PrivateKeyGiven as error:
        raise PrivateKeyGiven(field="jwk") from error
    except (BrandKeyKind, BrandKeyNotValid, BrandKeyWeak) as error:
        raise AskedKeyNotGood(field="jwk") from error
    await attempts.count(A_BRAND if brand else ANYBODY, brand.bytes if brand else b"")
    row, code, nonce = new_id(), uuid.uuid4(), secrets.token_urlsafe(16)
    async with transaction():
        [made] = await fetch(
            "insert into proofs.requests (id, code, nonce, key, brand, asked, state, created_at, expires_at)"
            " select $1, $2, $3, $4, $5, $6, 'open', now, now + $7::interval from (select base.now() as now) t"
            " returning expires_at",
            *(row, code, nonce, key.jwk()["x"], brand, sealed(code, "asked", " ".join(wanted)), LIFE),
        )
        if brand is not None:  # who asks as nobody changes nothing for anybody, and is forgotten
            await audit.record(who.actor, "proof.asked", "proof_request", row)
    return Asked(code, nonce, two_words(str(code)), made["expires_at"])


def _wanted(predicates: Iterable[str]) -> tuple[str, ...]:
    try:
        return in_order(predicates)
    except PredicateUnknown as error:
        raise PredicateNotOffered(field="predicates", predicate=error.predicate) from error
    except PredicatesMixed as error:
        raise PredicatesNotTogether(field="predicates") from error
