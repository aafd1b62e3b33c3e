"""A contract names the very act by which it was concluded: of a page where a page was used, else of the API."""

import uuid

import pytest

from contracts import legal
from contracts.agreement import Agreement
from market.base.database import fetch_value
from market.rentals.negotiation.take_up import TAKEN_AT
from market.rentals.negotiation.taking_effect import ACCEPTED_AT
from tests.factories import a_brand
from tests.market import Market, market
from tests.rentals.renewal.renewing import a_rental
from tests.routes import is_a_route
from tests.web.test_request_pages import Sides, sides
from tests.web.test_shop_pages import a_crowd, checkout_of, reading

__all__ = ["market", "sides"]


async def method_of(agreement: uuid.UUID | str) -> str:
    """What the stored contract names, which its legal reading cites and the application has."""
    document = await fetch_value("select document from rentals.rentals where agreement = $1", agreement)
    agreed = Agreement.model_validate_json(document)
    assert f"({agreed.expression_method})" in legal.agreement_reading(agreed, "en").text
    assert is_a_route(agreed.expression_method) and is_a_route(agreed.withdrawal_method)
    return agreed.expression_method


def test_an_act_that_nobody_can_do_is_no_route() -> None:
    assert is_a_route("POST /rent") and is_a_route("POST /moi/{address}/rent")
    for act in ("POST /rentals", "DELETE /rent", "PUT /v1/asked/x/acceptance", "button on /rent"):
        assert not is_a_route(act)
    for ways in (ACCEPTED_AT, TAKEN_AT):
        assert all(is_a_route(f"POST {path}") for path in ways.values())


async def test_a_holder_who_answers_on_the_page(sides: Sides) -> None:
    await sides.holder.post(f"{sides.asked}/accept")
    await sides.request.turn()
    assert await method_of(sides.request.agreement) == f"POST {sides.asked}/accept"


async def test_a_holder_who_answers_by_api(sides: Sides) -> None:
    answer = await sides.holder.post(f"/v1/asked/{sides.request.agreement}/acceptance")
    assert answer.status_code == 200
    await sides.request.turn()
    assert await method_of(sides.request.agreement) == f"POST /v1/asked/{sides.request.agreement}/acceptance"


@pytest.mark.parametrize("step", [2900, 1900], ids=["another sum", "the same sum"])
@pytest.mark.parametrize("by", ["page", "api"])
async def test_a_brand_that_takes_a_counter_offer(market: Market, sides: Sides, by: str, step: int) -> None:
    request = sides.request
    await request.offer("exclusive" if step == 1900 else "accord", price_step=step)
    path = f"{sides.requested}/accept" if by == "page" else f"/v1{sides.requested}/acceptance"
    assert (await sides.brand.post(path)).status_code in (200, 303)
    assert await method_of(request.agreement) == f"POST {path}"


async def test_a_brand_that_rents_on_the_page_of_a_card(market: Market) -> None:
    """The card's address says what the persona is: in clear the contract names the route alone."""
    card, who = await a_crowd(), await a_brand()
    async with reading(market, who) as visitor:
        _, form = await checkout_of(visitor, card.address)
        await visitor.post(form.action, data={**form.values, "purposes": "benefits"})
    agreement = await fetch_value("select agreement from rentals.rentals")
    assert await method_of(agreement) == "POST /moi/{address}/rent"


@pytest.mark.parametrize("by", ["page", "api"])
async def test_a_brand_that_wants_its_rental_renewed(market: Market, by: str) -> None:
    it = await a_rental(market)
    path = f"/rentals/{it.agreement}/renewal"
    async with reading(market, it.brand) as visitor:
        if by == "page":
            answer = await visitor.post(path, data={"renew": "yes", "pay": "card"})
        else:
            answer = await visitor.put(f"/v1{path}", json={"renew": True, "pay": "card"})
        assert answer.status_code in (200, 303)
    await it.paid()
    following = await it.following()
    assert following
    expected = f"POST {path}" if by == "page" else f"PUT /v1{path}"
    assert await method_of(following.agreement) == expected
