"""A refund that did not arrive and was then made past us: the brand reads where its credit went."""

from datetime import timedelta

import pytest

from market.base import clock, mail
from market.base.database import fetch_row
from market.base.filters import money
from market.base.i18n import Language
from market.money.sandbox import refunds
from market.rentals.actions.end import withdraw
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.relations.helpers import with_mailbox
from tests.web.brands import Page, reading

__all__ = ["market"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Given back to you past us"), ("fr", "Rendu sans passer par nous")]
)
async def test_a_credit_that_was_given_back_past_us_is_told_and_named(
    market: Market, language: Language, words: str
) -> None:
    holder, brand = await a_holder(), await with_mailbox(await a_brand(), "achats@garonne.example")
    agreement = await market.rented(brand, await a_persona(holder))
    await clock.travel(timedelta(days=9))
    await withdraw(holder, agreement)
    await market.quiet()
    ours = await fetch_row(
        "select r.amount, r.stripe_refund_id, p.stripe_charge_id from money.refunds r"
        " join money.payments p on p.id = r.payment_id"
    )
    assert ours
    async with market.sandbox.acting() as call:
        await refunds.fail(call, ours["stripe_refund_id"])
    await market.quiet()
    async with market.sandbox.acting() as call:
        await refunds.create(call, {"charge": ours["stripe_charge_id"], "amount": 1000})
    await market.quiet()
    (told,) = [it.text.replace("\u00a0", " ") for it in await mail.kept() if it.kind == "refund_had_twice"]
    assert "10,00 €" in told
    async with reading(market, brand, language) as visitor:
        page = Page(await visitor.get("/balance"))
    assert words in page.words
    left = money(ours["amount"] - 1000, language, exact=True).replace("\u00a0", " ")
    assert left in page.words
