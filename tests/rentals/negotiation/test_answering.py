"""A request by card: held, put to its holder, accepted or not; the money follows what was said, and nothing else."""

from datetime import timedelta

import pytest

from contracts.negotiation import Bargain
from contracts.record import verify_chain
from market.base import clock
from market.base.database import fetch, fetch_value
from market.base.errors import Refusal
from market.base.idempotency import IdempotencyKeyReused
from market.money.sandbox import payments
from market.personas import actions as personas
from market.personas.slots import AlreadyRented, PersonaUnavailable
from market.rentals import queries, record
from market.rentals.errors import BrandNotApproved, OfferAwaitsAnswer, OfferIsInstant
from market.rentals.negotiation import answer, shown, take_up
from market.rentals.negotiation.errors import (
    AnswerTooLate,
    BrandCannotRent,
    MessageUnknown,
    NotYoursToAnswer,
    ReasonNotListed,
    RequestNotFound,
    RequestOver,
)
from market.rentals.negotiation.jobs import sweep_over
from market.rentals.negotiation.queries import all_of_holder, waiting_for
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.relations.helpers import with_mailbox
from tests.rentals.negotiation.asking import HOUR, Request, a_request, asked, request_

__all__ = ["market", "request_"]


async def test_what_is_accepted_is_taken_and_begins(request_: Request, market: Market) -> None:
    assert await request_.payment_status() == "authorized"
    assert await fetch("select 1 from rentals.rentals") == [], "nothing is agreed on before somebody agrees"
    row = await request_.row()
    assert (row.state, row.phase, row.in_time) == ("REQUESTED", "waiting", True)
    assert row.decide_by == row.put_at + timedelta(hours=72)  # type: ignore[operator]
    await request_.accept()
    assert await request_.state() == "FINALIZED"
    assert await market.state(request_.agreement) == "Active"
    assert await request_.payment_status() == "succeeded"
    first, *later = await request_.letters()
    assert first == "asked" and sorted(later) == ["rented", "request_accepted"], "two jobs, in no order"
    assert await market.findings() == []
    assert b"velo" in await market.read(request_.brand, request_.agreement)


async def test_a_request_of_an_earlier_edition_is_told_as_that_and_offered_under_it(market: Market) -> None:
    holder = await with_mailbox(await a_holder(), "holder@example.org")
    persona = await a_persona(holder, variant="accord")
    await fetch(
        "update personas.personas set terms_version = 3 where id = $1", persona
    )  # published before the fourth
    request = await asked(market, holder, await a_brand(), persona, variant="accord-3")
    await request.pay()
    row = await request.row()
    (message,) = shown.protocol(row, None).messages
    assert message["offer"]["inheritFrom"] == "https://moi.example/terms/accord-3"
    assert (await shown.for_brand(row)).asked.variant == row.asked.terms == "accord-3"
    await answer.offer(holder, request.agreement, "accord-3", "P3M", 1900)
    assert (await request.row()).offered == Bargain("accord-3", "P3M", 1900)


async def test_the_agreement_is_the_holders_act_and_so_is_the_consent(request_: Request) -> None:
    await request_.accept()
    assert request_.brand.seat
    rental = await queries.of_brand(request_.brand.seat.brand, request_.agreement)
    negotiation = await request_.row()
    agreed = rental.agreed()
    assert agreed.consumer_pid == f"urn:uuid:{negotiation.consumer_pid}"
    assert agreed.provider_pid == f"urn:uuid:{negotiation.provider_pid}"
    assert (agreed.signed_at.hour, agreed.signed_at.minute) == (0, 0), (
        "the holder's hour is not the brand's to see"
    )
    events = await record.read(rental.id)
    verify_chain(record.urn(request_.agreement), events, None)
    assert [event.kind for event in events] == ["requested", "agreed", "activated"]
    assert events[1].facts["answered"] == "person"
    consent = await fetch(
        "select e.kind, e.at, e.facts::text as facts from rentals.consent_events e join rentals.consents c"
        " on c.id = e.consent where c.rental = $1 order by e.seq",
        rental.id,
    )
    assert [it["kind"] for it in consent] == ["instructed", "requested", "given"]
    assert '"answer": "approval"' in consent[0]["facts"]
    assert consent[1]["at"] == negotiation.requested_at
    assert negotiation.answered_at and negotiation.answered_at.isoformat()[:19] in consent[2]["facts"]


async def test_what_is_refused_reaches_the_brand_as_the_day_turns_and_its_money_then(
    request_: Request,
) -> None:
    await request_.refuse("price")
    row = await request_.row()
    assert (row.state, row.ended_by, row.reason) == ("TERMINATED", "person", "price")
    assert (row.phase, row.phase_for_brand, row.state_for_brand) == ("over", "waiting", "REQUESTED")
    assert await request_.payment_status() == "authorized"
    assert await request_.letters() == ["asked"]
    await request_.later(24 * HOUR)
    row = await request_.row()
    assert (row.phase_for_brand, row.state_for_brand) == ("over", "TERMINATED")
    assert await request_.payment_status() == "canceled"
    assert await request_.letters() == ["asked", "not_accepted"]
    assert await fetch("select 1 from rentals.rentals") == []


async def test_silence_is_refusal_and_the_deadline_needs_no_worker(request_: Request, market: Market) -> None:
    await clock.travel(72 * HOUR)
    for late in (
        answer.accept(request_.holder, request_.agreement),
        answer.refuse(request_.holder, request_.agreement),
        answer.offer(request_.holder, request_.agreement, "accord", "P1M", 2900),
    ):
        with pytest.raises(AnswerTooLate):
            await late
    assert await request_.payment_status() == "authorized", "nothing was executed, and yet it is over"
    assert (await request_.row()).phase == "over"
    await request_.sweep()
    assert await request_.payment_status() == "canceled"
    assert await request_.state() == "TERMINATED"
    assert await request_.letters() == ["asked", "no_longer_asked", "not_accepted"]
    assert await market.findings() == []


async def test_silence_and_a_refusal_are_told_to_the_brand_in_the_same_words(market: Market) -> None:
    silent, refused = await a_request(market), await a_request(market)
    await refused.refuse()
    await silent.later(72 * HOUR)
    rows = await fetch("select sealed from base.messages where kind = 'not_accepted'")
    assert len(rows) == 2
    for it in (silent, refused):
        row = await it.row()
        assert (row.phase_for_brand, row.state_for_brand) == ("over", "TERMINATED")


async def test_a_brand_takes_its_request_back_whenever_nobody_has_answered(request_: Request) -> None:
    await request_.withdraw()
    assert await request_.state() == "TERMINATED"
    assert await request_.payment_status() == "canceled"
    assert await request_.letters() == ["asked", "no_longer_asked"]
    await request_.withdraw()  # again changes nothing
    with pytest.raises(RequestOver):
        await answer.accept(request_.holder, request_.agreement)


async def test_what_was_agreed_on_is_taken_back_by_nobody(request_: Request) -> None:
    await request_.accept()
    with pytest.raises(RequestOver):
        await take_up.withdraw(request_.brand, request_.agreement)
    for again in (
        answer.accept(request_.holder, request_.agreement),
        answer.refuse(request_.holder, request_.agreement),
    ):
        with pytest.raises(RequestOver):
            await again


async def test_a_refused_request_can_be_withdrawn_before_its_brand_knows(request_: Request) -> None:
    """Else the refusal of the withdrawal would tell."""
    await request_.refuse()
    await request_.withdraw()
    await request_.later(24 * HOUR)
    assert await request_.payment_status() == "canceled"


async def test_the_wrong_party_accepts_nothing(request_: Request, market: Market) -> None:
    with pytest.raises(NotYoursToAnswer):
        await take_up.accept_offer(request_.brand, request_.agreement)
    for stranger in (await a_holder(),):
        for act in (answer.accept, answer.refuse):
            with pytest.raises(RequestNotFound):
                await act(stranger, request_.agreement)
    with pytest.raises(RequestNotFound):
        await take_up.withdraw(await a_brand(name="Brume"), request_.agreement)
    await request_.refuse()
    with pytest.raises(NotYoursToAnswer):  # as before: it does not know
        await take_up.accept_offer(request_.brand, request_.agreement)


async def test_nobody_is_asked_before_a_bank_holds_the_money(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    request = await asked(market, holder, brand, await a_persona(holder, variant="accord"))
    assert holder.person
    assert await all_of_holder(holder.person) == []
    with pytest.raises(RequestNotFound):
        await answer.accept(holder, request.agreement)
    assert (await request.row()).phase == "unpaid"
    await request.later(timedelta(minutes=16))
    assert (await request.row()).state == "TERMINATED"
    assert await request.letters() == []
    again = await asked(market, holder, brand, request.persona)
    await again.pay()
    assert await waiting_for(holder.person) == 1


async def test_money_that_is_held_too_late_is_let_go_and_nobody_is_asked(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    request = await asked(market, holder, brand, await a_persona(holder, variant="accord"))
    market.webhooks = False
    await request.pay()
    await clock.travel(timedelta(minutes=16))
    market.webhooks = True
    await request.market.sweep()
    await request.market.sweep()
    assert await request.payment_status() == "canceled"
    assert (await request.row()).put_at is None
    assert "asked" not in await request.letters()


async def test_when_the_bank_lets_go_before_the_money_is_taken_nothing_begins_and_both_are_told(
    request_: Request, market: Market
) -> None:
    """Accepted, and the authorisation has expired at Stripe meanwhile."""
    intent = await fetch_value("select stripe_payment_intent_id from money.payments")
    market.webhooks = False
    async with market.sandbox.acting() as call:
        await payments.expire_authorization(call, intent)
    await request_.accept()
    market.webhooks = True
    await market.sweep()
    assert await request_.state() == "TERMINATED"
    assert await market.state(request_.agreement) == "Terminated"
    assert await request_.payment_status() == "canceled"
    assert await request_.letters() == ["asked", "not_collected", "request_not_paid"]
    assert await market.findings() == []


async def test_what_an_accepted_request_waits_for_is_not_lost_with_the_process(
    request_: Request, market: Market
) -> None:
    """Killed after the commit: the job takes the money."""
    await request_.say_yes()
    await clock.travel(24 * HOUR)
    await sweep_over()
    assert await market.state(request_.agreement) == "Inactive"
    await market.quiet()
    assert await market.state(request_.agreement) == "Active"


async def test_the_same_request_again_is_the_same_and_another_under_its_key_is_refused(
    market: Market,
) -> None:
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder, variant="accord", capacity=2)
    first = await asked(market, holder, brand, persona, key="one")
    second = await asked(market, holder, brand, persona, key="one")
    assert (first.agreement, first.payment) == (second.agreement, second.payment)
    with pytest.raises(IdempotencyKeyReused):
        await asked(market, holder, brand, persona, key="one", purposes=("recommend",))
    with pytest.raises(AlreadyRented):
        await asked(market, holder, brand, persona, key="two")


async def test_each_kind_of_terms_has_its_own_door(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    awaiting, at_once = await a_persona(holder, variant="accord"), await a_persona(holder)
    with pytest.raises(OfferAwaitsAnswer):
        await market.request(brand, awaiting, variant="accord")
    with pytest.raises(OfferIsInstant):
        await asked(market, holder, brand, at_once, variant="standard")


async def test_what_is_asked_in_words_of_ones_own_or_for_ones_own_reason_is_refused(
    request_: Request, market: Market
) -> None:
    holder = await a_holder()
    with pytest.raises(MessageUnknown):
        await asked(market, holder, await a_brand(), await a_persona(holder, variant="accord"), message="Hi!")
    with pytest.raises(ReasonNotListed):
        await answer.refuse(request_.holder, request_.agreement, "because")
    assert (await request_.row()).state == "REQUESTED"


async def test_a_brand_that_may_not_rent_any_more_is_accepted_by_nobody_and_its_request_ends(
    request_: Request,
) -> None:
    assert request_.brand.seat
    await fetch("update accounts.brands set state = 'stopped' where id = $1", request_.brand.seat.brand)
    with pytest.raises(BrandCannotRent) as refused:
        await answer.accept(request_.holder, request_.agreement)
    assert refused.value.facts == {}
    assert await request_.payment_status() == "authorized", "the refused acceptance has decided nothing"
    await request_.sweep()
    row = await request_.row()
    assert (row.state, row.ended_by) == ("TERMINATED", "operator")
    assert await request_.payment_status() == "canceled"
    with pytest.raises(Refusal):
        await asked(request_.market, request_.holder, request_.brand, request_.persona)
    assert issubclass(BrandNotApproved, Refusal)


async def test_a_persona_that_was_retired_meanwhile_is_agreed_on_by_nobody(request_: Request) -> None:
    await personas.move(request_.holder, request_.persona, "retired")
    with pytest.raises(RequestOver):
        await answer.accept(request_.holder, request_.agreement)
    await request_.sweep()
    assert (await request_.row()).state == "TERMINATED"


async def test_a_hidden_persona_is_still_its_holders_to_say_yes_for(
    request_: Request, market: Market
) -> None:
    await personas.move(request_.holder, request_.persona, "hidden")
    await request_.accept()
    assert await market.state(request_.agreement) == "Active"


async def test_the_place_is_kept_until_the_deadline_and_for_no_other_brand(
    request_: Request, market: Market
) -> None:
    with pytest.raises(PersonaUnavailable):
        await asked(market, request_.holder, await a_brand(name="Brume"), request_.persona)
    await clock.travel(73 * HOUR)  # nobody has swept
    other = await asked(market, request_.holder, await a_brand(name="Brume"), request_.persona)
    await other.pay()
    assert (await other.row()).phase == "waiting"
