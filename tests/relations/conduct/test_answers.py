"""Whether a brand answers who writes to it, in public: of a crowd, in fives, and for months that are over."""

from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch
from market.base.ids import new_id
from market.relations.campaigns.rules import CROWD, STEP
from market.relations.conduct.queries import conduct_of, name_of
from market.relations.conduct.rules import TIME_TO_ANSWER, share_of_crowd
from market.relations.silence.actions import pause
from tests.factories import a_brand, a_holder, a_persona
from tests.relations.conversation.writing import brand_writes, holder_writes
from tests.relations.helpers import Relation, a_relation, brand_of

pytestmark = pytest.mark.usefixtures("database")

LONG = timedelta(days=100)


async def relations(brand: Principal, how_many: int) -> list[Relation]:
    holder = await a_holder()
    return [
        await a_relation(holder=holder, brand=brand, persona=await a_persona(holder)) for _ in range(how_many)
    ]


async def wrote(it: Relation, side: str, number: int, at: timedelta) -> None:
    """A message of a side, so long after the rental's beginning; its words do not matter here."""
    row = await it.row()
    assert row.starts_at is not None
    await fetch(
        "insert into relations.messages (id, rental, side, month, number, per_month, sealed, sent_at)"
        " values ($1, $2, $3, 1, $4, $5, 'x', $6)",
        *(new_id(), it.rental, side, number, 8 if side == "brand" else None, row.starts_at + at),
    )


async def said(brand: Principal) -> tuple[int | None, int | None]:
    found = await conduct_of(brand_of(brand))
    return found.written_to, found.answered_percent


async def test_a_month_later_the_page_says_how_many_were_answered(client: httpx.AsyncClient) -> None:
    brand = await a_brand()
    for number, it in enumerate(await relations(brand, CROWD)):
        await holder_writes(it)
        if number:
            await brand_writes(it)
    name = name_of(brand_of(brand))
    before = (await client.get(f"/v1/brands/{name}")).json()["conduct"]
    assert (before["written_to_more_than"], before["answered_percent"]) == (None, None)
    assert "Too few to say" in (await client.get(f"/brands/{name}?language=en")).text
    await clock.travel(LONG)
    after = (await client.get(f"/v1/brands/{name}")).json()["conduct"]
    assert (after["written_to_more_than"], after["answered_percent"]) == (10, 90)
    page = (await client.get(f"/brands/{name}?language=en")).text
    assert "In more than 10 of these rentals the person wrote to it. It answered in at least 90" in page


async def test_below_a_crowd_nothing_is_said() -> None:
    brand = await a_brand()
    for it in await relations(brand, CROWD - 1):
        await wrote(it, "person", 1, timedelta(days=1))
    await clock.travel(LONG)
    assert await said(brand) == (None, None)


async def test_an_answer_comes_after_the_question_and_who_says_nothing_is_not_counted() -> None:
    brand = await a_brand()
    found = await relations(brand, CROWD + 3)
    for it in found[:CROWD]:
        await wrote(it, "brand", 1, timedelta(days=1))
        await wrote(it, "person", 1, timedelta(days=2))
    for it in found[CROWD:]:
        await wrote(it, "brand", 1, timedelta(days=1))
    await clock.travel(LONG)
    assert await said(brand) == (10, 0), "a greeting that came before is no answer"
    for it in found[:CROWD]:
        await wrote(it, "brand", 2, timedelta(days=9))
    assert await said(brand) == (10, 100)


async def test_who_writes_in_the_last_days_does_not_count() -> None:
    brand = await a_brand()
    found = await relations(brand, CROWD)
    for it in found:
        row = await it.row()
        assert row.starts_at is not None and row.ends_at is not None
        lasts = row.ends_at - row.starts_at
        late = timedelta(seconds=1) if it is found[0] else timedelta()
        await wrote(it, "person", 1, lasts - TIME_TO_ANSWER + late)
    await clock.travel(LONG)
    assert await said(brand) == (None, None), "one of eleven wrote a second too late"


async def test_a_pause_changes_nothing() -> None:
    """What a brand wrote into a silence is an answer: else its page would tell of the silence."""
    brand = await a_brand()
    for it in await relations(brand, CROWD):
        await holder_writes(it)
        await pause(it.holder, it.agreement)
        await brand_writes(it)
    await clock.travel(LONG)
    assert await said(brand) == (10, 100)


async def test_another_brands_relations_do_not_count() -> None:
    brand, other = await a_brand(), await a_brand(name="Velours")
    for it in await relations(brand, CROWD):
        await holder_writes(it)
    await clock.travel(LONG)
    assert await said(other) == (None, None)
    assert await said(brand) == (10, 0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_is_of_a_crowd_and_in_steps(part: int, more: int) -> None:
    found = share_of_crowd(part, part + more)
    assert (found is None) == (part + more < CROWD)
    if found is not None:
        assert found % STEP == 0 and found <= part * 100 / (part + more) < found + STEP
        assert (found == 100) == (more == 0)
