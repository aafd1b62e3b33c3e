"""The brand's part while an answer is awaited: it takes back what it asked, or takes up what the holder offered.

Where the counter-offer costs what the bank holds, that is taken. Where it costs another sum, the first hold is let go
and the new sum is paid on Stripe's page, as an instant rental is: nobody's bank is told another amount in silence.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch_value, transaction
from market.base.errors import Forbidden
from market.base.ids import new_id
from market.money import captures, orders
from market.money.captures import DecidedOtherwise, HoldOver, NothingHeld
from market.personas import slots
from market.rentals.actions.lines import HOLD, Agreed, Buyer, buyer_of, keep
from market.rentals.agreements import Way
from market.rentals.negotiation import queries
from market.rentals.negotiation.concluding import conclude, gone_by
from market.rentals.negotiation.errors import AnswerTooLate, RequestOver
from market.rentals.negotiation.moves import NegotiationAstray, close, end_untold, let_go, move, terminate
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.negotiation.rules import OPEN, TAKING, against_accepting

TAKEN_AT: Final[Mapping[Way, str]] = MappingProxyType(
    {"api": "/v1/requests/{agreement}/acceptance", "page": "/requests/{agreement}/accept"}
)


@dataclass(frozen=True)
class TakenUp:
    """What the caller does next, outside any transaction: carry out what was decided of `held`, and submit `to_pay`
    where another sum is to be paid.
    """

    held: uuid.UUID
    to_pay: uuid.UUID | None


async def withdraw(who: Principal, agreement: uuid.UUID) -> uuid.UUID:
    """The brand takes its request back, or declines the counter-offer: the money is let go at once. Again changes
    nothing. Returns the payment, which the caller carries out.

    Raises RequestNotFound, RequestOver where it was agreed on already.
    """
    if who.seat is None:
        raise Forbidden()
    async with transaction():
        row = await queries.locked((await queries.of_brand(who.seat.brand, agreement)).id)
        if row.state == "AGREED":
            raise RequestOver()
        if row.untold:  # to it nobody has answered, and so it reads and is paid back
            await close(row, "withdrawn", who.actor)
        elif row.state in OPEN and row.phase != "over":
            await terminate(row, "brand", who.actor)
        return await orders.payment_of(row.order_id)


async def accept_offer(who: Principal, agreement: uuid.UUID, *, by: Way = "api") -> TakenUp:
    """The brand takes the counter-offer; `by`: the contract names the way. Again changes nothing, and leads on to the
    same payment. One that its holder has taken back is over with this, and its money let go.

    Raises RequestNotFound, RequestOver, AnswerTooLate, NotYoursToAnswer, BrandStopped, ContactMissing,
    CharterNotSigned, BrandOwes, VatNumberExpired, VatNumberNotChecked.
    """
    if who.seat is None:
        raise Forbidden()
    async with transaction():
        row = await queries.locked((await queries.of_brand(who.seat.brand, agreement)).id)
        if row.state == "AGREED" and row.offered is not None:
            return await _again(row)
        state = row.state_for_brand if row.untold else row.state
        if refusal := against_accepting(state, "brand", in_time=row.in_time):
            raise refusal()
        # Before anything of the offer: a brand that cannot take it finds out nothing by trying.
        buyer = await buyer_of(who.seat.brand, TAKEN_AT[by].format(agreement=agreement))
        stands = await _stands(row)
        if stands:
            taken = await _take(who, row, buyer)
        else:
            await close(row, "not-accepted", who.actor)
    if not stands:
        raise RequestOver()
    return taken


async def _again(row: NegotiationRow) -> TakenUp:
    """It was taken before, and whoever asked may not have heard of it: the same is to be done next."""
    payment = await orders.payment_of(row.order_id)
    anew = await fetch_value("select capture <> 'manual' from money.payments where id = $1", payment)
    return TakenUp(payment, payment if anew else None)


async def _stands(row: NegotiationRow) -> bool:
    """Whether the holder's word still stands: not taken back, and the persona not gone with it."""
    gone = None if row.untold else await gone_by(row)
    if gone is not None:
        await end_untold(row, gone, audit.CLOCK)
    return not row.untold and gone is None


async def _take(who: Principal, row: NegotiationRow, buyer: Buyer) -> TakenUp:
    held = await orders.payment_of(row.order_id)
    if not await move(row, "accept", who.actor):
        raise AnswerTooLate()
    if row.bargain.price == row.asked.price:
        await _take_what_is_held(who, row, buyer)
        return TakenUp(held, None)
    return TakenUp(held, await _order_anew(who, row, buyer))


async def _take_what_is_held(who: Principal, row: NegotiationRow, buyer: Buyer) -> None:
    try:
        await captures.take(row.order_id, who.actor)
    except (NothingHeld, HoldOver, DecidedOtherwise) as over:
        raise AnswerTooLate() from over
    agreed = await conclude(row, buyer, buyer.now, rental=row.rental, vat_bps=row.vat_bps, answered=False)
    await _agree(who, row)
    held_until = buyer.now + TAKING
    await keep(agreed, buyer, row.order_id, who.actor, held_until)
    if not await slots.hold_longer(row.rental, held_until):
        raise AnswerTooLate()


async def _order_anew(who: Principal, row: NegotiationRow, buyer: Buyer) -> uuid.UUID:
    """Let the first sum go, and order the other; the place changes hands within this transaction."""
    await let_go(row, who.actor)
    rental = new_id()
    agreed = await conclude(row, buyer, buyer.now, rental=rental, vat_bps=buyer.vat.rate_bps, answered=False)
    placed = await _place(row, agreed, buyer)
    if not await slots.hand_over(row.rental, rental, buyer.now + HOLD):
        raise AnswerTooLate()
    await _agree(who, row, order_id=placed.order_id, rental=rental)
    await keep(agreed, buyer, placed.order_id, who.actor)
    return placed.payment_id


async def _place(row: NegotiationRow, agreed: Agreed, buyer: Buyer) -> orders.Placed:
    paying = orders.Paying(after=row.order_id)
    return await orders.place_order(
        *(vault.tag("money", row.brand), agreed.document.price.currency, [agreed.line(buyer.vat)]),
        *(f"rental:{agreed.rental}", paying),
    )


async def _agree(who: Principal, row: NegotiationRow, **columns: uuid.UUID) -> None:
    if not await move(row, "agree", who.actor, **columns):
        raise NegotiationAstray("what was accepted is agreed on")
