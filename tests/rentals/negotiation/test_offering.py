"""The one counter-offer: other terms that show the same, another period or price; the brand takes it or does not."""

from datetime import timedelta

import pytest

from contracts.copies import PartEvent, for_brand
from market.base import clock, mail
from market.base.database import fetch, fetch_value
from market.money.orders import Paying
from market.personas.slots import PersonaUnavailable
from market.rentals import queries, record
from market.rentals.consents.queries import events_of, of_rental
from market.rentals.negotiation import answer, take_up
from market.rentals.negotiation.errors import (
    AnswerTooLate,
    CounterOfferMade,
    CounterOfferNotPossible,
    NotYoursToAnswer,
    RequestOver,
)
from tests.factories import a_brand
from tests.market import Market, market
from tests.rentals.consents.consenting import both, checked
from tests.rentals.negotiation.asking import HOUR, Request, a_request, asked, request_

__all__ = ["market", "request_"]


async def test_another_sum_is_paid_anew_and_the_first_one_let_go(request_: Request, market: Market) -> None:
    await request_.offer(period="P3M", price_step=2900)
    assert await request_.state() == "OFFERED"
    assert await request_.letters() == ["asked", "offered"]
    await request_.take_up()
    assert await request_.state() == "FINALIZED"
    assert await request_.first_payment() == "canceled"
    assert await request_.payment_status() == "succeeded"
    assert request_.brand.seat
    rental = await queries.of_brand(request_.brand.seat.brand, request_.agreement)
    assert (rental.state, rental.price, rental.period) == ("Active", 7830, "P3M")
    assert rental.agreed().price_step == 2900
    (told,) = [it for it in await mail.kept() if it.kind in ("counter_offer_taken", "request_accepted")]
    assert told.kind == "counter_offer_taken", "it was the brand that said yes"
    assert "78,30" in told.text and "trois mois" in told.text
    assert await market.findings() == []


async def test_the_other_sum_is_asked_for_in_the_language_and_under_the_reference_of_the_first(
    market: Market,
) -> None:
    paying = Paying(reference="PO-77", locale="en", capture="manual")
    request = await a_request(market, paying=paying)
    await request.offer(price_step=2900)
    await request.take_up(paying=False)
    rows = await fetch(
        "select distinct o.reference, a.locale from money.orders o join money.payments p on p.order_id = o.id"
        " join money.payment_attempts a on a.payment_id = p.id"
    )
    assert [tuple(row) for row in rows] == [("PO-77", "en")]


async def test_the_same_sum_under_other_terms_takes_what_is_held(request_: Request, market: Market) -> None:
    await request_.offer("exclusive", "P1M", 1900)
    await request_.take_up()
    assert await request_.first_payment() == "succeeded"
    assert request_.brand.seat
    rental = await queries.of_brand(request_.brand.seat.brand, request_.agreement)
    assert rental.state == "Active"
    assert rental.agreed().terms.exclusive
    assert await fetch_value("select exclusive from personas.slots where released_at is null")


async def test_the_consent_is_the_holders_offer_and_the_contract_the_brands_act(request_: Request) -> None:
    await request_.offer()
    answered = (await request_.row()).answered_at
    await clock.travel(HOUR)
    await request_.take_up()
    assert answered
    facts = await fetch_value("select facts::text from rentals.consent_events where kind = 'given'")
    assert answered.isoformat()[:19] in facts
    agreed = await fetch_value("select facts::text from rentals.record_events where kind = 'agreed'")
    assert "answered" not in agreed


async def test_the_consents_record_tells_what_was_published_and_what_was_offered_instead(
    request_: Request, market: Market
) -> None:
    await request_.offer("exclusive", "P1M", 1900)
    offered_at = (await request_.row()).answered_at
    await clock.travel(HOUR)
    await request_.take_up()
    rental = await fetch_value("select id from rentals.rentals")
    consent = await of_rental(rental)
    assert consent and offered_at
    instructed, offered, requested, given = await events_of(consent.id)
    assert [it.kind for it in (instructed, offered, requested, given)] == [
        "instructed",
        "counter_offered",
        "requested",
        "given",
    ]
    published = (await request_.row()).asked.terms
    assert (instructed.facts["terms"], offered.facts["terms"]) == (published, "exclusive-5")
    assert instructed.at < offered.at == offered_at < requested.at <= given.at
    for file in (await both(request_.holder, request_.brand, request_.agreement)).values():
        report = await checked(file)
        assert any(f"published the terms {published}" in it.en for it in report.proven)


async def test_the_record_begins_with_what_was_asked_and_what_was_offered_instead(request_: Request) -> None:
    await request_.offer(period="P3M", price_step=2900)
    await clock.travel(HOUR)
    await request_.take_up()
    row = await request_.row()
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", request_.agreement)
    asked, offered, agreed, _ = await record.read(rental)
    assert (asked.kind, offered.kind, agreed.kind) == ("requested", "counter_offered", "agreed")
    assert (asked.at, offered.at) == (row.requested_at, row.answered_at)
    assert asked.facts == {
        "terms": row.asked.terms,
        "period": "P1M",
        "price": 1900,
        "currency": "EUR",
        "purposes": ["benefits"],
    }
    assert offered.facts == {"terms": row.asked.terms, "period": "P3M", "price": 7830, "currency": "EUR"}
    copy = for_brand(offered)
    assert isinstance(copy, PartEvent) and "at" not in copy.values, (
        "an act of the person's is told by its day"
    )


async def test_there_is_no_second_counter_offer(request_: Request) -> None:
    await request_.offer()
    with pytest.raises(CounterOfferMade):
        await answer.offer(request_.holder, request_.agreement, "accord", "P1M", 4900)
    row = await request_.row()
    assert row.offered and row.offered.price_step == 2900


async def test_nobody_accepts_their_own_counter_offer(request_: Request) -> None:
    await request_.offer()
    for act in (answer.accept, answer.refuse):
        with pytest.raises(NotYoursToAnswer):
            await act(request_.holder, request_.agreement)
    await request_.take_up()
    for act in (answer.accept, answer.refuse):
        with pytest.raises(RequestOver):
            await act(request_.holder, request_.agreement)


async def test_it_is_taken_within_what_is_left_of_the_same_deadline(request_: Request) -> None:
    await clock.travel(71 * HOUR)
    await request_.offer()
    await clock.travel(HOUR)
    with pytest.raises(AnswerTooLate):
        await take_up.accept_offer(request_.brand, request_.agreement)
    await request_.sweep()
    assert await request_.state() == "TERMINATED"
    assert await request_.first_payment() == "canceled"
    assert await request_.letters() == ["asked", "offered", "no_longer_asked", "not_accepted"]


async def test_a_brand_that_declines_lets_everything_go(request_: Request) -> None:
    await request_.offer()
    await request_.withdraw()
    assert await request_.state() == "TERMINATED"
    assert await request_.first_payment() == "canceled"
    assert await request_.letters() == ["asked", "offered", "no_longer_asked"]


async def test_a_counter_offer_that_is_not_paid_begins_nothing(request_: Request, market: Market) -> None:
    await request_.offer()
    await request_.take_up(paying=False)
    assert await market.state(request_.agreement) == "Inactive"
    await clock.travel(timedelta(minutes=16))
    await market.sweep()
    await market.sweep()
    assert await market.state(request_.agreement) == "Terminated"
    assert await market.findings() == []
    assert await fetch("select 1 from personas.slots where released_at is null") == []


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        (("ample", "P1M", 1900), "variant"),
        (("standard", "P1M", 2900), "variant"),
        (("nothing", "P1M", 2900), "variant"),
        (("accord", "P1W", 1900), "period"),
        (("accord", "P1M", 2000), "price_step"),
        (("accord", "P1M", 1900), "same"),
    ],
)
async def test_what_cannot_be_offered_is_refused_and_the_round_is_not_used_up(
    request_: Request, offer: tuple[str, str, int], field: str
) -> None:
    with pytest.raises(CounterOfferNotPossible) as refused:
        await answer.offer(request_.holder, request_.agreement, *offer)
    assert refused.value.facts["field"] == field
    await request_.offer()


async def test_what_others_rent_is_not_offered_to_one_alone(market: Market) -> None:
    request = await a_request(market, capacity=2)
    other = await asked(market, request.holder, await a_brand(name="Brume"), request.persona)
    await other.pay()
    with pytest.raises(PersonaUnavailable):
        await answer.offer(request.holder, request.agreement, "exclusive", "P1M", 4900)
    assert (await request.row()).state == "REQUESTED", "the round is not used up"


async def test_who_did_not_hear_the_answer_takes_it_again_and_pays_once(request_: Request) -> None:
    """As after a death between the commit and the answer: the same payment, and nothing new."""
    await request_.offer(price_step=2900)
    first = await take_up.accept_offer(request_.brand, request_.agreement)
    again = await take_up.accept_offer(request_.brand, request_.agreement)
    assert first.to_pay is not None and again.to_pay == first.to_pay
    await request_.take_up()
    assert await request_.state() == "FINALIZED"
    assert await fetch_value("select count(*) from money.payments") == 2
    assert (await take_up.accept_offer(request_.brand, request_.agreement)).to_pay == first.to_pay
    assert await fetch_value("select count(*) from money.payments where status = 'succeeded'") == 1


async def test_the_same_of_what_is_taken_without_another_payment(request_: Request) -> None:
    await request_.offer("exclusive", "P1M", 1900)
    first = await take_up.accept_offer(request_.brand, request_.agreement)
    assert await take_up.accept_offer(request_.brand, request_.agreement) == first
    assert first.to_pay is None
