"""A brand that asks who somebody is stands so on its page: from eleven relations on, in fives, by the month."""

from datetime import date, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import clock
from market.base.access import Principal
from market.base.clock import MARKET_ZONE
from market.base.database import fetch
from market.base.ids import new_id
from market.relations.campaigns.rules import CROWD, STEP
from market.relations.conduct.queries import conduct_of, name_of
from market.relations.conduct.rules import more_than, year_before
from market.relations.errors import MessageLeadsAway
from tests.factories import a_brand, a_holder, a_persona
from tests.relations.conversation.writing import brand_writes
from tests.relations.helpers import Relation, a_relation, brand_of

pytestmark = pytest.mark.usefixtures("database")

WHO, ELSEWHERE = "Quel est votre nom de famille ?", "Suivez-nous sur instagram."


async def asks(relation: Relation, text: str = WHO) -> None:
    with pytest.raises(MessageLeadsAway):
        await brand_writes(relation, text)


async def also(relation: Relation, brand: Principal, personas: int, on: date) -> None:
    """As many more relations in which it was refused on a day; each is a copy of a real rental, but for its persona."""
    for _ in range(personas):
        persona = await a_persona(relation.holder)
        other = await a_relation(holder=relation.holder, brand=brand, persona=persona)
        await fetch(
            "insert into relations.message_flags (id, rental, brand, what, refused_on)"
            " values ($1, $2, $3, 'identity', $4)",
            *(new_id(), other.rental, brand_of(brand), on),
        )


async def said(brand: Principal) -> int | None:
    return (await conduct_of(brand_of(brand))).asked_who


async def to(day: date) -> None:
    await clock.travel_to(datetime(day.year, day.month, day.day, 12, tzinfo=MARKET_ZONE))


def after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


async def test_nothing_is_said_below_eleven_nor_before_the_month_is_over(client: httpx.AsyncClient) -> None:
    brand = await a_brand()
    relation = await a_relation(brand=brand)
    today = clock.market_date(await clock.now())
    await asks(relation)
    await also(relation, brand, 9, today)
    await to(after(today))
    assert await said(brand) is None  # ten relations
    again = clock.market_date(await clock.now())
    other = await a_relation(brand=brand, holder=await a_holder())
    await asks(other)
    assert await said(brand) is None  # eleven, and the month lasts
    path = name_of(brand_of(brand))
    page = (await client.get(f"/brands/{path}?language=en")).text
    assert "in fewer than 11 relations, or in none" in page and "it has asked" not in page
    assert (await client.get(f"/v1/brands/{path}")).json()["conduct"]["asked_who_more_than"] is None
    await to(after(again))
    assert await said(brand) == 10
    page = (await client.get(f"/brands/{path}?language=en")).text
    assert "in more than 10 relations" in page and "it has asked" in page
    assert "dans plus de 10 relations" in (await client.get(f"/brands/{path}?language=fr")).text
    assert (await client.get(f"/v1/brands/{path}")).json()["conduct"]["asked_who_more_than"] == 10


async def test_a_relation_counts_once_and_only_for_asking_who(client: httpx.AsyncClient) -> None:
    brand = await a_brand()
    relation = await a_relation(brand=brand)
    today = clock.market_date(await clock.now())
    await also(relation, brand, 10, today)
    await asks(relation, ELSEWHERE)
    for _ in range(3):  # days
        await clock.travel(timedelta(days=1))
        await asks(relation, ELSEWHERE)
    await to(after(after(today)))
    assert await said(brand) is None  # ten, whatever the eleventh gave or asked besides


async def test_personas_of_one_holder_are_as_many_as_of_eleven() -> None:
    """Or its brand would count on the page which of those that it rents are one person's."""
    counts = []
    for alike in (True, False):
        brand = await a_brand()
        relation = await a_relation(brand=brand)
        today = clock.market_date(await clock.now())
        await also(relation, brand, 5, today)
        for _ in range(6):
            holder = relation.holder if alike else await a_holder()
            other = await a_relation(holder=holder, brand=brand, persona=await a_persona(holder))
            await asks(other)
        await to(after(today))
        counts.append(await said(brand))
    assert counts == [10, 10]


async def test_after_a_year_it_no_longer_counts_and_another_brands_never_did() -> None:
    brand, other = await a_brand(), await a_brand(name="Velours")
    relation = await a_relation(brand=brand)
    today = clock.market_date(await clock.now())
    await also(relation, brand, 11, today)
    await to(after(today))
    assert (await said(brand), await said(other)) == (10, None)
    await to(after(today.replace(year=today.year + 1)) - timedelta(days=1))
    assert await said(brand) == 10
    await to(after(today.replace(year=today.year + 1)))
    assert await said(brand) is None


@given(st.integers(0, 2000))
def test_what_is_said_is_true_in_steps_and_of_a_crowd(relations: int) -> None:
    told = more_than(relations)
    assert (told is None) == (relations < CROWD)
    if told is not None:
        assert told % STEP == 0 and told < relations <= told + STEP


@given(st.dates(date(2024, 1, 1), date(2200, 1, 1)))
def test_the_year_is_the_twelve_months_before(day: date) -> None:
    first = day.replace(day=1)
    assert (first - year_before(first)).days in (365, 366)
