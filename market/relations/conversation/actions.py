"""A brand writes, a holder writes: only while the rental runs, decided under the rental's row lock.

What lies unread at the holder's is nothing to the brand's way in: it reads no table of silence.
"""

import hmac
import os
import uuid
from datetime import date

from contracts.canonical import canonical, digest
from contracts.period import Interval
from contracts.record import SALT_BYTES
from market.base import audit, jobs, vault
from market.base.access import NotYours, Principal
from market.base.clock import market_date
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.base.idempotency import claim
from market.base.ids import new_id
from market.base.keyring import keyring
from market.relations import speech
from market.relations.conversation import queries, rules
from market.relations.conversation.queries import KIND, PADDING, content_place, name_of
from market.relations.conversation.rules import Side
from market.relations.errors import (
    ConversationClosed,
    ConversationNotIncluded,
    MessageLeadsAway,
    TooManyMessages,
    WroteEnough,
)
from market.relations.queries import ROOM, check_open_to_brand, check_running
from market.relations.rules import rental_month
from market.relations.silence import queries as silences
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.errors import RentalNotActive
from market.rentals.queries import RentalRow


async def write_as_brand(
    who: Principal, agreement: uuid.UUID, text: str, key: str | None = None
) -> uuid.UUID:
    """The brand in whose seat `who` is writes to the holder. With a `key`, again is the same message.

    Raises RentalNotFound, RentalAlreadyEnded, RentalNotActive, RentalSuspended, ConversationNotIncluded,
    TextNotAccepted, MessageLeadsAway, TooManyMessages, IdempotencyKeyReused.
    """
    if who.seat is None:
        raise NotYours()
    brand = who.seat.brand
    try:
        async with transaction():
            identity, fresh = await _identity(vault.tag(ROOM, brand), key, agreement, text)
            if not fresh:
                return identity
            row = await rentals.locked((await rentals.of_brand(brand, agreement)).id)
            await _send(who, row, identity, text)
    except MessageLeadsAway as refused:  # nothing of that transaction is kept but this count
        await _flag(who, row, refused.facts["what"])
        raise
    return identity


async def _send(who: Principal, row: RentalRow, identity: uuid.UUID, text: str) -> None:
    check_open_to_brand(row)
    month, following, allowed = _included(row)
    kept = rules.check_text(text)
    leads = rules.leads_away(kept)
    if leads is not None:
        raise MessageLeadsAway(field="text", what=leads)
    sent = await queries.sent_in_month(row.id, "brand", month)
    if sent >= allowed:
        last = row.ends_at is None or following >= market_date(row.ends_at)
        raise TooManyMessages(per_month=allowed, **({} if last else {"again_on": following.isoformat()}))
    await _write(row, identity, "brand", (month, sent + 1, allowed), kept)
    await audit.record(who.actor, "message.sent", KIND, identity, side="brand")
    await jobs.enqueue("relations.messaged", message=identity)


async def write_as_holder(
    who: Principal, agreement: uuid.UUID, text: str, key: str | None = None, *, confirmed: bool = False
) -> uuid.UUID:
    """The holder writes to the brand. With a `key`, again is the same message.

    Raises RentalNotFound, RentalAlreadyEnded, RentalNotActive, ConversationNotIncluded, RelationPaused,
    ConversationClosed, TextNotAccepted, GivesYouAway, MayGiveYouAway (unless `confirmed`), WroteEnough,
    IdempotencyKeyReused.
    """
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        identity, fresh = await _identity(vault.tag(ROOM, who.person), key, agreement, text)
        if not fresh:
            return identity
        row = await rentals.locked((await rentals.of_holder(who.person, agreement)).id)
        check_running(row)
        month, _, _ = _included(row)
        silence = await silences.of(row)
        silence.check_speaking()
        if silence.closed is not None:
            raise ConversationClosed()
        kept = rules.check_text(text)
        await speech.check(rentals.ROOM, row.holder, "text", kept, confirmed=confirmed)
        if await queries.sent_on(row.id, "person", market_date(row.now)) >= rules.MOST_A_DAY:
            raise WroteEnough(most=rules.MOST_A_DAY)
        sent = await queries.sent_in_month(row.id, "person", month)
        await _write(row, identity, "person", (month, sent + 1, None), kept)
        await audit.record(who.actor, "message.sent", KIND, identity, side="person")
    return identity


async def _identity(actor: bytes, key: str | None, agreement: uuid.UUID, text: str) -> tuple[uuid.UUID, bool]:
    """The message's id, and whether it is to be written now."""
    if key is None:
        return new_id(), True
    # Keyed, as an invitation's: what is kept of a request outlives the holder's key.
    said = canonical({"agreement": str(agreement), "text": text})
    request = hmac.digest(keyring().derive("request/message"), said, "sha256")
    return await claim(actor, key, request, KIND)


def _included(row: RentalRow) -> tuple[int, date, int]:
    """The rental month, the day on which the next one begins, and the brand's messages in each.

    Raises RentalNotActive, ConversationNotIncluded.
    """
    if row.starts_at is None or row.ends_at is None:
        raise RentalNotActive()
    allowed = row.agreed().terms.contact.messages_per_month
    if allowed == 0:
        raise ConversationNotIncluded()
    month, following = rental_month(Interval(row.starts_at, row.ends_at), row.now)
    return month, following, allowed


async def _write(
    row: RentalRow, identity: uuid.UUID, side: Side, place: tuple[int, int, int | None], text: str
) -> None:
    month, number, per_month = place
    said, salt = {"text": text}, os.urandom(SALT_BYTES).hex()
    data_key = await vault.data_key(vault.person_of(rentals.ROOM, row.holder))
    await fetch(
        "insert into relations.messages (id, rental, side, month, number, per_month, sealed, sent_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(identity, row.id, side, month, number, per_month),
        *(data_key.seal(content_place(identity), {"message": said, "salt": salt}, PADDING), row.now),
    )
    facts = {
        "message": name_of(identity, row.agreement),
        "by": side,
        "month": month,
        "number": number,
        "content": digest({"salt": salt, "message": said}).hex(),
    }
    await record.write(row.id, row.agreement, "messaged", row.now, facts)


async def _flag(who: Principal, row: RentalRow, what: str) -> None:
    """Count what was refused; the transaction that refused it has kept nothing."""
    async with transaction():
        made = await fetch(
            "insert into relations.message_flags (id, rental, brand, what, refused_on) values ($1, $2, $3, $4, $5)"
            " on conflict do nothing returning id",
            *(new_id(), row.id, row.brand, what, market_date(row.now)),
        )
        if made:
            await audit.record(who.actor, "message.flagged", "rental", row.id, what=what)
