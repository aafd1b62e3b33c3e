"""Dead jobs and webhooks: shown with what they were, done again by a button, with one effect."""

import uuid

from market.base import jobs, names
from market.base.database import fetch, fetch_value, transaction
from market.base.jobs import drain
from market.money.inbox import TRIES
from market.money.sandbox import deliver_due
from market.wiring import JOBS
from tests.factories import a_brand, a_holder, a_person, a_persona
from tests.market import Market, market
from tests.web.brands import Page, a_crowd, reading, traces

__all__ = ["market"]

HELD = "/operator/held"


async def failing(subject: str) -> None:
    raise ZeroDivisionError(subject)


async def a_held_job(subject: uuid.UUID, **more: int) -> None:
    async with transaction():
        await jobs.enqueue("refunds.submit", refund=subject, **more)
    await drain({"refunds.submit": lambda refund, **_: failing(refund)})


async def test_nothing_is_held_in_a_market_that_is_well(market: Market) -> None:
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get(HELD))
    assert page.words.count("None.") == 2


async def test_a_held_job_is_shown_with_what_it_was_and_done_again_once(market: Market) -> None:
    subject = uuid.uuid4()
    await a_held_job(subject)
    (held,) = await jobs.held(10)
    assert (held.name, held.error, held.payload["refund"]) == (
        "refunds.submit",
        "ZeroDivisionError",
        str(subject),
    )
    async with reading(market, await a_person(operator=True)) as visitor:
        answer = await visitor.get(HELD)
        page = Page(answer)
        assert "Send a refund to Stripe" in page.words and "ZeroDivisionError" in page.words
        assert "refund " in page.words
        assert str(subject) not in answer.text
        form = page.form(f"{HELD}/jobs/")
        first = await visitor.post(form.action, data=form.values)
        assert first.status_code == 303
        assert "It is done again now." in Page(await visitor.get(HELD)).words
        await drain(JOBS)  # a refund that does not exist is nothing to do
        second = await visitor.post(form.action, data=form.values)
        assert second.status_code == 303
        assert "nothing is done twice" in Page(await visitor.get(HELD)).words
        gone = names.name("job", uuid.UUID(int=held.id + 999), names.for_operators())
        assert (await visitor.post(f"{HELD}/jobs/{gone}/replay")).status_code == 404
    assert await jobs.held(10) == []
    rows = await fetch("select action, actor_kind from base.audit_entries where action = 'job.replayed'")
    assert [tuple(row) for row in rows] == [("job.replayed", "operator")]


async def test_a_job_that_fails_again_is_held_again(market: Market) -> None:
    await a_held_job(uuid.uuid4(), attempt=1)
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get(HELD))
        assert "attempt 1" in page.words
        form = page.form(f"{HELD}/jobs/")
        for _ in range(2):
            assert (await visitor.post(form.action)).status_code == 303
            await drain({"refunds.submit": lambda refund, **_: failing(refund)})
    assert len(await jobs.held(10)) == 1


async def test_a_message_that_was_given_up_is_handled_again_and_its_payment_booked_once(
    market: Market,
) -> None:
    persona = await a_persona(await a_holder())
    await a_crowd()
    requested = await market.request(await a_brand(), persona)
    await market.pay(requested)
    await deliver_due(await market.sandbox.pool(), market._post)
    await fetch("update money.inbox_events set tries = $1 where status = 'received'", TRIES)
    await drain(JOBS)
    dead = await fetch_value("select count(*) from money.inbox_events where status = 'dead'")
    assert dead >= 3
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get(HELD))
        assert "payment_intent.succeeded" in page.words and "too many tries" in page.words
        assert "Stripe’s messages held back" in Page(await visitor.get("/operator")).words
        for form in [it for it in page.forms if it.action.startswith(f"{HELD}/events/")]:
            for _ in range(2):
                assert (await visitor.post(form.action)).status_code == 303
        await drain(JOBS)
        before = await traces()
        for form in [it for it in page.forms if it.action.startswith(f"{HELD}/events/")]:
            assert (await visitor.post(form.action)).status_code == 303
        await drain(JOBS)
        assert await traces() == before, "once more changes nothing"
    assert await fetch_value("select count(*) from money.inbox_events where status = 'dead'") == 0
    assert await fetch_value("select bool_and(status <> 'received') from money.inbox_events")
    assert (
        await fetch_value("select count(*) from money.ledger_transactions where kind = 'charge.succeeded'")
        == 1
    )
    replayed = await fetch_value(
        "select count(*) from base.audit_entries where action = 'inbox.received' and actor_kind = 'operator'"
    )
    assert replayed == dead, "one row for each, however often the button was pressed"


async def test_names_of_another_kind_are_nothing_here(market: Market) -> None:
    job = names.name("event", uuid.UUID(int=1), names.for_operators())
    async with reading(market, await a_person(operator=True)) as visitor:
        for path in (f"{HELD}/jobs/{job}/replay", f"{HELD}/jobs/x/replay", f"{HELD}/events/x/replay"):
            assert (await visitor.post(path)).status_code == 404
