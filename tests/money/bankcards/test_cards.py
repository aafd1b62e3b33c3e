"""A card is kept at checkout or on a page of its own, listed, made the default, and removed in three steps."""

import asyncio
import uuid

import pytest

from market.base import clock
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.money import orders
from market.money.bankcards import actions
from market.money.bankcards.actions import brand_tag, detach_card, make_default, remove_card
from market.money.bankcards.customers import customer_of
from market.money.bankcards.errors import (
    BankCardExpired,
    BankCardNotFound,
    CardPageNotOpen,
    NoBankCard,
)
from market.money.bankcards.jobs import sweep_cards
from market.money.bankcards.queries import cards_of, chargeable, default_card
from market.money.bankcards.setups import ask_open_setups, begin_setup, open_setup
from market.money.gateway import GatewayUnknown
from market.money.invariants import check
from market.money.rules import KEY_LIFE
from market.money.sandbox import cards, faults
from tests.factories import a_brand
from tests.money import acts
from tests.money.bankcards.keeping import HERE, a_brand_with_card, fill_in, page_for, with_card
from tests.money.flows.shop import Bought, Shop, status, submit

MASTERCARD = "5555555555554444"


async def bought_with(shop: Shop, keep: bool) -> bytes:
    who = await a_brand()
    async with transaction():
        rental = new_id()
        placed = await orders.place_order(
            brand_tag(who),
            "EUR",
            [orders.NewLine(rental, 1900, 8000, 2000)],
            "k",
            orders.Paying(keep_card=keep),
        )
    bought = Bought(placed.order_id, placed.payment_id, rental, brand_tag(who))
    await submit(bought.payment)
    await shop.pay(bought)
    await shop.settle()
    assert await status(bought.payment) == "succeeded"
    return bought.brand


async def test_a_card_is_kept_at_checkout_when_the_brand_says_so(shop: Shop) -> None:
    brand = await bought_with(shop, keep=True)
    [card] = await cards_of(brand)
    assert (card.scheme, card.last4, card.is_default, card.expired) == ("visa", "4242", True, False)
    [session] = await shop.at_stripe("checkout.session")
    assert session["customer"] == await customer_of(brand)
    assert await check() == []


async def test_without_its_word_nothing_is_kept_and_stripe_has_no_customer(shop: Shop) -> None:
    brand = await bought_with(shop, keep=False)
    assert await cards_of(brand) == []
    assert await shop.at_stripe("customer") == []


async def test_stripe_learns_nothing_of_a_brand_but_a_random_id(shop: Shop) -> None:
    who, _ = await a_brand_with_card(shop)
    [customer] = await shop.at_stripe("customer")
    row = await fetch_value("select id from money.stripe_customers")
    assert row.version == 4
    assert customer["metadata"] == {"app": "moi", "kind": "customer", "row": str(row), "attempt": "1"}
    assert all(customer[key] is None for key in ("name", "email", "phone", "address", "description"))
    assert who.seat and str(who.seat.brand) not in str(await shop.at_stripe("checkout.session"))


async def test_a_brand_has_one_customer_however_many_ask_at_once(crowded_shop: Shop) -> None:
    brand = brand_tag(await a_brand())
    made = await asyncio.gather(*(customer_of(brand) for _ in range(12)), return_exceptions=True)
    assert {it for it in made if isinstance(it, str)} == {await customer_of(brand)}
    assert len(await crowded_shop.at_stripe("customer")) == 1


async def test_a_customer_whose_answer_is_lost_is_made_once(shop: Shop) -> None:
    brand = brand_tag(await a_brand())
    await shop.fault("/v1/customers", "timeout_after")
    with pytest.raises(GatewayUnknown):
        await customer_of(brand)
    assert await customer_of(brand)
    assert len(await shop.at_stripe("customer")) == 1


async def test_a_card_is_added_on_a_page_of_its_own_and_the_first_is_the_default(shop: Shop) -> None:
    who, first = await a_brand_with_card(shop)
    await with_card(shop, who, MASTERCARD)
    listed = await cards_of(brand_tag(who))
    assert [(card.scheme, card.is_default) for card in listed] == [("visa", True), ("mastercard", False)]
    assert (await default_card(brand_tag(who))).id == first.id
    assert len(await shop.at_stripe("customer")) == 1
    assert await fetch_value("select count(*) from money.card_setups where status = 'complete'") == 2


async def test_a_card_whose_bank_asks_is_set_up_by_its_answer(shop: Shop) -> None:
    _, card = await a_brand_with_card(shop, cards.ASKS_UNLESS_SET_UP)
    assert card.last4 == "3155"


async def test_coming_back_lists_the_card_before_any_webhook(shop: Shop) -> None:
    who = await a_brand()
    await fill_in(shop, await page_for(who))
    assert await cards_of(brand_tag(who)) == []
    await ask_open_setups(brand_tag(who))
    assert [card.last4 for card in await cards_of(brand_tag(who))] == ["4242"]
    await shop.settle()
    assert len(await cards_of(brand_tag(who))) == 1


async def test_the_janitor_finds_a_card_of_which_nothing_was_heard(shop: Shop) -> None:
    who = await a_brand()
    await fill_in(shop, await page_for(who))
    await clock.travel(KEY_LIFE)
    await sweep_cards()
    assert len(await cards_of(brand_tag(who))) == 1


async def test_a_page_that_stripe_did_not_answer_for_is_opened_once(shop: Shop) -> None:
    who = await a_brand()
    setup = await begin_setup(who, **HERE, locale="fr")
    await shop.fault("/v1/checkout/sessions", "timeout_after")
    with pytest.raises(CardPageNotOpen):
        await open_setup(setup)
    assert await fetch_value("select status from money.card_setups") == "unknown"
    assert await open_setup(setup)
    assert len(await shop.at_stripe("checkout.session")) == 1


async def test_a_page_that_nobody_ever_saw_is_given_up_after_a_day(shop: Shop) -> None:
    setup = await begin_setup(await a_brand(), **HERE, locale="fr")
    await shop.fault("/v1/checkout/sessions", "timeout_after")
    with pytest.raises(CardPageNotOpen):
        await open_setup(setup)
    await clock.travel(KEY_LIFE * 1.1)
    await sweep_cards()
    assert await fetch_value("select status from money.card_setups") == "expired"


async def test_a_removed_card_is_gone_at_once_and_stripe_lets_go(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    await remove_card(who, card.id)
    assert await cards_of(brand_tag(who)) == []
    with pytest.raises(NoBankCard):
        async with transaction():
            await default_card(brand_tag(who))
    [method] = await shop.at_stripe("payment_method")
    assert method["customer"] is not None, "the job has not run"
    await shop.settle()
    [method] = await shop.at_stripe("payment_method")
    assert method["customer"] is None
    assert await fetch_value("select status from money.bank_cards") == "removed"
    with pytest.raises(BankCardNotFound):
        await remove_card(who, card.id)


@pytest.mark.parametrize(
    "kind", ["timeout_before", "timeout_after", "server_error", "rate_limit", *faults.WITHOUT_A_KEY]
)
async def test_a_removal_without_an_answer_is_taken_up_by_the_janitor(shop: Shop, kind: str) -> None:
    who, card = await a_brand_with_card(shop)
    method = (await shop.at_stripe("payment_method"))[0]["id"]
    await shop.fault(f"/v1/payment_methods/{method}/detach", kind)
    await remove_card(who, card.id)
    await detach_card(card.id)
    for _ in range(2):
        await clock.travel(KEY_LIFE)  # a saved 500 is forgotten then
        await sweep_cards()
    await shop.settle()
    assert await fetch_value("select status from money.bank_cards") == "removed"
    assert (await shop.at_stripe("payment_method"))[0]["customer"] is None


@pytest.mark.parametrize("kind", [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER])
async def test_a_saved_failure_keeps_no_removed_card_at_stripe(shop: Shop, kind: str) -> None:
    who, card = await a_brand_with_card(shop)
    method = (await shop.at_stripe("payment_method"))[0]["id"]
    await shop.fault("*", faults.DROP, "WEBHOOK", count=100)
    await shop.fault(f"/v1/payment_methods/{method}/detach", kind)
    await remove_card(who, card.id)
    for _ in range(4):
        await detach_card(card.id)
    assert (await shop.at_stripe("payment_method"))[0]["customer"] is None
    assert await fetch_value("select status from money.bank_cards") == "removed"


async def test_a_saved_failure_ends_a_card_page_and_the_next_press_opens_another(shop: Shop) -> None:
    who, _ = await a_brand_with_card(shop)
    await shop.fault("/v1/checkout/sessions", faults.SERVER_ERROR)
    setup = await begin_setup(who, **HERE, locale="fr")
    for _ in range(2):
        with pytest.raises(CardPageNotOpen):
            await open_setup(setup)
    row = await fetch_row("select status, failure, leased_until from money.card_setups where id = $1", setup)
    assert row and tuple(row) == ("failed", "server_error", None)
    assert (await open_setup(await begin_setup(who, **HERE, locale="fr"))).startswith("https://")


async def test_a_card_taken_away_in_stripes_dashboard_is_not_charged_any_more(
    shop: Shop,
) -> None:
    who, first = await a_brand_with_card(shop)
    second = await with_card(shop, who, MASTERCARD)
    method = await fetch_value(
        "select stripe_payment_method_id from money.bank_cards where id = $1", first.id
    )
    await shop.gateway.detach_card("dashboard", method)
    await shop.settle()
    assert [(card.id, card.is_default) for card in await cards_of(brand_tag(who))] == [(second.id, True)]


async def test_news_that_comes_late_does_not_bring_a_removed_card_back(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    method = await fetch_value("select stripe_payment_method_id from money.bank_cards")
    before = await shop.gateway.fetch_card(method)
    await remove_card(who, card.id)
    await shop.settle()
    assert before
    await actions.apply_card(before)
    assert await cards_of(brand_tag(who)) == []


async def test_a_card_of_another_brand_is_none(shop: Shop) -> None:
    _, card = await a_brand_with_card(shop)
    other, _ = await a_brand_with_card(shop)
    for act in (remove_card, make_default):
        with pytest.raises(BankCardNotFound):
            await act(other, card.id)
        with pytest.raises(BankCardNotFound):
            await act(other, uuid.uuid4())


async def test_an_expired_card_is_listed_as_such_and_never_the_one_that_is_charged(shop: Shop) -> None:
    who, first = await a_brand_with_card(shop)
    second = await with_card(shop, who, MASTERCARD)
    await fetch("update money.bank_cards set exp_year = 2020 where id = any($1)", [first.id, second.id])
    assert [card.expired for card in await cards_of(brand_tag(who))] == [True, True]
    with pytest.raises(BankCardExpired):
        async with transaction():
            await default_card(brand_tag(who))
    with pytest.raises(BankCardExpired):
        await make_default(who, second.id)


async def test_a_chosen_card_is_charged_else_the_default_and_never_an_expired_one(shop: Shop) -> None:
    who, first = await a_brand_with_card(shop)
    second = await with_card(shop, who, MASTERCARD)
    tag = brand_tag(who)
    async with transaction():
        assert (await chargeable(tag, None)).id == first.id
        assert (await chargeable(tag, second.id)).id == second.id
    await fetch("update money.bank_cards set exp_year = 2020 where id = $1", second.id)
    with pytest.raises(BankCardExpired):
        async with transaction():
            await chargeable(tag, second.id)


async def test_two_members_choose_at_once_and_there_is_one_default(crowded_shop: Shop) -> None:
    who, first = await a_brand_with_card(crowded_shop)
    second = await with_card(crowded_shop, who, MASTERCARD)
    await asyncio.gather(*(make_default(who, it) for it in (first.id, second.id) * 8))
    assert await fetch_value("select count(*) from money.bank_cards where is_default") == 1


async def test_the_number_of_a_card_is_nowhere_with_us(shop: Shop) -> None:
    await a_brand_with_card(shop)
    rows = await fetch("select row_to_json(c)::text as row from money.bank_cards c")
    assert rows and all(cards.SUCCEEDS not in row["row"] for row in rows)
    assert await acts.objects(shop.sandbox, "payment_method")
