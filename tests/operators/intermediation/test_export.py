"""The log of a period for an authority: whole, under names of its own, by indexes, and never without a trace."""

import contextlib
import csv
import io
import json
import re
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import asyncpg
import httpx
import pytest

from market.base import clock, names
from market.base.access import NotYours, Principal
from market.base.database import fetch, transaction
from market.base.errors import NotFound
from market.operators.intermediation import queries
from market.operators.intermediation.actions import SUBJECT, export_log, hand_out
from market.operators.intermediation.queries import ACTS, LISTINGS, NOBODY, RENTALS, Export
from market.operators.intermediation.rules import Line
from market.personas.actions import move
from market.rentals.actions.end import withdraw
from market.rentals.erasure.jobs import sweep_erasures
from market.rentals.jobs import sweep_expired
from tests.accounts.people import browser
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.operators.helpers import an_operator, audited
from tests.relations.helpers import a_session, brand_of
from tests.relations.intermediation.test_log import flat, owner

__all__ = ["market"]

BEGAN = datetime(2027, 3, 9, 10, tzinfo=UTC)
MARCH = (date(2027, 3, 1), date(2027, 3, 31))
PATH = "/v1/operator/log-exports"
OFFICE = "Autorité de régulation"


@dataclass(frozen=True)
class Lived:
    """Two brands rented one persona, each read it, and one saw it switched off; in April the other read again."""

    market: Market
    holder: Principal
    persona: uuid.UUID
    brands: tuple[Principal, Principal]
    agreements: tuple[uuid.UUID, uuid.UUID]


@pytest.fixture
async def lived(market: Market) -> AsyncIterator[Lived]:
    await clock.travel_to(BEGAN)
    holder = await a_holder()
    persona = await a_persona(holder, capacity=2)
    await a_persona(holder)  # another of theirs, which nobody rents
    one, other = await a_brand(name="Cycles Garonne"), await a_brand(name="=Velours")
    agreements = (
        await market.rented(one, persona),
        await market.rented(other, persona, period="P1M"),
    )
    for _ in range(3):
        await market.read(one, agreements[0])
    await market.read(other, agreements[1])
    await clock.travel(timedelta(days=2))
    await withdraw(holder, agreements[0])
    await move(holder, persona, "hidden")
    await clock.travel_to(datetime(2027, 4, 2, tzinfo=UTC))
    await market.read(other, agreements[1])
    yield Lived(market, holder, persona, (one, other), agreements)


async def made(first: date = MARCH[0], last: date = MARCH[1]) -> Export:
    return await export_log(await an_operator(), first, last, OFFICE)


async def lines(it: Export) -> list[Line]:
    return [line async for line in queries.lines(it)]


async def test_all_of_the_period_is_in_it_and_nothing_else(lived: Lived) -> None:
    found = await lines(await made())
    told = Counter((it.act, it.by, it.brand) for it in found)
    both = ("Cycles Garonne", "=Velours")
    assert told == Counter(
        {
            ("offered", "person", None): 2,
            ("hidden", "person", None): 1,
            **{
                (act, "brand", brand): 1
                for act in ("requested", "agreed", "activated", "read")
                for brand in both
            },
            ("ended", "person", both[0]): 1,
            ("refunded", "clock", both[0]): 1,
        }
    )
    reads = {it.brand: (it.count, it.facts) for it in found if it.act == "read"}
    facts = {"purpose": "benefits", "channel": "page"}
    assert reads == {both[0]: (3, facts), both[1]: (1, facts)}
    april = await lines(await made(date(2027, 4, 1), date(2027, 4, 1)))
    assert april == []
    await clock.travel(timedelta(days=1))
    later = await lines(await made(date(2027, 4, 2), date(2027, 4, 2)))
    assert [(it.act, it.brand, it.count) for it in later] == [("read", "=Velours", 1)]


async def test_it_is_the_same_file_however_few_are_read_at_a_time(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await made()
    whole = await lines(it)
    monkeypatch.setattr(queries, "RENTALS_A_TIME", 1)
    monkeypatch.setattr(queries, "LISTINGS_A_TIME", 1)
    assert await lines(it) == whole


async def test_with_the_worker_dead_it_is_the_same_file(lived: Lived) -> None:
    for until, act, sweep in (
        (datetime(2027, 4, 20, tzinfo=UTC), "ended", sweep_expired),
        (datetime(2027, 6, 2, tzinfo=UTC), "erasure_breached", sweep_erasures),
    ):
        await clock.travel_to(until)
        it = await made(date(2027, 4, 2), until.date() - timedelta(days=1))
        before = await lines(it)
        assert act in {line.act for line in before if line.brand == "=Velours"}
        await sweep()
        assert await lines(it) == before


async def test_nobody_stands_in_it_and_no_time_of_day(lived: Lived) -> None:
    row = (await fetch("select * from rentals.rentals where agreement = $1", lived.agreements[0]))[0]
    assert lived.holder.person
    async with desk(lived) as (browser_, _):
        made_ = (await browser_.post(PATH, json=body())).json()
        files = [(await browser_.get(made_[form])).text for form in ("csv", "json_lines")]
    for text in files:
        inner = (
            lived.holder.person,
            lived.persona,
            *lived.agreements,
            row["id"],
            row["version"],
            row["order_id"],
        )
        assert not [it for it in inner if str(it) in text or it.hex in text]
        assert row["holder"].hex() not in text
        assert not re.search(r"\d\d:\d\d|\d{4}-\d\d-\d\dT", text), "no time of day"
        for it in ("terms_hash", "agreement_hash", "invitation", "content", "attestation"):
            assert it not in text


async def test_two_brands_lines_over_one_persona_share_no_name(lived: Lived) -> None:
    it = await made()
    found = await lines(it)
    of = {
        brand: {line.persona for line in found if line.brand == brand}
        for brand in ("Cycles Garonne", "=Velours", None)
    }
    assert [len(of[brand]) for brand in of] == [1, 1, 2], (
        "each brand's lines belong together, and so do a listing's"
    )
    everything = [name for names_ in of.values() for name in names_]
    assert len(set(everything)) == 4
    relations = {(line.brand, line.relation) for line in found if line.relation}
    assert len(relations) == len({name for _, name in relations}) == 2
    again = await lines(await made())
    assert not {line.persona for line in again} & set(everything), "another export has other names"
    assert not {line.relation for line in again if line.relation} & {name for _, name in relations}
    days = {line.day for line in found}
    assert days == {BEGAN.date(), BEGAN.date() + timedelta(days=2)}


async def test_the_keyring_alone_leads_back_and_only_from_the_right_brand(lived: Lived) -> None:
    it = await made()
    line = next(line for line in await lines(it) if line.brand == "Cycles Garonne")
    one, other = map(brand_of, lived.brands)
    assert names.inner_id("persona", line.persona, names.for_authority(it.id, one)) == lived.persona
    for audience in (
        names.for_authority(it.id, other),
        names.for_authority(it.id, None),
        names.for_authority((await made()).id, one),
        names.for_brand(one),
        names.for_operators(),
    ):
        with pytest.raises(NotFound):
            names.inner_id("persona", line.persona, audience)


@contextlib.asynccontextmanager
async def desk(lived: Lived) -> AsyncIterator[tuple[httpx.AsyncClient, Principal]]:
    """An operator's browser, and who that is."""
    operator = await an_operator()
    async with browser(lived.market.app, await a_session(operator)) as page:
        yield page, operator


def body(**changes: str) -> dict[str, str]:
    return {"first_day": "2027-03-01", "last_day": "2027-03-31", "authority": OFFICE} | changes


async def test_the_export_and_each_time_it_is_fetched_leave_a_row(lived: Lived) -> None:
    async with desk(lived) as (page, operator):
        answer = await page.post(PATH, json=body())
        assert answer.status_code == 201
        made_ = answer.json()
        assert (await page.get(PATH)).json() == [made_]
        table = await page.get(made_["csv"])
        assert table.headers["content-type"] == "text/csv; charset=utf-8"
        assert table.headers["cache-control"] == "no-store"
        rows = list(csv.DictReader(io.StringIO(table.content.decode().removeprefix("\ufeff"))))
        stream = await page.get(made_["json_lines"])
        head, *acts, end = [json.loads(line) for line in stream.text.splitlines()]
        assert head["law"] == "Regulation (EU) 2022/868, article 12 (o)" and head["first_day"] == "2027-03-01"
        assert end == {"lines": len(acts)} and len(acts) == len(rows)
        assert [(it["day"], it["act"], it["persona"]) for it in acts] == [
            (it["day (UTC)"], it["act"], it["persona"]) for it in rows
        ]
        assert {it["brand"] for it in rows} == {"", "Cycles Garonne", "'=Velours"}
        id = names.inner_id("log-export", made_["id"], names.for_operators())
        assert [(action, kind, tag == operator.actor.tag) for action, kind, tag in await audited(id)] == [
            ("log.exported", "operator", True),
            ("log.handed_out", "operator", True),
            ("log.handed_out", "operator", True),
        ]
        assert (await page.get(f"{PATH}/x/csv")).status_code == 404
        assert len(await audited(id)) == 3


async def test_what_cannot_be_exported_is_refused_by_name_and_leaves_nothing(lived: Lived) -> None:
    async with desk(lived) as (page, _):
        for changes, code in (
            ({"last_day": "2027-04-02"}, "log-period-not-over"),
            ({"last_day": "2027-02-01"}, "log-period-unclear"),
            ({"first_day": "2025-03-01"}, "log-period-unclear"),
            ({"authority": " "}, "text-not-accepted"),
            ({"authority": "ada@example.org"}, "contact-not-allowed"),
        ):
            answer = await page.post(PATH, json=body(**changes))
            assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{code}")
    assert await fetch("select id from operators.log_exports") == []
    assert await fetch("select id from base.audit_entries where subject_kind = $1", SUBJECT) == []


async def test_only_an_operator_exports_or_fetches(lived: Lived) -> None:
    it = await made()
    for who in (lived.holder, *lived.brands):
        with pytest.raises(NotYours):
            await export_log(who, *MARCH, OFFICE)
        with pytest.raises(NotYours):
            await hand_out(who, it.id, "csv")


async def test_an_export_stands_as_it_was_made(lived: Lived) -> None:
    it = await made()
    for statement in (
        "update operators.log_exports set last_day = first_day",
        "delete from operators.log_exports",
    ):
        for dsn in (lived.market.database.service, lived.market.database.owner):
            connection = await asyncpg.connect(dsn)
            with pytest.raises(asyncpg.PostgresError):
                await connection.execute(statement)
            await connection.close()
    with pytest.raises(asyncpg.CheckViolationError):
        await fetch(
            "insert into operators.log_exports (id, operator, authority, first_day, last_day, made_at)"
            " select gen_random_uuid(), operator, authority, first_day, (made_at at time zone 'UTC')::date, made_at"
            " from operators.log_exports where id = $1",
            it.id,
        )


async def test_it_is_read_by_indexes_and_adds_none_to_the_log_of_reads(lived: Lived) -> None:
    """50,000 reads of others: none of them is looked at for these two rentals."""
    async with transaction():
        await fetch(
            "insert into rentals.reads (rental, at, purpose, channel)"
            " select gen_random_uuid(), base.now() - n * interval '1 minute', 'benefits', 'api'"
            " from generate_series(1, 50000) n"
        )
        await fetch(
            "insert into base.audit_entries (id, at, action, actor_kind, actor, subject_kind, subject, facts)"
            " select uuidv7(), base.now(), 'order.placed', 'person', '', 'order', gen_random_uuid(), '{}'"
            " from generate_series(1, 20000)"
        )
    await owner(
        lived.market,
        "set session_replication_role = replica",
        "insert into rentals.record_events (id, rental, seq, kind, at, facts, salt, prev_hash, event_hash)"
        " select gen_random_uuid(), gen_random_uuid(), 0, 'disputed', now(), '{}', '', '', ''"
        " from generate_series(1, 20000)",
        "analyze rentals.reads",
        "analyze rentals.record_events",
        "analyze base.audit_entries",
    )
    it = await made()
    rentals = [row["id"] for row in await fetch(RENTALS, NOBODY, it.days.ends_at, 100)]
    plan = await fetch("explain (format json) " + ACTS, rentals, it.days.starts_at, it.days.ends_at)
    read = [
        node for node in flat(json.loads(plan[0][0])[0]["Plan"]) if node.get("Index Name") == "reads_rental"
    ]
    assert read and "at" in str(read[0]["Index Cond"]), "the period is in the index's condition"
    scanned = [node for node in flat(json.loads(plan[0][0])[0]["Plan"]) if node["Node Type"] == "Seq Scan"]
    assert not {"reads", "record_events"} & {node["Relation Name"] for node in scanned}
    listed = await fetch("explain (format json) " + LISTINGS, NOBODY, NOBODY, 2000)
    nodes = flat(json.loads(listed[0][0])[0]["Plan"])
    assert [node.get("Index Name") for node in nodes if node.get("Relation Name")] == [
        "audit_entries_subject"
    ]
    assert not [node for node in nodes if node["Node Type"] == "Sort"]
    indexes = await fetch(
        "select indexname from pg_indexes where schemaname = 'rentals' and tablename = 'reads'"
    )
    assert {row["indexname"] for row in indexes} == {"reads_pkey", "reads_rental"}
