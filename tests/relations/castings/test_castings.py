"""A casting from the balance to the rentals of those who said yes, and what of it nobody learns."""

import asyncio
import uuid
from datetime import timedelta

import pytest

from market.base import clock, vault
from market.base.access import Principal, Role
from market.base.database import fetch, fetch_value, transaction
from market.money.chart import brand_credit
from market.money.credit.errors import BalanceTooLow
from market.money.ledger import balance
from market.personas.actions import move
from market.relations.castings import actions, jobs, queries
from market.relations.castings.errors import (
    AlreadyAccepted,
    CastingNotFound,
    CastingOver,
    NothingToTakeBack,
    PersonaDoesNotFit,
    TooManyCastings,
)
from market.relations.castings.rules import OPEN_MOST
from market.rentals.actions.leave import HolderLeft
from tests.factories import CYCLIST, a_brand, a_holder, a_member, a_persona, stand_under_a_card
from tests.market import Market, market
from tests.relations.castings.casting import (
    a_brief,
    a_candidate,
    a_crowd,
    acceptance,
    called,
    next_morning,
    places,
    published,
    reached,
    says_yes,
)
from tests.relations.helpers import brand_of
from tests.relations.rewards.rewarding import put_in

__all__ = ["market"]


async def a_payer(market: Market, amount: int = 200_00) -> Principal:
    brand = await a_brand()
    await put_in(market, brand, amount)
    return brand


async def left(brand: Principal) -> int:
    return await balance(brand_credit(vault.tag("money", brand_of(brand))))


async def test_those_who_say_yes_are_rented_and_the_other_places_come_back(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd()
    casting = await reached(brand, places=3)
    assert casting.reached_at is not None and await left(brand) == 200_00 - 3 * 1900
    for who, persona in crowd[:2]:
        (call,) = await called(who)
        assert list(call.personas) == [persona] and call.accepted is None
        await says_yes(who, persona, casting)
    await jobs.give_places()
    assert await fetch("select 1 from rentals.rentals") == [], "nothing on the day itself"
    await next_morning()
    rows = await fetch("select persona, state, price, negotiation from rentals.rentals")
    assert {row["persona"] for row in rows} == {persona for _, persona in crowd[:2]}
    assert {(row["state"], row["price"], row["negotiation"]) for row in rows} == {
        ("Active", 1900, "FINALIZED")
    }
    assert [it["state"] for it in await places(casting)] == ["taken", "taken", "free"]
    await clock.travel(timedelta(days=11))
    await next_morning()
    await market.quiet()
    assert [it["state"] for it in await places(casting)] == ["taken", "taken", "returned"]
    closed = await queries.one(casting.id)
    assert (closed.state, closed.closed_because, closed.taken) == ("closed", "until", 2)
    assert await left(brand) == 200_00 - 2 * 1900
    assert await market.findings() == []
    assert await fetch("select 1 from relations.casting_marks") == []


async def test_fewer_than_a_crowd_reaches_nobody_and_closes_as_any_other(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd(10)
    for _ in range(3):  # more personas, and accounts that are no voters, make no crowd
        extra = await a_persona(crowd[0][0])
        await stand_under_a_card(extra)
        await stand_under_a_card(await a_persona(await a_holder(age=timedelta())))
    casting = await reached(brand)
    assert casting.reached_at is None
    assert all([await called(who) == [] for who, _ in crowd])
    with pytest.raises(CastingNotFound):
        await says_yes(*crowd[0], casting)
    await clock.travel(timedelta(days=11))
    await next_morning()
    closed = await queries.one(casting.id)
    assert (closed.state, closed.closed_because, closed.taken) == ("closed", "until", 0)
    await market.quiet()
    assert await left(brand) == 200_00 and await market.findings() == []


async def test_who_does_not_fit_is_not_told_and_cannot_say_yes(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd()
    other, persona = await a_candidate(CYCLIST | {"passion": "cuisine"})
    casting = await reached(brand)
    assert await called(other) == []
    with pytest.raises(CastingNotFound):
        await says_yes(other, persona, casting)
    second = await a_persona(crowd[0][0])  # fits, and stands under no card
    with pytest.raises(PersonaDoesNotFit):
        await says_yes(crowd[0][0], second, casting)
    with pytest.raises(PersonaDoesNotFit):
        await says_yes(crowd[0][0], crowd[1][1], casting)


@pytest.mark.parametrize("changes", [{"period": "P1W"}, {"purpose": "persona-testing"}])
async def test_nobody_is_reached_whose_terms_do_not_admit_it(market: Market, changes: dict[str, str]) -> None:
    brand, crowd = await a_payer(market), await a_crowd()
    casting = await reached(brand, **changes)
    assert casting.reached_at is None and await called(crowd[0][0]) == []


async def test_one_person_has_one_place_and_takes_it_back_until_it_is_drawn(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd()
    who, persona = crowd[0]
    second = await a_persona(who)
    await stand_under_a_card(second)
    casting = await reached(brand)
    name = queries.name_before(who.person, casting.id)  # type: ignore[arg-type]
    for _ in range(2):
        await says_yes(who, persona, casting)
    with pytest.raises(AlreadyAccepted):
        await says_yes(who, second, casting)
    await actions.take_back(who, name)
    with pytest.raises(NothingToTakeBack):
        await actions.take_back(who, name)
    done = await asyncio.gather(
        *(says_yes(who, it, casting) for it in (persona, second)), return_exceptions=True
    )
    assert sorted(type(it) for it in done if it) == [AlreadyAccepted]
    await next_morning()
    with pytest.raises(NothingToTakeBack):
        await actions.take_back(who, name)
    assert await fetch_value("select count(*) from rentals.rentals") == 1


async def test_places_are_drawn_and_who_waits_longer_gets_none(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd(12)
    casting = await reached(brand, places=2)
    for who, persona in crowd[:5]:
        await says_yes(who, persona, casting)
    await next_morning()
    closed = await queries.one(casting.id)
    assert (closed.state, closed.closed_because, closed.taken) == ("closed", "filled", 2)
    states = [it["state"] for who, _ in crowd[:5] if (it := await acceptance(who))]
    assert sorted(states) == ["chosen", "chosen", "over", "over", "over"]
    with pytest.raises(CastingOver):
        await says_yes(*crowd[6], casting)


async def test_who_hides_or_leaves_is_not_rented_and_the_place_stays_free(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd(13)
    casting = await reached(brand, places=3)
    for who, persona in crowd[:3]:
        await says_yes(who, persona, casting)
    await move(crowd[0][0], crowd[0][1], "hidden")
    left_by = crowd[1][0].person
    assert left_by
    async with transaction():
        await actions.on_holder_left(HolderLeft(left_by))
    await next_morning()
    assert [it["persona"] for it in await fetch("select persona from rentals.rentals")] == [crowd[2][1]]
    hidden = await acceptance(crowd[0][0])
    assert hidden and hidden["state"] == "over"
    assert [it["state"] for it in await places(casting)] == ["taken", "free", "free"]


async def test_the_brand_closes_early_and_has_its_money_at_once(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd()
    casting = await reached(brand)
    await says_yes(*crowd[0], casting)
    name = queries.name_for(brand_of(brand), casting.id)
    for _ in range(2):
        assert (await actions.close_early(brand, name)).closed_because == "brand"
    await market.quiet()
    assert await left(brand) == 200_00
    await next_morning()
    assert await fetch("select 1 from rentals.rentals") == []
    with pytest.raises(CastingNotFound):
        await actions.close_early(await a_brand(), name)


async def test_a_casting_is_paid_for_before_anybody_is_asked_and_once(market: Market) -> None:
    brand = await a_payer(market, 38_00)
    brief, key = await a_brief(), uuid.uuid4().hex
    made = await asyncio.gather(*(actions.publish(brand, brief, key) for _ in range(4)))
    assert len({it.id for it in made}) == 1 and await left(brand) == 0
    with pytest.raises(BalanceTooLow):
        await published(brand)
    assert await fetch_value("select count(*) from relations.castings") == 1


async def test_a_brand_has_five_open_ones_also_where_it_asks_at_once(market: Market) -> None:
    brand = await a_payer(market)
    for _ in range(OPEN_MOST - 1):
        await published(brand, places=1)
    done = await asyncio.gather(*(published(brand, places=1) for _ in range(3)), return_exceptions=True)
    assert [type(it) for it in done if isinstance(it, Exception)] == [TooManyCastings] * 2
    assert await fetch_value("select count(*) from relations.castings where state = 'open'") == OPEN_MOST


async def test_who_sets_it_aside_is_not_shown_it_and_stands_nowhere(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd()
    casting = await reached(brand)
    who = crowd[0][0]
    assert who.person
    await actions.set_aside(who, queries.name_before(who.person, casting.id))
    assert await called(who) == []
    tag = vault.tag("relations", who.person)
    tables = ("castings", "casting_marks", "casting_acceptances")
    for table in tables:
        kept = await fetch(f"select t::text as row from relations.{table} t")
        assert all(tag.hex() not in it["row"] and who.person.hex not in it["row"] for it in kept)
    acts = await fetch("select action from base.audit_entries where subject = $1", casting.id)
    assert {it["action"] for it in acts} == {"casting.opened"}


async def test_who_paused_the_brand_or_belongs_to_it_is_not_reached(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd(13)
    paused, member = crowd[0], crowd[1]
    await fetch(
        "insert into relations.choices (id, persona, brand, kind, since)"
        " values (uuidv7(), $1, $2, 'pause', base.now())",
        *(paused[1], brand_of(brand)),
    )
    await a_member(member[0], brand_of(brand), Role.ANALYST)
    casting = await reached(brand)
    for who, persona in (paused, member):
        assert await called(who) == []
        with pytest.raises(CastingNotFound):
            await says_yes(who, persona, casting)
    assert len(await called(crowd[2][0])) == 1


async def test_a_yes_after_the_last_day_or_of_a_stopped_brands_is_too_late(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd(13)
    casting = await reached(brand)
    await says_yes(*crowd[0], casting)
    await fetch("update accounts.brands set state = 'stopped' where id = $1", brand_of(brand))
    with pytest.raises(CastingOver):
        await says_yes(*crowd[1], casting)
    await next_morning()
    await market.quiet()
    closed = await queries.one(casting.id)
    assert (closed.closed_because, closed.taken, await left(brand)) == ("stopped", 0, 200_00)
    other = await a_payer(market)
    late = await reached(other)
    await clock.travel(timedelta(days=11))
    with pytest.raises(CastingOver):
        await says_yes(*crowd[1], late)


async def test_each_is_told_once(market: Market) -> None:
    brand, crowd = await a_payer(market), await a_crowd()
    await reached(brand)
    told = "select count(*) from accounts.notifications where topic = 'invitations'"
    assert await fetch_value(told) == len(crowd)
    await clock.travel(timedelta(days=1))
    await jobs.look_for_people()
    assert await fetch_value(told) == len(crowd)
