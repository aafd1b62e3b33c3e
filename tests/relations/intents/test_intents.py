"""From what somebody looks for to an agreement: sealed until its last day, compared, taken, told as the day turns."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from asyncpg.exceptions import CheckViolationError

from contracts.terms import edition
from market.base import clock, names
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_value
from market.base.errors import Refusal
from market.base.idempotency import IdempotencyKeyReused
from market.personas import actions as personas
from market.personas.rules import NotInThisState, TooFewTraits
from market.relations.benefits import Benefit
from market.relations.campaigns.queries import candidates
from market.relations.errors import GivesYouAway, MayGiveYouAway
from market.relations.intents import actions, bidding, jobs, queries
from market.relations.intents.errors import (
    BidImpossible,
    BidNotFound,
    BidNotToBeTaken,
    ChoiceMade,
    IntentNotFound,
    IntentOver,
    NothingToRate,
    NotYetOpened,
    TooManyIntents,
)
from market.relations.intents.searching import Search
from market.relations.steps.queries import next_steps
from market.rentals import record
from market.rentals.actions.leave import HolderLeft
from market.rentals.errors import BrandNotApproved
from tests.factories import CYCLIST, a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.relations.helpers import brand_of, with_mailbox
from tests.relations.intents.looking import (
    a_bidder,
    a_seeker,
    again,
    an_intent,
    before,
    bid_before,
    bids,
    days,
    looked_for,
    mine,
)
from tests.rentals.consents.consenting import both, kinds

__all__ = ["market"]


async def test_the_least_asking_bid_comes_first_and_what_is_taken_is_an_agreement_as_the_day_turns(
    market: Market,
) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    asks_more, asks_less, gives_more = [await a_bidder(market) for _ in range(3)]
    with pytest.raises(IntentNotFound):
        await bids(asks_less, intent)  # from the next day on
    await days(1)
    most = await bids(asks_more, intent, terms="accord", price_step=9900)
    least = await bids(asks_less, intent)
    brings = await bids(gives_more, intent, price_step=2900)
    with pytest.raises(NotYetOpened):
        await actions.compare(holder.person, mine(holder, intent))  # type: ignore[arg-type]
    await days(10)
    _, opened = await actions.compare(holder.person, mine(holder, intent))  # type: ignore[arg-type]
    assert [it.row.id for it in opened] == [brings.id, least.id, most.id]
    await actions.accept(holder, mine(holder, intent), bid_before(holder, least))
    assert await fetch("select 1 from rentals.rentals") == [], "nobody is told before the day turns"
    await days(1, persona)
    rows = await fetch("select agreement, id, brand, document from rentals.rentals")
    assert [it["brand"] for it in rows] == [brand_of(asks_less)]
    await market.quiet()
    assert await market.state(rows[0]["agreement"]) == "Active"
    row = await again(intent)
    assert (row.state, row.closed_because) == ("closed", "agreed")
    states = {it.brand: it.state for it in await queries.bids_of_intent(intent.id)}
    assert states == {brand_of(asks_more): "over", brand_of(asks_less): "won", brand_of(gives_more): "over"}
    assert await market.findings() == []
    counts = {it.kind: it.count for it in await next_steps(brand_of(asks_less))}
    assert (counts.get("drawn"), counts["uninvited"]) == (None, 1), "nobody said yes to a casting"
    assert [it.drawn for it in await candidates(brand_of(asks_less))] == [False]
    assert await kinds(rows[0]["agreement"]) == ["instructed", "requested", "given"]
    assert [it.kind for it in await record.read(rows[0]["id"])] == ["requested", "agreed", "activated"]
    await both(holder, asks_less, rows[0]["agreement"])
    sheet = await market.read(asks_less, rows[0]["agreement"])
    assert set(edition("discret").disclosure.claims) > set() and b"velo" in sheet
    assert b"course-distance" not in sheet, "what discret does not show is not shown"


async def test_a_bid_is_paid_from_the_balance_and_comes_back_when_it_is_not_taken(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market, 50_00)
    await days(1)
    first = await bids(brand, intent)
    assert (await bids(brand, intent)).place == first.place, "the same again"
    worded = await bids(brand, intent, words="Venez en essayer quatre.")
    assert (worded.place, worded.bid.words) == (first.place, "Venez en essayer quatre.")
    dearer = await bids(brand, intent, price_step=2900)
    await market.quiet()
    assert dearer.place != first.place
    with pytest.raises(Refusal) as poor:
        await bids(brand, intent, price_step=9900)
    assert type(poor.value).__name__ == "BalanceTooLow"
    row = await queries.bid_of(intent.id, brand_of(brand))
    assert row and row.bid.price_step == 2900, "the refused one has changed nothing"
    await bidding.withdraw(brand, before(brand, intent))
    await market.quiet()
    await bids(brand, intent)
    await days(11)
    await days(8)
    assert (await again(intent)).closed_because == "nobody"
    row = await queries.bid_of(intent.id, brand_of(brand))
    assert row and row.state == "over"
    places = await fetch("select state, count(*) as n from rentals.casting_places group by state")
    assert {it["state"]: it["n"] for it in places} == {"returned": 3}
    await market.quiet()
    assert await market.findings() == []


async def test_a_second_acceptance_and_whatever_comes_too_late_is_refused_by_name(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    one, two, late = [await a_bidder(market) for _ in range(3)]
    await days(1)
    first, second = await bids(one, intent), await bids(two, intent)
    await days(10)
    with pytest.raises(IntentNotFound):
        await bids(late, intent)
    with pytest.raises(IntentOver):
        await bids(one, intent, price_step=2900)
    with pytest.raises(IntentOver):
        await bidding.withdraw(one, before(one, intent))
    with pytest.raises(BidNotFound):
        await actions.accept(holder, mine(holder, intent), _of_nobody(holder))
    await actions.accept(holder, mine(holder, intent), bid_before(holder, first))
    await actions.accept(holder, mine(holder, intent), bid_before(holder, first))
    with pytest.raises(ChoiceMade):
        await actions.accept(holder, mine(holder, intent), bid_before(holder, second))
    with pytest.raises(ChoiceMade):
        await actions.close(holder, mine(holder, intent))
    with pytest.raises(NothingToRate):
        await actions.rate(holder, mine(holder, intent), "yes", 5)
    await days(1, persona)
    row = await actions.rate(holder, mine(holder, intent), "partly", 4)
    assert (row.fulfilled, row.rating) == ("partly", 4)
    with pytest.raises(NothingToRate):
        await actions.rate(holder, mine(holder, intent), "yes", 5)
    with pytest.raises(ChoiceMade):
        await actions.accept(holder, mine(holder, intent), bid_before(holder, second))


def _of_nobody(holder: Principal) -> str:
    assert holder.person
    return names.name("bid", uuid.uuid4(), names.for_person(holder.person))


async def test_after_a_week_nothing_is_taken_any_more(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market)
    await days(1)
    bid = await bids(brand, intent)
    await clock.travel(timedelta(days=17))  # nobody has swept
    with pytest.raises(IntentOver):
        await actions.accept(holder, mine(holder, intent), bid_before(holder, bid))
    await jobs.settle()
    assert (await again(intent)).state == "closed"


async def test_until_they_are_told_brands_bid_as_if_nothing_had_been_decided(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market)
    await days(1)
    await bids(brand, intent)
    await actions.close(holder, mine(holder, intent))
    await bids(brand, intent, price_step=2900)
    assert [it.id for it in await queries.open_ones(market_date(await clock.now()), Search(), None)] == [
        intent.id
    ]
    await days(1)
    assert await queries.open_ones(market_date(await clock.now()), Search(), None) == []
    row = await again(intent)
    assert (row.closed_because, row.text, row.details) == ("holder", "", {})
    with pytest.raises(IntentOver):
        await bids(brand, intent)
    assert await market.findings() == []


async def test_whoever_leaves_looks_for_nothing_and_what_they_had_taken_is_not_concluded(
    market: Market,
) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market)
    await days(1)
    bid = await bids(brand, intent)
    await days(10)
    await actions.accept(holder, mine(holder, intent), bid_before(holder, bid))
    assert holder.person
    await actions.on_holder_left(HolderLeft(holder.person))
    await days(1)
    row = await again(intent)
    assert (row.state, row.closed_because, row.text) == ("closed", "holder", "")
    assert await fetch("select 1 from rentals.rentals") == []
    await market.quiet()
    assert await market.findings() == []


async def test_what_cannot_be_concluded_any_more_leaves_the_choice_open(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    gone, other = await a_bidder(market), await a_bidder(market)
    await days(1)
    first, second = await bids(gone, intent), await bids(other, intent)
    await days(10)
    await actions.accept(holder, mine(holder, intent), bid_before(holder, first))
    await fetch("update accounts.brands set state = 'stopped' where id = $1", brand_of(gone))
    await days(1)
    row = await again(intent)
    assert (row.phase, row.chosen) == ("choosing", None)
    await actions.accept(holder, mine(holder, intent), bid_before(holder, second))
    await days(1, persona)
    assert (await again(intent)).closed_because == "agreed"
    assert await market.findings() == []


async def test_a_persona_that_cannot_be_had_today_can_be_taken_by_the_same_bid_another_day(
    market: Market,
) -> None:
    """It stands under no card at the turn: nothing is lost, and nobody is told that nobody had bid."""
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market)
    await days(1)
    bid = await bids(brand, intent)
    await days(10)
    await actions.accept(holder, mine(holder, intent), bid_before(holder, bid))
    await days(1)
    assert (await again(intent)).phase == "choosing"
    assert [it.state for it in await queries.bids_of_intent(intent.id)] == ["sealed"]
    await actions.accept(holder, mine(holder, intent), bid_before(holder, bid))
    await days(1, persona)
    assert (await again(intent)).closed_because == "agreed"
    await market.quiet()
    assert await market.findings() == []


async def test_whose_only_bid_came_to_nothing_is_not_told_that_nobody_had_bid(market: Market) -> None:
    holder, persona = await a_seeker()
    await with_mailbox(holder, "ada@example.org")
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market)
    await days(1)
    bid = await bids(brand, intent)
    await days(10)
    await actions.accept(holder, mine(holder, intent), bid_before(holder, bid))
    await fetch("update accounts.brands set state = 'stopped' where id = $1", brand_of(brand))
    await days(1)
    await days(1)
    assert (await again(intent)).closed_because == "nobody"
    kinds_ = {row["kind"] for row in await fetch("select kind from base.messages where kind like 'intent%'")}
    assert kinds_ == {"intent_bids_open", "intent_not_concluded"}


async def test_who_has_not_chosen_is_reminded_once_two_days_before_the_end(market: Market) -> None:
    holder, persona = await a_seeker()
    await with_mailbox(holder, "ada@example.org")
    intent, brand = await looked_for(holder, persona), await a_bidder(market)
    await days(1)
    bid = await bids(brand, intent)
    await days(13)
    assert await _reminded() == 0, "three days are left"
    await days(1)
    assert await _reminded() == 1
    await days(1)
    assert await _reminded() == 1
    await actions.accept(holder, mine(holder, intent), bid_before(holder, bid))
    await days(1, persona)
    assert (await again(intent)).closed_because == "agreed"


async def _reminded() -> int:
    told: int = await fetch_value("select count(*) from base.messages where kind = 'intent_bids_wait'")
    return told


@pytest.mark.parametrize("why", ["accepted", "closed", "none that can be had"])
async def test_who_has_nothing_to_choose_is_reminded_of_nothing(market: Market, why: str) -> None:
    holder, persona = await a_seeker(capacity=3)
    await with_mailbox(holder, "ada@example.org")
    intent, brand = await looked_for(holder, persona), await a_bidder(market)
    if why == "none that can be had":
        await market.rented(brand, persona)
    await days(1)
    bid = await bids(brand, intent)
    await days(13)
    if why == "accepted":
        await actions.accept(holder, mine(holder, intent), bid_before(holder, bid))
    elif why == "closed":
        await actions.close(holder, mine(holder, intent))
    at = (await clock.now()) + timedelta(hours=13)
    await clock.travel_to(at)  # the day has turned in the market's zone, and not yet in UTC
    assert market_date(at) == intent.until + timedelta(days=5)
    await asyncio.gather(jobs.settle(), jobs.settle())
    assert await _reminded() == 0


async def test_a_brand_that_rents_the_persona_bids_unknowing_and_is_not_to_be_taken(market: Market) -> None:
    """It sees what everybody sees: that it could not have it would tell it whose it is."""
    holder, persona = await a_seeker(capacity=3)
    brand = await a_bidder(market)
    await market.rented(brand, persona)
    intent = await looked_for(holder, persona)
    await days(1)
    bid = await bids(brand, intent)
    await days(10)
    _, (opened,) = await actions.compare(holder.person, mine(holder, intent))  # type: ignore[arg-type]
    assert opened.barred
    with pytest.raises(BidNotToBeTaken):
        await actions.accept(holder, mine(holder, intent), bid_before(holder, bid))


async def test_only_a_verified_brand_reads_what_people_look_for(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    await days(1)
    brand = await a_bidder(market)
    await fetch("update accounts.brands set state = 'stopped' where id = $1", brand_of(brand))
    with pytest.raises(BrandNotApproved):
        await bids(brand, intent)
    with pytest.raises(BrandNotApproved):
        await bidding.visible(brand_of(brand), before(brand, intent))


async def test_nobody_asks_for_more_than_the_person_would_show(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona, most="discret")
    assert [it.id for it in intent.terms] == ["discret"]
    brand = await a_bidder(market)
    await days(1)
    for changes in (
        {"terms": "accord"},
        {"terms": "simple"},
        {"purposes": ("market-research",)},
        {"purposes": ()},
        {"period": "P3M"},
        {"price_step": 1901},
        {"kind": "discount"},
        {"benefit": Benefit(percent=5)},
    ):
        with pytest.raises(BidImpossible):
            await bids(brand, intent, **changes)
    assert await fetch("select 1 from relations.bids") == []


async def test_the_words_of_a_seeker_lead_to_nobody(market: Market) -> None:
    holder, persona = await a_seeker()
    for text, refusal in (
        ("Écrivez-moi : ada@example.org", GivesYouAway),
        ("Je cherche un vélo, comme celui de Henriette", MayGiveYouAway),
    ):
        with pytest.raises(refusal):
            await actions.publish(holder, persona, await an_intent(text=text), uuid.uuid4().hex)
    assert await fetch("select 1 from relations.intents") == []


async def test_three_at_a_time_and_the_same_key_is_the_same(market: Market) -> None:
    holder, persona = await a_seeker()
    draft = await an_intent()
    first = await actions.publish(holder, persona, draft, "one", confirmed=True)
    assert (await actions.publish(holder, persona, draft, "one", confirmed=True)).id == first.id
    with pytest.raises(IdempotencyKeyReused):
        await actions.publish(holder, persona, await an_intent(budget_to=800_00), "one", confirmed=True)
    done = await asyncio.gather(*(looked_for(holder, persona) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(it, TooManyIntents) for it in done) == 4
    assert await fetch_value("select count(*) from relations.intents") == 3


async def test_only_a_listed_persona_that_says_enough_looks_for_something(market: Market) -> None:
    holder, persona = await a_seeker(variant="simple")
    await personas.move(holder, persona, "hidden")
    with pytest.raises(NotInThisState):
        await looked_for(holder, persona)
    quiet = await a_holder()
    few = await a_persona(quiet, _few(), variant="simple")
    with pytest.raises(TooFewTraits):
        await looked_for(quiet, few)
    assert (await looked_for(quiet, few, most="discret")).terms[0].id == "discret"


def _few() -> dict[str, str]:
    return {claim: CYCLIST[claim] for claim in CYCLIST if claim in edition("simple").disclosure.claims}


async def test_two_first_bids_of_a_brand_at_once_are_one(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market)
    await days(1)
    await asyncio.gather(*(bids(brand, intent, price_step=step) for step in (1900, 2900, 1900, 2900)))
    assert await fetch_value("select count(*) from relations.bids") == 1
    free = await fetch_value("select count(*) from rentals.casting_places where state = 'free'")
    assert free == 1
    assert await market.findings() == []


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("relations.intents set text = 'Autre chose'", "intents_kept"),
        ("relations.intents set budget_to = 100000", "intents_kept"),
        ("relations.bids set price_step = 2900", "bids_kept"),
        ("relations.bids set state = 'withdrawn'", "bids_kept"),
        ("relations.intents set rating = 5, fulfilled = 'yes', rated_at = base.now()", "intents_rated"),
    ],
)
async def test_the_database_keeps_what_was_said(market: Market, change: str, constraint: str) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    brand = await a_bidder(market)
    await days(1)
    await bids(brand, intent)
    await days(10)
    with pytest.raises(CheckViolationError) as refused:
        await fetch(f"update {change}")
    assert refused.value.constraint_name == constraint


async def test_an_unknown_brand_and_another_person_find_nothing(market: Market) -> None:
    holder, persona = await a_seeker()
    intent = await looked_for(holder, persona)
    stranger = await a_holder()
    assert stranger.person
    with pytest.raises(IntentNotFound):
        await actions.compare(stranger.person, mine(holder, intent))
    with pytest.raises(IntentNotFound):
        await actions.close(stranger, mine(stranger, intent))
    with pytest.raises(IntentNotFound):
        await bidding.visible(brand_of(await a_brand()), before(await a_brand(), intent))
