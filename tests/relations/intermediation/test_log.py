"""The log of a persona: all that passed between it and brands, for its holder, a page at a time and as a file."""

import csv
import io
import json
import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock, names, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import NotFound
from market.personas.actions import move
from market.relations.actions.invite import react, send
from market.relations.intermediation.queries import PAGE, page_of, whole
from market.relations.intermediation.rules import LISTING
from market.relations.rules import Reaction
from market.rentals.actions.end import withdraw
from market.rentals.erasure.jobs import sweep_erasures
from market.rentals.jobs import sweep_expired
from market.rentals.reading import Asked, read
from tests.factories import a_brand, a_holder, a_persona
from tests.journeys.steps import a_browser, ok
from tests.market import Market, market
from tests.relations.helpers import a_session, an_offer, brand_of
from tests.rentals.negotiation.asking import a_request

__all__ = ["market"]

NAME = "Cycles Garonne"
LIFE = [
    ("offered", "person", None),
    ("requested", "brand", "Cycles Garonne"),
    ("agreed", "brand", "Cycles Garonne"),
    ("activated", "brand", "Cycles Garonne"),
    ("read", "brand", "Cycles Garonne"),
    ("invited", "brand", "Cycles Garonne"),
    ("reacted", "person", "Cycles Garonne"),
    ("read", "brand", "Cycles Garonne"),
    ("hidden", "person", None),
    ("ended", "person", "Cycles Garonne"),
    ("refunded", "clock", "Cycles Garonne"),
]


async def lived(market: Market) -> tuple[Principal, uuid.UUID, uuid.UUID]:
    """A holder, a persona and an agreement that has seen everything: LIFE."""
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder, capacity=2)
    agreement = await market.rented(brand, persona)
    await market.read(brand, agreement)
    placed = await send(brand, agreement, await an_offer())
    await react(holder, agreement, placed.id, Reaction.INTERESTED)
    await clock.travel(timedelta(days=3))
    await read(Asked(agreement, "benefits", "api", brand=brand_of(brand)))
    await move(holder, persona, "hidden")
    await withdraw(holder, agreement)
    return holder, persona, agreement


async def log(holder: Principal, persona: uuid.UUID) -> list[tuple[str, str, str | None]]:
    """The whole log, oldest first."""
    assert holder.person
    pages = [page async for page in whole(holder.person, persona)]
    return [(it.told.act, it.told.by, it.brand) for page in pages for it in page][::-1]


async def test_everything_that_passed_is_told_in_its_order(market: Market) -> None:
    holder, persona, agreement = await lived(market)
    assert await log(holder, persona) == LIFE
    assert holder.person
    acts = {it.told.act: it for it in await page_of(holder.person, persona, 100)}
    assert acts["requested"].told.facts == {
        "terms": "standard-5",
        "period": "P1M",
        "price": 1900,
        "currency": "EUR",
        "purposes": ["benefits"],
    }
    assert acts["ended"].told.facts["used_days"] == 4
    refunded = await fetch("select refunded from rentals.rentals where agreement = $1", agreement)
    assert acts["refunded"].told.facts == {"amount": refunded[0]["refunded"], "currency": "EUR"}
    assert acts["offered"].agreement is None and acts["read"].agreement == agreement


async def test_a_request_that_was_never_paid_is_told_too(market: Market) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    await market.request(await a_brand(name="Velours"), persona)
    await clock.travel(timedelta(hours=1))
    await market.sweep()
    assert [act for act, _, _ in await log(holder, persona)] == [
        "offered",
        "requested",
        "agreed",
        "abandoned",
    ]


async def test_with_the_worker_dead_the_log_tells_what_the_clock_has_decided(market: Market) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    agreement = await market.rented(await a_brand(), persona)
    ends_at = await fetch("select ends_at from rentals.rentals where agreement = $1", agreement)
    await clock.travel_to(ends_at[0]["ends_at"])
    assert holder.person
    before = await page_of(holder.person, persona, 100)
    assert await market.state(agreement) == "Active", "nobody has recorded it"
    assert (before[0].told.act, before[0].told.by, before[0].at) == ("ended", "clock", ends_at[0]["ends_at"])
    await sweep_expired()
    assert await page_of(holder.person, persona, 100) == before
    await clock.travel(timedelta(days=40))
    before = await page_of(holder.person, persona, 100)
    assert before[0].told.act == "erasure_breached"
    await sweep_erasures()
    assert await page_of(holder.person, persona, 100) == before


async def test_another_persona_and_another_holder_have_none_of_it(market: Market) -> None:
    holder, persona, _ = await lived(market)
    assert holder.person
    beside = await a_persona(holder)
    assert [act for act, _, _ in await log(holder, beside)] == ["offered"]
    stranger = await a_holder()
    assert stranger.person
    with pytest.raises(NotFound):
        await page_of(stranger.person, persona, 100)


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
async def test_pages_lose_nothing_and_tell_nothing_twice(market: Market, limit: int) -> None:
    holder, persona, _ = await lived(market)
    token = await a_session(holder)
    assert holder.person
    name = names.name("persona", persona, names.for_person(holder.person))
    seen: list[dict[str, object]] = []
    async with a_browser(market.app, cookie=f"__Host-moi={token}") as browser:
        path = f"/v1/personas/{name}/log?limit={limit}"
        for _ in range(30):
            answer = await browser.get(path, headers={"accept": "application/json"})
            seen += ok(answer)
            if "link" not in answer.headers:
                break
            path = answer.headers["link"].split(">")[0].removeprefix("<")
    assert [(it["act"], it["by"], it["brand"]) for it in seen][::-1] == LIFE


async def test_the_file_has_the_whole_log_and_works_nothing_out(market: Market) -> None:
    holder, persona, agreement = await lived(market)
    await fetch(
        "update rentals.rentals set document = jsonb_set(document, '{second_party,name}', '\"=1+1\"')"
        " where agreement = $1",
        agreement,
    )
    assert holder.person
    name = names.name("persona", persona, names.for_person(holder.person))
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(holder)}") as browser:
        answer = await browser.get(f"/v1/personas/{name}/log/csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert 'filename="log-' in answer.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
        assert [(it["act"], it["by"]) for it in rows][::-1] == [(act, by) for act, by, _ in LIFE]
        assert {it["brand"] for it in rows} == {"", "'=1+1"}
        assert json.loads(next(it["facts"] for it in rows if it["act"] == "ended")) == {"used_days": 4}
        assert (await browser.get(f"/v1/personas/{name}/log?page=2")).status_code == 422
        assert (await browser.get(f"/v1/personas/{name}/log?before=yesterday")).status_code == 422


async def test_a_page_goes_by_indexes_however_much_was_read(market: Market) -> None:
    """100,000 reads: of the running rental's no more are looked at than the page holds, and nobody else's."""
    holder, persona, agreement = await lived(market)
    other = await market.rented(await a_brand(name="Velours"), await a_persona(await a_holder()))
    async with transaction():
        await fetch(
            "insert into rentals.reads (rental, at, purpose, channel)"
            " select r.id, base.now() - n * interval '1 second', 'benefits', 'api'"
            " from rentals.rentals r, generate_series(1, 50000) n where r.agreement = any($1::uuid[])",
            [agreement, other],
        )
        await fetch(
            "insert into base.audit_entries (id, at, action, actor_kind, actor, subject_kind, subject, facts)"
            " select uuidv7(), base.now(), 'persona.hidden', 'person', '', 'persona', gen_random_uuid(), '{}'"
            " from generate_series(1, 5000)"
        )
    await owner(market, "analyze rentals.reads", "analyze base.audit_entries")
    assert holder.person
    found = await fetch(
        "explain (analyze, format json) " + PAGE,
        *(vault.tag("rentals", holder.person), persona, 100, None, list(LISTING)),
    )
    nodes = list(flat(json.loads(found[0][0])[0]["Plan"]))
    read = [it for it in nodes if it.get("Relation Name") == "reads"]
    assert [it.get("Index Name") for it in read] == ["reads_rental"]
    assert read[0]["Actual Rows"] <= 102, "one more tells that the last instant is over"
    audited = [it for it in nodes if it.get("Relation Name") == "audit_entries"]
    assert {it.get("Index Name") for it in nodes} & {"audit_entries_subject"} and len(audited) == 1
    assert audited[0]["Node Type"] != "Seq Scan"


async def owner(market: Market, *statements: str) -> None:
    connection = await asyncpg.connect(market.database.superuser)
    try:
        for it in statements:
            await connection.execute(it)
    finally:
        await connection.close()


def flat(plan: dict[str, object]) -> list[dict[str, object]]:
    below = plan.get("Plans", [])
    assert isinstance(below, list)
    return [plan, *[node for it in below for node in flat(it)]]


async def test_a_request_that_came_to_nothing_is_told_with_what_was_offered(market: Market) -> None:
    request = await a_request(market)
    await request.offer(price_step=2900)
    asked = [("offered", "person", None), ("requested", "brand", NAME), ("counter_offered", "person", NAME)]
    assert await log(request.holder, request.persona) == asked
    assert request.holder.person
    told = {it.told.act: it for it in await page_of(request.holder.person, request.persona, 100)}
    assert told["requested"].told.facts["price"] == 1900
    assert told["requested"].told.facts["purposes"] == ["benefits"]
    assert told["counter_offered"].told.facts["price"] == 2900
    await clock.travel(timedelta(hours=80))
    over = [*asked, ("not_agreed", "clock", NAME)]
    assert await log(request.holder, request.persona) == over, "with the worker dead"
    await request.sweep()
    assert await log(request.holder, request.persona) == over


@pytest.mark.parametrize("by", ["person", "brand"])
async def test_whose_no_it_was(market: Market, by: str) -> None:
    request = await a_request(market)
    await (request.refuse("price") if by == "person" else request.withdraw())
    assert (await log(request.holder, request.persona))[-1] == ("not_agreed", by, NAME)


async def test_what_was_asked_for_and_agreed_on_is_told_once(market: Market) -> None:
    request = await a_request(market)
    await request.offer(price_step=2900)
    await request.take_up()
    acts = [act for act, _, _ in await log(request.holder, request.persona)]
    assert acts == ["offered", "requested", "counter_offered", "agreed", "activated"]
    assert request.holder.person
    told = {it.told.act: it for it in await page_of(request.holder.person, request.persona, 100)}
    assert told["requested"].told.facts["price"] == 1900, "as it was asked, not as it was agreed"


async def test_nobody_else_reads_of_a_request(market: Market) -> None:
    request, other = await a_request(market), await a_holder()
    theirs = await a_persona(other)
    assert "requested" not in [act for act, _, _ in await log(other, theirs)]
    with pytest.raises(NotFound):
        await log(other, request.persona)
