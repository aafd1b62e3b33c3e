"""Whether everybody got what the agreements say, recomputed by `contracts` alone: no rule or table of money is asked.

What Stripe and the banks did past the contracts is a fact: what they gave back, what they took for good.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from types import MappingProxyType
from typing import Any

from contracts.agreement import Agreement
from contracts.period import Interval, rental_days
from contracts.price import Proration, proration
from drills.town import tag_of
from market.base import vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value

# Every rental that was paid, with what went back past us and whether a bank has taken it for good.
_RENTALS = """
select r.holder, r.document::text as document, r.ended_at, r.end_reason, r.starts_at,
    coalesce((select sum(f.amount) from money.refunds f join money.payments p on p.id = f.payment_id
      where p.order_id = r.order_id and f.origin = 'external' and f.status = 'succeeded'), 0)::bigint as past_us,
    exists (select from money.disputes d join money.payments p on p.id = d.payment_id
      where p.order_id = r.order_id and d.status = 'lost') as lost
  from rentals.rentals r where r.starts_at is not null
"""
# What brands paid for rentals, and did not get back by us, at Stripe or from a bank.
_KEPT = """
select coalesce(sum(p.captured - p.refunded - coalesce((select sum(d.amount) from money.disputes d
    where d.payment_id = p.id and d.status = 'lost'), 0)), 0)::bigint
  from money.payments p join money.orders o on o.id = p.order_id where o.purpose = 'rental'
"""
_OURS = """
select coalesce(sum(amount), 0)::bigint from money.ledger_entries where kind in ('platform:revenue', 'tax:vat')
"""
_OWED = "select coalesce(-sum(amount), 0)::bigint from money.ledger_entries where kind = 'brand:receivable'"
SWITCHED = ("switched_off", "stopped")


@dataclass
class Owed:
    """What is whose by contract, minor units."""

    holders: Counter[bytes] = field(default_factory=Counter)
    platform: int = 0
    kept: int = 0
    receivable: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, row: Any) -> None:
        """One rental that began, or was to begin."""
        agreed = Agreement.model_validate_json(row["document"])
        if row["ended_at"] is None:
            self.faults.append(f"{agreed.agreement_id} still runs")
            return
        parts = divided(agreed, row)
        self.holders[vault.retag(row["holder"], "rentals", "money")] += parts.holder.amount
        if row["lost"]:  # what a holder earned stays theirs, and the brand owes it
            self.receivable += parts.holder.amount
            return
        unpaid = max(0, row["past_us"] - parts.refund.amount)
        self.platform += parts.platform.amount
        self.receivable += unpaid
        self.kept += parts.earned.amount - unpaid


def divided(agreed: Agreement, row: Any) -> Proration:
    """The price of a rental that is over, by the days of it that were used."""
    assert agreed.starts_at and agreed.ends_at
    ended = row["ended_at"].astimezone(UTC)
    days = rental_days(Interval(agreed.starts_at, agreed.ends_at), ended)
    used = days.used if row["end_reason"] in SWITCHED or ended < agreed.starts_at else days.total
    return proration(agreed.price, days.total, used, agreed.holder_bps)


async def by_contract(
    holders: Sequence[Principal], repaid: int, rewards: Mapping[bytes, int] = MappingProxyType({})
) -> list[str]:
    """Where what was paid is not what the agreements say.

    `repaid`: what brands paid of their debts; `rewards`: what they gave each holder (money's tag) for answers; minor
    units.
    """
    owed = Owed()
    for row in await fetch(_RENTALS):
        owed.add(row)
    faults = owed.faults
    for who in holders:
        faults += await _wrong_with(who, owed.holders[tag_of(who)] + rewards.get(tag_of(who), 0))
    has = (await fetch_value(_OURS), await fetch_value(_KEPT), await fetch_value(_OWED))
    should = (owed.platform, owed.kept, owed.receivable - repaid)
    if has != should:
        faults.append(f"the platform has, the brands paid, and owe {has} instead of {should}")
    return faults


async def _wrong_with(who: Principal, expected: int) -> list[str]:
    tag = tag_of(who)
    paid, rest = await _paid(tag), await _rest(tag)
    faults = []
    if paid + sum(rest.values()) != expected or rest.get("holder:pending") or rest.get("holder:reserved"):
        faults.append(f"a holder was paid {paid}, has {rest}, and is owed {expected} by contract")
    if rest.get("holder:payable", 0) >= 1000:
        faults.append(f"a holder has {rest} and was not paid")
    return faults


async def _paid(tag: bytes) -> int:
    sql = "select coalesce(sum(amount), 0)::bigint from money.payouts where holder = $1 and status = 'paid'"
    return int(await fetch_value(sql, tag))


async def _rest(tag: bytes) -> dict[str, int]:
    sql = "select kind, posted from money.ledger_balances where subject = $1 and posted <> 0"
    return {row["kind"]: row["posted"] for row in await fetch(sql, tag)}
