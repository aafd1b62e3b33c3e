"""Whether each holder's yearly statement says what the agreements say was earned in that year, rental by rental."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from contracts.agreement import Agreement
from contracts.period import ZONE, Interval, rental_days
from contracts.price import proration
from drills.by_contract import divided
from drills.paper_lines import different
from market.accounts import queries as accounts
from market.base import vault
from market.base.database import fetch
from market.money.documents.content import YearContent


class Line(NamedTuple):
    """What a rental brought in a year, minor units: what the brand paid for it, our part, the holder's; or what its
    rewards did, which are the holder's whole."""

    brand: str
    begun_on: date | None
    gross: int
    commission: int
    net: int
    rewards: bool = False


class Became(NamedTuple):
    """A reward's `amount` (minor units) became money of a holder's (money's tag) by an agreement."""

    holder: bytes
    agreement: uuid.UUID
    amount: int
    at: datetime


@dataclass(frozen=True)
class Brought:
    """A rental that began, with what it has brought its holder and us by an instant."""

    row: Any
    brand: str
    agreed: Agreement
    rewards: Sequence[Became] = ()

    def by(self, at: datetime) -> tuple[int, int]:
        """The holder's part and ours, minor units. A day that begins at that instant is not in it."""
        if self.row["ended_at"] is not None and self.row["ended_at"] < at:
            parts = divided(self.agreed, self.row)
        else:
            assert self.agreed.starts_at and self.agreed.ends_at
            days = rental_days(
                Interval(self.agreed.starts_at, self.agreed.ends_at), at - timedelta(microseconds=1)
            )
            parts = proration(self.agreed.price, days.total, days.used, self.agreed.holder_bps)
        return parts.holder.amount, parts.platform.amount

    def given_by(self, at: datetime) -> int:
        """What its rewards have brought before an instant, minor units."""
        return sum(it.amount for it in self.rewards if it.at < at)

    def lines(self, year: int) -> Iterator[Line]:
        """What it brought, and what its rewards did, where that is anything."""
        line = self.line(year)
        given = self.given_by(first_of(year + 1)) - self.given_by(first_of(year))
        yield from (it for it in (line, Line(*line[:2], given, 0, given, rewards=True)) if it.net)

    def line(self, year: int) -> Line:
        (held, ours), (holds, owns) = (self.by(it) for it in (first_of(year), first_of(year + 1)))
        net, commission = holds - held, owns - ours
        assert self.agreed.starts_at
        begun = self.agreed.starts_at.astimezone(ZoneInfo(ZONE)).date()
        return Line(self.brand, begun, net + commission, commission, net)


_RENTALS = """
select holder, brand, agreement, document::text as document, starts_at, ended_at, end_reason from rentals.rentals
  where starts_at is not null
"""
_PAID = "select holder, amount, paid_at from money.payouts where status = 'paid'"
_STATEMENTS = "select owner, number, net, snapshot from money.documents where kind = 'year' order by number"


def first_of(year: int) -> datetime:
    """The first instant of a year in the market's zone, UTC."""
    return datetime(year, 1, 1, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


async def yearly(rewards: Sequence[Became] = ()) -> list[str]:
    """What yearly statements say that is not so by contract, and who should have one and has none."""
    brought: Mapping[bytes, list[Brought]] = await _brought(rewards)
    paid: dict[bytes, list[Any]] = defaultdict(list)
    for row in await fetch(_PAID):
        paid[row["holder"]].append(row)
    wrong, told = [], set()
    for row in await fetch(_STATEMENTS):
        content = YearContent.model_validate_json(row["snapshot"])
        told.add((row["owner"], content.year))
        if row["net"] != content.net:
            wrong.append(f"{row['number']}: is kept with another sum than it says")
        wrong += _wrong_with(content, brought[row["owner"]], paid[row["owner"]])
    years = {year for _, year in told}
    lacking = sum(
        (holder, year) not in told for holder, them in brought.items() for year in years if _any(them, year)
    )
    return wrong + [f"{lacking} holders have no statement of a year in which they earned"] * bool(lacking)


def _wrong_with(content: YearContent, brought: Sequence[Brought], paid: Sequence[Any]) -> list[str]:
    begins, ends = first_of(content.year), first_of(content.year + 1)
    before = sum(it.by(begins)[0] + it.given_by(begins) for it in brought) - sum(_until(paid, begins))
    paid_out = sum(_until(paid, ends)) - sum(_until(paid, begins))
    lines = [line for it in brought for line in it.lines(content.year)]
    has = (content.before, content.paid_out)
    wrong = different(
        content.number,
        [Line(it.brand, it.begun_on, it.gross, it.commission, it.net, it.rewards) for it in content.lines],
        lines,
    )
    if has != (before, paid_out):
        wrong.append(f"{content.number}: before and paid out are {has} instead of {(before, paid_out)}")
    return wrong


def _until(paid: Sequence[Any], at: datetime) -> Iterator[int]:
    return (row["amount"] for row in paid if row["paid_at"] < at)


def _any(brought: Sequence[Brought], year: int) -> bool:
    return any(True for it in brought for _ in it.lines(year))


async def _brought(rewards: Sequence[Became]) -> Mapping[bytes, list[Brought]]:
    found: dict[bytes, list[Brought]] = defaultdict(list)
    names: dict[Any, str] = {}
    for row in await fetch(_RENTALS):
        if row["brand"] not in names:
            names[row["brand"]] = (await accounts.brand(row["brand"])).legal_name
        holder = vault.retag(row["holder"], "rentals", "money")
        agreed = Agreement.model_validate_json(row["document"])
        own = [it for it in rewards if it.agreement == row["agreement"]]
        found[holder].append(Brought(row, names[row["brand"]], agreed, own))
    return found
