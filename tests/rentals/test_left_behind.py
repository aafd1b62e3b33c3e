"""A request dies between its commit and Stripe: the worker pays in its stead, in the language of who asked."""

from datetime import timedelta

import pytest

from market.base import clock
from market.base.database import fetch_row
from market.base.i18n import Language
from market.money.orders import Paying
from market.money.payments import GRACE
from tests.factories import a_holder, a_persona, with_address
from tests.market import Market, market
from tests.rentals.renewal.renewing import a_rental

__all__ = ["market"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("by", ["page", "card"])
async def test_the_worker_speaks_the_payers_language(market: Market, language: Language, by: str) -> None:
    it = await a_rental(market)  # its brand keeps a card
    brand = await with_address(it.brand)
    paying = Paying("page" if by == "page" else "card", locale=language)
    asked = await market.request(brand, await a_persona(await a_holder()), paying=paying)
    await clock.travel_to(await clock.now() + GRACE + timedelta(seconds=1))
    await market.sweep()
    row = await fetch_row(
        "select a.locale, p.status, a.checkout_url from money.payment_attempts a"
        " join money.payments p on p.id = a.payment_id where p.id = $1",
        asked.payment,
    )
    assert row is not None and row["locale"] == language
    if by == "page":
        async with market.sandbox.acting() as call:
            shown = await call.connection.fetchval(
                "select body->>'locale' from sandbox.objects where id = $1",
                row["checkout_url"].rsplit("/", 1)[1].split("?")[0],
            )
        assert shown == language
        return
    assert row["status"] == "succeeded"
    paper = await fetch_row(
        "select language from money.documents where kind = 'invoice' order by issued_at desc limit 1"
    )
    assert paper is not None and paper["language"] == language
