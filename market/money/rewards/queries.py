"""Reads of budgets and rewards. The tenant is in every query; a brand never reads which way a reward came."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from market.base.database import fetch, fetch_row
from market.base.settings import settings
from market.money.rewards.errors import BudgetNotFound, RewardNotFound

PAGE = 50


@dataclass(frozen=True)
class BudgetRow:
    """A budget, minor units. `free` is what can still be offered, `codes` and `codes_left` its codes."""

    id: uuid.UUID
    brand: bytes
    currency: str
    amount: int
    reserved: int
    spent: int
    returned: int
    status: str
    until: date
    voucher_bps: int | None
    opened_at: datetime
    closed_at: datetime | None
    codes: int
    codes_left: int

    @property
    def free(self) -> int:
        """What nothing holds; none once it closes."""
        if self.status != "open":
            return 0
        return self.amount - self.reserved - self.spent - self.returned


@dataclass(frozen=True)
class RewardRow:
    """A reward as its holder has it. Minor units, times UTC. `worth_bps`: what a code is worth of it, None without
    codes; `codes_left`: whether there is one.
    """

    id: uuid.UUID
    source_type: str
    source: uuid.UUID
    rental_id: uuid.UUID
    amount: int
    currency: str
    status: str
    offered_at: datetime
    earned_at: datetime | None
    choose_by: datetime | None
    settled_at: datetime | None
    charity: str | None
    worth_bps: int | None
    codes_left: bool


@dataclass(frozen=True)
class CharityRow:
    """Who gifts can go to, by its name and its number in the public register."""

    id: uuid.UUID
    name: str
    registration: str


_BUDGET = """
select b.id, b.brand, b.currency, b.amount, b.reserved, b.spent, b.returned, b.status, b.until, b.voucher_bps,
    b.opened_at, b.closed_at, c.codes, c.codes_left
  from money.reward_budgets b cross join lateral (select count(*) as codes,
    count(*) filter (where reward is null) as codes_left from money.voucher_codes where budget = b.id) c
"""


async def of_brand(tag: bytes, limit: int = PAGE) -> Sequence[BudgetRow]:
    """A brand's budgets, latest first."""
    rows = await fetch(f"{_BUDGET} where b.brand = $1 order by b.opened_at desc, b.id limit $2", tag, limit)
    return [BudgetRow(**row) for row in rows]


async def budget(tag: bytes, id: uuid.UUID) -> BudgetRow:
    """One of the brand's; raises BudgetNotFound."""
    row = await fetch_row(f"{_BUDGET} where b.brand = $1 and b.id = $2", tag, id)
    if row is None:
        raise BudgetNotFound()
    return BudgetRow(**row)


_REWARD = """
select r.id, r.source_type, r.source, r.rental_id, r.amount, r.currency, r.status, r.offered_at, r.earned_at,
    r.choose_by, r.settled_at, h.name as charity, b.voucher_bps as worth_bps,
    exists (select from money.voucher_codes v where v.budget = r.budget and v.reward is null) as codes_left
  from money.rewards r join money.reward_budgets b on b.id = r.budget left join money.charities h on h.id = r.charity
"""


async def of_rental(tag: bytes, rental: uuid.UUID) -> Sequence[RewardRow]:
    """A holder's rewards in one rental, latest first. `tag` is the holder's of this room."""
    rows = await fetch(
        f"{_REWARD} where r.holder = $1 and r.rental_id = $2 order by r.offered_at desc, r.id", tag, rental
    )
    return [RewardRow(**row) for row in rows]


async def reward(tag: bytes, id: uuid.UUID) -> RewardRow:
    """One of the holder's; raises RewardNotFound."""
    row = await fetch_row(f"{_REWARD} where r.holder = $1 and r.id = $2", tag, id)
    if row is None:
        raise RewardNotFound()
    return RewardRow(**row)


async def charities() -> Sequence[CharityRow]:
    """Those that gifts can go to; none where this market makes no transfers of its own."""
    if not settings().holds_client_money:
        return []
    rows = await fetch(
        "select id, name, registration from money.charities where retired_at is null order by name, id"
    )
    return [CharityRow(**row) for row in rows]


@dataclass(frozen=True)
class Owed:
    """A charity at the desk: what was given to it, what transfers have paid, and what is left; minor units."""

    id: uuid.UUID
    name: str
    registration: str
    retired: bool
    given: int
    paid: int

    @property
    def owed(self) -> int:
        """What the next transfer may be."""
        return self.given - self.paid


@dataclass(frozen=True)
class PaymentRow:
    """A transfer to a charity, as the desk sees it."""

    id: uuid.UUID
    charity: uuid.UUID
    name: str
    amount: int
    currency: str
    reference: str
    day: date
    status: str
    needed: int
    why: str | None


async def owed() -> Sequence[Owed]:
    """Every charity with what it is owed, by name."""
    rows = await fetch(
        "select h.id, h.name, h.registration, h.retired_at is not null as retired,"
        " coalesce((select sum(amount) from money.rewards where charity = h.id and status = 'given'), 0)::bigint"
        "  as given, coalesce((select sum(amount) from money.charity_payments where charity = h.id"
        "  and status = 'booked'), 0)::bigint as paid from money.charities h order by h.name, h.id"
    )
    return [Owed(**row) for row in rows]


async def payments(limit: int = PAGE) -> Sequence[PaymentRow]:
    """Transfers to charities, latest first."""
    rows = await fetch(
        "select p.id, p.charity, h.name, p.amount, p.currency, p.reference, p.day, p.status, p.needed, p.why"
        " from money.charity_payments p join money.charities h on h.id = p.charity"
        " order by p.recorded_at desc, p.id limit $1",
        limit,
    )
    return [PaymentRow(**row) for row in rows]
