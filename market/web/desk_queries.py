"""Reads that only the brand's pages need. The brand is in every query."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from market.base import vault
from market.base.database import fetch, fetch_row
from market.money.bankcards.queries import Kept, cards_of
from market.money.bankcards.rules import Declined, declined
from market.money.credit.queries import spendable
from market.money.debts import owed_by
from market.money.switches import GIVES_WAY
from market.rentals.queries import COLUMNS, RentalRow, rows_of


@dataclass(frozen=True)
class Reads:
    """How often the brand opened or fetched a sheet: today (rental days are not asked here) and in all."""

    today: int
    ever: int


@dataclass(frozen=True)
class Paid:
    """What money says about a rental: the payment of its order, and its own refund (minor units, state).

    Of the unused part, `withheld` waits for a bank's decision and `repaid` what had gone back past us, which was
    `outside` in all for the payment. `dispute` is the status of the latest one. `failure` is Stripe's code.
    `by_card`: by a kept card. `gives_way`: it is being called off, for another way to pay was chosen.
    """

    payment: uuid.UUID
    status: str
    amount: int
    method: str
    paid_at: datetime | None
    refund: int | None
    refund_status: str | None
    withheld: int | None
    repaid: int | None
    outside: int
    dispute: str | None
    failure: str | None
    by_card: bool = False
    gives_way: bool = False

    @property
    def refused(self) -> Declined | None:
        """What the refusal of the last card that was tried leaves to do, while it waits for another."""
        return (
            declined(self.failure) if self.by_card and self.status == "submitted" and self.failure else None
        )


async def reads_of(brand: uuid.UUID, agreement: uuid.UUID) -> Reads:
    """Reads of one rental of this brand; "today" is a day of the market's zone."""
    row = await fetch_row(
        "select count(*) filter (where l.at >= date_trunc('day', base.now(), 'Europe/Paris')) as today,"
        " count(*) as ever from rentals.rentals r join rentals.reads l on l.rental = r.id"
        " where r.agreement = $1 and r.brand = $2",
        agreement,
        brand,
    )
    return Reads(row["today"], row["ever"]) if row else Reads(0, 0)


async def paid_for(brand: uuid.UUID, agreement: uuid.UUID) -> Paid | None:
    """The latest payment of a rental of this brand; None where there is none."""
    row = await fetch_row(
        "select p.id as payment, p.status, p.amount, p.method, p.paid_at, f.amount - f.redirected as refund,"
        " f.status as refund_status, l.withheld, l.repaid,"
        " (select coalesce(sum(x.amount), 0)::bigint from money.refunds x where x.payment_id = p.id"
        "   and x.origin = 'external' and x.status = 'succeeded') as outside,"
        " (select d.status from money.disputes d where d.payment_id = p.id order by d.created_at desc limit 1)"
        "   as dispute, p.failure,"
        " exists (select from money.payment_attempts a where a.payment_id = p.id and a.card_id is not null)"
        f"   as by_card, {GIVES_WAY} as gives_way"
        " from rentals.rentals r join money.payments p on p.order_id = r.order_id"
        " left join money.order_lines l on l.rental_id = r.id"
        # What went elsewhere when it failed is told by what became of it.
        " left join money.refunds f on f.order_line_id = l.id and f.redirected < f.amount"
        " where r.agreement = $1 and r.brand = $2"
        " order by p.status in ('failed', 'canceled'), p.created_at desc, f.created_at desc limit 1",
        agreement,
        brand,
    )
    return Paid(**dict(row)) if row else None


async def balance_covers(brand: uuid.UUID, amount: int) -> bool:
    """Whether the brand's balance could pay `amount` (minor units) now: it owes nothing, and that much is free."""
    tag = vault.tag("money", brand)
    return await spendable(tag) >= amount and not await owed_by(tag)


async def good_cards(brand: uuid.UUID) -> list[Kept]:
    """The cards that the brand keeps and that can be charged today, the default first."""
    return [card for card in await cards_of(vault.tag("money", brand)) if not card.expired]


async def together_with(brand: uuid.UUID, order: uuid.UUID, agreement: uuid.UUID) -> list[RentalRow]:
    """The other rentals of the same order, in the order in which they were asked for."""
    rows = await fetch(
        f"select {COLUMNS} from rentals.rentals where order_id = $1 and brand = $2 and agreement <> $3"
        " order by id",
        *(order, brand, agreement),
    )
    return await rows_of(rows)


async def under_way(brand: uuid.UUID, persona: uuid.UUID) -> uuid.UUID | None:
    """The agreement of this brand's rental of this persona that runs, or still waits for its payment."""
    rows = await fetch(
        "select agreement from rentals.rentals where brand = $1 and persona = $2 and ("
        " state = 'Inactive' and held_until > base.now()"
        " or state in ('Active', 'TemporarilySuspended') and ends_at > base.now()) order by id desc limit 1",
        brand,
        persona,
    )
    return rows[0]["agreement"] if rows else None
