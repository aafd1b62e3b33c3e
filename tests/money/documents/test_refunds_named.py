"""Papers name only refunds that there are: ours, those past us, what waits for a bank, and what a bank took."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.filters import money
from market.base.i18n import LANGUAGES, Language
from market.money.documents import words
from market.money.documents.jobs import sweep_all
from market.money.documents.rules import Unused
from market.money.sandbox import disputes, refunds
from market.rentals.actions.end import withdraw
from market.rentals.api import open_payment
from tests.factories import a_brand, a_holder, a_persona, with_address
from tests.market import Market, market

__all__ = ["market"]

START = datetime(2027, 1, 5, 9, tzinfo=UTC)  # a month of 31 days
PARTS = [
    (
        "en",
        "Contained in the €12.87 of the price that you did not use: ",
        "{} refunded by the way the order was paid",
        "{} that you had back before, by a refund made directly at Stripe",
    ),
    (
        "fr",
        "Compris dans les 12,87\u00a0€ du prix que vous n’avez pas utilisés\u00a0: ",
        "{} remboursés par le moyen qui a payé la commande",
        "{} que vous aviez déjà récupérés, par un remboursement fait directement chez Stripe",
    ),
]


async def rented(market: Market, holder: Principal, brand: Principal, language: Language = "fr") -> UUID:
    await clock.travel_to(START)
    requested = await market.request(brand, await a_persona(holder))
    url = await open_payment(requested.payment, requested.agreement, language)
    await market.pay_at(str(url))
    await market.quiet()
    return requested.agreement


async def past_us(market: Market, amount: int) -> str:
    """Somebody refunds in Stripe's dashboard."""
    intent = await fetch_value("select stripe_payment_intent_id from money.payments")
    async with market.sandbox.acting() as call:
        made = await refunds.create(call, {"payment_intent": intent, "amount": amount})
    await market.quiet()
    return str(made["id"])


async def contested(market: Market) -> str:
    charge = await fetch_value("select stripe_charge_id from money.payments")
    async with market.sandbox.acting() as call:
        found = await disputes.open_on(call, charge)
    await market.quiet()
    return str(found["id"])


async def decided(market: Market, dispute: str, how: str) -> None:
    async with market.sandbox.acting() as call:
        await getattr(disputes, how)(call, dispute)
    await market.quiet()


async def off(market: Market, holder: Principal, agreement: UUID) -> None:
    """Switched off on the tenth day: 12.87 of 19.00 were not used."""
    await clock.travel(timedelta(days=9))
    await withdraw(holder, agreement)
    await market.quiet()


async def said(cause: str = "closed") -> set[str]:
    """How the corrections say they are settled."""
    rows = await fetch("select snapshot from money.documents where cause = $1", cause)
    assert len(rows) == (2 if cause == "closed" else 1), "credit note and corrected statement"
    return {json.loads(row["snapshot"])["terms"] for row in rows}


async def refunded() -> int:
    """What refunds of ours carry."""
    return int(
        await fetch_value(
            "select coalesce(sum(amount), 0) from money.refunds where origin = 'platform'"
            " and status not in ('failed', 'canceled')"
        )
    )


@pytest.fixture
async def brand(market: Market) -> Principal:
    return await with_address(await a_brand())


@pytest.mark.parametrize(("language", "all_of_it", "by_us", "by_stripe"), PARTS)
async def test_a_refund_past_us_is_named_as_that_and_ours_by_its_own_sum(
    market: Market, brand: Principal, language: Language, all_of_it: str, by_us: str, by_stripe: str
) -> None:
    holder = await a_holder()
    agreement = await rented(market, holder, brand, language)
    await past_us(market, 1000)
    await off(market, holder, agreement)
    assert await refunded() == 287
    ours, theirs = money(287, language, exact=True), money(1000, language, exact=True)
    between = "; " if language == "en" else "\u00a0; "
    assert await said() == {f"{all_of_it}{by_us.format(ours)}{between}{by_stripe.format(theirs)}."}


async def test_where_all_of_it_went_back_past_us_no_refund_of_ours_is_named(
    market: Market, brand: Principal
) -> None:
    holder = await a_holder()
    agreement = await rented(market, holder, brand)
    await past_us(market, 1900)
    await off(market, holder, agreement)
    assert await refunded() == 0
    (only,) = await said()
    assert "12,87\u00a0€ que vous aviez déjà récupérés" in only and "par le moyen" not in only


@pytest.mark.parametrize("how", ["lose", "win"])
async def test_switched_off_while_a_bank_decides_nothing_is_said_to_be_refunded(
    market: Market, brand: Principal, how: str
) -> None:
    """True whatever the bank decides; and what was issued stays as it was."""
    holder = await a_holder()
    agreement = await rented(market, holder, brand)
    dispute = await contested(market)
    await off(market, holder, agreement)
    assert await refunded() == 0
    (waiting,) = await said()
    assert "12,87\u00a0€ qui attendent la décision de votre banque" in waiting
    assert "s’il est maintenu" in waiting and "par le moyen" not in waiting
    await decided(market, dispute, how)
    assert await refunded() == (0 if how == "lose" else 1287)
    assert await said() == {waiting}
    assert await market.findings() == []


async def test_what_a_bank_had_taken_before_the_paper_was_issued_is_said_to_be_taken(market: Market) -> None:
    """The brand gives its address when all is over."""
    holder, brand = await a_holder(), await a_brand()
    agreement = await rented(market, holder, brand)
    dispute = await contested(market)
    await off(market, holder, agreement)
    await decided(market, dispute, "lose")
    await with_address(brand)
    await sweep_all()
    assert await said() == {
        "Compris dans les 12,87\u00a0€ du prix que vous n’avez pas utilisés\u00a0:"
        " 12,87\u00a0€ repris par votre banque."
    }
    assert await said("dispute1") == {
        "Compris dans ce que votre banque a repris sur le paiement de la commande."
    }


async def test_a_refund_that_failed_before_the_paper_was_issued_is_in_the_balance(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await rented(market, holder, brand)
    await off(market, holder, agreement)
    refund = await fetch_value("select stripe_refund_id from money.refunds")
    async with market.sandbox.acting() as call:
        await refunds.fail(call, refund)
    await market.quiet()
    await with_address(brand)
    await sweep_all()
    (only,) = await said()
    assert "12,87\u00a0€ portés sur votre solde" in only and "par le moyen" not in only


async def test_a_refund_past_us_that_failed_after_it_was_repaid_is_in_the_balance(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await rented(market, holder, brand)
    made = await past_us(market, 1000)
    await off(market, holder, agreement)
    async with market.sandbox.acting() as call:
        await refunds.fail(call, made)
    await market.quiet()
    await with_address(brand)
    await sweep_all()
    (only,) = await said()
    assert "2,87\u00a0€ remboursés" in only and "10,00\u00a0€ portés sur votre solde" in only
    assert "Stripe" not in only


async def test_a_plain_refund_is_named_as_before(market: Market, brand: Principal) -> None:
    holder = await a_holder()
    await off(market, holder, await rented(market, holder, brand, "en"))
    assert await refunded() == 1287
    assert await said() == {"Contained in the refund of €12.87, by the way the order was paid."}


CENTS = st.integers(0, 10**6)


@given(st.builds(Unused, CENTS, CENTS, CENTS, CENTS, CENTS), st.sampled_from(LANGUAGES))
def test_each_place_is_named_with_its_sum_and_no_other(unused: Unused, language: Language) -> None:
    assert set(words.WENT) == set(Unused.__dataclass_fields__)
    parts = [(name, part) for name in words.WENT if (part := getattr(unused, name))]
    told = words.given_back(language, parts, unused.total)
    assert money(unused.total, language, exact=True) in told
    assert all(money(part, language, exact=True) in told for _, part in parts)
    assert ("Stripe" in told) == bool(unused.repaid)
    assert (("balance" if language == "en" else "solde") in told) == bool(unused.credited)
    assert (("way the order" if language == "en" else "par le moyen") in told) == bool(unused.refunded)
