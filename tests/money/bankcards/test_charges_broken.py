"""A charge that Stripe answers with a failure of its own, which it saves: looked behind, then made once and at once."""

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from market.base import clock
from market.base.database import fetch, fetch_value, transaction
from market.money import asking_charges, charges, stripe_cards
from market.money.asking import ask_payment
from market.money.asking_charges import look_for_lost_charge
from market.money.bankcards.actions import brand_tag
from market.money.bankcards.customers import customer_of, known_customer
from market.money.booking import apply_payment
from market.money.charges import attempt_of, submit_charge
from market.money.gateway import GatewayBroken
from market.money.invariants import check
from market.money.janitor import sweep_money
from market.money.orders import expire_open_checkout
from market.money.rules import KEY_LIFE
from market.money.sandbox import cards, faults, intents
from tests.factories import a_brand
from tests.money import acts
from tests.money.bankcards.keeping import (
    Charged,
    a_brand_with_card,
    ask_for,
    attempts,
    taken,
    try_again,
    with_card,
)
from tests.money.flows.shop import Shop, status, submit

INTENTS, ONE = "/v1/payment_intents", "/v1/payment_intents/*"
BOTH = [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER]
MOMENT = timedelta(minutes=2)


async def a_moment_later() -> None:
    await clock.travel(MOMENT)
    await sweep_money()


async def broken(shop: Shop, charged: Charged, kind: str = faults.SERVER_ERROR, path: str = INTENTS) -> None:
    """Stripe fails at this charge, and has said twice that it did."""
    await shop.fault(path, kind)
    await submit_charge(charged.payment)
    await submit_charge(charged.payment)
    assert (await attempts(charged))[-1] == ("requested", "server_error")


@pytest.mark.parametrize("kind", BOTH)
async def test_it_is_made_once_and_minutes_later_not_a_day(shop: Shop, kind: str) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault("*", faults.DROP, "WEBHOOK", count=1000)
    await shop.fault(INTENTS, kind)
    await submit_charge(charged.payment)
    assert await status(charged.payment) == "unknown"
    assert (await attempts(charged))[0] == ("requested", None), "a first 5xx may be of a call that goes on"
    await a_moment_later()
    await a_moment_later()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert len(await shop.at_stripe("payment_intent")) == 1
    made = [("abandoned", "server_error"), ("answered", None)]
    assert await attempts(charged) == (made if kind == faults.SERVER_ERROR else [("answered", None)])
    assert charged.declined == [] and await check() == []


@pytest.mark.parametrize("kind", BOTH)
async def test_whoever_presses_again_is_not_kept_waiting_for_the_janitor(shop: Shop, kind: str) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged, kind)
    sent = await submit(charged.payment)
    assert (sent.status, await taken(shop)) == ("succeeded", 1)
    assert await check() == []


async def test_a_call_that_goes_on_behind_a_5xx_is_not_made_again_under_another_key(shop: Shop) -> None:
    """A gateway in between gave up on it: Stripe has saved nothing yet, and its list shows nothing yet."""
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)

    async def gives_up(*_: object) -> None:
        raise GatewayBroken("504")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shop.gateway, "charge", gives_up)
        await submit_charge(charged.payment)
        await submit_charge(charged.payment)
        await look_for_lost_charge(charged.payment)
    assert await attempts(charged) == [("requested", None)], "one key, until Stripe itself says it is over"
    await submit_charge(charged.payment)
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1


async def test_control_without_a_look_a_second_charge_would_be_made(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def blind(_: object) -> None:
        return None

    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged, faults.SERVER_ERROR_AFTER)
    monkeypatch.setattr(asking_charges, "_found", blind)
    await submit(charged.payment)
    assert await taken(shop) == 2


@pytest.mark.parametrize("hours", [25, -25])
async def test_a_server_whose_clock_is_a_day_off_finds_what_was_made(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    class Off(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Off":
            return cls.fromtimestamp(datetime.now(tz).timestamp() + hours * 3600, tz)

    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    monkeypatch.setattr(asking_charges, "datetime", Off)
    await shop.fault("*", faults.DROP, "WEBHOOK", count=1000)  # such a server takes them for old ones
    await shop.fault(INTENTS, faults.SERVER_ERROR_AFTER)
    await submit_charge(charged.payment)
    for _ in range(3):
        await a_moment_later()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert len(await shop.at_stripe("payment_intent")) == 1 and await check() == []


async def test_a_list_that_does_not_answer_proves_nothing(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged)
    await shop.fault(INTENTS, faults.TIMEOUT_BEFORE, "GET")
    await submit(charged.payment)
    assert await attempts(charged) == [("requested", "server_error")]
    await submit(charged.payment)
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1


async def test_while_stripe_goes_on_failing_each_try_is_looked_behind_and_the_last_one_pays(
    shop: Shop,
) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await shop.fault(INTENTS, faults.SERVER_ERROR, count=3)
    for _ in range(9):
        await a_moment_later()
    *before, last = [it[0] for it in await attempts(charged)]
    assert len(before) >= 2 and set(before) == {"abandoned"} and last == "answered"
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert charged.declined == [], "nothing of that is a refusal"


@pytest.mark.parametrize("kind", BOTH)
async def test_a_card_that_is_refused_behind_the_failure_is_told_once(shop: Shop, kind: str) -> None:
    who, card = await a_brand_with_card(shop, cards.DECLINES_LATER)
    charged = await ask_for(who, card)
    await broken(shop, charged, kind)
    await submit(charged.payment)
    assert await status(charged.payment) == "submitted" and charged.declined == ["generic_decline"]
    assert len(await shop.at_stripe("payment_intent")) == 1
    assert len(await shop.at_stripe("charge")) == 1, "the card was tried once"


@pytest.mark.parametrize("kind", BOTH)
async def test_a_further_try_that_fails_at_stripe_is_made_once_under_the_same_payment(
    shop: Shop, kind: str
) -> None:
    who, bad = await a_brand_with_card(shop, cards.DECLINES_LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    good = await with_card(shop, who)
    assert await try_again(charged, good)
    await broken(shop, charged, kind, f"{ONE}/confirm")
    await submit(charged.payment)
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert len(await shop.at_stripe("payment_intent")) == 1
    assert charged.declined == ["generic_decline"] and await check() == []


async def test_a_card_that_was_never_tried_is_not_said_to_be_refused_as_the_one_before_it(shop: Shop) -> None:
    """Stripe is away until the key is too old to repeat: what stands there is the earlier try."""
    who, bad = await a_brand_with_card(shop, cards.ASKS_3DS)
    charged = await ask_for(who, bad)
    await shop.settle()
    good = await with_card(shop, who)
    assert await try_again(charged, good)
    await shop.fault(f"{ONE}/confirm", faults.TIMEOUT_BEFORE, count=100)
    await submit_charge(charged.payment)
    await clock.travel(KEY_LIFE * 1.1)
    async with shop.sandbox.acting() as call:
        await faults.clear(call.connection)
    await ask_payment(charged.payment)
    assert charged.declined == ["authentication_required", "lost"]
    assert await attempts(charged) == [("answered", "authentication_required"), ("refused", "lost")]
    assert await try_again(charged, good)
    await submit(charged.payment)
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert await check() == []


async def test_a_second_refusal_behind_the_failure_is_no_third_try(shop: Shop) -> None:
    who, bad = await a_brand_with_card(shop, cards.DECLINES_LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    assert await try_again(charged, bad)
    await broken(shop, charged, faults.SERVER_ERROR_AFTER, f"{ONE}/confirm")
    await submit(charged.payment)
    assert charged.declined == ["generic_decline"] * 2
    assert len(await shop.at_stripe("charge")) == 2, "the card was tried twice"


async def heard_by_webhook(shop: Shop) -> None:
    """A message tells what became of the only payment, before whoever asked for it looks."""
    (intent,) = await shop.at_stripe("payment_intent")
    await apply_payment(await shop.gateway.fetch_payment(intent["id"]))


async def test_a_second_refusal_that_a_webhook_told_first_is_no_third_try(shop: Shop) -> None:
    who, bad = await a_brand_with_card(shop, cards.DECLINES_LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    assert await try_again(charged, bad)
    await broken(shop, charged, faults.SERVER_ERROR_AFTER, f"{ONE}/confirm")
    await heard_by_webhook(shop)
    await submit(charged.payment)
    assert charged.declined == ["generic_decline"] * 2
    assert len(await shop.at_stripe("charge")) == 2, "the card was tried twice"


async def test_a_refusal_that_a_webhook_told_first_is_told_as_one_once_the_key_is_too_old(shop: Shop) -> None:
    who, bad = await a_brand_with_card(shop, cards.DECLINES_LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    assert await try_again(charged, bad)
    await shop.fault(f"{ONE}/confirm", faults.TIMEOUT_AFTER, count=100)
    await submit_charge(charged.payment)
    await heard_by_webhook(shop)
    await submit_charge(charged.payment)  # repeated: what it is compared with stays what it was at first
    await clock.travel(KEY_LIFE * 1.1)
    async with shop.sandbox.acting() as call:
        await faults.clear(call.connection)
    await ask_payment(charged.payment)
    assert charged.declined == ["generic_decline"] * 2


async def test_a_bank_that_asks_behind_the_failure_has_its_page_shown(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop, cards.ASKS_3DS)
    bad = await with_card(shop, who, cards.DECLINES_LATER)
    charged = await ask_for(who, bad)
    await shop.settle()
    assert await try_again(charged, card, there=True)
    await broken(shop, charged, faults.SERVER_ERROR_AFTER, f"{ONE}/confirm")
    sent = await submit(charged.payment)
    assert sent.status == "requires_action" and sent.checkout_url
    [intent] = await shop.at_stripe("payment_intent")
    async with shop.sandbox.acting() as call:
        await intents.authenticate(call, intent["id"], True)
    await shop.settle()
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1


async def test_a_payment_that_was_made_and_not_tried_is_the_one_that_is_tried(shop: Shop) -> None:
    """Half of the call had its effect: the payment stands at Stripe, and no bank was asked."""
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged)
    method = await fetch_value("select stripe_payment_method_id from money.bank_cards where id = $1", card.id)
    about = {"app": "moi", "kind": "payment", "row": str(charged.payment), "attempt": "1"}
    customer = await known_customer(brand_tag(who))
    asked = acts.off_session(str(customer), method, metadata=about)
    for name in ("confirm", "off_session"):
        del asked[name]
    await shop.gateway._client().v1.payment_intents.create_async(asked)
    await submit(charged.payment)
    assert await status(charged.payment) == "succeeded" and await taken(shop) == 1
    assert len(await shop.at_stripe("payment_intent")) == 1


async def test_of_two_who_look_at_once_one_begins_the_try_anew(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged)
    shop.transport.first("GET", INTENTS, lambda: look_for_lost_charge(charged.payment))
    await look_for_lost_charge(charged.payment)
    assert [it[0] for it in await attempts(charged)] == ["abandoned", "prepared"]
    await look_for_lost_charge(charged.payment)
    assert [it[0] for it in await attempts(charged)] == ["abandoned", "prepared"], "nothing is lost there"


@pytest.mark.parametrize("kind", BOTH)
async def test_an_order_that_is_closed_is_not_charged_anew(shop: Shop, kind: str) -> None:
    """And it need not wait until the call can no more be on its way: its saved failure says that it is over."""
    shop.too_late = True
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged, kind)
    await expire_open_checkout(charged.order)
    await shop.settle()
    if kind == faults.SERVER_ERROR:
        assert await status(charged.payment) == "canceled" and await taken(shop) == 0
    else:
        assert await status(charged.payment) == "succeeded"
        assert await fetch_value("select sum(amount)::int from money.refunds") == 1900
    await look_for_lost_charge(charged.payment)
    assert len(await attempts(charged)) == 1 and await check() == []


async def test_a_charge_that_is_not_wanted_any_more_is_not_begun_anew(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged)
    charged.wanted = False
    await submit(charged.payment)
    assert await attempts(charged) == [("abandoned", "server_error"), ("refused", "not_wanted")]
    assert await taken(shop) == 0


async def test_an_order_closed_while_it_is_looked_for_gets_no_new_try(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged)

    async def meanwhile() -> None:
        await fetch("update money.orders set closed_at = base.now() where id = $1", charged.order)

    shop.transport.first("GET", INTENTS, meanwhile)
    await look_for_lost_charge(charged.payment)
    assert await attempts(charged) == [("requested", "server_error")]
    await ask_payment(charged.payment)
    assert await status(charged.payment) == "canceled" and await taken(shop) == 0


async def test_a_lost_charge_is_found_however_much_the_brand_bought_since(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is read to its end, from the minutes in which the call was made."""
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged, faults.SERVER_ERROR_AFTER)
    for _ in range(3):
        await submit_charge((await ask_for(who, card)).payment)
    monkeypatch.setattr(stripe_cards, "LISTED", 1)
    sent = await submit(charged.payment)
    assert sent.status == "succeeded" and await taken(shop) == 4
    customer = await known_customer(brand_tag(who))
    later = datetime.now(UTC) + timedelta(hours=1)
    assert await shop.gateway.find_charge(str(customer), {}, since=later) is None


async def test_control_a_look_at_the_newest_alone_would_miss_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    await broken(shop, charged, faults.SERVER_ERROR_AFTER)
    await submit_charge((await ask_for(who, card)).payment)
    monkeypatch.setattr(asking_charges, "SKEW", -timedelta(hours=1))
    await look_for_lost_charge(charged.payment)
    assert [it[0] for it in await attempts(charged)] == ["abandoned", "prepared"]


async def test_a_brand_whose_customer_could_not_be_made_need_not_wait_for_a_day(shop: Shop) -> None:
    who = await a_brand()
    await shop.fault("/v1/customers", faults.SERVER_ERROR)
    with pytest.raises(GatewayBroken):
        await customer_of(brand_tag(who))
    made = await customer_of(brand_tag(who))
    assert made == await known_customer(brand_tag(who)) == await customer_of(brand_tag(who))
    assert await fetch_value("select attempt from money.stripe_customers") == 2


async def test_where_nothing_is_lost_nothing_is_looked_for(shop: Shop) -> None:
    who, card = await a_brand_with_card(shop)
    charged = await ask_for(who, card)
    shop.transport.asked.clear()
    await look_for_lost_charge(charged.payment)
    assert shop.transport.asked == []
    async with transaction():
        row = await attempt_of(charged.payment)
    assert row is not None and not charges.is_broken(row)
