"""A brand bids on what somebody looks for: once, sealed, revised or withdrawn until the last day is over. Its price is
paid from its balance when it bids, and comes back when it is not taken: no person waits for a bank.
"""

import json
import uuid

from market.accounts import queries as accounts
from market.base import audit, names
from market.base.access import NotYours, Principal
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.relations.intents import queries
from market.relations.intents.errors import BidNotFound, IntentNotFound, IntentOver
from market.relations.intents.queries import BID, INTENT, BidRow, IntentRow
from market.relations.intents.rules import Bid, check_bid
from market.rentals.casting.actions import LOST, Places, give_back, reserve
from market.rentals.errors import BrandNotApproved

BID_AT = "/v1/open-intents/{name}/bid"
LABEL = "Offre"
"""What a bid's place is called on papers."""


_IN_TURN = "select pg_advisory_xact_lock(hashtextextended('bid ' || $1::text, 0))"
"""One word of a brand on an intent after the other, or two at once would both be the first."""


async def visible(brand: uuid.UUID, name: str) -> IntentRow:
    """An intent that this brand can bid on, or has bid on. Raises IntentNotFound, BrandNotApproved."""
    row = await queries.one(queries.inner(INTENT, name, names.for_brand(brand)))
    if not row.takes_bids and await queries.bid_of(row.id, brand) is None:
        raise IntentNotFound()
    await check_verified(brand)
    return row


async def check_verified(brand: uuid.UUID) -> None:
    """Only a verified brand reads what people look for. Raises BrandNotApproved."""
    if (await accounts.brand(brand)).state != "approved":
        raise BrandNotApproved()


async def bid(who: Principal, name: str, draft: Bid) -> BidRow:
    """Bid, or bid otherwise: the last word before the end counts. The same again changes nothing.

    Raises IntentNotFound, IntentOver, BidImpossible, KindUnknown, BenefitUnfit, TextNotAccepted, ContactNotAllowed,
    BrandNotApproved, BrandStopped, ContactMissing, CharterNotSigned, BrandOwes, VatNumberExpired,
    VatNumberNotChecked, BalanceTooLow.
    """
    if who.seat is None:
        raise NotYours()
    brand = who.seat.brand
    intent = await visible(brand, name)
    async with transaction():
        await fetch(_IN_TURN, f"{intent.id} {brand}")
        row = await queries.one(intent.id, lock="share")
        if not row.takes_bids:
            raise IntentOver()
        said = check_bid(_named(row, draft), list(row.versions), row.today)
        before = await queries.bid_of(row.id, brand, lock="update")
        if before is not None and before.state == "sealed":
            if before.bid == said:
                return before
            if before.bid.costs == said.costs:
                return await _revised(who, before, said, before.place)
            await give_back(before.place, LOST)
        place = new_id()
        await reserve(
            *(brand, place, Places(1, said.period, said.price_step), who.actor, BID_AT.format(name=name)),
            label=LABEL,
        )
        if before is not None:
            return await _revised(who, before, said, place)
        return await _made(who, row, brand, said, place)


def _named(row: IntentRow, draft: Bid) -> Bid:
    kept = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    return Bid(**{**kept, "terms": row.edition_of(draft.terms)})


async def _made(who: Principal, row: IntentRow, brand: uuid.UUID, said: Bid, place: uuid.UUID) -> BidRow:
    made = new_id()
    await fetch(
        "insert into relations.bids (id, intent, brand, state, terms, purposes, period, price_step, kind, benefit,"
        " words, place, made_at, changed_at)"
        " values ($1, $2, $3, 'sealed', $4, $5, $6, $7, $8, $9, $10, $11, base.now(), base.now())",
        *(made, row.id, brand, *_columns(said), place),
    )
    await audit.record(who.actor, "bid.made", BID, made)
    return await _own(row.id, brand)


async def _revised(who: Principal, before: BidRow, said: Bid, place: uuid.UUID) -> BidRow:
    await fetch(
        "update relations.bids set state = 'sealed', terms = $2, purposes = $3, period = $4, price_step = $5,"
        " kind = $6, benefit = $7, words = $8, place = $9, changed_at = base.now() where id = $1",
        *(before.id, *_columns(said), place),
    )
    await audit.record(who.actor, "bid.revised", BID, before.id)
    return await _own(before.intent, before.brand)


def _columns(said: Bid) -> tuple[object, ...]:
    benefit = json.dumps(said.benefit.to_json()) if said.benefit else None
    return (
        *(said.terms, json.dumps(list(said.purposes)), said.period, said.price_step),
        *(said.kind, benefit, said.words),
    )


async def _own(intent: uuid.UUID, brand: uuid.UUID) -> BidRow:
    row = await queries.bid_of(intent, brand)
    if row is None:
        raise BidNotFound()
    return row


async def withdraw(who: Principal, name: str) -> BidRow:
    """Bid no more: its price is in the balance at once, and nobody learns of it. Again changes nothing.

    Raises IntentNotFound, BidNotFound, IntentOver once bids are opened.
    """
    if who.seat is None:
        raise NotYours()
    brand = who.seat.brand
    intent = queries.inner(INTENT, name, names.for_brand(brand))
    async with transaction():
        row = await queries.one(intent, lock="share")
        before = await queries.bid_of(row.id, brand, lock="update")
        if before is None:
            raise IntentNotFound() if not row.takes_bids else BidNotFound()
        if before.state == "withdrawn":
            return before
        if before.state != "sealed" or not row.takes_bids:
            raise IntentOver()
        await give_back(before.place, LOST)
        await fetch(
            "update relations.bids set state = 'withdrawn', changed_at = base.now() where id = $1", before.id
        )
        await audit.record(who.actor, "bid.withdrawn", BID, before.id)
        return await _own(row.id, brand)
