"""What a holder has accepted becomes an agreement, as the UTC day turns: the money is taken, and the brand is told.

The worker's, each a transaction of its own, and of many that one turn makes due those first whose random ids say so. So
neither a time nor an order in what brands are given is that of a person who answers several of them in one sitting.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from market.base import audit
from market.money import captures
from market.money.captures import DecidedOtherwise, HoldOver, NothingHeld
from market.personas import slots
from market.rentals.actions.lines import keep
from market.rentals.agreements import Way
from market.rentals.negotiation.concluding import buyer_for, conclude, gone_by
from market.rentals.negotiation.errors import BrandCannotRent
from market.rentals.negotiation.following import NOT_PAID
from market.rentals.negotiation.moves import NegotiationAstray, move, terminate
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.negotiation.rules import TAKING

ACCEPTED_AT: Final[Mapping[Way, str]] = MappingProxyType(
    {"api": "/v1/asked/{agreement}/acceptance", "page": "/asked/{agreement}/accept"}
)

DUE = """
select id from rentals.negotiations where state = 'REQUESTED' and agree_at <= base.now()
  order by agree_at, agreement limit $1
"""


async def take_effect(row: NegotiationRow) -> None:
    """Conclude what was accepted, under its lock. Where a side cannot any more, it is over as if nobody had."""
    if not row.accepted or row.accepted_way is None or row.agree_at is None or row.answered_at is None:
        return
    if row.now < row.agree_at:
        return
    gone = await gone_by(row)
    if gone is not None or not await slots.hold_longer(row.rental, row.now + TAKING):
        await terminate(row, gone or "clock", audit.CLOCK)
        return
    try:
        buyer = await buyer_for(row, route(row, row.accepted_way))
        await captures.take(row.order_id, audit.CLOCK)
    except BrandCannotRent:
        await terminate(row, "clock", audit.CLOCK)
        return
    except (NothingHeld, HoldOver, DecidedOtherwise):
        await terminate(row, "clock", audit.CLOCK, reason=NOT_PAID)
        return
    agreed = await conclude(
        row, buyer, row.answered_at, rental=row.rental, vat_bps=row.vat_bps, answered=True
    )
    if not await move(row, "agree", audit.CLOCK):
        raise NegotiationAstray("what was accepted is agreed on")
    await keep(agreed, buyer, row.order_id, audit.CLOCK, row.now + TAKING)


def route(row: NegotiationRow, way: Way) -> str:
    """By which route its holder accepts it, as the contract names it."""
    return ACCEPTED_AT[way].format(agreement=row.agreement)
