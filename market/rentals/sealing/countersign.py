"""A brand's own seal on a record: its signature over the head as it stands, with its current key.

What is to be signed is what `contracts.seals` says. A seal is taken for the record of this moment alone, on this UTC
day; the record may grow afterwards, and the seal then speaks of as many events as it names.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

from contracts.keys import PublicKey, SignatureInvalid
from contracts.record import Event, Head, head
from contracts.seals import Seal
from market.accounts import queries as accounts
from market.base import audit
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.base.ids import new_id
from market.rentals import record
from market.rentals.errors import (
    NoBrandKey,
    SealForeign,
    SealKeyNotCurrent,
    SealNotGood,
    SealOfAnotherDay,
    SealOutdated,
)
from market.rentals.queries import RentalRow, locked, of_brand


@dataclass(frozen=True)
class Given:
    """What a brand says that it has signed, and its signature (base64url)."""

    length: int
    event_hash: str
    day: date
    kid: str
    value: str


async def to_sign(brand: uuid.UUID, agreement: uuid.UUID) -> Seal:
    """The seal of this moment without its `value`, for the brand's current key. Raises RentalNotFound, NoBrandKey."""
    row = await of_brand(brand, agreement)
    key = await accounts.current_signing_key(brand)
    if key is None:
        raise NoBrandKey()
    return _seal(row, await _head(row), row.now.astimezone(UTC).date(), key.kid)


async def countersign(who: Principal, agreement: uuid.UUID, given: Given) -> Seal:
    """Keep the brand's seal. The same record sealed twice by one key is sealed once, and answered alike.

    Raises RentalNotFound, NoBrandKey, SealKeyNotCurrent, SealOutdated, SealForeign, SealOfAnotherDay, SealNotGood.
    """
    if who.seat is None:
        raise Unauthenticated()
    async with transaction():
        found = await of_brand(who.seat.brand, agreement)
        row = await locked(found.id)  # nothing is appended before this is kept
        key = await accounts.current_signing_key(row.brand, hold=True)
        seal = _checked(row, await _head(row), key, given)
        written = await fetch(
            "insert into rentals.record_seals (id, rental, length, event_hash, day, kid, value)"
            " values ($1, $2, $3, $4, $5, $6, $7) on conflict (rental, length, kid) do nothing returning id",
            *(new_id(), row.id, seal.length, bytes.fromhex(seal.event_hash), seal.day, seal.kid, seal.value),
        )
        if written:
            await audit.record(who.actor, "record.countersigned", "rental", row.id, length=seal.length)
    return seal


async def seals_of(row: RentalRow) -> tuple[list[Seal], list[PublicKey]]:
    """The brand's seals on a record, as they were given, and the keys that they are verified with."""
    rows = await fetch(
        "select length, event_hash, day, kid, value from rentals.record_seals where rental = $1 order by length",
        row.id,
    )
    seals = [
        _seal(row, Head(it["length"], it["event_hash"]), it["day"], it["kid"], it["value"]) for it in rows
    ]
    known = {it.key.kid: it.key for it in await accounts.signing_keys(row.brand)} if seals else {}
    return seals, [known[kid] for kid in sorted({seal.kid for seal in seals})]


def _checked(row: RentalRow, now: Head, key: PublicKey | None, given: Given) -> Seal:
    if key is None:
        raise NoBrandKey()
    if given.kid != key.kid:
        raise SealKeyNotCurrent(field="kid")
    if given.length != now.length:
        raise SealOutdated(length=now.length)
    if given.event_hash != now.event_hash.hex():
        raise SealForeign(field="event_hash")
    today = row.now.astimezone(UTC).date()
    if given.day != today:
        raise SealOfAnotherDay(field="day", day=today.isoformat())
    seal = _seal(row, now, given.day, given.kid, given.value)
    try:
        seal.check_signature(key)
    except SignatureInvalid:
        raise SealNotGood(field="value") from None
    return seal


async def _head(row: RentalRow) -> Head:
    events: Sequence[Event] = await record.read(row.id)
    return head(events, record.urn(row.agreement))


def _seal(row: RentalRow, at: Head, day: date, kid: str, value: str = "") -> Seal:
    return Seal(
        agreement_id=record.urn(row.agreement),
        length=at.length,
        event_hash=at.event_hash.hex(),
        day=day,
        party="second_party",
        kid=kid,
        value=value,
    )
