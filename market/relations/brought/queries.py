"""Reads of what rentals brought: a holder's own, and the crowd's figures for what they offer."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.period import Interval
from market.base.clock import market_date
from market.base.database import fetch_row
from market.money.brought import Brought, brought_by
from market.personas.queries import PersonaRow
from market.relations.brought.rules import Figures, Month, months
from market.rentals import queries as rentals
from market.rentals.actions.end import preview
from market.rentals.queries import OVER, RentalRow


@dataclass(frozen=True)
class OfRental:
    """What one rental brought its holder, by its rental months, oldest first; `running`: so far."""

    agreement: uuid.UUID
    brand: str
    running: bool
    months: tuple[Month, ...]


async def of_persona(person: uuid.UUID, persona: uuid.UUID) -> list[OfRental]:
    """The rentals of one of the holder's personas, running ones first. What never began is left out."""
    return (await of_holder(person)).get(persona, [])


async def of_holder(person: uuid.UUID) -> dict[uuid.UUID, list[OfRental]]:
    """The same of all of their personas."""
    rows = [it for it in await rentals.all_of_holder(person) if not (it.never_began or it.ahead)]
    brought = await brought_by([it.id for it in rows])
    found: dict[uuid.UUID, list[OfRental]] = {}
    for row in rows:
        found.setdefault(row.persona, []).append(_of_rental(row, brought[row.id]))
    return found


def _of_rental(row: RentalRow, brought: Brought) -> OfRental:
    assert row.starts_at is not None and row.ends_at is not None
    running = row.phase not in OVER
    if running:  # what no settlement has posted yet has been earned all the same
        brought = Brought(preview(row).holder, brought.rewards)
    until = row.now if running else min(row.ended_at or row.ends_at, row.ends_at)
    agreed = row.agreed()
    parts = months(Interval(row.starts_at, row.ends_at), until, brought, agreed.price, agreed.holder_bps)
    return OfRental(row.agreement, row.document["second_party"]["name"], running, tuple(parts))


@dataclass(frozen=True)
class Similar:
    """What similar rentals brought, and the market's day on which that was counted."""

    figures: Figures
    on: date


async def similar(row: PersonaRow) -> Similar | None:
    """Of what this persona offers; None where it is too early to say, or where nothing was offered."""
    found = await fetch_row(
        "select more_than, low, middle, high, counted_on from relations.brought_figures"
        " where price_step = $1 and variant = $2 and period = $3",
        *(row.price_step, row.variant, row.period),
    )
    if found is None:
        return None
    return Similar(
        Figures(*(found[it] for it in ("more_than", "low", "middle", "high"))), found["counted_on"]
    )


def total(of: Sequence[OfRental]) -> int:
    """All that these brought, minor units."""
    return sum(month.total for it in of for month in it.months)


def days_of(month: Month) -> tuple[date, date]:
    """The market's first and last day of a rental month."""
    last = max(month.starts_at, month.ends_at - timedelta(microseconds=1))
    return market_date(month.starts_at), market_date(last)
