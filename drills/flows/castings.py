"""A casting: its places are paid for before anybody is asked, given by lot in the morning, and go back where nobody
took them."""

from datetime import date, datetime, timedelta

from drills.flows.balance import TOPPED_UP, put_in
from drills.flows.kinds import Facts, Flow, Stage, not_before
from drills.town import PURPOSE, Town
from market.base import clock
from market.base.access import Principal
from market.base.clock import MARKET_ZONE
from market.relations.castings import actions, jobs, queries
from market.relations.castings.queries import CastingRow
from market.relations.castings.rules import Brief, Criterion
from tests.relations.castings.casting import a_crowd, says_yes

DAYS, PLACES, YES = 10, 4, 2
"""Two of four places find somebody."""


async def _publishable(town: Town, facts: Facts) -> Facts:
    await put_in(town, facts["brand"], 5000, "for places")
    until = clock.market_date(await clock.now()) + timedelta(days=DAYS)
    return facts | {"until": until.isoformat()}


PUBLISHABLE = Stage("a brand may pay for a casting", _publishable, TOPPED_UP)


async def published(who: Principal, until: str) -> CastingRow:
    """The brand pays for its places; with the same key once."""
    title, text = "Cyclistes du quotidien", "Un mois pour parler de vos trajets et de vos réparations."
    criteria = (Criterion("passion", ("velo",)),)
    brief = Brief(title, text, PURPOSE, criteria, "P1M", 1900, date.fromisoformat(until), PLACES)
    return await actions.publish(who, brief, "the-same-key")


async def _publish(town: Town, facts: Facts) -> None:
    await published(facts["brand"], facts["until"])
    await town.quiet()


async def _accepted(town: Town, facts: Facts) -> Facts:
    """A crowd is told, and two of them say yes."""
    crowd = await a_crowd()
    made = await published(facts["brand"], facts["until"])
    await jobs.look_for_people()
    for who, persona in crowd[:YES]:
        await says_yes(who, persona, made)
    await town.quiet()
    last = date.fromisoformat(facts["until"])
    return facts | {
        "casting": queries.name_for(made.brand, made.id),
        "morning": _morning(clock.market_date(made.opened_at) + timedelta(days=1)),
        "last morning": _morning(last + timedelta(days=1)),
    }


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, jobs.HOUR + 2, tzinfo=MARKET_ZONE)


ACCEPTED = Stage("two have said yes to a casting of four places", _accepted, PUBLISHABLE)


async def _give(town: Town, facts: Facts) -> None:
    await not_before(facts["morning"])
    await jobs.give_places()
    await town.quiet()


async def _given(town: Town, facts: Facts) -> Facts:
    await _give(town, facts)
    return facts


GIVEN = Stage("two places of a casting are taken, and two are free", _given, ACCEPTED)


async def _close(town: Town, facts: Facts) -> None:
    await actions.close_early(facts["brand"], facts["casting"])
    await town.quiet()


async def _last_morning(town: Town, facts: Facts) -> None:
    """Places are given for the last time, and what is left goes back at once."""
    await not_before(facts["last morning"])
    await jobs.give_places()
    await town.quiet()


FLOWS = (
    Flow("casting published", PUBLISHABLE, _publish),
    Flow("places given", ACCEPTED, _give),
    Flow("casting closed early", GIVEN, _close),
    Flow("casting over", ACCEPTED, _last_morning),
)
