"""Bugs to plant: each breaks the product of a process in one place, as a hasty change might."""

import itertools
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contracts.price import Money, Proration, proration
from market.base import vault
from market.money import booking, charges, debts, lost_pages, orders, payments
from market.money.bankcards.queries import default_card
from market.money.bankreturns.actions import ask
from market.money.credit.actions import spend
from market.money.credit.queries import Facts
from market.money.disputes import booking as disputes
from market.money.disputes.rules import Restored
from market.money.payouts import postings
from market.money.rewards.actions import choose
from market.money.settlement import statements
from market.personas import slots
from market.rentals.actions import activate, end, lines
from market.rentals.renewal import work


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

    async def posted(kind: Any, source: Any, key: str, *posting: Any, **more: Any) -> Any:
        again = f":{next(numbers)}" if key.startswith("charge.fee") else ""
        return await plain(kind, source, key + again, *posting, **more)

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
    fewer = statements.SETTLE.replace("total_days, ceil(", "total_days, -1 + ceil(")
    assert fewer != statements.SETTLE
    statements.SETTLE = fewer  # type: ignore[misc]


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


def _who_owes_rents_on() -> None:
    """Nobody asks whether a brand has paid what a bank took back."""

    async def nothing(brand: bytes) -> int:
        return 0

    lines.owed_by = nothing  # type: ignore[attr-defined]


def _a_debt_paid_stays() -> None:
    """What a brand pays for its debt is its balance, and the debt stands."""

    async def nothing(*_: object, **more: object) -> None:
        return None

    debts.post = nothing  # type: ignore[assignment]


def _renewed_by(means: str) -> Callable[[], None]:
    """What was to pay a renewal by `means` is forgotten: the default card does."""

    def planted() -> None:
        plain = work._charge

        async def charged(held: Any, step: int) -> None:
            if held.renewal.means == means:
                kept = await default_card(vault.tag("money", held.row.brand))
                held = replace(held, renewal=replace(held.renewal, means="card"), card=kept.id)
            await plain(held, step)

        work._charge = charged

    return planted


def _a_broken_page_is_called_again() -> None:
    """A page that Stripe failed at is asked for under the same key: it fails again, for a day."""

    def never(row: object) -> bool:
        return False

    payments.is_lost = lost_pages.is_lost = never  # type: ignore[attr-defined]


def _a_kept_card_is_charged_anew() -> None:
    """Who got no answer to a charge makes another one."""
    plain = charges._take

    async def taken(*arguments: Any) -> Any:
        taken = await plain(*arguments)
        if taken is None:
            return None
        row, *others = taken
        return {**dict(row), "idempotency_key": uuid.uuid4().hex}, *others

    charges._take = taken


def _given_back_is_all_the_brands() -> None:
    """What a bank gives back repays no debt."""

    def restored(amount: int, receivable: int, written_off: int, repaid: int) -> Restored:
        return Restored(0, written_off, amount - written_off)

    disputes.restored = restored  # type: ignore[attr-defined]


def _asked_back_is_spent() -> None:
    """What a bank asks back of a top-up is spent meanwhile."""

    async def nothing(brand: bytes) -> int:
        return 0

    spend.asked_back = nothing  # type: ignore[attr-defined]


def _cards_money_goes_to_a_bank() -> None:
    """What came by a card goes to a bank account, and then to the card as well."""

    Facts.beyond_cards = property(lambda facts: facts.held - facts.bound)  # type: ignore[assignment,method-assign]


def _called_off_is_spent() -> None:
    """What comes back of a transfer to a bank does not wait for the bank that asks for what it came of."""

    async def nothing(disputes: object) -> None:
        return None

    ask.withhold_again = nothing  # type: ignore[attr-defined,assignment]


def _a_gift_costs_commission() -> None:
    """Of what a person is given, as much is kept as of a rental's price."""
    plain = choose.postings.pay

    async def paid(id: uuid.UUID, of: uuid.UUID, to: bytes, rental: uuid.UUID, amount: Money) -> None:
        await plain(id, of, to, rental, Money(amount.amount * 8000 // 10_000, amount.currency))

    choose.postings.pay = paid  # type: ignore[assignment]


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
    "who owes rents on": _who_owes_rents_on,
    "a debt paid stays": _a_debt_paid_stays,
    "a card pays for the balance": _renewed_by("balance"),
    "a card pays for a debit": _renewed_by("debit"),
    "a broken page is called again": _a_broken_page_is_called_again,
    "a kept card is charged anew": _a_kept_card_is_charged_anew,
    "given back is all the brand's": _given_back_is_all_the_brands,
    "asked back is spent": _asked_back_is_spent,
    "cards' money goes to a bank": _cards_money_goes_to_a_bank,
    "called off is spent": _called_off_is_spent,
    "a gift costs commission": _a_gift_costs_commission,
}
