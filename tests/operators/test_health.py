"""What the market's figures count: money that brands have back by every way, and brands that came back."""

import uuid
from datetime import timedelta

import pytest

from market.base import clock
from market.base.clock import market_date
from market.base.database import fetch_value
from market.money.chart import Kind, Movement, brand_credit, brand_reserved, credit, debit, own
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.actions.top_up import top_up
from market.money.credit.api import open_top_up
from market.money.days.actions import roll_days
from market.operators.health import actions, queries
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.money.books import book

__all__ = ["market"]


async def today() -> queries.Day:
    await roll_days()
    day = market_date(await clock.now())
    (found,) = await queries.days(day, day)
    return found


async def test_a_balance_that_went_back_to_its_card_was_given_back(market: Market) -> None:
    brand = await a_brand()
    opened = await open_top_up(await top_up(brand, 10_000, uuid.uuid4().hex), "en")
    await market.pay_at(str(opened.checkout_url))
    await market.quiet()
    await pay_back(brand, 7_000, uuid.uuid4().hex)
    await market.quiet()
    found = await today()
    assert (found.volume, found.refunds) == (10_000, 7_000)


async def test_what_a_bank_took_to_a_brand_and_brought_again_is_counted_out(market: Market) -> None:
    tag, bank = bytes(32), own(Kind.BANK_CLIENT_FUNDS)
    for why, entries in (
        (Movement.CHARGE_SUCCEEDED, [debit(own(Kind.STRIPE_CLEARING), 900), credit(brand_credit(tag), 900)]),
        (Movement.BANK_RETURN_REQUESTED, [debit(brand_credit(tag), 900), credit(brand_reserved(tag), 900)]),
        (Movement.BANK_RETURN_PAID, [debit(brand_reserved(tag), 900), credit(bank, 900)]),
    ):
        await book(entries, kind=why)
    assert (await today()).refunds == 900
    came_back = [debit(bank, 900), credit(brand_credit(tag), 900)]
    await book(came_back, kind=Movement.BANK_RETURN_CAME_BACK)
    assert (await today()).refunds == 0


@pytest.mark.parametrize(("apart", "repeated"), [(40, 1), (None, 0)])
async def test_a_brand_whose_first_rental_was_before_the_span_came_back(
    market: Market, apart: int | None, repeated: int
) -> None:
    brand = await a_brand()
    if apart is not None:
        await market.rented(brand, await a_persona(await a_holder()))
        await clock.travel(timedelta(days=apart))
    await market.rented(brand, await a_persona(await a_holder()))
    found = await actions.figures(30)
    assert (found["brands"], found["repeat_brands"]) == (1, repeated)
    assert (
        await fetch_value("select count(*) from rentals.rentals where starts_at is not null") == 1 + repeated
    )
