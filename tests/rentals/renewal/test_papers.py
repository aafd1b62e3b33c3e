"""A renewal's papers: the brand's language and its order's reference hold on, and a year tells when it began."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from market.base import clock, vault
from market.base.clock import market_date
from market.base.database import fetch, fetch_value
from market.money.documents import years
from market.money.orders import Paying
from market.money.references import last_reference
from market.rentals.api import open_payment
from market.rentals.renewal.wishes import brand_wishes, holder_wishes
from tests.factories import a_brand, a_holder, a_persona, with_address
from tests.market import Market, market
from tests.relations.helpers import brand_of
from tests.rentals.renewal.renewing import Renewing, someone
from tests.rentals.renewal.test_from_balance import put_in

__all__ = ["market"]

DECLINED_LATER = "4000000000000341"


async def english(market: Market, reference: str | None) -> Renewing:
    """A rental of a brand that paid on an English page, for a purchase order of its own."""
    holder, brand = await someone(await a_holder(), "holder"), await someone(await a_brand(), "brand")
    brand, persona = await with_address(brand), await a_persona(holder)
    paying = Paying(keep_card=True, reference=reference)
    requested = await market.request(brand, persona, paying=paying)
    url = await open_payment(requested.payment, requested.agreement, "en")
    assert url
    await market.pay_at(url)
    await market.quiet()
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", requested.agreement)
    return Renewing(market, holder, brand, persona, requested.agreement, rental)


async def papers() -> list[tuple[str, str, str | None]]:
    """Kind, language and reference of what was issued so far."""
    rows = await fetch("select kind, language, snapshot from money.documents order by kind, serial")
    return [(row["kind"], row["language"], json.loads(row["snapshot"])["reference"]) for row in rows]


@pytest.mark.parametrize("reference", ["PO-2026/7", None])
@pytest.mark.parametrize("means", ["card", "balance"])
async def test_a_renewals_papers_are_as_those_before(
    market: Market, means: str, reference: str | None
) -> None:
    it = await english(market, reference)
    if means == "balance":
        await put_in(it, 1900)
    await brand_wishes(it.brand, it.agreement, True, means)
    await holder_wishes(it.holder, it.agreement, True)
    await it.to("notice")
    await it.to("charge")
    assert (await it.renewal()).state == "paid"
    assert await papers() == [
        (kind, "en", reference) for kind in ("collection", "collection", "invoice", "invoice")
    ]


async def test_a_try_after_a_refused_one_keeps_the_language(market: Market) -> None:
    it = await english(market, "PO-2026/7")
    card = await it.use_card(DECLINED_LATER)
    await it.noticed()
    await it.to("charge")
    assert (await it.renewal()).state == "noticed"
    assert await it.use_card("4242424242424242") != card
    await it.to("charge", 1)
    assert (await it.renewal()).state == "paid"
    assert {language for _, language, _ in await papers()} == {"en"}


async def test_what_a_renewal_carries_on_is_not_what_was_given_last(market: Market) -> None:
    it = await english(market, "PO-2026/7")
    tag = vault.tag("money", brand_of(it.brand))
    await fetch("update money.purchase_references set reference = 'PO-2026/8' where brand = $1", tag)
    await it.paid()
    assert await last_reference(tag) == "PO-2026/8"


async def test_a_year_tells_when_a_renewal_began_not_when_it_was_charged(market: Market) -> None:
    it = await english(market, None)
    await it.paid()
    following = await it.following()
    assert following
    await clock.travel_to(following.ends_at + timedelta(days=45))
    await market.sweep()
    now = await clock.now()
    await clock.travel_to(datetime(now.year + 1, 1, 20, 9, tzinfo=UTC))
    await years.sweep_years()
    lines = [
        line["begun_on"]
        for row in await fetch("select snapshot from money.documents where kind = 'year'")
        for line in json.loads(row["snapshot"])["lines"]
    ]
    assert str(market_date(following.starts_at)) in lines
    paid_at = await fetch_value("select paid_at from money.payments where order_id = $1", following.order_id)
    assert market_date(paid_at) < market_date(following.starts_at), "else this shows nothing"
    assert str(market_date(paid_at)) not in lines
