"""Bank transfers of the world: balances that go to a bank, in each state, and a transfer of our own that waits."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from market.base.access import Principal
from market.base.clock import MARKET_ZONE
from market.money.ownfunds.actions import Transfer, record
from tests.money.bankreturns.returning import asked, credited, let_out, sent
from tests.money.payouts.paying import an_operator

LARGE = 150_000
"""Cents: more than one operator lets out alone."""


@dataclass(frozen=True)
class Bank:
    """Inner ids: of brands' transfers by their states, and of our own that waits and is booked."""

    requested: uuid.UUID
    approved: uuid.UUID
    sent: uuid.UUID
    own_transfer: uuid.UUID
    booked: uuid.UUID


def statement_day() -> str:
    """A day that a statement may have: the market's today, for the books begin with it."""
    return datetime.now(MARKET_ZONE).date().isoformat()


async def make_return(owner: Principal) -> uuid.UUID:
    """One that its brand may still call off; as much again is left in the balance."""
    await credited(owner, 4000)
    return await asked(owner, 1000)


async def make_bank(owner: Principal, requested: uuid.UUID) -> Bank:
    """The others are the same brand's."""
    approved, gone = await asked(owner, 500), await asked(owner, 500)
    await let_out(approved)
    await sent(gone)
    day = date.fromisoformat(statement_day())
    row = await record(await an_operator(), Transfer("in", LARGE, "VIR MOI 1", day))
    assert row.status == "waiting"
    booked = await record(await an_operator(), Transfer("in", 100, "VIR MOI 0", day))
    return Bank(requested, approved, gone, row.id, booked.id)
