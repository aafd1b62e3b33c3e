"""A brand rents as its VAT number stands: taxed at home, reverse charge abroad, refused when the number ceased."""

from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.database import fetch, fetch_value
from market.rentals.errors import VatNumberExpired, VatNumberNotChecked
from tests.factories import a_brand, a_holder, a_persona, with_address
from tests.market import Market, market
from tests.web.brands import traces

__all__ = ["market"]

BELGIAN = "BE0403019261"


async def bought(market: Market, **facts: object) -> tuple[int, str, int]:
    """What is copied onto the line, and what the contract says."""
    brand = await with_address(await a_brand(), **facts)  # type: ignore[arg-type]
    await market.request(brand, await a_persona(await a_holder()))
    (row,) = await fetch("select vat_bps, vat_category, label, period from money.order_lines")
    agreed = await fetch_value("select (document->>'vat_bps')::int from rentals.rentals")
    handle = await fetch_value("select document->'first_party'->>'name' from rentals.rentals")
    assert (row["label"], row["period"]) == (handle, "P1M")
    return row["vat_bps"], row["vat_category"], agreed


async def test_at_home_the_rate_of_the_day_is_copied(market: Market) -> None:
    assert await bought(market) == (2000, "S", 2000)


async def test_in_the_union_with_a_good_number_the_brand_owes_the_tax(market: Market) -> None:
    assert await bought(market, country="BE", vat_number=BELGIAN, vat_valid=True) == (0, "AE", 0)


async def test_outside_there_is_none(market: Market) -> None:
    assert await bought(market, country="CH", vat_number="CHE107787577") == (0, "O", 0)


async def test_a_brand_of_no_country_is_not_taxed_as_outside(
    market: Market, owner: asyncpg.Connection
) -> None:
    """Behind the refusal at its sign-up and the constraint on brands."""
    await owner.execute("alter table accounts.brands drop constraint brands_country")
    brand = await with_address(await a_brand(), country="EU", vat_number="EU372000041")
    persona = await a_persona(await a_holder())
    before = await traces()
    with pytest.raises(VatNumberExpired):
        await market.request(brand, persona)
    assert await traces() == before


@pytest.mark.parametrize(
    ("valid", "refusal"),
    [(False, VatNumberExpired), (None, VatNumberNotChecked)],
    ids=["ceased", "unchecked"],
)
async def test_an_expired_or_unchecked_number_is_refused_and_nothing_has_happened(
    market: Market, valid: bool | None, refusal: type[Exception]
) -> None:
    brand = await with_address(await a_brand(), country="BE", vat_number=BELGIAN, vat_valid=valid)
    persona = await a_persona(await a_holder())
    before = await traces()
    with pytest.raises(refusal):
        await market.request(brand, persona)
    assert await traces() == before


async def test_a_number_that_ceases_stops_the_next_rental_not_the_running_one(market: Market) -> None:
    brand = await with_address(await a_brand(), country="BE", vat_number=BELGIAN, vat_valid=True)
    agreement = await market.rented(brand, await a_persona(await a_holder()))
    await fetch("update accounts.brands set vat_valid = false where vat_number = $1", BELGIAN)
    with pytest.raises(VatNumberExpired):
        await market.request(brand, await a_persona(await a_holder()))
    assert await market.state(agreement) == "Active"


async def test_a_number_not_confirmed_for_long_is_not_relied_on(market: Market) -> None:
    brand = await with_address(await a_brand(), country="BE", vat_number=BELGIAN, vat_valid=True)
    await clock.travel(timedelta(days=91))
    with pytest.raises(VatNumberNotChecked):
        await market.request(brand, await a_persona(await a_holder()))
