"""The demo in a database: made twice it says the same, and nothing is in it that the product could not reach."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from typer.testing import CliRunner

from contracts.agreement import Agreement
from contracts.record import verify_chain
from contracts.terms import ROSTER
from market import supervisor
from market.accounts.actions.people import create_person
from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.accounts.passwords import hash_now
from market.accounts.queries import credentials
from market.accounts.secrets import email_lookup
from market.base import clock, mail, vault
from market.base.clock import market_date
from market.base.database import fetch, fetch_value, transaction
from market.base.embedded import SERVICE, Embedded
from market.catalogue.listing import voters
from market.cli import main
from market.money import invariants
from market.money.credit.queries import facts_of
from market.money.payouts import queries as payouts
from market.relations import queries as relations
from market.relations.castings import queries as castings
from market.relations.intents import queries as intents
from market.relations.intents import saved_searches
from market.relations.intents.actions import opened as opened_bids
from market.relations.templates import queries as templates
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.sealing import tree
from market.supervisor import drop_cut_off
from seeds import campaigning, casting, looking, rewarding
from seeds.banking import BALANCE
from seeds.demo import (
    BRAND,
    HOLDER,
    OPERATOR,
    PASSWORD,
    SECOND,
    Filled,
    Interrupted,
    MarketNotEmpty,
    NoDemoHere,
    Standing,
)
from seeds.fill import fill
from seeds.standing import signing_in, standing
from tests.conftest import FreshDatabase
from tests.routes import is_a_route
from tests.seeds.made import SIZE, facts, make, opened, own_database, settings_for

SUSPENDED = "TemporarilySuspended"
pytestmark = pytest.mark.timeout(
    400
)  # half a year of people takes a minute, two of them more on a busy machine


@dataclass
class Made:
    """A filled market that the tests of this module look at and leave as it is."""

    dsn: str
    owner: str
    filled: Filled
    facts: dict[str, list[Any]] = field(repr=False)


@pytest_asyncio.fixture(scope="module")
async def made(server: Embedded, template: str, keys: object) -> AsyncIterator[Made]:
    async with own_database(server, template) as name:
        dsn = server.dsn(name, SERVICE)
        filled = await make(dsn)
        async with opened(dsn):
            found = await facts()
        yield Made(dsn, server.dsn(name, "moi_owner"), filled, found)


@pytest.fixture
async def market(made: Made) -> AsyncIterator[Made]:
    async with opened(made.dsn):
        yield made


async def test_two_makings_have_the_same_facts(made: Made, server: Embedded, template: str) -> None:
    async with own_database(server, template) as name:
        again = await make(server.dsn(name, SERVICE))
        async with opened(server.dsn(name, SERVICE)):
            found = await facts()
    assert again == made.filled
    for what, rows in made.facts.items():
        assert found[what] == rows, what


async def test_it_tells_of_everything_that_can_become_of_a_rental(market: Made) -> None:
    assert market.filled.holders == SIZE
    ends = Counter(it[7:9] for it in market.facts["rentals"])
    wanted = {
        *(("None", "None"), ("clock", "period_over"), ("clock", "not_paid")),
        *(("person", "switched_off"), ("brand", "ended_by_brand")),
    }
    assert wanted <= set(ends)
    reactions = Counter(it[3] for it in market.facts["invitations"])
    assert set(reactions) == {"interested", "not_now", "not_for_me", "None"}
    states = Counter(it[2] for it in market.facts["brands"])
    assert (states["applied"], states["refused"]) == (2, 1)
    assert sorted(it[2] for it in market.facts["reports"]) == ["", "dismissed"]
    reasons = await fetch("select distinct reason from money.refunds")
    assert {row["reason"] for row in reasons} == {
        "switched_off",
        "paid_too_late",
        "casting_unfilled",
        "bid_lost",
    }


async def test_the_desk_has_something_of_each_to_look_at(market: Made) -> None:
    found = Counter(row["status"] for row in await fetch("select status from money.payouts"))
    assert found["paid"] and found["failed"] == 1 and found["requested"], found
    batches = [it for it in await payouts.batches() if it.status == "open"]
    assert len(batches) == 1 and batches[0].payouts == found["requested"] and batches[0].amount
    assert [it.status for it in await payouts.batches(done=True)] == ["executed"]
    checks = await fetch("select state from personas.checks order by state")
    assert [it["state"] for it in checks] == ["asked", "verified"]
    told = await fetch("select status, closed_at from money.disputes order by closed_at nulls last")
    assert [(it["status"], it["closed_at"] is None) for it in told] == [
        ("won", False),
        ("needs_response", True),
    ]
    suspended = await fetch(
        "select brand, ends_at > base.now() as runs from rentals.rentals where state = $1", SUSPENDED
    )
    assert [it["runs"] for it in suspended] == [True]
    owner = await credentials(email_lookup(BRAND))
    assert owner
    own = await fetch_value("select brand from accounts.memberships where person = $1", owner.person)
    assert suspended[0]["brand"] != own, "the demo's own brand can show a rental that is on"
    assert (await facts_of(vault.tag("money", own))).held == _left_of_balance()


def _left_of_balance() -> int:
    """Of what the demo's brand put in: without its rewards, and the places that are taken or may be yet."""
    bought = casting.OVER.yes + casting.OPEN.places
    bid = sum(it.bid.price_step for seen in looking.ALL for it in seen.bids if it.brand == 0)
    paid_in = BALANCE + casting.PAID_IN + looking.PAID_IN
    return paid_in - rewarding.BUDGET - bought * casting.STEP - bid


async def test_the_brand_keeps_templates(market: Made) -> None:
    brand = await of_session(await sign_in(BRAND, PASSWORD))
    assert brand.seat
    assert {it.name for it in await templates.of_brand(brand.seat.brand)} == set(campaigning.TEMPLATES)


async def test_every_contract_names_acts_that_the_market_has(market: Made) -> None:
    for row in await fetch("select document::text as document from rentals.rentals"):
        agreed = Agreement.model_validate_json(row["document"])
        assert is_a_route(agreed.expression_method) and is_a_route(agreed.withdrawal_method), agreed


async def test_intents_are_open_found_and_wait_for_camilles_choice(market: Made) -> None:
    holder, brand = [await of_session(await sign_in(address, PASSWORD)) for address in (HOLDER, BRAND)]
    assert holder.person and brand.seat
    (hers,) = await intents.of_person(holder.person)
    assert (hers.text, hers.phase, hers.may_choose) == (looking.HERS.text, "choosing", True)
    opened = await opened_bids(hers)
    assert [it.row.bid.terms for it in opened] == [ROSTER[it].edition for it in ("discret", "accord")]
    assert not any(it.barred for it in opened), "each of them can be taken"
    own = await intents.bids_of_brand(brand.seat.brand)
    assert sorted((bid.state, intent.text) for bid, intent in own) == [
        ("sealed", looking.OPEN[0].text),
        ("won", looking.FOUND.text),
    ]
    assert [it.rating for _, it in own if it.state == "closed"] == [5]
    assert [it.found for it in await saved_searches.of_brand(brand.seat.brand)] == [1, 1]


async def test_castings_are_open_and_closed_and_one_reaches_camille(market: Made) -> None:
    holder, brand = [await of_session(await sign_in(address, PASSWORD)) for address in (HOLDER, BRAND)]
    assert holder.person and brand.seat
    own = await castings.of_brand(brand.seat.brand)
    assert [(it.brief.title, it.state, it.taken, it.closed_because) for it in own] == [
        (casting.OPEN.title, "open", casting.OPEN.yes, None),
        (casting.OVER.title, "closed", casting.OVER.yes, "until"),
    ]
    assert 0 < casting.OVER.yes < casting.OVER.places and 0 < casting.OPEN.yes < casting.OPEN.places
    (call,) = await castings.calls(holder.person)
    assert (call.casting.brief.title, call.state) == (casting.FAMILIES.title, None)
    assert call.casting.brand != brand.seat.brand and call.personas
    letters = [it for it in await mail.kept(10_000) if it.address == HOLDER and it.kind == "casting_call"]
    assert len(letters) == 1, "she was told of it, once"


async def test_the_books_explain_every_cent(market: Made) -> None:
    assert await invariants.check() == []
    assert await fetch_value("select count(*) from money.payments where status = 'succeeded'") > 20


async def test_the_clock_is_wall_time_again(market: Made) -> None:
    assert await fetch_value('select "offset" from base.clock') == timedelta(0)
    assert abs(await clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    later = await fetch_value("select count(*) from base.audit_entries where at > base.now()")
    assert later == 0


async def test_every_card_is_shared_by_a_crowd_of_voters(market: Made) -> None:
    rows = await fetch(
        "select c.address, p.holder from catalogue.current k"
        " join catalogue.classes c on c.snapshot = k.snapshot join catalogue.cards d on d.class = c.id"
        " join personas.personas p on p.id = d.persona and p.version = d.version and p.state = 'listed'"
    )
    people = {row["holder"]: vault.person_of("personas", row["holder"]) for row in rows}
    voting = await voters(set(people.values()))
    crowds = Counter(
        address
        for address, holder in {(row["address"], row["holder"]) for row in rows}
        if people[holder] in voting
    )
    assert len(crowds) == len(market.facts["cards"]) == 4
    assert min(crowds.values()) >= 20


async def test_nothing_is_left_to_do(market: Made) -> None:
    left = await fetch("select status, entrypoint from jobs.pgqueuer")
    assert left == []
    assert await fetch("select 1 from base.messages where sent_at is null") == []
    open_payments = "('created', 'submitted', 'requires_action', 'processing', 'unknown')"
    assert await fetch(f"select 1 from money.payments where status in {open_payments}") == []
    assert await fetch("select 1 from money.refunds where status <> 'succeeded'") == []
    assert await fetch("select 1 from sandbox.deliveries where status = 'due'") == []
    kinds = "kind = 'checkout.session' and body->>'status' = 'open'"
    assert await fetch(f"select 1 from sandbox.objects where {kinds}") == []


async def test_every_rental_has_a_sound_record_and_stands_where_the_clock_says(market: Made) -> None:
    rows = await fetch("select id from rentals.rentals")
    running = 0
    for found in rows:
        async with transaction():
            row = await rentals.locked(found["id"])
        events = await record.read(row.id)
        verify_chain(record.urn(row.agreement), events)
        kinds = [it.kind for it in events]
        assert kinds[0] in ("agreed", "requested") and row.phase == row.state
        assert ("activated" in kinds) == (row.starts_at is not None)
        over = kinds[-1] in ("ended", "abandoned", "erasure_attested", "erasure_breached", "closing_note")
        assert over == (row.state not in ("Active", SUSPENDED))
        assert [it.at for it in events] == sorted(it.at for it in events)
        running += row.state in ("Active", SUSPENDED)
    slots = "select count(*) from personas.slots where released_at is null and ends_at > base.now()"
    assert running == await fetch_value(slots) > 5
    closed = await fetch_value(
        "select count(*) from money.order_lines l join rentals.rentals r on r.id = l.rental_id"
        " where (l.closed_at is null) <> (r.state = 'Active' or r.end_reason = 'not_paid')"
        " and not (r.end_reason = 'not_paid' and l.close_reason = 'paid_too_late')"
    )
    assert closed == 0


async def test_every_day_of_the_demos_months_has_its_head_and_every_record_its_proofs(market: Made) -> None:
    days = [row["day"] for row in await fetch("select day from rentals.day_heads order by day")]
    yesterday = (await clock.now()).date() - timedelta(days=1)
    assert len(days) > 60 and days[-1] == yesterday
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    entered = await fetch_value("select count(distinct day) from rentals.day_entries")
    assert entered > 30, "each day holds what grew on it"
    rows = await fetch("select id, agreement from rentals.rentals order by id")
    for row in rows[:: len(rows) // 5]:
        events = await record.read(row["id"])
        proofs = await tree.anchors(row["id"], record.urn(row["agreement"]))
        for each in proofs:
            assert events[each.length - 1].at.date() <= each.head.day
        old = sum(event.at.date() <= yesterday for event in events)
        assert (proofs[-1].length if proofs else 0) == old


async def test_the_demos_people_sign_in_and_have_a_story(market: Made) -> None:
    holder, brand, operator = [
        await of_session(await sign_in(address, PASSWORD)) for address in (HOLDER, BRAND, OPERATOR)
    ]
    second = await of_session(await sign_in(SECOND, PASSWORD))
    assert second.half and second.half != operator.half
    assert operator.half and holder.holder and holder.person and brand.seat and brand.seat.approved
    mine = Counter(row.state for row in await rentals.all_of_holder(holder.person))
    assert mine["Active"] >= 3 and mine["Expired"] >= 1 and mine["Terminated"] >= 2
    ours = Counter(row.state for row in await rentals.all_of_brand(brand.seat.brand))
    assert ours["Active"] >= 4
    waiting = await fetch_value(
        "select count(*) from relations.invitations i join rentals.rentals r on r.id = i.rental"
        " left join relations.reactions a on a.invitation = i.id"
        " where r.holder = $1 and r.state = 'Active' and a.id is null",
        vault.tag("rentals", holder.person),
    )
    assert waiting >= 2
    assert market.facts["saved"]
    assert await standing() is Standing.PLAYED
    assert await signing_in() == [HOLDER, BRAND, OPERATOR, SECOND]


async def test_who_left_the_demo_is_not_among_those_who_can_sign_in(database: FreshDatabase) -> None:
    hashed = hash_now(PASSWORD)
    await create_person(BRAND, hashed, "fr")
    assert await standing() is Standing.PLAYED
    assert await signing_in() == [BRAND]
    assert BRAND in supervisor.sign_in([BRAND]) and HOLDER not in supervisor.sign_in([BRAND])


async def test_a_market_of_somebody_else_is_no_demo(database: FreshDatabase) -> None:
    await create_person("jeanne@example.org", hash_now(PASSWORD), "fr")
    assert await standing() is Standing.OTHER
    assert await signing_in() == []


async def test_a_market_that_is_not_empty_is_left_alone(market: Made) -> None:
    before = await fetch_value("select count(*) from base.audit_entries")
    with pytest.raises(MarketNotEmpty):
        await fill(settings_for(market.dsn), SIZE, console())
    assert await fetch_value("select count(*) from base.audit_entries") == before


async def test_nobody_is_invited_beyond_the_end_of_a_rental(market: Made) -> None:
    running = await fetch(
        "select brand, agreement, ends_at from rentals.rentals where state = 'Active' and ends_at > base.now()"
    )
    seen = 0
    for row in running:
        last = market_date(row["ends_at"] - timedelta(microseconds=1))
        for sent in await relations.of_brand(row["brand"], row["agreement"]):
            assert sent.content.valid_until <= last
            seen += 1
    assert seen


async def test_neither_production_nor_a_real_stripe_is_ever_filled(database: FreshDatabase) -> None:
    here = settings_for(database.service)
    for other in ({"mode": "production"}, {"stripe_secret_key": "sk_test_1"}, {"database_url": None}):
        with pytest.raises(NoDemoHere):
            await fill(here.model_copy(update=other), SIZE, console())
    assert await standing() is Standing.EMPTY


async def test_the_production_clock_is_not_turned_back(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    await owner.execute(clock.function(travelling=False))
    with pytest.raises(NoDemoHere):
        await make(database.service)
    assert await standing() is Standing.EMPTY


def test_the_command_refuses_production(monkeypatch: pytest.MonkeyPatch) -> None:
    from market.base.settings import settings

    monkeypatch.setenv("MOI_MODE", "production")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@nowhere.invalid/none")
    settings.cache_clear()
    try:
        answer = CliRunner().invoke(main, ["seed"])
    finally:
        settings.cache_clear()
    assert answer.exit_code == 1 and "local mode" in answer.output


async def test_a_demo_that_was_cut_off_is_known_and_its_own_database_dropped(
    fresh: FreshDatabase, server: Embedded
) -> None:
    calls: list[int] = []

    def soon() -> bool:
        calls.append(1)
        return len(calls) > 3

    owner = await asyncpg.connect(fresh.owner)
    with pytest.raises(Interrupted):
        await make(fresh.service, soon)
    async with opened(fresh.service):
        assert await standing() is Standing.CUT_OFF
        with pytest.raises(MarketNotEmpty):
            await make(fresh.service)
    await owner.close()
    await drop_cut_off(server, fresh.name)
    admin = await asyncpg.connect(server.dsn())
    assert await admin.fetchval("select 1 from pg_database where datname = $1", fresh.name) is None
    await admin.execute(f"create database {fresh.name}")  # for the fixture to drop
    await admin.close()


async def test_a_market_that_runs_is_never_dropped(fresh: FreshDatabase, server: Embedded) -> None:
    async with opened(fresh.service):
        await clock.travel(timedelta(days=3))
    await drop_cut_off(server, fresh.name)
    async with opened(fresh.service):
        assert await standing() is Standing.EMPTY


def console() -> Any:
    """A console that says nothing."""
    import io

    from rich.console import Console

    return Console(file=io.StringIO())
