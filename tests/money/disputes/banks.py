"""What banks do at the sandbox, in short, and what our books have of it."""

from typing import Any

from market.base import audit
from market.base.database import fetch_row
from market.money.chart import Kind, own
from market.money.ledger import balance
from market.money.payouts.operators import Operator
from market.money.sandbox import disputes
from tests.money.flows.shop import Bought, Shop

HELD, CLEARING, FEES = own(Kind.DISPUTE_HELD), own(Kind.STRIPE_CLEARING), own(Kind.STRIPE_FEES)
"""Accounts of ours that a dispute moves."""
AT_THE_DESK = Operator(bytes(32), bytes(32), audit.SYSTEM)
"""An operator who is in no brand."""
FEE = 2000
"""What the sandbox charges for a card's dispute."""


async def charge_of(shop: Shop, bought: Bought) -> str:
    """The charge that paid an order."""
    for charge in await shop.at_stripe("charge"):
        if charge["metadata"].get("row") == str(bought.payment) and charge["status"] == "succeeded":
            return str(charge["id"])
    raise LookupError(bought.payment)


async def disputed(shop: Shop, bought: Bought, *, inquiry: bool = False, amount: int | None = None) -> str:
    """A bank asks the money back; Stripe's id of the dispute. Nobody has told us yet."""
    async with shop.sandbox.acting() as call:
        found = await disputes.open_on(call, await charge_of(shop, bought), inquiry=inquiry, amount=amount)
    return str(found["id"])


async def decided(shop: Shop, dispute: str, how: str) -> None:
    """The bank decides: `win`, `lose` or `escalate`. Nobody has told us yet."""
    async with shop.sandbox.acting() as call:
        await getattr(disputes, how)(call, dispute)


async def row_of(dispute: str) -> Any:
    """Our row of a dispute; None if there is none."""
    return await fetch_row("select * from money.disputes where stripe_dispute_id = $1", dispute)


async def held() -> int:
    """What banks hold of ours."""
    return -await balance(HELD)
