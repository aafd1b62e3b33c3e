"""A renewal as its brand and its holder see it: what is wanted, what follows when, for how much."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from contracts.period import interval
from market.base import vault
from market.base.database import fetch_row, fetch_value
from market.money import charges
from market.money.bankcards.queries import Kept, cards_of
from market.money.bankcards.rules import ASKED, Declined, declined
from market.personas.renewals import offered
from market.rentals.queries import RentalRow
from market.rentals.renewal.queries import RenewalRow, dates_of, of_rental, offer_since
from market.rentals.renewal.rules import DEBITS, Dates, may_take_back, may_wish

SOURCES = ("open", "noticed", "paid")


@dataclass(frozen=True)
class Shown:
    """A renewal. Amounts in minor units, times UTC.

    `mine` is the reader's own word, `offer` what the persona's offer says (a holder's only), `other` whether the
    other side is known to want it: a brand learns that from the notice. `following` is the next agreement's id
    once it is frozen. `declined` is what the bank's last refusal means, `waits` whether the brand can pay now, `means`
    what pays: card, balance or debit; `may_debit` whether the period is long enough for the last. `contested`: the
    reader's own bank contests the payment, and until that is decided nothing new can be wanted. `cut_short`: the rental
    ended before its last day.
    """

    state: str
    mine: bool | None
    offer: bool
    other: bool
    when: Dates
    begins_at: datetime
    ends_at: datetime
    price: int
    currency: str
    holder_share: int
    may_wish: bool
    may_take_back: bool
    following: uuid.UUID | None
    because: str | None
    declined: Declined | None
    waits: bool
    means: str
    may_debit: bool
    contested: bool
    cut_short: bool

    @property
    def wanted(self) -> bool:
        """Whether the reader wants it, as things stand."""
        return self.offer if self.mine is None else self.mine

    @property
    def too_late(self) -> bool:
        """The reader did not want it in time: notice to both was due, and nobody can ask for it any more."""
        return self.state == "open" and not self.wanted and not self.may_wish and not self.contested


async def for_brand(row: RentalRow) -> Shown | None:
    """For the brand; None before the rental has begun or once it is over without one that follows."""
    return await _shown(row, brand=True)


async def for_holder(row: RentalRow) -> Shown | None:
    """For the holder."""
    return await _shown(row, brand=False)


async def card_for(brand: uuid.UUID) -> Kept | None:
    """The card that would be charged where a card is; it may be expired."""
    kept = await cards_of(vault.tag("money", brand))
    return kept[0] if kept else None


async def _shown(row: RentalRow, *, brand: bool) -> Shown | None:
    if row.starts_at is None or row.ends_at is None:
        return None
    renewal = await of_rental(row.id)
    over = row.phase in ("Expired", "Terminated")
    if over and (renewal is None or renewal.state not in ("paid", "failed", "called_off")):
        return None
    when, agreed = dates_of(row, renewal), row.agreed()
    offer = offer_since(agreed.terms, await offered(row.persona)) is not None
    span = interval(row.period, row.ends_at, anchor=row.anchor or row.starts_at, n=row.number + 1)
    state = renewal.state if renewal else "open"
    own = renewal.holder if renewal else None
    holders = offer if own is None else own
    brands = renewal.brand if renewal else False
    mine: bool | None = brands if brand else own
    told = state in ("noticed", "paid")
    contested = brand and row.phase == "TemporarilySuspended"
    refused, waits = await _refused(renewal) if renewal and not over else (None, False)
    return Shown(
        state,
        mine,
        False if brand else offer,
        (told and holders) if brand else brands,
        when,
        span.starts_at,
        span.ends_at,
        row.price,
        row.currency,
        agreed.split.holder.amount,
        not over and not contested and may_wish(state, when, row.now),
        not over and may_take_back(state, when, row.now),
        renewal.agreement if renewal and told else None,
        renewal.because if renewal else None,
        refused,
        brand and waits,
        renewal.means if renewal else "card",
        row.period in DEBITS,
        contested,
        row.phase == "Terminated",
    )


async def _refused(renewal: RenewalRow) -> tuple[Declined | None, bool]:
    """What the last refusal means, and whether the brand itself could try now: a try was refused, had no card, or its
    bank asks on a page that was left or answered by no.
    """
    if renewal.state != "noticed":
        return None, False
    failure = renewal.failure
    if failure is None and renewal.next is not None and renewal.means == "card":
        charge = await charges.seen(await fetch_value(_ORDER, renewal.next))
        stands = charges.standing(charge) if charge else "busy"
        failure = ASKED if stands in ("asking", "waiting") else None
    return (declined(failure), renewal.means != "debit") if failure else (None, False)


_ORDER = "select order_id from rentals.rentals where id = $1"


async def depends(row: RentalRow) -> bool:
    """Whether a bank decides if this coming period begins: it contests the payment of the one before it."""
    if row.parent is None or not row.ahead:
        return False
    state = await fetch_value("select state from rentals.rentals where id = $1", row.parent)
    return bool(state == "TemporarilySuspended")


async def follows(rental: uuid.UUID) -> uuid.UUID | None:
    """The agreement that follows a rental, once it is paid; None where nothing does."""
    row = await fetch_row(
        "select n.agreement from rentals.rentals n where n.parent = $1 and n.starts_at is not null"
        " and (n.ended_at is null or n.ended_at > n.starts_at)",
        rental,
    )
    return row["agreement"] if row else None
