"""Reads of a brand's balance. The brand's tag is in every query."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from market.base.database import fetch, fetch_row, fetch_value
from market.money.bankreturns.queries import to_bank
from market.money.chart import brand_credit, brand_receivable, brand_reserved
from market.money.credit.rules import TopUp, returnable
from market.money.debts import asked_back, owed_by, past_us_by
from market.money.disputes.rules import TAKEN
from market.money.ledger import balance
from market.money.switches import ASKS

PAGE = 50


@dataclass(frozen=True)
class Facts:
    """What a balance holds, what the brand owes, and what can go back where; minor units.

    `debt` is the part of `owed` that the brand has to pay, of which `past_us` is what it had put in, spent, and got
    back past us; the unused part of a rental repays the rest.
    `asked_back` is what banks ask back of what was put in: while that is open, so much can neither be spent nor
    go back. `to_bank` is the part of what is `on_its_way` that goes to the brand's bank account. `contested`: a bank
    has taken back a payment of the brand's, whatever that was for, and it is not decided.
    """

    held: int
    owed: int
    debt: int
    on_its_way: int
    top_ups: Sequence[TopUp]
    asked_back: int = 0
    to_bank: int = 0
    contested: bool = False
    past_us: int = 0

    @property
    def bound(self) -> int:
        """What of it stays here."""
        return self.owed + self.asked_back

    @property
    def spendable(self) -> int:
        """What an order, or a debt, can be paid with now."""
        return max(0, self.held - self.asked_back)

    @property
    def by_no_card(self) -> int:
        """What is free and has no card that takes it: a refund, or a way back, that a card's bank would not take."""
        return max(0, self.beyond_cards)

    @property
    def beyond_cards(self) -> int:
        """The same, below nothing where what stays is more than there is."""
        return self.held - self.bound - sum(it.left for it in self.top_ups if not it.refused)

    @property
    def returnable(self) -> int:
        """What can go back to the cards that it came from."""
        return returnable(self.held, self.bound, self.top_ups)


@dataclass(frozen=True)
class MovementRow:
    """One change of a balance: `amount` signed, `after` what it then held (minor units), `at` UTC.

    `labels` are what the brand calls the rentals that it is about, `reference` the purchase's; `past_us`: it repays
    what the brand had put in and got back past us.
    """

    id: int
    kind: str
    amount: int
    after: int
    at: datetime
    labels: Sequence[str]
    reference: str | None
    past_us: bool


async def held(tag: bytes) -> int:
    """What a brand's balance holds, minor units."""
    return await balance(brand_credit(tag))


async def facts_of(tag: bytes) -> Facts:
    """All that decides what can go back. `tag` is the brand's of this room."""
    return Facts(
        held=await held(tag),
        owed=-min(0, await balance(brand_receivable(tag))),
        debt=await owed_by(tag),
        on_its_way=await balance(brand_reserved(tag)),
        top_ups=await _top_ups(tag),
        asked_back=await asked_back(tag),
        to_bank=await to_bank(tag),
        contested=await contested(tag),
        past_us=await past_us_by(tag),
    )


async def contested(tag: bytes) -> bool:
    """Whether a bank has the money of one of the brand's payments, undecided."""
    found: bool = await fetch_value(
        "select exists (select from money.disputes d join money.payments p on p.id = d.payment_id"
        " join money.orders o on o.id = p.order_id where o.brand = $1 and d.status = any($2))",
        *(tag, list(TAKEN)),
    )
    return found


async def spendable(tag: bytes) -> int:
    """What a brand's balance can pay now: what it holds without what a bank asks back; never less than nothing."""
    return max(0, await held(tag) - await asked_back(tag))


async def _top_ups(tag: bytes) -> list[TopUp]:
    """The payments into a balance with what can still go back by them, the latest first. What a bank asks back,
    or has taken, goes nowhere else. A card that did not take it once may be asked again.
    """
    rows = await fetch(
        "select p.id as payment, p.captured - coalesce((select sum(r.amount) from money.refunds r"
        "  where r.payment_id = p.id and r.status not in ('failed', 'canceled')), 0)::bigint as left,"
        " exists (select from money.refunds f where f.payment_id = p.id and f.origin = 'balance'"
        "  and f.status in ('failed', 'canceled')) as refused"
        " from money.payments p join money.orders o on o.id = p.order_id"
        " where o.brand = $1 and o.purpose = 'top_up' and p.status = 'succeeded'"
        " and not exists (select from money.disputes d where d.payment_id = p.id"
        "  and d.status not in ('won', 'dropped', 'restored')) order by p.paid_at desc, p.id",
        tag,
    )
    return [TopUp(**row) for row in rows if row["left"] > 0]


_MOVEMENTS = """
with moved as (
  select e.id, t.kind, t.source_type, t.source_id, t.effective_at as at, e.amount,
      sum(e.amount) over (order by e.id)::bigint as after
    from money.ledger_entries e join money.ledger_transactions t on t.id = e.transaction_id
    where e.subject = $1 and e.kind = 'brand:credit'
)
select m.id, m.kind, m.amount, m.after, m.at, about.labels, about.reference,
    m.kind = 'debt.paid' and m.source_type = 'payment' as past_us from moved m
  cross join lateral (
    select array_remove(array_agg(l.label order by l.commission_before, l.id), null) as labels,
        max(o.reference) as reference
      from money.orders o left join money.order_lines l on l.order_id = o.id
      where o.id = (select order_id from money.payments where m.source_type = 'payment' and id = m.source_id)
        or l.id = (select order_line_id from money.refunds where m.source_type = 'refund' and id = m.source_id)
        or o.id = (select p.order_id from money.refunds r join money.payments p on p.id = r.payment_id
          where m.source_type = 'external_refund' and r.id = m.source_id)
  ) about
  where $2::bigint is null or m.id < $2
  order by m.id desc limit $3
"""


async def movements(tag: bytes, before: int | None = None, limit: int = PAGE) -> list[MovementRow]:
    """What changed a brand's balance, latest first; below the movement `before`."""
    return [MovementRow(**row) for row in await fetch(_MOVEMENTS, tag, before, limit)]


async def amount_of(payment: uuid.UUID) -> int:
    """What a payment is over, minor units."""
    found: int = await fetch_value("select amount from money.payments where id = $1", payment)
    return found


@dataclass(frozen=True)
class Begun:
    """A top-up, or a payment of a debt, that was begun: its payment's state, and where it can still be paid."""

    status: str
    page: str | None


async def top_up_of(tag: bytes, payment: uuid.UUID) -> Begun | None:
    """One of this brand's; None for another's."""
    row = await fetch_row(
        "select p.status, case when p.status in ('submitted', 'requires_action') and o.closed_at is null"
        " then asks.checkout_url end as page"
        f" from money.payments p join money.orders o on o.id = p.order_id left join lateral {ASKS} asks on true"
        " where p.id = $1 and o.brand = $2 and o.purpose in ('top_up', 'debt')",
        *(payment, tag),
    )
    return None if row is None else Begun(**row)
