"""The consent follows each way in which a rental can end, in the very act that ends it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.money.sandbox import disputes
from market.operators.actions.brands import stop_brand
from market.personas import actions as personas
from market.rentals import queries
from market.rentals.actions.end import end_early, withdraw
from market.rentals.consents import files
from market.rentals.consents.queries import events_of
from market.rentals.errors import RentalNotFound
from tests.factories import a_brand, a_draft, a_holder, a_person, a_persona
from tests.market import Market, market
from tests.operators.helpers import BREACH
from tests.relations.helpers import brand_of
from tests.rentals.consents.consenting import (
    both,
    consent_of,
    kinds,
    open_consents,
    said,
    state,
)
from tests.rentals.renewal.renewing import a_rental

__all__ = ["market"]

START = datetime(2027, 1, 5, 9, tzinfo=UTC)
GIVEN = ["instructed", "requested", "given"]


async def rented(market: Market) -> tuple[Principal, Principal, UUID]:
    await clock.travel_to(START)
    holder, brand = await a_holder(), await a_brand()
    return holder, brand, await market.rented(brand, await a_persona(holder))


async def test_a_request_is_answered_by_what_was_said_before_it(market: Market) -> None:
    await clock.travel_to(START)
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder)
    await clock.travel(timedelta(days=3))
    requested = await market.request(brand, persona)
    assert (await kinds(requested.agreement), await state(requested.agreement)) == (GIVEN[:2], "requested")
    assert (
        said(await files.of_brand(brand_of(brand), requested.agreement))["consent_state"]
        == "dpv:ConsentRequested"
    )
    await market.pay(requested)
    await market.quiet()
    assert (await kinds(requested.agreement), await state(requested.agreement)) == (GIVEN, "given")
    instructed, asked, given = await events_of((await consent_of(requested.agreement)).id)
    published, rental = (
        await fetch_value("select published_at from personas.personas"),
        (await fetch("select requested_at, starts_at, ends_at from rentals.rentals"))[0],
    )
    assert instructed.at == published and instructed.at < asked.at - timedelta(days=2)
    assert instructed.facts["purposes"] == ["benefits", "recommend", "improve", "market-research"]
    assert instructed.facts["brands"] == ["verified"] and instructed.facts["terms"] == "standard-5"
    assert asked.at == rental["requested_at"] and asked.facts["purposes"] == ["benefits"]
    assert given.at.replace(microsecond=0) == rental["starts_at"]
    assert given.facts["ends_at"] == rental["ends_at"].isoformat()
    receipts = await both(holder, brand, requested.agreement)
    for receipt in map(said, receipts.values()):
        assert receipt["consent_state"] == "dpv:ConsentGiven"
        assert [it["purpose"] for it in receipt["purposes"]] == ["dpv:PersonalisedBenefits"]
    assert instructed.at.isoformat()[:19].encode() in receipts["holder"]
    assert instructed.at.date().isoformat().encode() not in receipts["brand"]


async def test_another_offer_is_another_instruction(market: Market) -> None:
    holder, brand, first = await rented(market)
    persona = await fetch_value("select id from personas.personas")
    await clock.travel(timedelta(days=40))
    await personas.save_draft(holder, persona, a_draft())
    await personas.publish(holder, persona, variant="standard", period="P1M", price_step=1900)
    second = await market.rented(await a_brand(name="Vins du Sud"), persona)
    before, after = [(await events_of((await consent_of(it)).id))[0].at for it in (first, second)]
    assert after - before >= timedelta(days=40)
    assert after == await fetch_value("select published_at from personas.personas")
    await both(holder, brand, first)


async def test_switching_off_withdraws(market: Market) -> None:
    holder, brand, agreement = await rented(market)
    await clock.travel(timedelta(days=3))
    await withdraw(holder, agreement)
    assert await kinds(agreement) == [*GIVEN, "withdrawn"]
    receipts = await both(holder, brand, agreement)
    assert {said(it)["consent_state"] for it in receipts.values()} == {"dpv:ConsentWithdrawn"}
    last = (await events_of((await consent_of(agreement)).id))[-1]
    assert last.at == await fetch_value("select ended_at from rentals.rentals")
    exact = last.at.isoformat()[:19].encode()
    assert exact in receipts["holder"] and exact not in receipts["brand"]


async def test_an_early_end_by_the_brand_revokes(market: Market) -> None:
    holder, brand, agreement = await rented(market)
    await end_early(brand, agreement)
    assert await kinds(agreement) == [*GIVEN, "revoked"]
    events = said((await both(holder, brand, agreement))["brand"])["events"]
    assert events[-1]["entity_id"].startswith("urn:moi:brand:") and "event_time" in events[-1]


async def test_a_stop_by_an_operator_revokes(market: Market) -> None:
    holder, brand, agreement = await rented(market)
    operator = await a_person(operator=True)
    await stop_brand(operator, brand_of(brand), BREACH)
    assert await kinds(agreement) == [*GIVEN, "revoked"]
    last = said((await both(holder, brand, agreement))["brand"])["events"][-1]
    assert last["entity_id"] == "https://moi.example/" and len(last["event_time"]) == len("2027-01-05")


async def test_what_is_over_by_the_clock_has_expired_with_the_worker_dead(market: Market) -> None:
    holder, brand, agreement = await rented(market)
    row = await queries.of_brand(brand_of(brand), agreement)
    assert row.ends_at
    await clock.travel_to(row.ends_at - timedelta(minutes=1))
    assert said((await both(holder, brand, agreement))["holder"])["consent_state"] == "dpv:ConsentGiven"
    await clock.travel_to(row.ends_at)
    assert (await kinds(agreement), await state(agreement)) == (GIVEN, "given"), "nobody has recorded it"
    consent = await consent_of(agreement)
    assert consent.phase(await queries.of_brand(brand_of(brand), agreement)) == "expired"
    for receipt in (await both(holder, brand, agreement)).values():
        assert said(receipt)["consent_state"] == "dpv:ConsentExpired"
    await market.sweep()
    assert (await kinds(agreement), await state(agreement)) == ([*GIVEN, "expired"], "expired")
    events = await events_of((await consent_of(agreement)).id)
    assert events[-1].at == row.ends_at
    await both(holder, brand, agreement)


async def test_what_is_never_paid_was_only_requested_and_has_expired(market: Market) -> None:
    await clock.travel_to(START)
    brand = await a_brand()
    requested = await market.request(brand, await a_persona(await a_holder()))
    await clock.travel(timedelta(minutes=16))
    assert await state(requested.agreement) == "requested"
    receipt = said(await files.of_brand(brand_of(brand), requested.agreement))
    assert receipt["consent_state"] == "dpv:ConsentExpired", "by the clock"
    await market.sweep()
    assert await kinds(requested.agreement) == ["instructed", "requested", "expired"]


async def test_a_dispute_leaves_it_and_a_lost_one_revokes(market: Market) -> None:
    holder, brand, agreement = await rented(market)
    charge = await fetch_value("select stripe_charge_id from money.payments")
    async with market.sandbox.acting() as call:
        dispute = await disputes.open_on(call, charge)
    await market.quiet()
    assert await market.state(agreement) == "TemporarilySuspended"
    assert (await kinds(agreement), await state(agreement)) == (GIVEN, "given")
    async with market.sandbox.acting() as call:
        await disputes.lose(call, dispute["id"])
    await market.quiet()
    assert (await kinds(agreement), await state(agreement)) == ([*GIVEN, "revoked"], "revoked")
    await both(holder, brand, agreement)


async def test_a_renewal_is_consented_to_anew_with_a_record_of_its_own(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    following = await it.following()
    assert following
    renewed = ["instructed", "renewal_instructed", "requested", "renewed"]
    assert (await kinds(following.agreement), await kinds(it.agreement)) == (renewed, GIVEN)
    first, second = await consent_of(it.agreement), await consent_of(following.agreement)
    assert len({first.record, second.record, first.receipt, second.receipt}) == 4
    assert second.starts_at == first.ends_at
    wish = (await events_of(second.id))[1]
    assert wish.at == (await it.renewal()).holder_since and wish.facts == {"scope": "relation"}
    receipts = await both(it.holder, it.brand, following.agreement)
    assert {said(each)["consent_state"] for each in receipts.values()} == {"dpv:RenewedConsentGiven"}
    assert wish.at.isoformat()[:19].encode() in receipts["holder"]
    assert wish.at.isoformat()[:19].encode() not in receipts["brand"]
    await it.to("end")
    await market.sweep()
    assert (await state(it.agreement), await state(following.agreement)) == ("expired", "renewed")
    assert await open_consents() == 0


async def test_a_renewal_that_is_called_off_before_it_begins_is_withdrawn_with_its_parent(
    market: Market,
) -> None:
    it = await (await a_rental(market)).paid()
    following = await it.following()
    assert following
    await withdraw(it.holder, it.agreement)
    assert await state(it.agreement) == "withdrawn" and await state(following.agreement) == "withdrawn"
    assert await open_consents() == 0


async def test_an_unpaid_renewal_that_the_holder_takes_back_is_refused(market: Market) -> None:
    from tests.rentals.renewal.test_taking_back import decided

    it = await a_rental(market)
    await decided(it)
    following = await it.following()
    assert following and await state(following.agreement) == "requested"
    await withdraw(it.holder, it.agreement)
    assert await kinds(following.agreement) == ["instructed", "renewal_instructed", "requested", "refused"]
    assert await open_consents() == 0


async def test_nobody_elses_consent_is_shown(market: Market) -> None:
    holder, _, agreement = await rented(market)
    stranger, other = await a_holder(), await a_brand(name="Vins du Sud")
    assert stranger.person and holder.person
    for asked in (files.of_holder(stranger.person, agreement), files.of_brand(brand_of(other), agreement)):
        with pytest.raises(RentalNotFound):
            await asked
