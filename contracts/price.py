"""Money in minor units, the price ladder, and who gets what when a rental ends.

Every rounding has one place: a refund is rounded down, the holder's share is rounded down, the
platform's share is what remains. Amounts that are posted in steps are differences of cumulative
amounts, so that the steps always add up to the whole.

Errors::

    ValueError
    ├── UnknownCurrency    not in CURRENCIES
    ├── CurrencyMismatch   two currencies in one sum or comparison
    ├── PriceOffLadder     a price that is no step of the ladder
    └── SplitOutOfRange    days, shares or rates that make no sense
    TypeError
    └── NotMinorUnits      an amount that is not a whole number
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from contracts.period import known_period

CURRENCIES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "CHF": 2,
        "DKK": 2,
        "EUR": 2,
        "GBP": 2,
        "JPY": 0,
        "KRW": 0,
        "KWD": 3,
        "NOK": 2,
        "PLN": 2,
        "SEK": 2,
        "TND": 3,
        "USD": 2,
    }
)
"""Decimals of the minor unit by ISO 4217 code."""

LADDER: Final = (500, 900, 1900, 2900, 4900, 9900, 19900)
"""The monthly price steps, in EUR cents, all-in for the brand."""

_FRACTION: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"P1W": (2, 5), "P1M": (1, 1), "P3M": (27, 10)}
)

BPS: Final = 10_000
"""Basis points in a whole."""


class UnknownCurrency(ValueError):
    """The currency is not one that the market knows."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"unknown currency {currency!r}")
        self.currency = currency


class CurrencyMismatch(ValueError):
    """Two currencies do not add or compare."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} do not mix")
        self.left = left
        self.right = right


class NotMinorUnits(TypeError):
    """An amount is a whole number of minor units, never a float or a truth value."""

    def __init__(self, amount: object) -> None:
        super().__init__(f"{amount!r} is not a whole number of minor units")
        self.amount = amount


class PriceOffLadder(ValueError):
    """The monthly price (minor units) is no step of the ladder."""

    def __init__(self, step: int) -> None:
        super().__init__(f"{step} is not on the price ladder")
        self.step = step


class SplitOutOfRange(ValueError):
    """Days, a share or a rate lies outside what it can be."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of a currency; may be negative."""

    amount: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise NotMinorUnits(self.amount)
        if self.currency not in CURRENCIES:
            raise UnknownCurrency(self.currency)

    @property
    def decimals(self) -> int:
        return CURRENCIES[self.currency]

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Parts in proportion to ``weights`` that sum to the whole, in order.

        Raises SplitOutOfRange for a negative weight or when all are zero.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise SplitOutOfRange(f"cannot split by {list(weights)}")
        parts: list[Money] = []
        weight = taken = 0
        for each in weights:
            weight += each
            reached = self.amount * weight // whole
            parts.append(Money(reached - taken, self.currency))
            taken = reached
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Proration:
    """What a rental's price becomes after some of its days.

    ``refund + earned`` is the price; ``holder + platform`` is what is earned. The platform's part
    contains its VAT.
    """

    refund: Money
    earned: Money
    holder: Money
    platform: Money


@dataclass(frozen=True, slots=True)
class Earning:
    """What a stretch of rental days earns, to be posted: holder, platform's revenue, VAT."""

    holder: Money
    revenue: Money
    vat: Money


def ladder_step(step: int) -> int:
    """Give the monthly step (EUR cents) back, or raise PriceOffLadder."""
    if type(step) is not int or step not in LADDER:
        raise PriceOffLadder(step)
    return step


def price(step: int, period: str) -> Money:
    """The price of a period at a monthly step of the ladder, exact in cents.

    Raises PriceOffLadder and UnknownPeriod.
    """
    known_period(period)
    numerator, denominator = _FRACTION[period]
    return Money(ladder_step(step) * numerator // denominator, "EUR")


def proration(price: Money, total: int, used: int, bps: int) -> Proration:
    """Split ``price`` after ``used`` of ``total`` rental days; the holder's share is ``bps``.

    Not yet begun (``used == 0``) everything is refunded. Raises SplitOutOfRange.
    """
    if price.amount <= 0 or not 0 <= used <= total or total < 1 or not 0 <= bps <= BPS:
        raise SplitOutOfRange(f"{price}, {used} of {total} days, {bps} bps")
    refund = Money(price.amount * (total - used) // total, price.currency)
    earned = price - refund
    holder = Money(earned.amount * bps // BPS, price.currency)
    return Proration(refund=refund, earned=earned, holder=holder, platform=earned - holder)


def vat_included(commission: Money, rate_bps: int) -> Money:
    """The VAT that a commission contains, rounded half up; 20 % is ``2000``.

    Raises SplitOutOfRange for a negative commission or rate.
    """
    if commission.amount < 0 or rate_bps < 0:
        raise SplitOutOfRange(f"{commission} at {rate_bps} bps")
    divisor = BPS + rate_bps
    return Money((2 * commission.amount * rate_bps + divisor) // (2 * divisor), commission.currency)


def difference(share: Callable[[Money], Money], before: Money, after: Money) -> Money:
    """What a cumulative amount's growth from ``before`` to ``after`` adds to ``share`` of it.

    However the way is cut into steps, the differences sum to the share of the last amount.
    """
    return share(after) - share(before)


def earned_between(price: Money, total: int, before: int, after: int, bps: int, vat_bps: int) -> Earning:
    """What is earned when the days used go from ``before`` to ``after``; steps sum without drift.

    Raises SplitOutOfRange, also when the days run backwards.
    """
    if after < before:
        raise SplitOutOfRange(f"days run backwards: {before} to {after}")
    was, now = proration(price, total, before, bps), proration(price, total, after, bps)
    return shared_between(was.earned, now.earned, bps, vat_bps)


def shared_between(
    before: Money, after: Money, bps: int, vat_bps: int, commission_before: int = 0
) -> Earning:
    """Who gets what when the amount earned grows from ``before`` to ``after``; steps sum without drift.

    An order is taxed on the sum of its commissions: ``commission_before`` (minor units) is what those of
    its lines before this one come to, and this line has the difference. Raises SplitOutOfRange when it
    shrinks, or for a share beyond the whole.
    """
    if not 0 <= before.amount <= after.amount or not 0 <= bps <= BPS:
        raise SplitOutOfRange(f"{before} to {after} at {bps} bps")

    def holders(earned: Money) -> Money:
        return Money(earned.amount * bps // BPS, earned.currency)

    def vat(earned: Money) -> Money:
        commission = earned - holders(earned) + Money(commission_before, earned.currency)
        return vat_included(commission, vat_bps)

    holder, contained = (difference(share, before, after) for share in (holders, vat))
    return Earning(holder=holder, revenue=after - before - holder - contained, vat=contained)
