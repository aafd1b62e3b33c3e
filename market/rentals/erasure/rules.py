"""Pure decisions after the end of a rental: what its brand owes, when it is told, and when its word is broken.

All days are the market's. `delete_by` is the last day on which copies may be there: the duty is broken with the first
moment of the day after. A brand knows the day of an end and not its time, so that it is given the whole of its day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from contracts.agreement import delete_by
from contracts.erasure import COPIES, RECIPIENTS, Copy, Recipients
from market.base.clock import MARKET_ZONE, market_date
from market.rentals.errors import ErasureUnclear
from market.rentals.queries import OVER, RentalRow

Standing = Literal["none", "running", "passed_on", "open", "overdue", "attested", "attested_late"]
"""`none`: nobody could ever read. `passed_on`: the period that follows holds the copies, and has the duty."""

Letter = Literal["over", "week", "eve", "breach"]

A_WEEK, EVE = timedelta(days=7), timedelta(days=1)
LONG: Final = timedelta(days=14)
"""Where there is more time than this, a brand is also reminded a week before."""


@dataclass(frozen=True)
class Duty:
    """What a brand owes of a rental, by the clock of `today`; days are None where there is no duty of its own."""

    standing: Standing
    ended_on: date | None = None
    delete_by: date | None = None
    attested_on: date | None = None

    @property
    def owed(self) -> bool:
        """Whether the brand still has to sign."""
        return self.standing in ("open", "overdue")

    @property
    def broken(self) -> bool:
        """Whether the day went by unsigned, whatever came later."""
        return self.standing in ("overdue", "attested_late")


def duty_of(row: RentalRow) -> Duty:
    """The duty as the clock has it, whether the end was recorded or not: `row.now` is the time."""
    if row.never_began or row.starts_at is None or row.ends_at is None:
        return Duty("none" if row.phase in OVER else "running")
    if row.phase not in OVER:
        return Duty("running")
    over = row.ended_at or row.ends_at
    due = row.delete_by or market_date(delete_by(row.agreed(), over))
    attested = market_date(row.erased_at) if row.erased_at else None
    if row.renewed and attested is None:
        return Duty("passed_on", market_date(over))
    return Duty(_standing(market_date(row.now), due, attested), market_date(over), due, attested)


def _standing(today: date, due: date, attested: date | None) -> Standing:
    if attested is not None:
        return "attested_late" if attested > due else "attested"
    return "overdue" if today > due else "open"


def breached_at(due: date) -> datetime:
    """The first moment (UTC) at which a duty is broken."""
    return datetime.combine(due + timedelta(days=1), time(), MARKET_ZONE).astimezone(UTC)


def letters(ended_on: date, due: date) -> tuple[tuple[date, Letter], ...]:
    """What a brand that has not signed is told, and on which day, in order.

    Of the end it is written to on the day after: a letter tells no time of it.
    """
    found: list[tuple[date, Letter]] = [(ended_on + timedelta(days=1), "over")]
    if due - ended_on > LONG:
        found.append((due - A_WEEK, "week"))
    if due - EVE > ended_on + timedelta(days=1):
        found.append((due - EVE, "eve"))
    return (*found, (due + timedelta(days=1), "breach"))


def letter_on(today: date, ended_on: date, due: date) -> tuple[Letter | None, date | None]:
    """(the latest letter that is due, the day of the one after): what was missed while nobody looked is not made up."""
    planned = letters(ended_on, due)
    now = [letter for on, letter in planned if on <= today]
    later = [on for on, _ in planned if on > today]
    return now[-1] if now else None, later[0] if later else None


@dataclass(frozen=True)
class Declared:
    """What a brand says that it erased, and who else had any of it (`contracts.erasure`)."""

    erased: tuple[Copy, ...]
    recipients: Recipients


def declared(erased: Sequence[str], recipients: str) -> Declared:
    """A declaration as it is signed, its kinds in their order. Raises ErasureUnclear, whose `reason` says what."""
    kinds = tuple(it for it in COPIES if it in erased)
    if not kinds:
        raise ErasureUnclear(field="erased", reason="nothing-said")
    if len(kinds) < len(set(erased)):
        raise ErasureUnclear(field="erased", reason="unknown")
    if "none" in kinds and len(kinds) > 1:
        raise ErasureUnclear(field="erased", reason="none-and-some")
    reached = next((it for it in RECIPIENTS if it == recipients), None)
    if reached is None:
        raise ErasureUnclear(field="recipients", reason="nothing-said")
    if "none" in kinds and reached != "none":
        raise ErasureUnclear(field="recipients", reason="none-and-some")
    return Declared(kinds, reached)
