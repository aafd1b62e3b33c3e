"""An agreement comes of a negotiation: signed, kept, and from here on a rental that waits for its payment."""

import os
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from contracts.agreement import Agreement
from contracts.negotiation import Bargain
from contracts.record import SALT_BYTES
from market.base import vault
from market.base.database import fetch_value
from market.base.errors import Refusal
from market.rentals.actions.lines import Agreed, Buyer, Wanted, buyer_of
from market.rentals.agreements import Deal, agree, day_of
from market.rentals.consents.moves import Offered
from market.rentals.negotiation.errors import BrandCannotRent, RequestOver
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.queries import ROOM


async def buyer_for(row: NegotiationRow, page: str) -> Buyer:
    """The brand as it stands now, for its holder, who learns no more than that it cannot. Raises BrandCannotRent.

    It is reached where it said so when it asked: that is what the holder read.
    """
    try:
        return replace(await buyer_of(row.brand, page, asks=False), reached=row.reached)
    except Refusal as refusal:
        raise BrandCannotRent() from refusal


async def gone_by(row: NegotiationRow) -> Literal["person", "operator"] | None:
    """Who took its persona from the market, if somebody did; hidden, it is still its holder's to say yes for.

    Locked as whoever takes a persona away locks it: they wait and end this, or this finds it gone.
    """
    state = await fetch_value("select state from personas.personas where id = $1 for share", row.persona)
    if state in ("listed", "hidden"):
        return None
    return "operator" if state == "stopped" else "person"


async def conclude(
    row: NegotiationRow,
    buyer: Buyer,
    agreed_at: datetime,
    *,
    rental: uuid.UUID,
    vat_bps: int,
    answered: bool,
) -> Agreed:
    """The agreement on what was asked, or on the counter-offer; `answered`: by the holder's own act, at `agreed_at`.

    Raises RequestOver where its persona has left the market meanwhile.
    """
    if await gone_by(row):
        raise RequestOver()
    document = _signed(row, buyer, day_of(agreed_at) if answered else agreed_at, vat_bps)
    bargain, holder = row.bargain, vault.retag(row.holder, ROOM, "personas")
    wanted = Wanted(row.persona, bargain.edition.id, bargain.period, bargain.price_step, row.purposes)
    return Agreed(
        *(rental, row.agreement, wanted, row.version, holder, document, row.card),
        answered=answered,
        answered_at=agreed_at if answered else None,
        asked_at=row.requested_at,
        before=_before(row),
        offered=Offered(row.asked.edition, row.answered_at) if row.offered and row.answered_at else None,
    )


def _before(row: NegotiationRow) -> list[tuple[str, datetime, Mapping[str, object]]]:
    """The request and the counter-offer, as its record begins with them: each at its time, by its side."""
    said: list[tuple[str, datetime, Mapping[str, object]]] = [
        ("requested", row.requested_at, {**_facts(row.asked), "purposes": row.purposes})
    ]
    if row.offered and row.answered_at:
        said.append(("counter_offered", row.answered_at, _facts(row.offered)))
    return said


def _facts(bargain: Bargain) -> dict[str, object]:
    price = bargain.price
    return {
        "terms": bargain.terms,
        "period": bargain.period,
        "price": price.amount,
        "currency": price.currency,
    }


def _signed(row: NegotiationRow, buyer: Buyer, agreed_at: datetime, vat_bps: int) -> Agreement:
    bargain = row.bargain
    return agree(
        Deal(
            agreement=row.agreement,
            persona=row.persona,
            version=row.version,
            brand=row.brand,
            brand_name=buyer.legal_name,
            terms=bargain.edition,
            period=bargain.period,
            price_step=bargain.price_step,
            purposes=row.purposes,
            vat_bps=vat_bps,
            agreed_at=agreed_at,
            salt=os.urandom(SALT_BYTES),
            method=buyer.method,
            processors=row.processors,
            pids=(row.consumer_pid, row.provider_pid),
        ),
        buyer.key,
    )
