"""Long lists by JSON: a page at a time, nothing missing, nothing twice, and another's is nobody's."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from tests.catalogue.crowds import browser
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.relations.helpers import brand_of

__all__ = ["market"]


async def walked(client: httpx.AsyncClient, path: str) -> list[list[dict[str, Any]]]:
    """Every page, as `Link` leads from one to the next."""
    pages = []
    while path:
        answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        found = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers.get("link", ""))
        path = found[1] if found else ""
    return pages


async def some_rentals(market: Market, brand: Principal, count: int) -> list[str]:
    """Unpaid ones, newest first."""
    asked = [await market.request(brand, await a_persona(await a_holder())) for _ in range(count)]
    return [str(it.agreement) for it in reversed(asked)]


async def test_a_brands_rentals_are_all_there_page_by_page(market: Market) -> None:
    brand = await a_brand()
    asked = await some_rentals(market, brand, 5)
    async with browser(market.app, brand) as client:
        whole = await client.get("/v1/rentals")
        assert [it["agreement"] for it in whole.json()] == asked and "link" not in whole.headers
        for limit in (1, 2, 4, 5):
            pages = await walked(client, f"/v1/rentals?limit={limit}")
            assert [it["agreement"] for page in pages for it in page] == asked
            assert {len(page) for page in pages[:-1]} <= {limit}


async def test_a_list_of_rentals_goes_on_after_ones_own_alone(market: Market) -> None:
    brand, other = await a_brand(), await a_brand(name="Velours")
    (theirs,) = await some_rentals(market, other, 1)
    async with browser(market.app, brand) as client:
        for wrong in (theirs, "x", "00000000-0000-7000-8000-000000000000"):
            answer = await client.get("/v1/rentals", params={"before": wrong})
            assert (answer.status_code, answer.json()["type"]) == (404, "/problems/rental-not-found")
        for name, value in (("cursor", "x"), ("page", "2")):
            answer = await client.get("/v1/rentals", params={name: value})
            assert (answer.status_code, answer.json()["type"]) == (422, "/problems/parameter-unknown")
        for limit in ("0", "101", "x"):
            assert (await client.get("/v1/rentals", params={"limit": limit})).status_code in (400, 422)


async def test_a_holders_reads_are_all_there_also_those_of_one_instant(market: Market) -> None:
    holder = await a_holder()
    brand = await a_brand()
    await market.rented(brand, await a_persona(holder))
    rental = await fetch_value("select id from rentals.rentals where brand = $1", brand_of(brand))
    start = await clock.now()
    for n, instant in enumerate((0, 1, 1, 1, 2, 3, 3)):
        await fetch(
            "insert into rentals.reads (rental, at, purpose, channel) values ($1, $2, $3, 'api')",
            *(rental, start + timedelta(seconds=instant), f"p{n}"),
        )
    async with browser(market.app, holder) as client:
        for limit in (1, 2, 3, 7, 100):
            pages = await walked(client, f"/v1/reads?limit={limit}")
            told = [it["purpose"] for page in pages for it in page]
            assert sorted(told) == [f"p{n}" for n in range(7)], "each once"
            times = [it["at"] for page in pages for it in page]
            assert times == sorted(times, reverse=True)
        assert (await client.get("/v1/reads", params={"last": "200"})).status_code == 422


@pytest.mark.parametrize("before", ["2026-11-26T00:00:00", "2026-11-26", "yesterday", ""])
async def test_an_instant_without_its_zone_is_none(market: Market, before: str) -> None:
    async with browser(market.app, await a_holder()) as client:
        answer = await client.get("/v1/reads", params={"before": before})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/instant-not-valid")
