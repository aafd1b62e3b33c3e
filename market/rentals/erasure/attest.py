"""A brand signs that it has erased its copies: the last duty of a rental, kept in the agreement's record."""

import uuid
from dataclasses import dataclass
from datetime import date

from contracts.agreement import body_hash
from contracts.erasure import Erasure, ErasureSignature, check_erasure, erasure_hash, receive, sign_erasure
from contracts.keys import PublicKey, SignatureInvalid
from market.accounts import queries as accounts
from market.base import audit, signing
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.rentals import record
from market.rentals.erasure.moves import keep_up, today_of, write_letter
from market.rentals.erasure.queries import Attestation, as_json, held_by, periods_before
from market.rentals.erasure.rules import Declared, duty_of
from market.rentals.errors import (
    ErasureAttestedAlready,
    ErasureDutyPassedOn,
    ErasureKeyNotCurrent,
    ErasureNotGood,
    ErasureOfAnotherDay,
    ErasureUnsigned,
    NoBrandKey,
    RentalNotOver,
)
from market.rentals.queries import RentalRow, locked, of_brand


@dataclass(frozen=True)
class OwnSignature:
    """With which key the brand signed, on which day (the market's), and the signature (base64url)."""

    kid: str
    day: date
    value: str


async def to_sign(brand: uuid.UUID, agreement: uuid.UUID, declared: Declared) -> tuple[Erasure, PublicKey]:
    """What the brand's current key is to sign today. Raises as `attest_erasure` does, and NoBrandKey."""
    row = await of_brand(brand, agreement)
    await _check_owed(row)
    key = await accounts.current_signing_key(brand)
    if key is None:
        raise NoBrandKey()
    return await _said(row, declared), key


async def attest_erasure(
    who: Principal, agreement: uuid.UUID, declared: Declared, own: OwnSignature | None = None
) -> Attestation:
    """Sign for the brand, once: with its own key where it has one, and else the platform on its behalf.

    Late is better than never: the breach stays, and the record says that this came after it. Raises RentalNotFound,
    RentalNotOver, ErasureDutyPassedOn, ErasureAttestedAlready, ErasureUnsigned, NoBrandKey, ErasureKeyNotCurrent,
    ErasureOfAnotherDay, ErasureNotGood.
    """
    if who.seat is None:
        raise Unauthenticated()
    async with transaction():
        row = await locked((await of_brand(who.seat.brand, agreement)).id)
        await _check_owed(row)
        row = await keep_up(row)
        key = await accounts.current_signing_key(row.brand, hold=True)
        said = await _said(row, declared)
        signature = await _signed(said, key, own)
        kept = Attestation(said, signature, receive(said, signature, await signing.signing_key("record")))
        await _keep(row, kept)
        await audit.record(who.actor, "rental.erasure_attested", "rental", row.id, late=said.late)
        await write_letter(row.id, "attested")
    return kept


async def _check_owed(row: RentalRow) -> None:
    duty = duty_of(row)
    if duty.standing in ("none", "running"):
        raise RentalNotOver()
    if duty.standing == "passed_on":
        raise ErasureDutyPassedOn(agreement=str(await held_by(row.id)))
    if duty.attested_on is not None:
        raise ErasureAttestedAlready(attested_on=duty.attested_on.isoformat())


async def _said(row: RentalRow, declared: Declared) -> Erasure:
    """What is signed, of today. The caller has seen that it is owed."""
    duty, agreed = duty_of(row), row.agreed()
    if duty.ended_on is None or duty.delete_by is None:
        raise RentalNotOver()
    return Erasure(
        agreement_id=agreed.agreement_id,
        agreement_hash=body_hash(agreed),
        brand=agreed.second_party,
        covers=await periods_before(row.id),
        ended_on=duty.ended_on,
        delete_by=duty.delete_by,
        erased=declared.erased,
        recipients=declared.recipients,
        on=today_of(row),
    )


async def _signed(said: Erasure, key: PublicKey | None, own: OwnSignature | None) -> ErasureSignature:
    if key is None:
        if own is not None:
            raise NoBrandKey()
        return sign_erasure(said, "platform", await signing.signing_key("record"))
    if own is None:
        raise ErasureUnsigned(field="value")
    if own.kid != key.kid:
        raise ErasureKeyNotCurrent(field="kid")
    if own.day != said.on:
        raise ErasureOfAnotherDay(field="day", day=said.on.isoformat())
    signature = ErasureSignature(by="party", kid=own.kid, value=own.value)
    try:
        check_erasure(said, signature, key)
    except SignatureInvalid:
        raise ErasureNotGood(field="value") from None
    return signature


async def _keep(row: RentalRow, kept: Attestation) -> None:
    """In the duty, in its file and in the record: each of them once, under the rental's lock."""
    await fetch(
        "update rentals.erasure_duties set attested_at = $2, due_on = null where rental = $1", row.id, row.now
    )
    await fetch("update rentals.rentals set erased_at = $2 where id = $1", row.id, row.now)
    await fetch(
        "insert into rentals.erasure_attestations (rental, said, signature, received, at)"
        " values ($1, $2, $3, $4, $5)",
        *(row.id, as_json(kept.said), as_json(kept.signature), as_json(kept.received), row.now),
    )
    facts = {"late": kept.said.late, "attestation": erasure_hash(kept.said, kept.signature)}
    await record.write(row.id, row.agreement, "erasure_attested", row.now, facts)
