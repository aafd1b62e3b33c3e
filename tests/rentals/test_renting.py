"""A brand rents: agreed and held first, paid at Stripe, begun by the payment, or nothing at all."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.agreement import check_signature
from contracts.record import verify_chain
from contracts.terms import EDITIONS
from contracts.terms_hash import check_terms
from market.base import clock
from market.base.access import Role
from market.base.database import fetch, fetch_value
from market.base.errors import Refusal
from market.base.idempotency import IdempotencyKeyReused
from market.money import orders
from market.personas import actions as personas
from market.personas.rules import OfferImpossible
from market.personas.slots import AlreadyRented, PersonaUnavailable
from market.rentals import queries, record
from market.rentals.agreements import record_key
from market.rentals.api import open_payment, payable
from market.rentals.errors import BrandNotApproved, OfferChanged, PurposeNotAgreed
from tests.factories import a_brand, a_holder, a_member, a_persona
from tests.market import Market, market

__all__ = ["market"]

DECLINES, AUTHENTICATES = "4000000000000002", "4000002760003184"  # Stripe's documented test cards


async def test_a_paid_rental_begins_and_both_sides_have_the_same_contract(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder)
    agreement = await market.rented(brand, persona)
    row = await queries.of_brand(brand.seat.brand, agreement)  # type: ignore[union-attr]
    assert (row.state, row.negotiation, row.price) == ("Active", "FINALIZED", 1900)
    agreed = row.agreed()
    assert agreed.starts_at and agreed.ends_at
    assert (row.starts_at, row.ends_at) == (agreed.starts_at, agreed.ends_at)
    assert timedelta(days=28) <= agreed.ends_at - agreed.starts_at <= timedelta(days=31, hours=1)
    assert agreed == (await queries.of_holder(holder.person, agreement)).agreed()  # type: ignore[arg-type]
    check_terms(agreed)
    for signature in agreed.signatures:
        check_signature(agreed, signature, (await record_key()).public)
    events = await record.read(row.id)
    verify_chain(record.urn(agreement), events, None)
    assert [event.kind for event in events] == ["agreed", "activated"]
    assert await market.findings() == []
    letters = await fetch("select kind from base.messages")
    assert [row["kind"] for row in letters] == ["rented"]


async def test_what_was_published_under_an_earlier_edition_is_rented_under_it(market: Market) -> None:
    """Its holder has agreed to no other; publishing again takes the current one, and running rentals go on."""
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder, capacity=2)
    await fetch("update personas.personas set terms_version = 1 where id = $1", persona)
    for asked in ("standard", "standard-5"):
        with pytest.raises(OfferChanged) as refused:
            await market.request(brand, persona, variant=asked)
        assert refused.value.facts["variant"] == "standard-1"
    agreement = await market.rented(brand, persona, variant="standard-1")
    offer: dict[str, Any] = {"variant": "standard", "period": "P1M", "price_step": 1900, "capacity": 2}
    await clock.travel(timedelta(days=1))
    await fetch("update personas.personas set published_at = published_at - interval '30 days'")
    await personas.publish(holder, persona, **offer)
    later = await market.rented(await a_brand(name="Brume"), persona)
    for which, edition in ((agreement, "standard-1"), (later, "standard-5")):
        agreed = (await queries.of_holder(holder.person, which)).agreed()  # type: ignore[arg-type]
        assert agreed.terms == EDITIONS[edition]
        check_terms(agreed)


async def test_the_agreement_carries_outward_names_only(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder)
    agreement = await market.rented(brand, persona)
    row = await queries.of_brand(brand.seat.brand, agreement)  # type: ignore[union-attr]
    text = str(row.document)
    for inner in (row.id, row.persona, row.version, holder.person, brand.person, brand.seat.brand):  # type: ignore[union-attr]
        assert str(inner) not in text
        assert inner.hex not in text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"price_step": 900}, OfferChanged),
        ({"variant": "simple"}, OfferChanged),
        ({"period": "P3M"}, OfferChanged),
        ({"price_step": 1800}, OfferImpossible),
        ({"period": "P2M"}, OfferImpossible),
        ({"variant": "standard-9"}, OfferImpossible),
        ({"address": "another-card-19-standard"}, OfferChanged),
        ({"purposes": ("persona-testing",)}, PurposeNotAgreed),
        ({"purposes": ("espionage",)}, PurposeNotAgreed),
        ({"purposes": ()}, PurposeNotAgreed),
    ],
)
async def test_what_the_card_did_not_say_is_refused_and_changes_nothing(
    market: Market, changes: dict[str, object], refusal: type[Refusal]
) -> None:
    brand, persona = await a_brand(), await a_persona(await a_holder())
    with pytest.raises(refusal):
        await market.request(brand, persona, **changes)
    for table in ("rentals.rentals", "personas.slots", "money.orders", "base.idempotency_records"):
        assert await fetch_value(f"select count(*) from {table}") == 0


async def test_a_full_hidden_foreign_or_own_persona_gives_one_and_the_same_answer(market: Market) -> None:
    brand, rival = await a_brand(), await a_brand(name="Velours")
    full, hidden = await a_persona(await a_holder()), await a_persona(hider := await a_holder())
    own = await a_persona(insider := await a_holder())
    await a_member(insider, brand.seat.brand, Role.ANALYST)  # type: ignore[union-attr]
    await personas.move(hider, hidden, "hidden")
    await market.rented(rival, full)
    answers = set()
    for persona in (full, hidden, own, uuid.uuid4()):
        with pytest.raises(PersonaUnavailable) as refused:
            await market.request(brand, persona)
        answers.add((type(refused.value), str(refused.value), str(refused.value.facts)))
    assert len(answers) == 1


async def test_a_brand_that_is_not_approved_does_not_rent(market: Market) -> None:
    brand, persona = await a_brand(approved=False), await a_persona(await a_holder())
    with pytest.raises(BrandNotApproved):
        await market.request(brand, persona)


async def test_a_second_click_is_the_same_rental_and_another_request_needs_another_key(
    market: Market,
) -> None:
    brand, persona = await a_brand(), await a_persona(await a_holder())
    first = await market.request(brand, persona, "one-click")
    assert await market.request(brand, persona, "one-click") == first
    other = await a_persona(await a_holder())
    with pytest.raises(IdempotencyKeyReused):
        await market.request(brand, other, "one-click")
    assert await fetch_value("select count(*) from rentals.rentals") == 1
    stranger = await a_brand(name="Velours")
    assert await market.request(stranger, other, "one-click") != first, "a key is its brand's own"


async def test_one_brand_does_not_rent_the_same_persona_twice(market: Market) -> None:
    brand, persona = await a_brand(), await a_persona(await a_holder(), capacity=3)
    await market.rented(brand, persona)
    with pytest.raises(AlreadyRented):
        await market.request(brand, persona)


async def test_a_declined_card_charges_nothing_and_the_hold_lapses_after_fifteen_minutes(
    market: Market,
) -> None:
    brand, persona = await a_brand(), await a_persona(await a_holder())
    requested = await market.request(brand, persona)
    await market.pay(requested, DECLINES)
    await market.quiet()
    assert await market.state(requested.agreement) == "Inactive"
    rival = await a_brand(name="Velours")
    for almost in (timedelta(0), timedelta(minutes=14, seconds=15)):  # the clock runs on meanwhile
        await clock.travel(almost)
        with pytest.raises(PersonaUnavailable):
            await market.request(rival, persona)
    await clock.travel(timedelta(seconds=45))
    agreement = await market.rented(rival, persona)
    assert await market.state(agreement) == "Active"
    await market.sweep()
    assert await market.state(requested.agreement) == "Terminated"
    assert await market.findings() == []


async def test_an_abandoned_payments_page_is_closed_with_the_hold(market: Market) -> None:
    brand, persona = await a_brand(), await a_persona(await a_holder())
    requested = await market.request(brand, persona)
    await clock.travel(timedelta(minutes=15))
    await market.sweep()
    assert await market.state(requested.agreement) == "Terminated"
    again = await orders.submit_payment(requested.payment)
    assert again.checkout_url is None


async def test_a_payment_that_succeeds_too_late_is_refunded_in_full(market: Market) -> None:
    brand, rival, persona = await a_brand(), await a_brand(name="Velours"), await a_persona(await a_holder())
    late = await market.request(brand, persona)
    market.webhooks = False
    await market.pay(late)
    await clock.travel(timedelta(minutes=15))
    winner = await market.request(rival, persona)
    market.webhooks = True
    await market.pay(winner)
    await market.quiet()
    await market.sweep()
    assert await market.state(winner.agreement) == "Active"
    assert await market.state(late.agreement) == "Terminated"
    assert await market.refunds() == [(1900, "succeeded")]
    assert brand.seat and (await queries.of_brand(brand.seat.brand, late.agreement)).refunded == 1900
    kinds = await fetch("select kind from base.messages order by id")
    assert sorted(row["kind"] for row in kinds) == ["paid_too_late", "rented"], "who paid is told, once"
    assert await market.findings() == []


async def test_the_page_of_a_payment_is_given_again_while_it_can_be_paid(market: Market) -> None:
    brand, persona = await a_brand(), await a_persona(await a_holder())
    assert brand.seat
    late = await market.request(brand, persona)
    url = await open_payment(late.payment, late.agreement, "fr")

    async def page() -> str | None:
        assert brand.seat
        return (await payable(await queries.of_brand(brand.seat.brand, late.agreement))).checkout_url

    assert url and await page() == url
    await market.pay_at(url)
    await market.quiet()
    assert await page() is None, "it is paid"


async def test_a_page_that_nobody_paid_in_time_is_not_given_again(market: Market) -> None:
    brand = await a_brand()
    late = await market.request(brand, await a_persona(await a_holder()))
    await open_payment(late.payment, late.agreement, "fr")
    await clock.travel(timedelta(minutes=15))
    assert brand.seat
    row = await queries.of_brand(brand.seat.brand, late.agreement)
    assert (await payable(row)).checkout_url is None


async def test_three_d_secure_stands_between_the_card_and_the_rental(market: Market) -> None:
    brand, persona = await a_brand(), await a_persona(await a_holder())
    requested = await market.request(brand, persona)
    await market.pay(requested, AUTHENTICATES)
    await market.quiet()
    assert await market.state(requested.agreement) == "Inactive"


def test_the_period_of_the_contract_is_a_calendar_month_in_the_markets_zone() -> None:
    from contracts.period import interval

    span = interval("P1M", datetime(2027, 1, 31, 11, tzinfo=UTC))
    assert span.ends_at == datetime(2027, 2, 28, 11, tzinfo=UTC)
