"""What a persona brought is its holder's to read; what similar rentals brought is told once it is a crowd's."""

from datetime import timedelta

import asyncpg
import pytest

from market.base import clock, names
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_value
from market.money.rewards.actions.choose import Choice
from market.personas import queries as personas
from market.relations.brought.jobs import count_brought
from market.relations.brought.queries import of_persona, similar, total
from market.relations.brought.rules import Figures
from market.relations.questions.answering import answer
from market.relations.rewards.actions import choose, sweep_rewards
from market.rentals.actions.end import withdraw
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.relations.helpers import a_relation, a_session, with_mailbox
from tests.relations.rewards.rewarding import a_rewarding, asked_for
from tests.web.holders import pages, words

__all__ = ["market"]

A_DAY = timedelta(days=1)
SHARE = 1520  # of 19 EUR, over a whole month


async def told(who: Principal, persona: object) -> Figures | None:
    assert who.person
    (row,) = [it for it in await personas.of_holder(who.person) if it.id == persona]
    found = await similar(row)
    return found.figures if found else None


async def test_similar_rentals_are_told_once_eleven_people_have_had_one(market: Market) -> None:
    brand, ended = await a_brand(), []
    for number in range(11):
        who = await with_mailbox(await a_holder(), f"holder-{number}@example.org")
        persona = await a_persona(who)
        ended.append((who, persona, await market.rented(brand, persona)))
    await clock.travel(14 * A_DAY)
    (last, persona, agreement), others = ended[0], ended[1:]
    for who, _, its in others:
        await withdraw(who, its)
    await clock.travel(A_DAY)
    assert await count_brought() == 0 and await told(last, persona) is None, "ten are no crowd"
    await withdraw(last, agreement)
    assert await count_brought() == 0, "what ended today counts tomorrow"
    await clock.travel(A_DAY)
    assert await count_brought() == 1
    figures = await told(last, persona)
    half = 750  # 15 of 30 or 31 days, rounded
    assert figures == Figures(10, half, half, half)
    another = await a_persona(last, price_step=2900)
    assert await told(last, another) is None, "at another price it is too early to say"
    brand_session = await a_session(last)
    for language, said in (
        ("en", "Half of them brought €7.50 or more."),
        ("fr", "La moitié a rapporté 7,50 €"),
    ):
        async with pages(market.app, brand_session, language) as ada:
            shown = words(await ada.get("/earnings/personas"))
        assert said in shown and ("Too early to say" in shown or "Trop tôt pour le dire" in shown)
    await clock.travel(timedelta(days=400))
    assert await count_brought() == 0 and await told(last, persona) is None, (
        "twelve months later it is forgotten"
    )
    acts = await fetch(
        "select action from base.audit_entries where subject_kind = 'brought_figure' order by id"
    )
    assert [it["action"] for it in acts] == ["brought_figure.counted", "brought_figure.forgotten"]


async def test_many_rentals_of_few_people_are_no_crowd(market: Market, database: FreshDatabase) -> None:
    """One rental that ended, a dozen times over: there is one holder."""
    who = await with_mailbox(await a_holder(), "ada@example.org")
    persona = await a_persona(who)
    await withdraw(who, await market.rented(await a_brand(), persona))
    owner = await asyncpg.connect(database.superuser)
    try:
        await owner.execute("set session_replication_role = replica")
        columns = ", ".join(
            row["column_name"]
            for row in await owner.fetch(
                "select column_name from information_schema.columns where table_schema = 'rentals'"
                " and table_name = 'rentals' and column_name not in ('id', 'agreement', 'order_id')"
            )
        )
        await owner.execute(
            f"insert into rentals.rentals (id, agreement, order_id, {columns}) select uuidv7(),"
            f" gen_random_uuid(), gen_random_uuid(), {columns} from rentals.rentals, generate_series(1, 12)"
        )
    finally:
        await owner.close()
    await clock.travel(A_DAY)
    assert await count_brought() == 0 and await told(who, persona) is None


async def test_a_reward_counts_whichever_way_it_comes_and_is_no_rent(market: Market) -> None:
    it = await a_rewarding(market)
    who, agreement, persona = it.relation.holder, it.relation.agreement, it.relation.persona
    assert who.person
    await answer(who, agreement, await asked_for(it), [1])
    await clock.travel(12 * A_DAY)
    await sweep_rewards()
    (before,) = await of_persona(who.person, persona)
    assert before.running and [month.rewards for month in before.months] == [200]
    assert 0 < before.months[0].rent < SHARE
    await choose(who, agreement, await it.name(), Choice("cash"))
    (after,) = await of_persona(who.person, persona)
    assert total([after]) == total([before]), "it came as money, and is not counted twice"
    assert after.months[0].rewards == 200
    await withdraw(who, agreement)
    (ended,) = await of_persona(who.person, persona)
    posted = await fetch_value("select sum(amount)::bigint from money.earnings")
    assert not ended.running and total([ended]) == posted == before.months[0].rent + 200
    async with browser(market.app, await a_session(who)) as ada:
        name = names.name("persona", persona, names.for_person(who.person))
        found = (await ada.get(f"/v1/personas/{name}/earnings")).json()
    (rental,) = found["rentals"]
    assert (found["total"], found["similar"], rental["running"]) == (posted, None, False)
    assert (rental["agreement"], rental["brand"]) == (str(agreement), "Cycles Garonne")
    ((month),) = rental["months"]
    assert (month["rent"], month["rewards"]) == (posted - 200, 200)
    async with pages(market.app, await a_session(who)) as ada:
        shown = words(await ada.get("/earnings/personas"))
    assert "with €2.00 in rewards" in shown and "/earnings/personas" in (await _earnings(market, who))


async def _earnings(market: Market, who: Principal) -> str:
    async with pages(market.app, await a_session(who)) as ada:
        return (await ada.get("/earnings")).text


@pytest.mark.usefixtures("database")
async def test_another_holder_reads_nothing_of_it(app: object) -> None:
    relation, stranger = await a_relation(), await a_holder()
    assert relation.holder.person and stranger.person
    assert await of_persona(stranger.person, relation.persona) == []
    assert len(await of_persona(relation.holder.person, relation.persona)) == 1
    async with browser(app, await a_session(stranger)) as other:  # type: ignore[arg-type]
        for person in (relation.holder.person, stranger.person):
            name = names.name("persona", relation.persona, names.for_person(person))
            assert (await other.get(f"/v1/personas/{name}/earnings")).status_code == 404


async def test_the_database_keeps_figures_of_a_crowd(database: FreshDatabase) -> None:
    service = await asyncpg.connect(database.service)
    row = (
        "insert into relations.brought_figures (id, price_step, variant, period, more_than, low, middle, high,"
        " counted_on) values (uuidv7(), 1900, 'standard', 'P1M', {}, current_date)"
    )
    try:
        await service.execute(row.format("10, 1, 2, 3"))
        with pytest.raises(asyncpg.UniqueViolationError, match="brought_figures_once"):
            await service.execute(row.format("10, 1, 2, 3"))
        await service.execute("delete from relations.brought_figures")
        with pytest.raises(asyncpg.CheckViolationError, match="brought_figures_crowd"):
            await service.execute(row.format("9, 1, 2, 3"))
        for amounts in ("-1, 2, 3", "2, 1, 3", "1, 3, 2"):
            with pytest.raises(asyncpg.CheckViolationError, match="brought_figures_order"):
                await service.execute(row.format(f"10, {amounts}"))
    finally:
        await service.close()


async def test_what_is_told_names_its_day(market: Market) -> None:
    await fetch(
        "insert into relations.brought_figures values (uuidv7(), 1900, 'standard', 'P1M', 10, 1, 2, 3, $1)",
        market_date(await clock.now()),
    )
    who = await a_holder()
    await a_persona(who)
    assert who.person
    (row,) = await personas.of_holder(who.person)
    found = await similar(row)
    assert found and found.on == market_date(await clock.now())
