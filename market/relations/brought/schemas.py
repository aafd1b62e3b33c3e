"""The API's shapes of what rentals brought. Amounts are minor units of EUR, days the market's."""

import uuid
from datetime import date

from market.relations.schemas import Shape


class MonthOut(Shape):
    """One rental month, to its last day, that of the rental, or today: the holder's share of the rent, and rewards that
    were earned, whichever way they came."""

    first_day: date
    last_day: date
    rent: int
    rewards: int


class RentalBroughtOut(Shape):
    """One rental of the persona; `running`: so far."""

    agreement: uuid.UUID
    brand: str
    running: bool
    months: list[MonthOut]


class SimilarOut(Shape):
    """Ended rentals of the same price step, terms and period, of twelve months: a quarter brought `low` or less, half
    `middle` or less, a quarter `high` or more; rounded, and of more than so many rentals."""

    more_than: int
    low: int
    middle: int
    high: int
    counted_on: date


class BroughtOut(Shape):
    """What one persona brought. `similar` is null where it is too early to say."""

    total: int
    rentals: list[RentalBroughtOut]
    similar: SimilarOut | None
