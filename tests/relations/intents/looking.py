"""Builders: somebody who looks for a bicycle, brands with money that bid, and the days that pass."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

from market.base import clock, names
from market.base.access import Principal
from market.base.clock import MARKET_ZONE, market_date
from market.relations.intents import actions, bidding, jobs, queries
from market.relations.intents.queries import BidRow, IntentRow
from market.relations.intents.rules import Bid, Intent
from tests.factories import CYCLIST, a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market
from tests.relations.helpers import brand_of
from tests.relations.rewards.rewarding import put_in

TEXT = "Je cherche un vélo de ville léger, avec un panier, pour aller au travail par tous les temps."


async def an_intent(**changes: Any) -> Intent:
    """A city bicycle for 400 to 900 euros, by now in ten days, for brands that may read what "accord" shows."""
    said: dict[str, Any] = {
        "category": "velo",
        "details": {"quoi": "ville", "etat": "egal"},
        "text": TEXT,
        "budget_from": 400_00,
        "budget_to": 900_00,
        "most": "accord",
        "until": market_date(await clock.now()) + timedelta(days=10),
    }
    return Intent(**(said | changes))


async def a_seeker(**offer: Any) -> tuple[Principal, uuid.UUID]:
    """A holder whose persona stands under a card."""
    holder = await a_holder()
    persona = await a_persona(holder, CYCLIST, **offer)
    await stand_under_a_card(persona)
    return holder, persona


async def looked_for(who: Principal, persona: uuid.UUID, **changes: Any) -> IntentRow:
    """An intent that was published just now."""
    return await actions.publish(who, persona, await an_intent(**changes), uuid.uuid4().hex, confirmed=True)


async def a_bidder(market: Market, cents: int = 200_00, **facts: Any) -> Principal:
    """A verified brand with money in its balance."""
    brand = await a_brand(name=f"Marque {uuid.uuid4().hex[:6]}", **facts)
    await put_in(market, brand, cents)
    return brand


def a_bid(**changes: Any) -> Bid:
    """Nineteen euros for a month under "discret", to offer benefits."""
    said: dict[str, Any] = {
        "terms": "discret",
        "purposes": ("benefits",),
        "period": "P1M",
        "price_step": 1900,
        "words": "Venez essayer trois vélos de ville un samedi, sans engagement.",
    }
    return Bid(**(said | changes))


async def bids(brand: Principal, intent: IntentRow, **changes: Any) -> BidRow:
    return await bidding.bid(brand, before(brand, intent), a_bid(**changes))


def before(brand: Principal, intent: IntentRow) -> str:
    """The intent's name before a brand."""
    return names.name("intent", intent.id, names.for_brand(brand_of(brand)))


def mine(who: Principal, intent: IntentRow) -> str:
    """The intent's name before its person."""
    assert who.person
    return names.name("intent", intent.id, names.for_person(who.person))


def bid_before(who: Principal, bid: BidRow) -> str:
    """A bid's name before the person whom it is for."""
    assert who.person
    return names.name("bid", bid.id, names.for_person(who.person))


async def days(number: int, persona: uuid.UUID | None = None) -> None:
    """It is eleven in the morning of the market, so many days later, and two workers have come by; a `persona` stands
    under a card of that day.
    """
    at = (await clock.now()).astimezone(MARKET_ZONE)
    await clock.travel_to((at + timedelta(days=number)).replace(hour=11, minute=0, second=0))
    if persona is not None:
        await stand_under_a_card(persona)
    await asyncio.gather(jobs.settle(), jobs.settle())


async def again(intent: IntentRow) -> IntentRow:
    """As it stands now."""
    return await queries.one(intent.id)
