"""Several personas in one order: all or none, one payment, and each a rental of its own afterwards."""

import uuid
from datetime import timedelta

import pytest

from market.base import clock, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.idempotency import IdempotencyKeyReused
from market.money import orders
from market.money.credit import queries as credit
from market.money.credit.actions.top_up import top_up
from market.money.documents.queries import unexplained
from market.personas.actions import hide_all
from market.rentals.actions.basket import Basket, rent_several
from market.rentals.actions.end import withdraw
from market.rentals.actions.lines import Wanted
from market.rentals.api import open_payment
from market.rentals.errors import BasketRefused, BasketSizeWrong, BrandNotApproved
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card, with_address
from tests.market import Market, market
from tests.money.acts import objects

__all__ = ["market"]


def wants(persona: uuid.UUID, **changes: object) -> Wanted:
    asked = {"variant": "standard", "period": "P1M", "price_step": 1900, "purposes": ("benefits",)} | changes
    return Wanted(persona, **asked)  # type: ignore[arg-type]


async def people(*steps: int) -> list[tuple[Principal, uuid.UUID]]:
    """A holder each with a persona at that step of the ladder."""
    found = []
    for step in steps:
        who = await a_holder()
        persona = await a_persona(who, price_step=step)
        await stand_under_a_card(persona)
        found.append((who, persona))
    return found


async def basket_of(brand: Principal, *wanted: Wanted, key: str = "", **more: object) -> Basket:
    for it in wanted:  # a new day's classes leave them out again
        await stand_under_a_card(it.persona)
    return await rent_several(brand, wanted, key or uuid.uuid4().hex, "/rentals", **more)  # type: ignore[arg-type]


async def pay(market: Market, basket: Basket) -> None:
    url = await open_payment(basket.payment, basket.agreements[0], "fr")
    assert url
    await market.pay_at(url)
    await market.quiet()


async def counted() -> list[int]:
    tables = ("rentals.rentals", "personas.slots", "money.orders", "money.order_lines", "money.payments")
    return [await fetch_value(f"select count(*) from {table}") for table in tables]


async def test_three_are_rented_with_one_payment_and_a_line_each(market: Market) -> None:
    brand, found = await with_address(await a_brand()), await people(1900, 2900, 1900)
    basket = await basket_of(
        brand, *(wants(it, price_step=step) for (_, it), step in zip(found, (1900, 2900, 1900), strict=True))
    )
    assert await counted() == [3, 3, 1, 3, 1]
    url = await open_payment(basket.payment, basket.agreements[0], "fr")
    assert url
    (session,) = await objects(market.sandbox, "checkout.session")
    assert session["amount_total"] == 6700
    (draft,) = await objects(market.sandbox, "sandbox.draft")
    assert draft["names"] == ["Location d’un mois sur Moi"] * 3
    handles = [row["label"] for row in await fetch("select label from money.order_lines")]
    assert not [it for it in handles if it in str(session) + str(draft)], "Stripe learns of no persona"
    await market.pay_at(url)
    await market.quiet()
    assert [await market.state(it) for it in basket.agreements] == ["Active"] * 3
    assert len(await objects(market.sandbox, "charge")) == 1
    kinds = [row["kind"] for row in await fetch("select kind from money.documents order by kind")]
    assert kinds == ["collection", "invoice"], "one invoice with three lines"
    assert await market.findings() == []


async def test_switching_one_off_refunds_it_and_leaves_the_others(market: Market) -> None:
    brand, found = await with_address(await a_brand()), await people(1900, 1900, 1900)
    basket = await basket_of(brand, *(wants(it) for _, it in found))
    await pay(market, basket)
    await clock.travel(timedelta(days=9, hours=1))
    ended = await withdraw(found[1][0], basket.agreements[1])
    await market.quiet()
    assert [await market.state(it) for it in basket.agreements] == ["Active", "Terminated", "Active"]
    assert await market.refunds() == [(ended.refund, "succeeded")] and 0 < ended.refund < 1900
    assert await market.read(brand, basket.agreements[0]) and await market.read(brand, basket.agreements[2])
    rows = await fetch(
        "select refunded, closed_at is null as open from money.order_lines order by commission_before"
    )
    assert [(row["refunded"], row["open"]) for row in rows] == [(0, True), (ended.refund, False), (0, True)]
    assert await market.findings() == []
    for holder, agreement in ((found[0][0], basket.agreements[0]), (found[2][0], basket.agreements[2])):
        await withdraw(holder, agreement)
    await market.quiet()
    assert await fetch_value("select refunded from money.payments") == 3 * ended.refund
    assert await market.findings() == [] and await unexplained() == []


async def test_if_one_is_not_free_none_is_held_and_each_is_named(market: Market) -> None:
    brand, found = await a_brand(), await people(1900, 1900, 1900, 1900)
    await market.request(await a_brand(name="Autre"), found[1][1])
    async with transaction():
        await hide_all(brand.actor, found[2][0].person)  # type: ignore[arg-type]
    before = await counted()
    asked = [wants(it) for _, it in found]
    asked[3] = wants(found[3][1], price_step=2900)
    with pytest.raises(BasketRefused) as refused:
        await basket_of(brand, *asked, key="k")
    assert refused.value.facts["lines"] == [
        {"line": 2, "code": "persona-unavailable"},
        {"line": 3, "code": "persona-unavailable"},
        {"line": 4, "code": "offer-changed"},
    ]
    assert await counted() == before, "the first one is free for others"
    basket = await basket_of(brand, asked[0], key="k")
    assert len(basket.agreements) == 1, "a refused request leaves its key free"


async def test_the_same_persona_twice_and_a_wrong_purpose_are_named(market: Market) -> None:
    brand, found = await a_brand(), await people(1900, 1900)
    one, other = found[0][1], found[1][1]
    with pytest.raises(BasketRefused) as refused:
        await basket_of(brand, wants(one), wants(other, purposes=("profiling",)), wants(one))
    assert refused.value.facts["lines"] == [
        {"line": 2, "code": "purpose-not-agreed"},
        {"line": 3, "code": "already-rented"},
    ]


async def test_a_repeated_basket_is_the_same_and_another_one_under_its_key_is_refused(market: Market) -> None:
    brand, found = await a_brand(), await people(1900, 1900)
    asked = [wants(it) for _, it in found]
    first, again = await basket_of(brand, *asked, key="k"), await basket_of(brand, *asked, key="k")
    assert first == again
    assert await counted() == [2, 2, 1, 2, 1]
    with pytest.raises(IdempotencyKeyReused):
        await basket_of(brand, asked[0], key="k")


@pytest.mark.parametrize("many", [0, 21])
async def test_a_basket_has_its_size(market: Market, many: int) -> None:
    with pytest.raises(BasketSizeWrong):
        await basket_of(await a_brand(), *(wants(uuid.uuid4()) for _ in range(many)))


async def test_a_brand_that_is_not_approved_rents_none(market: Market) -> None:
    ((_, persona),) = await people(1900)
    with pytest.raises(BrandNotApproved):
        await basket_of(await a_brand(approved=False), wants(persona))
    assert await counted() == [0, 0, 0, 0, 0]


async def test_what_nobody_pays_is_all_given_back(market: Market) -> None:
    brand, found = await a_brand(), await people(1900, 1900)
    basket = await basket_of(brand, *(wants(it) for _, it in found))
    await open_payment(basket.payment, basket.agreements[0], "fr")
    await clock.travel(timedelta(minutes=16))
    await market.sweep()
    assert [await market.state(it) for it in basket.agreements] == ["Terminated"] * 2
    (session,) = await objects(market.sandbox, "checkout.session")
    assert session["status"] == "expired"
    other = await a_brand(name="Autre")
    assert len((await basket_of(other, *(wants(it) for _, it in found))).agreements) == 2


async def test_a_line_whose_place_is_gone_when_the_money_comes_goes_back_alone(market: Market) -> None:
    brand, found = await a_brand(), await people(1900, 1900)
    basket = await basket_of(brand, *(wants(it) for _, it in found))
    url = await open_payment(basket.payment, basket.agreements[0], "fr")
    assert url
    await fetch(
        "update personas.slots set released_at = base.now() where persona = $1 and released_at is null",
        found[1][1],
    )
    await market.pay_at(url)
    await market.quiet()
    assert [await market.state(it) for it in basket.agreements] == ["Active", "Terminated"]
    assert await market.refunds() == [(1900, "succeeded")]
    assert await market.findings() == []


async def test_the_balance_pays_a_basket_at_once(market: Market) -> None:
    brand, found = await with_address(await a_brand()), await people(1900, 2900)
    payment = await top_up(brand, 5000, "in")
    submitted = await orders.submit_payment(payment)
    assert submitted.checkout_url
    await market.pay_at(submitted.checkout_url)
    await market.quiet()
    asked = (wants(found[0][1]), wants(found[1][1], price_step=2900))
    basket = await basket_of(brand, *asked, paying=orders.Paying("balance", "PO 7"))
    assert [await market.state(it) for it in basket.agreements] == ["Active"] * 2
    await market.quiet()
    assert brand.seat
    assert await credit.held(vault.tag("money", brand.seat.brand)) == 200
    assert await fetch_value("select count(*) from money.documents") == 2
    await clock.travel(timedelta(days=1))
    ended = await withdraw(found[0][0], basket.agreements[0])
    await market.quiet()
    assert await credit.held(vault.tag("money", brand.seat.brand)) == 200 + ended.refund
    assert await market.findings() == []
