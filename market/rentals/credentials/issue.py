"""A credential is issued: by a job right after the rental began, or when its brand asks for it.

One transaction under the rental's lock: a rental has one credential that holds, however often and by whomever it is
asked for. One that is bound to a former key of the brand makes way for another, in a fresh place. Nothing is read for
anybody here: the text is kept under the holder's key, and handed out as a sheet is (`handing_out`).
"""

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import structlog

from contracts.credential import Credential, credential, sheet_of, sign_credential
from contracts.keys import PublicKey
from contracts.refusals import NotIssuable
from contracts.status_list import SUSPENDED, VALID, Reference
from market.accounts import queries as accounts
from market.accounts.actions.signing_keys import BrandKeyRevoked
from market.base import audit, jobs, signing, vault
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.errors import Unauthenticated
from market.base.ids import new_id
from market.personas import queries as personas
from market.rentals.credentials import lists
from market.rentals.errors import CredentialNotPossible, NoBrandKey, RentalAlreadyEnded, RentalNotActive
from market.rentals.queries import OVER, ROOM, RentalRow, locked, of_brand

log = structlog.get_logger()

JOB = "rentals.credential"
PADDING = 2048  # bytes: how long the disclosures are shall not tell how many claims are said
TRIES = 8


@dataclass(frozen=True)
class Issued:
    """A rental's credential: the brand's key that it is bound to, and whether it was made just now."""

    kid: str
    fresh: bool


async def due(rental: uuid.UUID, brand: uuid.UUID) -> None:
    """Inside the transaction in which a rental begins: have its credential made, if its brand has a key of its own."""
    if await accounts.current_signing_key(brand) is not None:
        await jobs.enqueue(JOB, rental=rental)


async def issue_due(rental: str) -> None:
    """The job. What has ended, was erased or lost its key meanwhile needs none."""
    try:
        async with transaction():
            await _issue(await locked(uuid.UUID(rental)), audit.SYSTEM)
    except (NoBrandKey, RentalAlreadyEnded, vault.Erased) as refusal:
        log.info("credentials.not_issued", reason=refusal.code)


async def issue(who: Principal, agreement: uuid.UUID) -> Issued:
    """The credential of a rental of this brand's, made if it has none that is bound to the brand's current key.

    Raises RentalNotFound, RentalNotActive, RentalAlreadyEnded, NoBrandKey, CredentialNotPossible, Erased.
    """
    if who.seat is None:
        raise Unauthenticated()
    async with transaction():
        found = await of_brand(who.seat.brand, agreement)
        try:
            return await _issue(await locked(found.id), who.actor)
        except NotIssuable as error:
            log.error("credentials.not_issuable", reason=type(error).__name__)
            raise CredentialNotPossible() from error


async def current(rental: uuid.UUID) -> Record | None:
    """(id, kid, status, sealed) of the credential that holds, or is suspended."""
    return await fetch_row(
        "select id, kid, status, sealed from rentals.credentials where rental = $1 and status <> 1", rental
    )


async def on_brand_key_revoked(event: BrandKeyRevoked) -> None:
    """What is bound to a key that may be another's by now is INVALID with the revocation itself."""
    # In the order in which ends of many rentals come to them.
    await fetch(
        "select 1 from rentals.credentials where kid = $1 and status <> 1 order by rental for no key update",
        event.kid,
    )
    await fetch(
        "update rentals.credentials set status = 1, sealed = null where kid = $1 and status <> 1", event.kid
    )


async def _issue(row: RentalRow, actor: audit.Actor) -> Issued:
    """The caller holds the rental."""
    if row.phase in OVER:
        raise RentalAlreadyEnded()
    if row.ends_at is None:
        raise RentalNotActive()
    key = await accounts.current_signing_key(
        row.brand, hold=True
    )  # not revoked before this is there to be ended
    if key is None:
        raise NoBrandKey()
    former = await current(row.id)
    if former is not None and former["kid"] == key.kid:
        return Issued(key.kid, fresh=False)
    await fetch(
        "update rentals.credentials set status = 1, sealed = null where rental = $1 and status <> 1", row.id
    )
    await _write(row, row.ends_at, key)
    await audit.record(actor, "credential.issued", "rental", row.id)
    return Issued(key.kid, fresh=True)


async def _write(row: RentalRow, ends_at: datetime, key: PublicKey) -> None:
    status = VALID if row.phase == "Active" else SUSPENDED
    holder = await vault.data_key(vault.person_of(ROOM, row.holder))
    shown = json.loads(
        holder.unseal_bytes(personas.sheet_place(row.version), await personas.sealed_sheet(row.version))
    )
    issuer, identity = await signing.signing_key("credential"), new_id()
    for _ in range(TRIES):
        place = await lists.draw(ends_at)
        text = sign_credential(_said(row, shown, key, place.reference), issuer, secrets.token_bytes)
        sealed = holder.seal(sealed_place(identity), {"credential": text}, PADDING)
        written = await fetch(
            "insert into rentals.credentials (id, rental, list, idx, status, kid, sealed)"
            " values ($1, $2, $3, $4, $5, $6, $7) on conflict (list, idx) do nothing returning id",
            *(identity, row.id, place.list, place.reference.index, status, key.kid, sealed),
        )
        if written:
            await lists.take(place)
            return
    raise RuntimeError("no place in a status list was free")  # others were first, so many times


def _said(row: RentalRow, shown: dict[str, object], key: PublicKey, status: Reference) -> Credential:
    """Each claim on the word that the sheet has it on: when it was checked, a credential does not say."""
    verified = cast(Mapping[str, str], shown.get("verified", {}))  # sheets of before have no marks
    return credential(row.agreed(), sheet_of(shown, verified), key, status, row.now)


def sealed_place(identity: uuid.UUID) -> vault.Place:
    """Where a credential's text is sealed."""
    return vault.Place("credentials", "sealed", identity)
