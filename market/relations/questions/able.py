"""Whom of its rentals a brand can ask, and how many questions their months have left: one statement for all."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from contracts.period import Interval
from market.base.clock import market_date
from market.base.database import Record, fetch
from market.relations.questions import turns
from market.relations.questions.rules import Question
from market.relations.questions.turns import Left, Month
from market.relations.rules import rental_month


@dataclass(frozen=True)
class Preview:
    """How many would be asked, and why others would not, by the code of the refusal; `left`: what all months have."""

    would_be: tuple[uuid.UUID, ...]
    left_out: Mapping[str, int]
    left: Left


# Which rentals run, with what decides: the documents stay where they are.
_STANDING = (
    "select r.id, r.state, r.starts_at, r.ends_at, base.now() as now, r.purposes ? $2 as agreed,"
    " (r.document #>> '{terms,contact,question}')::boolean::int"
    " + coalesce((r.document #>> '{terms,contact,rewarded_per_month}')::int, 0) as per_month,"
    " (r.document #> '{terms,disclosure,claims}') ? $3 as shown,"
    " array(select q.month from relations.questions q where q.rental = r.id) as months,"
    " array(select q.month from relations.questions q where q.rental = r.id and not q.rewarded) as free"
    " from rentals.rentals r where r.brand = $1 and r.state in ('Active', 'TemporarilySuspended')"
    " and r.starts_at <= base.now() and r.ends_at > base.now() and ($4::uuid is null or r.id < $4)"
    " and not exists (select from relations.questions q where q.rental = r.id and q.round = $4) order by r.id"
)


async def able(brand: uuid.UUID, content: Question, before: uuid.UUID | None) -> Preview:
    """`before`: a round that goes on asks nobody twice, and nobody whose rental was asked for after it began."""
    rows = await fetch(_STANDING, brand, content.purpose, content.claim or "", before)
    reasons = [(row["id"], _against(row, content)) for row in rows]
    return Preview(
        tuple(rental for rental, reason in reasons if reason is None),
        dict(Counter(reason for _, reason in reasons if reason is not None)),
        _left(rows),
    )


async def left_of(brand: uuid.UUID) -> Left:
    """How many questions the months that run have left, over all the brand's rentals that can be asked."""
    return _left(await fetch(_STANDING, brand, "", "", None))


def _left(rows: list[Record]) -> Left:
    running = (row for row in rows if row["state"] == "Active")
    return sum((turns.left(row["per_month"], _month(row)) for row in running), Left())


def _month(row: Record) -> Month:
    month, _ = rental_month(_span(row), row["now"].astimezone(UTC))
    return Month(row["months"].count(month), row["free"].count(month))


def _span(row: Record) -> Interval:
    return Interval(row["starts_at"].astimezone(UTC), row["ends_at"].astimezone(UTC))


def _against(row: Record, content: Question) -> str | None:
    """Why a rental cannot be asked this, by the code of the refusal that `asking.ask` would raise."""
    if row["state"] != "Active":
        return "rental-suspended"
    if not row["per_month"]:
        return "question-not-included"
    if not row["agreed"]:
        return "purpose-not-of-rental"
    if row["shown"]:
        return "shown-already"
    if not market_date(row["now"].astimezone(UTC)) < content.until <= last_day(_span(row).ends_at):
        return "deadline-impossible"
    return turns.against(row["per_month"], _month(row), rewarded=content.reward is not None)


def last_day(ends_at: datetime) -> date:
    """The last day of the market's zone on which a rental runs."""
    return market_date(ends_at - timedelta(microseconds=1))
