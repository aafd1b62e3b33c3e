"""A bid on what somebody looks for: paid for from the balance while it is sealed, an agreement if it is taken, and back
in the balance if it is not, is raised or withdrawn."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from drills.flows.balance import TOPPED_UP, put_in
from drills.flows.kinds import Facts, Flow, Stage, not_before
from drills.town import PURPOSE, Town
from market.base import clock, names
from market.base.access import Principal
from market.base.clock import MARKET_ZONE, market_date
from market.relations.intents import actions, bidding, jobs, queries
from market.relations.intents.queries import BID, INTENT
from market.relations.intents.rules import CHOOSE_WITHIN, Bid, Intent
from tests.factories import stand_under_a_card
from tests.relations.helpers import brand_of

DAYS = 5
LOW = Bid("discret", (PURPOSE,), "P1M", 1900)
RAISED = replace(LOW, price_step=2900)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), MARKET_ZONE)


async def _looked_for(town: Town, facts: Facts) -> Facts:
    """Somebody looks for a bicycle, and it is the first day on which brands bid."""
    until = market_date(await clock.now()) + timedelta(days=DAYS)
    text = "Un vélo de ville léger, pour aller au travail."
    draft = Intent("velo", {"quoi": "ville"}, text, 300_00, 700_00, "discret", until)
    row = await actions.publish(facts["holder"], facts["persona"], draft, "the-same-key", confirmed=True)
    await not_before(_noon(row.opens_on))
    await town.quiet()
    return facts | {"intent": row.id, "over": _noon(until + timedelta(days=1))}


LOOKED_FOR = Stage("somebody looks for something, and a brand may pay for a bid", _looked_for, TOPPED_UP)


async def _bid(town: Town, facts: Facts, who: Principal, said: Bid) -> None:
    name = names.name(INTENT, facts["intent"], names.for_brand(brand_of(who)))
    await bidding.bid(who, name, said)
    await town.quiet()


async def _make(town: Town, facts: Facts) -> None:
    await _bid(town, facts, facts["brand"], LOW)


async def _bidden(town: Town, facts: Facts) -> Facts:
    """Two brands have bid; one of them asks for no benefit and is the dearer."""
    rival = await town.brand()
    await put_in(town, rival, 5000, "rival")
    await _bid(town, facts, facts["brand"], LOW)
    await _bid(town, facts, rival, RAISED)
    return facts | {"rival": rival}


BIDDEN = Stage("two brands have bid on what somebody looks for", _bidden, LOOKED_FOR)


async def _raise(town: Town, facts: Facts) -> None:
    await _bid(town, facts, facts["brand"], RAISED)


async def _withdraw(town: Town, facts: Facts) -> None:
    brand = facts["brand"]
    await bidding.withdraw(brand, names.name(INTENT, facts["intent"], names.for_brand(brand_of(brand))))
    await town.quiet()


async def _accepted(town: Town, facts: Facts) -> Facts:
    """The last day is over, and one bid is accepted: as the day turns it is an agreement."""
    await not_before(facts["over"])
    await jobs.settle()
    who = facts["holder"]
    mine = names.for_person(who.person)
    bid = await queries.bid_of(facts["intent"], brand_of(facts["brand"]))
    assert bid
    name = names.name(INTENT, facts["intent"], mine)
    row = await actions.accept(who, name, names.name(BID, bid.id, mine))
    await town.quiet()
    return facts | {"turn": row.due_at}


ACCEPTED = Stage("one of two bids is accepted, and the day has not turned", _accepted, BIDDEN)


async def _conclude(town: Town, facts: Facts) -> None:
    await not_before(facts["turn"])
    await stand_under_a_card(facts["persona"])
    await jobs.settle()
    await town.quiet()


async def _nobody(town: Town, facts: Facts) -> None:
    """Its person chooses none, until the time for it is over."""
    await not_before(facts["over"] + CHOOSE_WITHIN + timedelta(days=1))
    await jobs.settle()
    await town.quiet()


FLOWS = (
    Flow("bid made", LOOKED_FOR, _make),
    Flow("bid raised", BIDDEN, _raise),
    Flow("bid withdrawn", BIDDEN, _withdraw),
    Flow("bid taken", ACCEPTED, _conclude),
    Flow("no bid taken", BIDDEN, _nobody),
)
