"""Bugs to plant: each breaks the product of a process in one place, as a hasty change might."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contracts.price import Money, Proration, proration
from market.money import booking, orders
from market.money.payouts import postings
from market.money.settlement import statements
from market.personas import slots
from market.rentals.actions import activate, end


def _a_cent_too_much_back() -> None:
    """The refund rounds up instead of down."""

    def rounded(price: Money, total: int, used: int, bps: int) -> Proration:
        parts = proration(price, total, used, bps)
        if not parts.refund.amount or not used:
            return parts
        cent = Money(1, price.currency)
        return replace(
            parts, refund=parts.refund + cent, earned=parts.earned - cent, platform=parts.platform - cent
        )

    orders.proration = rounded  # type: ignore[attr-defined]


def _a_day_too_few() -> None:
    """The day that has begun is not counted."""
    plain = end.rental_days

    def fewer(span: Any, at: Any) -> Any:
        days = plain(span, at)
        return replace(days, used=max(1, days.used - 1)) if days.used < days.total else days

    end.rental_days = fewer  # type: ignore[attr-defined]


def _the_brand_gets_back() -> None:
    """A brand that ends early is given the unused days back."""
    plain = end.ending
    end.ending = lambda row, event: plain(row, "withdraw" if event == "end_early" else event)


def _too_late_is_good_enough() -> None:
    """A payment that comes after the slot was lost begins a rental all the same."""

    async def occupied(*_: object) -> bool:
        return True

    slots.occupy = occupied  # type: ignore[assignment]
    activate.slots.occupy = occupied  # type: ignore[assignment]


def _the_fee_twice() -> None:
    """The fee is booked each time Stripe tells of it."""
    numbers = itertools.count()
    plain, ask = booking.post, booking.fetch

    async def posted(kind: Any, source: Any, key: str, entries: Any, **more: Any) -> Any:
        again = f":{next(numbers)}" if key.startswith("charge.fee") else ""
        return await plain(kind, source, key + again, entries, **more)

    async def asked(sql: str, *arguments: Any) -> Any:
        return await ask(sql.replace("and fee is null", ""), *arguments)

    booking.post, booking.fetch = posted, asked  # type: ignore[assignment]


def _released_at_once() -> None:
    """Earnings do not wait for the end of their hold."""
    statements.RELEASE = statements.RELEASE.replace(  # type: ignore[misc]
        "and payable_at <= (select now from moment)", ""
    )


def _a_month_forgets_a_day() -> None:
    """Settlement counts the days that are whole, not those that have begun."""
    statements.SETTLE = statements.SETTLE.replace("1 + floor", "0 + floor")  # type: ignore[misc]


def _paid_and_not_booked() -> None:
    """A payout is paid and stays reserved."""

    async def nothing(*_: object) -> None:
        return None

    postings.settle = nothing  # type: ignore[assignment]


def _returned_and_not_booked() -> None:
    """What a bank gives back is the holder's again nowhere."""

    async def nothing(*_: object) -> None:
        return None

    postings.take_back = nothing  # type: ignore[assignment]


def _no_refund() -> None:
    """The unused days are booked to go back, and nobody sends them."""

    async def nothing(*_: object) -> None:
        return None

    orders.request_refund = nothing  # type: ignore[attr-defined,assignment]


BUGS: Mapping[str, Callable[[], None]] = {
    "a cent too much back": _a_cent_too_much_back,
    "a day too few": _a_day_too_few,
    "the brand gets back": _the_brand_gets_back,
    "too late is good enough": _too_late_is_good_enough,
    "the fee twice": _the_fee_twice,
    "released at once": _released_at_once,
    "a month forgets a day": _a_month_forgets_a_day,
    "paid and not booked": _paid_and_not_booked,
    "returned and not booked": _returned_and_not_booked,
    "no refund": _no_refund,
}
