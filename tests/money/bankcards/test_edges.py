"""Cards where Stripe says no, says nothing, says it twice, or speaks of somebody else's."""

import uuid

import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.money.bankcards.actions import brand_tag, look_at_card, remove_card
from market.money.bankcards.customers import customer_of
from market.money.bankcards.errors import CardPageNotOpen
from market.money.bankcards.jobs import look_job, sweep_cards
from market.money.bankcards.queries import cards_of
from market.money.bankcards.setups import ask_setup, begin_setup, open_setup
from market.money.booking import About
from market.money.gateway import GatewayRefused
from market.money.rules import KEY_LIFE, LEASE
from market.money.sandbox import cards, faults
from tests.factories import a_brand
from tests.money import acts
from tests.money.bankcards.keeping import HERE, a_brand_with_card, fill_in, page_for
from tests.money.flows.shop import Shop
from tests.money.payouts.stripe import client_of

PAGES, METHODS, CUSTOMERS = "/v1/checkout/sessions", "/v1/payment_methods/*", "/v1/customers"


async def leaving() -> str:
    return str(await fetch_value("select status from money.bank_cards"))


async def setup_status() -> str:
    return str(await fetch_value("select status from money.card_setups"))


async def method_of(shop: Shop) -> str:
    [method] = await shop.at_stripe("payment_method")
    return str(method["id"])


async def a_removed_card(shop: Shop) -> tuple[Principal, str]:
    """Gone from the brand's list; the job that has Stripe let go of it waits."""
    who, card = await a_brand_with_card(shop)
    await remove_card(who, card.id)
    return who, await method_of(shop)


# Letting go.


async def test_a_card_of_somebody_elses_customer_is_not_kept(shop: Shop) -> None:
    strange = await shop.gateway.make_customer("other", {"app": "other"})
    session = await shop.gateway.open_setup("other page", customer=strange, **HERE, locale="fr", metadata={})
    await fill_in(shop, session.id)
    assert not await look_at_card(await method_of(shop))
    await shop.settle()
    assert await fetch("select 1 from money.bank_cards") == []
    assert await fetch_value("select bool_and(status = 'ignored') from money.inbox_events")


async def test_a_card_that_stripes_dashboard_let_go_of_first_is_gone_all_the_same(shop: Shop) -> None:
    _, method = await a_removed_card(shop)
    shop.transport.first("POST", f"{METHODS}/detach", lambda: shop.gateway.detach_card("dashboard", method))
    await shop.work()
    assert await leaving() == "removed"


async def test_a_card_that_stripe_does_not_know_any_more_is_gone(shop: Shop) -> None:
    await a_removed_card(shop)
    await fetch("update money.bank_cards set stripe_payment_method_id = 'pm_none'")
    await shop.work()
    assert await leaving() == "removed"


async def test_a_card_that_stripe_does_not_let_go_of_stays_to_be_removed_until_it_does(shop: Shop) -> None:
    """Its key was used for something else: Stripe refuses it for a day, and takes the next one."""
    who, method = await a_removed_card(shop)
    card = await fetch_value("select id from money.bank_cards")
    with pytest.raises(GatewayRefused):
        await shop.gateway.detach_card(f"bank_card:{card}:1", "pm_none")
    await shop.work()
    assert await leaving() == "removing" and await cards_of(brand_tag(who)) == []
    for _ in range(2):
        await clock.travel(KEY_LIFE)
        await sweep_cards()
    assert await leaving() == "removed"
    assert (await shop.gateway.fetch_card(method)).customer is None  # type: ignore[union-attr]


async def test_without_an_answer_about_a_card_its_webhook_tells(shop: Shop) -> None:
    who = await a_brand()
    await fill_in(shop, await page_for(who))
    await shop.fault(METHODS, faults.TIMEOUT_BEFORE, "GET")
    await look_job(await method_of(shop))
    assert await cards_of(brand_tag(who)) == []
    await shop.settle()
    assert len(await cards_of(brand_tag(who))) == 1


# The customer.


async def test_a_customer_is_kept_once_though_its_lease_passed_under_way(shop: Shop) -> None:
    brand = brand_tag(await a_brand())
    others: list[str] = []

    async def meanwhile() -> None:
        await clock.travel(LEASE * 2)
        others.append(await customer_of(brand))

    shop.transport.first("POST", CUSTOMERS, meanwhile)
    assert [await customer_of(brand)] == others
    assert len(await shop.at_stripe("customer")) == 1
    assert (
        await fetch_value("select count(*) from base.audit_entries where action = 'stripe_customer.made'")
        == 1
    )


# The page where a card is added.


async def test_a_page_asked_for_again_is_the_same_page(shop: Shop) -> None:
    setup = await begin_setup(await a_brand(), **HERE, locale="fr")
    assert await open_setup(setup) == await open_setup(setup)
    assert len(await shop.at_stripe("checkout.session")) == 1


@pytest.mark.parametrize("kind", [faults.RATE_LIMIT, faults.CONFLICT])
async def test_a_page_that_stripe_was_too_busy_for_is_opened_at_the_next_request(
    shop: Shop, kind: str
) -> None:
    setup = await begin_setup(await a_brand(), **HERE, locale="fr")
    await shop.fault(PAGES, kind)
    with pytest.raises(CardPageNotOpen):
        await open_setup(setup)
    assert await setup_status() == "created"
    assert await open_setup(setup)


async def test_a_page_that_stripe_refuses_has_failed_and_says_why(shop: Shop) -> None:
    here = HERE | {"success_url": "nowhere"}
    setup = await begin_setup(await a_brand(), **here, locale="fr")
    with pytest.raises(CardPageNotOpen):
        await open_setup(setup)
    assert await setup_status() == "failed"
    assert await fetch_value("select failure from money.card_setups") == "url_invalid"
    assert await sweep_cards() == 0, "it is not tried again"


async def test_a_page_without_an_answer_is_opened_by_the_janitor_under_its_key(shop: Shop) -> None:
    setup = await begin_setup(await a_brand(), **HERE, locale="fr")
    await shop.fault(PAGES, faults.TIMEOUT_AFTER)
    with pytest.raises(CardPageNotOpen):
        await open_setup(setup)
    await clock.travel(LEASE * 2)
    await sweep_cards()
    assert await setup_status() == "submitted"
    assert len(await shop.at_stripe("checkout.session")) == 1


async def test_of_two_who_look_for_a_lost_page_one_asks(shop: Shop) -> None:
    setup = await begin_setup(await a_brand(), **HERE, locale="fr")
    await shop.fault(PAGES, faults.TIMEOUT_AFTER)
    with pytest.raises(CardPageNotOpen):
        await open_setup(setup)
    shop.transport.posted.clear()
    shop.transport.first("POST", PAGES, lambda: ask_setup(setup))
    await ask_setup(setup)
    assert shop.transport.posted == ["checkout/sessions"]


async def test_a_page_that_is_being_asked_for_by_its_request_is_left_to_it(shop: Shop) -> None:
    setup = await begin_setup(await a_brand(), **HERE, locale="fr")
    await ask_setup(setup)
    assert await setup_status() == "created" and await shop.at_stripe("checkout.session") == []


async def test_a_page_nobody_has_filled_in_yet_stays_open(shop: Shop) -> None:
    who = await a_brand()
    await page_for(who)
    await clock.travel(LEASE * 60)
    await sweep_cards()
    assert await setup_status() == "submitted" and await cards_of(brand_tag(who)) == []


async def test_without_an_answer_about_a_page_it_is_asked_about_later(shop: Shop) -> None:
    who = await a_brand()
    await fill_in(shop, await page_for(who))
    await clock.travel(LEASE * 60)
    await shop.fault(f"{PAGES}/*", faults.TIMEOUT_BEFORE, "GET")
    await sweep_cards()
    assert await setup_status() == "submitted"
    await sweep_cards()
    assert await setup_status() == "complete" and len(await cards_of(brand_tag(who))) == 1


async def test_a_page_that_is_over_is_not_asked_about(shop: Shop) -> None:
    await a_brand_with_card(shop)
    await shop.fault(f"{PAGES}/*", faults.TIMEOUT_BEFORE, "GET")
    await ask_setup(await fetch_value("select id from money.card_setups"))
    await ask_setup(uuid.uuid4())
    assert await setup_status() == "complete"
    async with shop.sandbox.acting() as call:
        assert len(await faults.waiting(call.connection)) == 1, "nobody asked Stripe"


async def test_a_page_that_another_copy_of_the_market_opened_is_ignored(shop: Shop) -> None:
    """Its metadata has our form, and our tables have no such row."""
    strange = await shop.gateway.make_customer("other", {"app": "moi"})
    about = About("setup", uuid.uuid4(), 1).metadata()
    session = await shop.gateway.open_setup(
        "other page", customer=strange, **HERE, locale="fr", metadata=about
    )
    await fill_in(shop, session.id)
    await shop.settle()
    assert await fetch("select 1 from money.bank_cards") == []
    assert await fetch_value("select bool_and(status = 'ignored') from money.inbox_events")


async def test_a_page_tells_of_no_card_before_it_is_filled_in(shop: Shop) -> None:
    session = await page_for(await a_brand())
    assert await shop.gateway.fetch_setup_card(session) is None
    await fill_in(shop, session, cards.SUCCEEDS)
    assert await shop.gateway.fetch_setup_card(session) == await method_of(shop)


async def test_a_bank_account_is_told_from_a_card(shop: Shop) -> None:
    _, debit = await acts.saved(client_of(shop.sandbox), "pm_sepaDebit_success_fr")
    state = await shop.gateway.fetch_card(debit)
    assert state is not None and (state.scheme, state.exp_year) == ("sepa_debit", None)


# Digits that Stripe does not tell.


async def tells_no_digits(shop: Shop, kind: str) -> None:
    await acts.run(
        shop.sandbox,
        "update sandbox.objects set body = jsonb_set(body, array[$1, 'last4'], 'null') where kind = 'payment_method'",
        kind,
    )


async def test_a_card_whose_digits_stripe_does_not_tell_is_kept_without(shop: Shop) -> None:
    who = await a_brand()
    await fill_in(shop, await page_for(who))
    await tells_no_digits(shop, "card")
    await shop.settle()
    [card] = await cards_of(brand_tag(who))
    assert (card.last4, card.name) == (None, "Visa")
    assert await fetch_value("select last4 is null from money.bank_cards")


async def test_an_account_whose_digits_stripe_does_not_tell_has_none(shop: Shop) -> None:
    _, method = await acts.saved(client_of(shop.sandbox), "pm_sepaDebit_success_fr")
    await tells_no_digits(shop, "sepa_debit")
    state = await shop.gateway.fetch_card(method)
    assert state is not None and (state.kind, state.last4) == ("sepa_debit", None)


async def test_four_digits_or_none_are_kept_and_nothing_else(shop: Shop) -> None:
    _, card = await a_brand_with_card(shop)
    assert card.name == f"Visa •••• {card.last4}"
    for words in ("", "42", "abcd"):
        with pytest.raises(Exception, match="bank_cards_last4"):
            await fetch("update money.bank_cards set last4 = $1", words)
