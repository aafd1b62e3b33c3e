"""A card has paid when Stripe took the money: in the books while that month is open, on paper and for VAT always."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from market.base import audit, clock
from market.base.database import fetch, fetch_value
from market.money.accounting.vat import due_by_month
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.settlement.actions import settle
from market.money.settlement.rules import Month
from market.money.taken import taken
from tests.factories import a_brand, a_holder, a_persona, with_address
from tests.market import Market, market

__all__ = ["market"]

LATE = datetime(2027, 1, 31, 22, 52, tzinfo=UTC)  # eight minutes before February in the market's zone
JANUARY, FEBRUARY = Month(2027, 1), Month(2027, 2)
HEARD = FEBRUARY.starts_at + timedelta(minutes=2)


async def paid_unheard(market: Market, ago: timedelta = timedelta(minutes=7)) -> None:
    """An order that its brand paid at Stripe `ago` before it is heard of, in the first minutes of February."""
    await clock.travel_to(LATE)
    market.webhooks = False
    brand = await with_address(await a_brand())
    await market.pay(await market.request(brand, await a_persona(await a_holder())))
    await market.quiet()
    await clock.travel_to(HEARD)
    async with market.sandbox.acting() as call:
        await call.connection.execute(
            "update sandbox.objects set body = jsonb_set(body, '{created}', to_jsonb($1::bigint))"
            " where kind = 'balance_transaction'",
            call.now - int(ago.total_seconds()),
        )


async def heard(market: Market) -> None:
    await sweep_money()
    market.webhooks = True
    await market.quiet()


async def months() -> list[tuple[str, Month]]:
    """In which month what a charge moved stands in the books."""
    rows = await fetch(
        "select kind, effective_at from money.ledger_transactions where kind like 'charge.%' order by kind"
    )
    return [(row["kind"], Month.of(row["effective_at"])) for row in rows]


async def paid_on() -> tuple[str, bool]:
    """The day of payment that the invoice has, and whether its words say it."""
    found = json.loads(await fetch_value("select snapshot from money.documents where kind = 'invoice'"))
    return found["settled_on"], "31 janvier 2027" in str(found["terms"])


async def test_what_was_heard_of_in_february_was_paid_in_january(market: Market) -> None:
    await paid_unheard(market)
    await heard(market)
    assert await months() == [("charge.fee", JANUARY), ("charge.succeeded", JANUARY)]
    assert [due.month for due in await due_by_month()] == ["2027-01"]
    assert await paid_on() == ("2027-01-31", True)
    assert await fetch_value(
        "select (paid_at at time zone 'Europe/Paris')::date::text from money.payments"
    ) == ("2027-01-31")
    begun = await fetch_value("select starts_at from rentals.rentals")
    assert begun >= HEARD, "it begins when it is heard of"
    assert await check() == []


async def test_a_month_that_is_closed_takes_it_no_more_and_the_invoice_says_the_day(market: Market) -> None:
    await paid_unheard(market)
    await settle(str(JANUARY), audit.CLOCK)
    await heard(market)
    assert await months() == [("charge.fee", FEBRUARY), ("charge.succeeded", FEBRUARY)]
    assert await paid_on() == ("2027-01-31", True)
    (due,) = await due_by_month()
    assert due.month == "2027-01" and due.vat > 0
    assert await check() == []


@pytest.mark.parametrize("ago", [timedelta(days=40), -timedelta(days=2)])
async def test_a_time_that_cannot_be_is_not_believed(market: Market, ago: timedelta) -> None:
    """Not before the payment was made here, and not to come."""
    await paid_unheard(market, ago)
    await heard(market)
    row = await fetch("select created_at, paid_at, base.now() as now from money.payments")
    assert row[0]["created_at"] <= row[0]["paid_at"] <= row[0]["now"]
    assert await check() == []


async def test_what_stripe_does_not_date_is_paid_when_we_hear_of_it(market: Market) -> None:
    await paid_unheard(market)
    payment = await fetch_value("select id from money.payments")
    when = await taken(payment, None)
    assert when.heard_at == when.paid_at == when.booked_at
