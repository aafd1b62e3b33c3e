"""Several rented on one page: from what is saved, from what is compared, and by API."""

from urllib.parse import parse_qs, urlsplit

import pytest

from market.base.access import Principal
from market.base.database import fetch, fetch_value
from tests.factories import CYCLIST, a_brand, a_holder, a_persona, stand_under_a_card, with_address
from tests.market import Market, market
from tests.web.brands import CROWD, Page, a_crowd, reading

__all__ = ["market"]

OTHER = CYCLIST | {"passion": "lecture", "region": "normandie"}


@pytest.fixture
async def brand(market: Market) -> Principal:
    await a_crowd()
    return await with_address(await a_brand())


async def chosen(visitor: object, many: int) -> list[str]:
    """Save so many personas, and choose them all: the addresses' `pick`s."""
    get, post = visitor.get, visitor.post  # type: ignore[attr-defined]
    address = next(it for it in Page(await get("/catalogue")).links if it.startswith("/moi/"))
    for _ in range(many):
        page = Page(await get(address))
        form = page.form(f"{address}/save")
        await post(form.action, data=form.values)
    text = (await get("/saved")).text
    return [part.split('"')[0] for part in text.split('name="pick" value="')[1:]]


async def test_what_is_saved_is_rented_together(market: Market, brand: Principal) -> None:
    async with reading(market, brand) as visitor:
        picks = await chosen(visitor, 3)
        assert len(picks) == 3
        assert 'formaction="/rent"' in (await visitor.get("/saved")).text
        page = Page(await visitor.get("/rent", params={"pick": picks}))
        assert "Rent 3 personas together" in page.words and "€57" in page.words
        form = page.form("/rent")
        values = form.values | {"pick": picks, "reference": "PO 3"}
        values |= {f"purposes:{it}": "benefits" for it in picks}
        answer = await visitor.post("/rent", data=values)
        assert answer.status_code == 303 and "/sandbox/checkout/" in answer.headers["location"]
        again = await visitor.post("/rent", data=values)
        assert again.headers["location"] == answer.headers["location"], "a second click"
        await market.pay_at(answer.headers["location"])
        await market.quiet()
        rentals = await fetch("select agreement, state from rentals.rentals order by id")
        assert [it["state"] for it in rentals] == ["Active"] * 3
        one = Page(await visitor.get(f"/rentals/{rentals[0]['agreement']}"))
        assert "Rented together" in one.words
        assert {f"/rentals/{it['agreement']}" for it in rentals[1:]} <= set(one.links)
    assert await fetch_value("select reference from money.orders") == "PO 3"
    assert await market.findings() == []


async def test_one_that_is_gone_is_named_and_taken_away_and_nothing_is_held(
    market: Market, brand: Principal
) -> None:
    async with reading(market, brand) as visitor:
        picks = await chosen(visitor, 2)
        form = Page(await visitor.get("/rent", params={"pick": picks})).form("/rent")
        await fetch(
            "update personas.personas set state = 'hidden' where id ="
            " (select persona from catalogue.saved_cards order by id limit 1)"
        )
        values = form.values | {"pick": picks} | {f"purposes:{it}": "benefits" for it in picks}
        answer = await visitor.post("/rent", data=values)
        page = Page(answer)
        assert answer.status_code == 409
        assert "is not free any more" in page.words and "Rent 1 persona" in page.words
        assert await fetch_value("select count(*) from money.orders") == 0
        left = page.form("/rent").values
        assert left["pick"] in picks and left["key"] != form.values["key"]
        answer = await visitor.post("/rent", data=left)
        assert answer.status_code == 303, "what was ticked stays ticked"


async def test_a_line_without_a_purpose_is_said_at_its_place(market: Market, brand: Principal) -> None:
    async with reading(market, brand, "fr") as visitor:
        picks = await chosen(visitor, 2)
        form = Page(await visitor.get("/rent", params={"pick": picks})).form("/rent")
        values = form.values | {"pick": picks, f"purposes:{picks[0]}": "benefits"}
        answer = await visitor.post("/rent", data=values)
        assert answer.status_code == 409
        assert answer.text.count('<p class="error">') == 1
        assert "Louer 2 moi ensemble" in Page(answer).words


async def test_one_of_each_card_that_is_compared(market: Market, brand: Principal) -> None:
    for _ in range(CROWD):
        await a_persona(await a_holder(), OTHER)
    await market.quiet()
    async with reading(market, brand) as visitor:
        links = {it for it in Page(await visitor.get("/catalogue")).links if it.startswith("/moi/")}
        addresses = sorted(it.removeprefix("/moi/") for it in links)[:2]
        assert len(addresses) == 2
        page = Page(await visitor.get("/compare", params={"card": addresses}))
        each = next(it for it in page.links if it.startswith("/rent?"))
        assert parse_qs(urlsplit(each).query) == {"card": addresses}
        assert "Rent 2 personas together" in Page(await visitor.get(each)).words


async def test_an_address_of_nobody_says_so(market: Market, brand: Principal) -> None:
    async with reading(market, brand) as visitor:
        for query in ("", "?pick=x", "?pick=none-19-standard:abc", "?card=none", "?pick=:&pick=%00:%00"):
            answer = await visitor.get(f"/rent{query}")
            assert answer.status_code == 200 and "Nobody is chosen." in Page(answer).words, query


async def test_by_api_a_basket_is_rented_or_each_hindrance_is_named(market: Market) -> None:
    brand = await with_address(await a_brand())
    personas = [await a_persona(await a_holder()) for _ in range(2)]
    for it in personas:
        await stand_under_a_card(it)
    lines = [
        {
            "persona": await market.name_of(brand, it),
            "variant": "standard",
            "period": "P1M",
            "price_step": 1900,
            "purposes": ["benefits"],
        }
        for it in personas
    ]
    async with reading(market, brand) as visitor:

        async def post(key: str, body: object) -> tuple[int, dict[str, object]]:
            headers = {"idempotency-key": key, "accept": "application/json"}
            answer = await visitor.post("/v1/baskets", json=body, headers=headers)
            return answer.status_code, answer.json()

        status, refused = await post("a", {"lines": [lines[0], lines[1] | {"persona": "nobody"}]})
        assert (status, refused["type"]) == (409, "/problems/basket-refused")
        assert refused["lines"] == [{"line": 2, "code": "persona-unavailable"}]
        status, basket = await post("b", {"lines": lines, "reference": "PO 9"})
        assert (status, basket["total"], len(basket["rentals"])) == (201, 3800, 2)  # type: ignore[arg-type]
        assert (await post("b", {"lines": lines, "reference": "PO 9"}))[1] == basket
        assert (await post("c", {"lines": []}))[0] == 422
        await market.pay_at(str(basket["checkout_url"]))
        await market.quiet()
    assert await fetch_value("select count(*) from rentals.rentals where state = 'Active'") == 2
    assert await market.findings() == []
