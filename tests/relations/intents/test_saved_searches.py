"""Searches that brands keep: what matches, how many there may be, and when a brand is told."""

import asyncio
from typing import Any

import pytest
from asyncpg.exceptions import IntegrityConstraintViolationError, UniqueViolationError

from market.base import clock, names
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_value
from market.relations.intents import queries, saved_searches
from market.relations.intents.errors import SavedSearchNotFound, SearchImpossible, TooManySearches
from market.relations.intents.rules import BUDGET_MOST
from market.relations.intents.searching import SAVED_MOST, Search, answers, check_search
from market.rentals.errors import BrandNotApproved
from tests.factories import a_brand
from tests.market import Market, market
from tests.relations.helpers import brand_of, with_mailbox
from tests.relations.intents.looking import a_seeker, days, looked_for

__all__ = ["market"]

CITY = {"quoi": "ville", "etat": "egal"}  # and up to 900 euros: what `looked_for` says


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), True),
        (Search("velo"), True),
        (Search("voiture"), False),
        (Search("velo", {"quoi": "ville"}), True),
        (Search("velo", CITY), True),
        (Search("velo", {"quoi": "cargo"}), False),
        (Search("velo", {"quand": "vite"}), False),  # a question that was left open
        (Search(budget=900_00), True),
        (Search(budget=901_00), False),
        (Search("velo", {"quoi": "ville"}, 901_00), False),
    ],
)
async def test_a_search_finds_the_same_listed_counted_and_told(
    market: Market, search: Search, found: bool
) -> None:
    brand = await with_mailbox(await a_brand(), "desk@example.org")
    holder, persona = await a_seeker()
    await saved_searches.keep(brand, search)
    await looked_for(holder, persona, details=CITY)
    (kept,) = await saved_searches.of_brand(brand_of(brand))
    assert kept.found == 0, "from the next day on"
    await days(1)
    listed = await queries.open_ones(market_date(await clock.now()), search, None)
    (kept,) = await saved_searches.of_brand(brand_of(brand))
    await saved_searches.tell_all()
    assert (len(listed), kept.found, await _told()) == (found, found, found)


async def _told() -> int:
    told: int = await fetch_value("select count(*) from base.messages where kind = 'search_found'")
    return told


@pytest.mark.parametrize(
    ("search", "field"),
    [
        (Search("avion"), "category"),
        (Search(None, {"quoi": "ville"}), "details"),
        (Search("velo", {"personnes": "une"}), "details"),
        (Search("velo", {"quoi": "avion"}), "details.quoi"),
        (Search(budget=0), "budget"),
        (Search(budget=-100), "budget"),
        (Search(budget=150), "budget"),
        (Search(budget=BUDGET_MOST + 100), "budget"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_with_what_can(search: Search, field: str) -> None:
    with pytest.raises(SearchImpossible) as refused:
        check_search(search)
    assert refused.value.facts["field"] == field


def test_a_question_is_answered_once_in_an_address() -> None:
    assert answers(["quoi:ville", "quand:vite"]) == {"quoi": "ville", "quand": "vite"}
    with pytest.raises(SearchImpossible):
        answers(["quoi:ville", "quoi:cargo"])


async def test_the_same_search_is_kept_once_also_at_once_and_twenty_at_most(market: Market) -> None:
    brand = await a_brand()
    twice = [saved_searches.keep(brand, Search("velo")) for _ in range(4)]
    assert len({it.id for it in await asyncio.gather(*twice)}) == 1
    many = [saved_searches.keep(brand, Search(budget=n * 100)) for n in range(1, SAVED_MOST + 3)]
    results = await asyncio.gather(*many, return_exceptions=True)
    assert sum(isinstance(it, TooManySearches) for it in results) == 3
    assert len(await saved_searches.of_brand(brand_of(brand))) == SAVED_MOST
    await saved_searches.keep(brand, Search("velo"))  # it stands


async def test_a_brand_is_told_once_a_day_of_what_was_opened_since(market: Market) -> None:
    brand = await with_mailbox(await a_brand(), "desk@example.org")
    (holder, persona), (other, second) = await a_seeker(), await a_seeker()
    await looked_for(holder, persona)
    await days(1)
    for search in (Search("velo"), Search(budget=100_00)):
        await saved_searches.keep(brand, search)
    await saved_searches.tell_all()
    assert await _told() == 0, "what stood when it was kept is on the page"
    await looked_for(other, second)
    await asyncio.gather(*(saved_searches.tell_all() for _ in range(3)))
    assert await _told() == 0, "nobody sees it before the next day"
    await days(1)
    await asyncio.gather(*(saved_searches.tell_all() for _ in range(3)))
    assert await _told() == 1, "one letter of two searches, however many workers"
    await days(1)
    await saved_searches.tell_all()
    assert await _told() == 1, "nothing new"


async def test_a_day_on_which_no_worker_came_is_told_on_the_next(market: Market) -> None:
    brand = await with_mailbox(await a_brand(), "desk@example.org")
    await saved_searches.keep(brand, Search("velo"))
    holder, persona = await a_seeker()
    await looked_for(holder, persona)
    await days(4)
    await saved_searches.tell_all()
    assert await _told() == 1


async def test_a_brand_that_was_stopped_is_told_nothing_and_keeps_nothing_new(market: Market) -> None:
    brand = await with_mailbox(await a_brand(), "desk@example.org")
    await saved_searches.keep(brand, Search("velo"))
    holder, persona = await a_seeker()
    await looked_for(holder, persona)
    await fetch("update accounts.brands set state = 'stopped' where id = $1", brand_of(brand))
    await days(1)
    await saved_searches.tell_all()
    assert await _told() == 0
    with pytest.raises(BrandNotApproved):
        await saved_searches.keep(brand, Search("voiture"))


async def test_nobody_removes_what_another_brand_keeps(market: Market) -> None:
    one, other = await a_brand(), await a_brand()
    kept = await saved_searches.keep(one, Search("velo"))
    for name in (_name(one, kept), _name(other, kept), "x"):
        with pytest.raises(SavedSearchNotFound):
            await saved_searches.remove(other, name)
    await saved_searches.remove(one, _name(one, kept))
    with pytest.raises(SavedSearchNotFound):
        await saved_searches.remove(one, _name(one, kept))
    assert await fetch_value("select count(*) from relations.saved_searches") == 0


def _name(brand: Principal, kept: Any) -> str:
    return names.name("saved_search", kept.id, names.for_brand(brand_of(brand)))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ('details = \'{"quoi": "ville"}\', category = null', "saved_searches_details"),
        ("details = '[]'", "saved_searches_details"),
        ("budget = 0", "saved_searches_budget"),
        ("brand = gen_random_uuid()", "saved_searches_brand"),
    ],
)
async def test_the_database_keeps_no_search_that_cannot_be(
    market: Market, change: str, constraint: str
) -> None:
    await saved_searches.keep(await a_brand(), Search("velo"))
    with pytest.raises(IntegrityConstraintViolationError) as refused:
        await fetch(f"update relations.saved_searches set {change}")
    assert refused.value.constraint_name == constraint


async def test_the_database_keeps_a_search_once_also_one_that_leaves_all_open(market: Market) -> None:
    brand = await a_brand()
    await saved_searches.keep(brand, Search())
    with pytest.raises(UniqueViolationError) as refused:
        await fetch(
            "insert into relations.saved_searches (id, brand, details, made_at, told_on)"
            " select gen_random_uuid(), brand, details, made_at, told_on from relations.saved_searches"
        )
    assert refused.value.constraint_name == "saved_searches_once"
