"""What operators of a year do with money that is nobody's payout: at their bank, at Stripe, and between the two.

Each is done as people do it, and heard of as the product hears of it: what goes between Stripe and our bank is done in
Stripe's dashboard and booked from Stripe's movement; what is paid in at the bank is written down.
"""

import json
import uuid
from collections import Counter
from collections.abc import Sequence

from drills.town import Town
from drills.transfers import change_to_connect, funds_are_there
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import fetch_row
from market.base.settings import settings
from market.money.chart import Kind, own
from market.money.clientmoney import keeping
from market.money.ledger import balance
from market.money.ownfunds.actions import Transfer, confirm, record
from market.money.reconciliation.actions import reconcile
from market.money.reconciliation.rules import Scope
from market.money.sandbox import payouts, topups
from market.money.sandbox.balance import totals

CURRENCY = "eur"


async def in_bank() -> int:
    """What lies in the account of clients' money by the books, minor units."""
    return -await balance(own(Kind.BANK_CLIENT_FUNDS))


async def bank_has(town: Town, amount: int, seen: Counter[str]) -> None:
    """Before a file is sent, Stripe pays our bank what the file takes, as far as it has that."""
    await funds_are_there(town)
    async with town.sandbox.acting() as call:
        available, _ = await totals(call)
        wanted = min(amount - await in_bank(), available.get(CURRENCY, 0))
        if wanted > 0:
            payout = await payouts.create(call, {"amount": wanted, "currency": CURRENCY})
            await payouts.pay(call, payout["id"])
            seen["Stripe paid our bank"] += 1
    await reconcile(Scope.HOURLY)


async def change_of_method(town: Town, seen: Counter[str]) -> None:
    """The market changes to Connect: first what lies in clients' money is added to the balance at Stripe."""
    await _top_up(town, await in_bank(), seen)
    assert not await keeping.lying(), "moi client-money --change would be refused"
    await change_to_connect()


async def covered(town: Town, operators: Sequence[Principal], seen: Counter[str]) -> list[str]:
    """What the books say is missing is paid in, by where it is missing. What is wrong afterwards."""
    missing = await _missing()
    if not missing:
        return []
    if settings().holds_client_money:
        await _pay_in(operators, missing)
        seen["paid in"] += 1
    else:
        await _top_up(town, missing, seen)
    left = await _missing()
    return [f"{missing} were paid in, and {left} are missing"] if left else []


async def _missing() -> int:
    """What an operator reads in the finding: minor units."""
    await reconcile(Scope.ASKED)
    row = await fetch_row(
        "select facts from money.reconciliation_findings"
        " where kind = 'uncovered' and state = 'open' and gone_at is null"
    )
    return int(json.loads(row["facts"])["cover"]["missing"]) if row else 0


async def _pay_in(operators: Sequence[Principal], amount: int) -> None:
    first, second = operators[:2]
    row = await record(first, Transfer("in", amount, uuid.uuid4().hex, market_date(await now())))
    if row.status == "waiting":
        await confirm(second, row.id)


async def _top_up(town: Town, amount: int, seen: Counter[str]) -> None:
    if amount > 0:
        async with town.sandbox.acting() as call:
            await topups.add(call, amount)
        await reconcile(Scope.HOURLY)
        seen["topped up"] += 1
