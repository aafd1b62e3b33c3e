"""A charge without a good answer keeps no other way to pay waiting, and takes nothing beside it, however late."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
import stripe

from market.base import clock
from market.base.database import fetch
from market.money import asking_charges, charges
from market.money.asking import expire_open_checkout
from market.money.asking_charges import IN_TRANSIT
from market.money.charges import asked_by, attempt_of, submit_charge
from market.money.chart import brand_credit
from market.money.gateway import GatewayBroken
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.ledger import balance
from market.money.rules import LEASE
from market.money.sandbox import SandboxTransport, faults
from market.money.switching import carry_out
from tests.factories import a_brand
from tests.money import acts
from tests.money.bankcards.keeping import a_brand_with_card, ask_for, attempts, taken, with_card
from tests.money.flows.conftest import crowded_shop
from tests.money.flows.shop import Shop, status, submit
from tests.money.flows.test_switching import MOMENT, Waiting, paid_once, pay_by, waiting, wish, with_balance

__all__ = ["crowded_shop"]

INTENTS, ONE = "/v1/payment_intents", "/v1/payment_intents/*"
LOST = [faults.TIMEOUT_BEFORE, faults.SERVER_ERROR, faults.CONFLICT, faults.RATE_LIMIT, *faults.WITHOUT_A_KEY]

Arrival = Callable[[], Awaitable[tuple[bytes, int, Mapping[str, str]]]]


async def by_card(shop: Shop) -> Waiting:
    """An order by a kept card that nobody has submitted; its brand has a balance, for another way."""
    who = await a_brand()
    await with_balance(shop, who)
    return await waiting(shop, await with_card(shop, who), who, submitted=False)


async def tried(it: Waiting) -> list[tuple[str, str | None]]:
    rows = await fetch(
        "select a.status, a.error_code from money.payment_attempts a join money.payments p on p.id = a.payment_id"
        " where p.order_id = $1 and a.card_id is not null order by a.number",
        it.order,
    )
    return [tuple(row) for row in rows]


def held_up(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Arrival:
    """The next charge is held up on its way, and its caller gives up on it; the act lets it arrive."""
    held: list[Any] = []

    async def request(*call: Any, **more: Any) -> Any:
        if call[0].upper() == "POST" and call[1].endswith(INTENTS) and not held:
            held.append((call, more))
            raise stripe.APIConnectionError("timed out", should_retry=False)  # type: ignore[no-untyped-call]
        return await SandboxTransport.request_async(shop.transport, *call, **more)

    monkeypatch.setattr(shop.transport, "request_async", request)
    return lambda: SandboxTransport.request_async(shop.transport, *held[0][0], **held[0][1])


# At once.


@pytest.mark.parametrize("kind", LOST)
async def test_after_one_bad_answer_another_way_pays_at_once(shop: Shop, kind: str) -> None:
    it = await by_card(shop)
    await shop.fault(INTENTS, kind)
    await submit(await it.payment())
    assert (await pay_by(it, "balance")).status == "succeeded"
    await shop.settle()
    assert await it.payments() == ["canceled", "succeeded"] and await balance(brand_credit(it.tag)) == 3100
    await paid_once(shop, it)


async def test_what_stripe_turned_away_is_called_off_without_a_word_to_it(shop: Shop) -> None:
    it = await by_card(shop)
    await shop.fault(INTENTS, faults.RATE_LIMIT, count=2)
    for _ in range(2):
        await submit(await it.payment())
    assert await tried(it) == [("requested", "turned_away")]
    shop.transport.posted.clear()
    shop.transport.asked.clear()
    assert (await pay_by(it, "balance")).status == "succeeded"
    assert (shop.transport.posted, shop.transport.asked) == ([], [])
    await paid_once(shop, it)


async def test_a_charge_that_was_turned_away_and_is_still_wanted_is_made_under_its_key(shop: Shop) -> None:
    it = await by_card(shop)
    await shop.fault(INTENTS, faults.RATE_LIMIT)
    await submit(await it.payment())
    await clock.travel(MOMENT)
    await sweep_money()
    assert await tried(it) == [("answered", None)]
    await paid_once(shop, it, at_stripe=2)


@pytest.mark.parametrize("kind", [faults.TIMEOUT_AFTER, faults.SERVER_ERROR_AFTER])
async def test_a_charge_that_had_its_effect_pays_and_the_other_way_does_not(shop: Shop, kind: str) -> None:
    it = await by_card(shop)
    await shop.fault(INTENTS, kind)
    await submit(await it.payment())
    assert (await pay_by(it, "balance")).status == "succeeded"
    assert await it.payments() == ["succeeded"] and await balance(brand_credit(it.tag)) == 5000
    await paid_once(shop, it, at_stripe=2)


@pytest.mark.parametrize("kind", LOST)
async def test_an_order_that_lapses_need_not_wait_either(shop: Shop, kind: str) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault(INTENTS, kind)
    await submit_charge(charged.payment)
    await expire_open_checkout(charged.order)
    assert await status(charged.payment) == "canceled" and await attempts(charged) != [("requested", None)]
    assert [event.order_id for event in shop.failed] == [charged.order]
    await shop.settle()
    assert await taken(shop) == 0 and charged.declined == [] and await check() == []


async def test_a_further_try_behind_a_saved_failure_that_is_turned_away_gives_way_too(shop: Shop) -> None:
    it = await by_card(shop)
    await shop.fault(INTENTS, faults.SERVER_ERROR)
    payment = await it.payment()
    await submit_charge(payment)
    await submit_charge(payment)
    await shop.fault(INTENTS, faults.RATE_LIMIT)
    await submit(payment)
    assert await tried(it) == [("abandoned", "server_error"), ("requested", "turned_away")]
    assert (await pay_by(it, "balance")).status == "succeeded"
    await paid_once(shop, it)


# A 429 that proves nothing.


async def test_a_429_after_a_call_that_got_lost_proves_nothing(shop: Shop) -> None:
    it = await by_card(shop)
    await shop.fault(INTENTS, faults.TIMEOUT_AFTER)
    await shop.fault(INTENTS, faults.RATE_LIMIT)
    for _ in range(2):
        await submit(await it.payment())
    assert await tried(it) == [("requested", None)]
    assert (await pay_by(it, "balance")).status == "succeeded"
    assert await it.payments() == ["succeeded"]
    await paid_once(shop, it, at_stripe=2)


async def test_control_were_that_429_believed_the_order_would_be_paid_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await by_card(shop)
    await shop.fault(INTENTS, faults.TIMEOUT_AFTER)
    await shop.fault(INTENTS, faults.RATE_LIMIT)
    await submit(await it.payment())
    monkeypatch.setattr(charges, "is_unheard", lambda row: True)
    await submit(await it.payment())
    monkeypatch.undo()
    assert await tried(it) == [("requested", "turned_away")]
    await pay_by(it, "balance")
    assert await balance(brand_credit(it.tag)) == 3100 and await taken(shop) == 2


async def test_a_charge_whose_outcome_was_not_shown_for_too_many_calls_is_no_charge_turned_away(
    shop: Shop,
) -> None:
    """It was made; the 429 came to the look at it."""
    it = await by_card(shop)
    await shop.fault(ONE, faults.RATE_LIMIT, "GET")
    await submit(await it.payment())
    assert await tried(it) == [("requested", None)]
    assert (await pay_by(it, "balance")).status == "succeeded"
    assert await it.payments() == ["succeeded"]
    await paid_once(shop, it, at_stripe=2)


async def test_one_whose_lease_has_passed_says_nothing_of_the_call_that_followed(shop: Shop) -> None:
    """Its 429 comes after somebody else has called under the same key and got no answer."""
    it = await by_card(shop)
    payment = await it.payment()

    async def meanwhile() -> None:
        await clock.travel(LEASE * 2)
        await submit_charge(payment)
        await shop.fault(INTENTS, faults.RATE_LIMIT)

    await shop.fault(INTENTS, faults.TIMEOUT_AFTER)
    shop.transport.first("POST", INTENTS, meanwhile)
    await submit_charge(payment)
    assert await tried(it) == [("requested", None)]


# However late it comes.


async def test_a_charge_that_comes_after_it_was_called_off_is_refused(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await by_card(shop)
    arrives = held_up(shop, monkeypatch)
    await submit(await it.payment())
    assert (await pay_by(it, "balance")).status == "succeeded"
    _, code, _ = await arrives()
    await shop.settle()
    assert code == 400 and await it.payments() == ["canceled", "succeeded"]
    await paid_once(shop, it)


async def test_control_without_the_key_used_up_it_would_take_money_beside_the_balance(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def believed(_: object) -> tuple[bool, None]:
        return True, None

    it = await by_card(shop)
    arrives = held_up(shop, monkeypatch)
    monkeypatch.setattr(asking_charges, "_ended", believed)
    await submit(await it.payment())
    assert (await pay_by(it, "balance")).status == "succeeded"
    _, code, _ = await arrives()
    assert code == 200 and await taken(shop) == 2, "the top-up, and a charge that nobody wanted any more"
    assert await balance(brand_credit(it.tag)) == 3100


async def test_one_that_comes_between_the_look_and_the_key_pays(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list showed nothing, then it came: its key is taken, and to repeat it tells what it did."""
    it = await by_card(shop)
    arrives = held_up(shop, monkeypatch)
    await submit(await it.payment())
    real = shop.gateway.use_up

    async def a_moment_late(*asked: Any) -> Any:
        await arrives()
        return await real(*asked)

    monkeypatch.setattr(shop.gateway, "use_up", a_moment_late)
    assert (await pay_by(it, "balance")).status == "succeeded"
    assert await it.payments() == ["succeeded"] and await balance(brand_credit(it.tag)) == 5000
    await paid_once(shop, it, at_stripe=2)


async def test_while_it_is_on_its_way_nobody_uses_its_key_up(shop: Shop) -> None:
    it = await by_card(shop)
    payment = await it.payment()
    shop.transport.posted.clear()

    async def meanwhile() -> None:
        await carry_out(await wish(it, "balance"))

    shop.transport.first("POST", INTENTS, meanwhile)
    await submit_charge(payment)
    assert shop.transport.posted == ["payment_intents"] and await it.payments() == ["succeeded"]
    await paid_once(shop, it, at_stripe=2)


async def test_one_whose_lease_passed_on_its_way_finds_its_key_used_up_and_tells_of_no_refusal(
    shop: Shop,
) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)

    async def meanwhile() -> None:
        await clock.travel(LEASE * 2)
        row = await attempt_of(charged.payment)
        assert row is not None
        await shop.gateway.use_up(row["idempotency_key"], await asked_by(row))

    shop.transport.first("POST", INTENTS, meanwhile)
    await submit_charge(charged.payment)
    assert charged.declined == [] and await attempts(charged) == [("requested", None)]
    await expire_open_checkout(charged.order)
    assert await status(charged.payment) == "canceled" and await taken(shop) == 0
    assert [intent["status"] for intent in await shop.at_stripe("payment_intent")] == ["canceled"]


@pytest.mark.parametrize("kind", [faults.TIMEOUT_BEFORE, faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER])
async def test_a_key_that_is_used_up_without_its_payment_being_canceled_is_left_to_the_janitor(
    shop: Shop, kind: str
) -> None:
    """Nor does a failure that Stripe has saved under the key of the canceling stand in the way."""
    it = await by_card(shop)
    await shop.fault(INTENTS, faults.TIMEOUT_BEFORE)
    await submit(await it.payment())
    await shop.fault(f"{ONE}/cancel", kind)
    assert (await pay_by(it, "balance")).status in ("unknown", "submitted")
    assert await balance(brand_credit(it.tag)) == 5000
    await clock.travel(MOMENT)
    await sweep_money()
    await shop.settle()
    assert await it.payments() == ["canceled", "succeeded"]
    await paid_once(shop, it)


@pytest.mark.parametrize("seed", range(4))
async def test_of_many_who_charge_and_turn_away_at_once_one_pays(crowded_shop: Shop, seed: int) -> None:
    shop = crowded_shop
    it = await by_card(shop)
    payment = await it.payment()
    kinds = [faults.TIMEOUT_AFTER, faults.TIMEOUT_BEFORE, faults.SERVER_ERROR, faults.RATE_LIMIT]
    await shop.fault(INTENTS, kinds[seed])

    async def turns_away() -> None:
        await asyncio.sleep(0.01 * seed)
        await pay_by(it, "balance")

    at_once: list[Awaitable[object]] = [turns_away(), turns_away(), submit(payment), submit_charge(payment)]
    await asyncio.gather(*at_once, return_exceptions=True)
    for _ in range(3):
        await clock.travel(MOMENT)
        await sweep_money()
        await shop.settle()
    states = await it.payments()
    assert states.count("succeeded") == 1 and states[:-1] == ["canceled"] * (len(states) - 1)
    spent = 5000 - await balance(brand_credit(it.tag))
    assert spent + 1900 * (await taken(shop) - 1) == 1900, "a top-up, and the order once"
    assert await check() == []


# Where Stripe does not say.


async def test_a_call_that_stripe_is_at_is_waited_for(shop: Shop) -> None:
    it = await by_card(shop)
    await shop.fault(INTENTS, faults.TIMEOUT_BEFORE)
    await submit(await it.payment())
    await shop.fault(INTENTS, faults.CONFLICT, count=100)
    assert (await pay_by(it, "balance")).status == "unknown"
    await clock.travel(MOMENT)
    await sweep_money()
    assert await it.payments() == ["unknown"]
    await clock.travel(IN_TRANSIT)
    await sweep_money()
    await shop.settle()
    assert await it.payments() == ["canceled", "succeeded"]
    await paid_once(shop, it)


async def test_a_call_is_waited_for_from_when_nobody_wants_it_not_from_when_it_was_first_made(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was repeated minutes later, and that one may still come."""
    it = await by_card(shop)
    await shop.fault(INTENTS, faults.TIMEOUT_BEFORE)
    await submit(await it.payment())
    await clock.travel(IN_TRANSIT - MOMENT / 2)
    arrives = held_up(shop, monkeypatch)
    await submit(await it.payment())
    await shop.fault(INTENTS, faults.CONFLICT, count=100)
    assert (await pay_by(it, "balance")).status == "unknown"
    await clock.travel(MOMENT)
    await sweep_money()
    assert await it.payments() == ["unknown"] and await balance(brand_credit(it.tag)) == 5000
    await acts.run(shop.sandbox, "update sandbox.faults set remaining = 0")
    assert (await arrives())[1] == 200
    await clock.travel(MOMENT)
    await sweep_money()
    await paid_once(shop, it, at_stripe=2)


async def test_a_failure_that_is_not_a_saved_one_says_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gives_up(*_: object) -> None:
        raise GatewayBroken("504")

    it = await by_card(shop)
    await shop.fault(INTENTS, faults.SERVER_ERROR)
    await submit(await it.payment())
    with monkeypatch.context() as patch:
        patch.setattr(shop.gateway, "charge", gives_up)
        assert (await pay_by(it, "balance")).status == "unknown"
    assert (await pay_by(it, "balance")).status == "succeeded"
    await paid_once(shop, it)


@pytest.mark.parametrize("before", [True, False])
async def test_what_stripe_refused_to_try_is_over_and_a_key_that_says_nothing_is_waited_for(
    shop: Shop, before: bool
) -> None:
    """Stripe keeps the refusal of a card that is not there; a call that is not as it was tells of no earlier one."""
    it = await by_card(shop)
    unknown = "update money.bank_cards set stripe_payment_method_id = 'pm_none' where brand = $1"
    if before:
        await fetch(unknown, it.tag)
    await shop.fault(INTENTS, faults.TIMEOUT_AFTER if before else faults.SERVER_ERROR)
    await submit(await it.payment())
    if not before:
        await fetch(unknown, it.tag)
    sent = await pay_by(it, "balance")
    assert sent.status == ("succeeded" if before else "unknown")
    await clock.travel(IN_TRANSIT * 2)
    await sweep_money()
    await shop.settle()
    await paid_once(shop, it)


async def test_a_customer_that_stripe_does_not_know_any_more_lets_it_wait(shop: Shop) -> None:
    it = await by_card(shop)
    await shop.fault(INTENTS, faults.TIMEOUT_BEFORE)
    await submit(await it.payment())
    await fetch("update money.stripe_customers set stripe_customer_id = 'cus_none' where brand = $1", it.tag)
    assert (await pay_by(it, "balance")).status == "unknown"
    await clock.travel(IN_TRANSIT * 2)
    await sweep_money()
    await shop.settle()
    await paid_once(shop, it)
