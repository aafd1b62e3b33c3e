"""Payments at their edges: looked at twice, refused too late, too old to repeat, or not to be paid any more."""

from datetime import timedelta
from typing import Any

import pytest
import stripe

from market.base import clock
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.money import charges, orders, stripe_gateway
from market.money.asking import ask_payment
from market.money.bankcards.actions import look_at_card
from market.money.credit.actions.repay import repay_by_card
from market.money.lost_pages import look_for_lost_page
from market.money.orders import Paying
from market.money.payments import submit_payment
from market.money.rules import KEY_LIFE
from market.money.sandbox import faults
from market.money.switching import is_by, standing
from tests.money import acts
from tests.money.bankcards.keeping import a_brand_with_card
from tests.money.books import tag
from tests.money.credit.test_debts import a_debtor
from tests.money.flows.shop import Bought, Shop, status, submit
from tests.money.payouts.stripe import client_of

PAGES = "/v1/checkout/sessions"


async def lost(shop: Shop, kind: str = faults.SERVER_ERROR) -> Bought:
    bought = await shop.place()
    await shop.fault(PAGES, kind)
    assert (await submit(bought.payment)).not_open
    return bought


async def states(bought: Bought) -> list[str]:
    rows = await fetch(
        "select status from money.payment_attempts where payment_id = $1 order by number", bought.payment
    )
    return [row["status"] for row in rows]


async def test_of_two_who_look_for_a_page_at_once_one_begins_anew(shop: Shop) -> None:
    bought = await lost(shop)
    shop.transport.first("GET", PAGES, lambda: look_for_lost_page(bought.payment))
    await look_for_lost_page(bought.payment)
    assert await states(bought) == ["abandoned", "prepared"]


async def test_a_lost_page_that_is_found_closed_is_no_open_one(shop: Shop) -> None:
    bought = await lost(shop, faults.SERVER_ERROR_AFTER)
    await shop.gateway.expire_checkout((await shop.session(bought)).id)
    await look_for_lost_page(bought.payment)
    assert (await states(bought), await status(bought.payment)) == (["answered"], "unknown")
    await ask_payment(bought.payment)
    assert await status(bought.payment) == "canceled"


async def test_a_page_that_was_never_made_is_given_up_once_its_key_is_too_old(shop: Shop) -> None:
    bought = await lost(shop, faults.TIMEOUT_BEFORE)
    await clock.travel(KEY_LIFE * 1.1)
    await ask_payment(bought.payment)
    assert (await states(bought), await status(bought.payment)) == (["abandoned"], "canceled")
    assert [event.order_id for event in shop.failed] == [bought.order]


async def test_a_refusal_of_an_attempt_that_is_not_the_latest_fails_nothing(shop: Shop) -> None:
    bought = await shop.place(10)  # less than Stripe takes

    async def another() -> None:
        await fetch(
            "insert into money.payment_attempts (id, payment_id, number, idempotency_key, status)"
            " values ($1, $2, 2, 'another', 'prepared')",
            *(new_id(), bought.payment),
        )

    shop.transport.first("POST", PAGES, another)
    await submit(bought.payment)
    assert (await states(bought), await status(bought.payment)) == (["refused", "prepared"], "created")
    assert shop.failed == []


async def test_an_order_is_found_by_its_key_and_keeps_its_reference(shop: Shop) -> None:
    lines = [orders.NewLine(new_id(), 1900, 8000, 2000)]
    async with transaction():
        placed = await orders.place_order(tag(), "EUR", lines, "k", Paying(reference="PO 7"))
    assert await orders.order_of("k") == placed.order_id
    assert await fetch("select 1 from money.purchase_references where reference = 'PO 7'")


async def test_a_debt_asked_to_be_paid_twice_is_one_payment(shop: Shop) -> None:
    payer, _ = await a_debtor(shop)
    first = await repay_by_card(payer.who, "k")
    assert await repay_by_card(payer.who, "k") == first == await repay_by_card(payer.who, "l")
    assert await repay_by_card(payer.who, "l") == first


def test_where_a_charge_stands() -> None:
    def of(status: str, attempt: str) -> str:
        row: Any = {"status": status, "attempt_status": attempt}
        return charges.standing(row)

    assert of("succeeded", "answered") == "paid"
    assert (of("failed", "refused"), of("canceled", "answered")) == ("over", "over")
    assert (of("submitted", "answered"), of("submitted", "refused")) == ("waiting", "waiting")
    assert (of("submitted", "prepared"), of("unknown", "requested"), of("processing", "answered")) == (
        "busy",
    ) * 3


async def test_the_way_that_stands_is_its_own_until_it_gives_way(shop: Shop) -> None:
    bought = await shop.submitted()
    async with transaction():
        row = await standing(bought.order)
        assert (is_by(row, "page"), is_by(row, "card"), is_by(row, "balance")) == (True, False, False)
    await fetch(
        "insert into money.payment_switches (payment_id, means, locale, asked_at)"
        " values ($1, 'balance', 'en', base.now())",
        bought.payment,
    )
    async with transaction():
        row = await standing(bought.order)
        assert not any(is_by(row, means) for means in ("page", "card", "balance"))  # type: ignore[arg-type]
    assert (await submit_payment(bought.payment)).checkout_url is None


async def test_a_wish_names_a_card_exactly_where_a_card_pays(shop: Shop) -> None:
    bought = await shop.place()
    insert = "insert into money.payment_switches (payment_id, means, card_id, locale, asked_at) values"
    for means, card in (("card", "null"), ("page", "gen_random_uuid()"), ("cash", "null")):
        with pytest.raises(Exception, match=r"payment_switches_(card|means)"):
            await fetch(f"{insert} ($1, '{means}', {card}, 'en', base.now())", bought.payment)


# What Stripe has besides.


async def test_what_is_neither_card_nor_account_is_not_kept(shop: Shop) -> None:
    _, method = await acts.saved(client_of(shop.sandbox))
    await acts.run(
        shop.sandbox,
        "update sandbox.objects set body = jsonb_set(body, '{type}', '\"link\"') where kind = 'payment_method'",
    )
    assert await shop.gateway.fetch_card(method) is None and not await look_at_card(method)


async def test_news_of_an_account_that_is_kept_changes_no_expiry(shop: Shop) -> None:
    _, card = await a_brand_with_card(shop)
    [method] = await shop.at_stripe("payment_method")
    await fetch(
        "update money.bank_cards set kind = 'sepa_debit', is_default = false, exp_month = null, exp_year = null"
    )
    await acts.run(
        shop.sandbox,
        'update sandbox.objects set body = body || \'{"type": "sepa_debit", "sepa_debit": {"last4": "3000"}}\''
        " where kind = 'payment_method'",
    )
    assert await look_at_card(method["id"])
    assert await fetch("select 1 from money.bank_cards where id = $1 and exp_year is null", card.id)


async def test_a_charge_of_a_brand_that_stripe_does_not_know_is_not_found(shop: Shop) -> None:
    from market.money.asking_charges import _found

    row: Any = {"stripe_payment_intent_id": None, "brand": tag(), "id": new_id(), "since_first": timedelta()}
    assert await _found(row) is None


async def test_every_page_is_not_looked_for(shop: Shop) -> None:
    now = await clock.now()
    with pytest.raises(ValueError):
        await shop.gateway.find_checkout({}, since=now, until=now)


def test_the_real_stripe_is_reached_over_the_network() -> None:
    assert isinstance(stripe_gateway.over_the_network(), stripe.HTTPXClient)
