"""What becomes of the rentals of a year: how they are paid, and what happens to them on which day.

The first few are drawn from a list, so that a small year has something of everything; the others by the dice.
"""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from random import Random

from drills import outside
from drills.direct_debits import DAYS, End, give_mandate
from drills.flows.balance import put_in
from drills.town import Town
from market.base.access import Principal
from market.base.database import fetch_row, fetch_value
from market.money.credit.actions.repay import repay_by_card, repay_from_balance
from market.money.credit.errors import BalanceTooLow
from market.money.orders import ON_THE_PAGE, Paying
from market.money.payments import submit_payment
from market.rentals.actions.end import end_early, withdraw
from market.rentals.actions.rent import Requested
from market.rentals.errors import (
    RenewalTooLate,
    RentalAlreadyEnded,
    RentalNotActive,
    RentalNotFound,
    RentalSuspended,
)
from market.rentals.renewal.wishes import Means, brand_wishes, holder_wishes

AHEAD = 50_000
"""Minor units that a brand puts into its balance when that is too little."""
PAST_US = 300
"""Minor units given back in Stripe's dashboard."""
BANKS_DAYS = DAYS[1]
FIRST = (
    "withdraw",
    "wish by debit",
    "debit comes back",
    "bank asks back, loses",
    "wish",
    "debit pays",
    "from balance",
    "debit fails",
    "refund past us",
    "bank asks back, wins",
    "wish",
)
DEBITS: Mapping[str, End] = {"debit pays": "pays", "debit fails": "fails", "debit comes back": "comes back"}
"""How those of the first end that are paid by debit."""


@dataclass(frozen=True)
class Rented:
    """A rental that was paid, its holder and its brand."""

    holder: Principal
    brand: Principal
    asked: Requested


def means(dice: Random, nth: int) -> str:
    """How the nth rental is paid: on the page by card, by a card to keep or by debit, or from the balance."""
    drawn = dice.random()
    if nth < len(FIRST):
        what = FIRST[nth]
        return (
            "debit" if what in DEBITS else {"wish": "kept card", "from balance": "balance"}.get(what, "card")
        )
    return "balance" if drawn < 0.12 else "kept card" if drawn < 0.36 else "debit" if drawn < 0.5 else "card"


def renews(nth: int) -> bool:
    """Whether the list has it that the nth rental is renewed."""
    return nth < len(FIRST) and FIRST[nth].startswith("wish")


def end_of(nth: int) -> End | None:
    """How the nth rental's debit is to end; None where the dice may say."""
    return DEBITS[FIRST[nth]] if nth < len(FIRST) else None


async def ordered(
    town: Town, who: Principal, persona: uuid.UUID, key: str, means: str, step: int, period: str
) -> Requested:
    """Agreed on; what the balance pays is paid, after a top-up where it has too little.

    Raises PersonaUnavailable, BrandOwes.
    """
    paying = {"balance": Paying("balance"), "kept card": Paying(keep_card=True)}.get(means, ON_THE_PAGE)
    try:
        return await town.request(who, persona, key, step=step, period=period, paying=paying)
    except BalanceTooLow:
        await put_in(town, who, AHEAD, f"{key} top-up")
        return await town.request(who, persona, key, step=step, period=period, paying=paying)


async def repaid(town: Town, who: Principal, key: str) -> tuple[int, str]:
    """A brand pays what it owes of payments that banks took back: from its balance, or else by a card.

    How much (minor units), and by which. Raises NoDebt.
    """
    try:
        return await repay_from_balance(who, key), "balance"
    except BalanceTooLow:
        payment = await repay_by_card(who, f"{key} by card")
        url = (await submit_payment(payment)).checkout_url
        assert url is not None, "a debt's page opens"
        await town.pay_at(url)
        await town.quiet()
        amount = await fetch_row("select captured from money.payments where id = $1", payment)
        assert amount, "a page that was paid"
        return int(amount["captured"]), "card"


def drawn(dice: Random, nth: int, means: str) -> list[tuple[int, str]]:
    """After so many days, what happens to the nth rental; nothing but its end to most."""
    chance, after = dice.random(), dice.randrange(1, 24)
    what = _what(chance) if nth >= len(FIRST) else FIRST[nth]
    if means == "debit":
        return _of_a_debit(what, after)
    if what == "wish by debit":
        return [(0, what)]
    if what == "wish" or (nth >= len(FIRST) and means == "kept card"):
        plans = [(0, "wish")]
        # Some think better of it; then what is paid for the next period goes back.
        return plans + ([(after + 4, "take back")] if chance < 0.2 and nth >= len(FIRST) else [])
    if what.startswith("bank"):
        if means == "balance":
            return []
        # In a third of them the holder switches off meanwhile.
        left = [(after + 2, "withdraw")] if chance * 1000 % 3 < 1 else []
        return [(after, "bank asks back"), *left, (after + 5, what.split(", ")[1])]
    if what in ("from balance", "nothing") or (what == "refund past us" and means == "balance"):
        return []
    more = [(after + 3, "withdraw")] if what == "refund past us" and chance * 1000 % 2 < 1 else []
    return [(after, what), *more]


def _of_a_debit(what: str, after: int) -> list[tuple[int, str]]:
    """Once the bank has paid: what is renewed is paid by debit, too. What banks ask back has a plan of its own."""
    if what in ("withdraw", "end early"):
        return [(BANKS_DAYS + after, what)]
    return [(BANKS_DAYS, "wish by debit")] if what == "nothing" else []


def _what(chance: float) -> str:
    if chance < 0.2:
        return "withdraw"
    if chance < 0.3:
        return "end early"
    if chance < 0.36:
        return "refund past us"
    if chance < 0.42:
        return "bank asks back, " + ("wins" if chance < 0.39 else "loses")
    return "nothing"


async def _withdraw(town: Town, rented: Rented) -> bool:
    try:
        await withdraw(rented.holder, rented.asked.agreement)
    except (RentalAlreadyEnded, RentalNotActive):
        return False
    except RentalNotFound:  # holders see what has begun: this one's debit was not paid
        if await _began(rented):
            raise
        return False
    return True


async def _began(rented: Rented) -> bool:
    found: bool = await fetch_value(
        "select starts_at is not null from rentals.rentals where agreement = $1", rented.asked.agreement
    )
    return found


async def _end_early(town: Town, rented: Rented) -> bool:
    try:
        await end_early(rented.brand, rented.asked.agreement)
    except (RentalAlreadyEnded, RentalNotActive):
        return False
    return True


async def _wish(town: Town, rented: Rented, means: Means = "card") -> bool:
    """Both want it renewed, as often as it goes."""
    try:
        await brand_wishes(rented.brand, rented.asked.agreement, True, means)
        await holder_wishes(rented.holder, rented.asked.agreement, True)
    except (RentalAlreadyEnded, RentalNotActive, RentalSuspended, RenewalTooLate):
        return False
    return True


async def _wish_by_debit(town: Town, rented: Rented) -> bool:
    await give_mandate(town, rented.brand)
    return await _wish(town, rented, "debit")


async def _take_back(town: Town, rented: Rented) -> bool:
    try:
        await holder_wishes(rented.holder, rented.asked.agreement, False)
    except RentalAlreadyEnded:
        return False
    return True


async def _refund_past_us(town: Town, rented: Rented) -> bool:
    paid = await fetch_row("select refunded from money.payments where id = $1", rented.asked.payment)
    if paid is None or paid["refunded"] or await _asked_back(rented):
        return False
    await outside.refunded_at_stripe(town, rented.asked.payment, PAST_US)
    await town.quiet()
    return True


async def _asks_back(town: Town, rented: Rented) -> bool:
    await outside.bank_asks_back(town, rented.asked.payment)
    await town.quiet()
    return True


async def _asked_back(rented: Rented) -> bool:
    sql = "select 1 from money.disputes where payment_id = $1"
    return await fetch_row(sql, rented.asked.payment) is not None


def _decides(how: str) -> Callable[[Town, Rented], Awaitable[bool]]:
    async def decides(town: Town, rented: Rented) -> bool:
        await outside.bank_decides(town, rented.asked.payment, how)
        await town.quiet()
        return True

    return decides


HAPPENS: Mapping[str, Callable[[Town, Rented], Awaitable[bool]]] = {
    "withdraw": _withdraw,
    "end early": _end_early,
    "wish": _wish,
    "wish by debit": _wish_by_debit,
    "take back": _take_back,
    "refund past us": _refund_past_us,
    "bank asks back": _asks_back,
    "wins": _decides("win"),
    "loses": _decides("lose"),
}
"""Each says whether it could still be done."""
