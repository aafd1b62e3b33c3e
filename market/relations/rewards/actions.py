"""What becomes of an offered reward, and what the person makes of an earned one.

It is earned when its question is over, by its last day or by the end of the rental, and an answer stands then: until
then an answer can be changed and taken back, and nothing is owed for one that is not there. Nobody has to be quick:
what stood at that moment stands for ever, so it may be looked at any time later.
"""

import uuid

from market.base import audit, vault
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.errors import NotFound, Unauthenticated
from market.base.sweeps import Sweep, each
from market.money.rewards.actions import choose as choosing
from market.money.rewards.actions import offers
from market.money.rewards.actions.choose import Choice
from market.money.rewards.actions.offers import Thing
from market.money.rewards.errors import RewardNotFound
from market.relations.rewards import queries
from market.rentals import queries as rentals
from market.rentals.actions.end import RentalEnded
from market.rentals.queries import RentalRow

AT_ONCE = 500
SECONDS = 60
RUNNING = ("Active", "TemporarilySuspended")


def for_question(question: uuid.UUID, row: RentalRow) -> Thing:
    """What the reward of a question is for."""
    return Thing(queries.QUESTION, question, row.id, vault.retag(row.holder, rentals.ROOM, "money"))


async def choose(who: Principal, agreement: uuid.UUID, name: str, choice: Choice) -> None:
    """How an earned reward comes. While the relation runs also as a code of the brand's.

    Raises RewardNotFound, RewardNotChoosable, CharityNotFound, CodesNotOffered, CodesAreOver, NoCodeLeft.
    """
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        try:
            row = await rentals.locked((await rentals.of_holder(who.person, agreement)).id)
        except NotFound as error:
            raise RewardNotFound() from error
        reward = queries.reward_of(row.agreement, name)
        await choosing.choose(who, reward, choice, running=row.phase in RUNNING)


# Of questions that are over: by their last day, or with their rental, on the record or by the clock.
_DUE = """
select r.id, q.rental from money.rewards r join relations.questions q on q.id = r.source
  join rentals.rentals n on n.id = q.rental
  where r.status = 'offered' and r.source_type = 'question'
    and (q.until < $1 or n.ended_at is not null or n.ends_at <= base.now())
  order by q.rental, r.id limit $2
"""
_STANDS = """
select r.id, a.sealed is not null as answered, q.until < $2 or n.ended_at is not null or n.ends_at <= base.now() as over
  from money.rewards r join relations.questions q on q.id = r.source join rentals.rentals n on n.id = q.rental
  left join relations.answers a on a.question = q.id
  where r.id = $1 and r.status = 'offered'
"""


async def sweep_rewards() -> int:
    """Settle what is due: earned where an answer stands, lapsed where none does; how many were looked at."""
    due = await fetch(_DUE, market_date(await now()), AT_ONCE)
    await each("relations.rewards", _settle, due)
    return len(due)


async def _settle(found: Record) -> None:
    async with transaction():
        await rentals.locked(found["rental"])  # no answer is given or taken back beside this
        row = await fetch_row(_STANDS, found["id"], market_date(await now()))
        if row is None or not row["over"]:
            return
        await (offers.earn if row["answered"] else offers.lapse)(row["id"])


async def on_rental_ended(ended: RentalEnded) -> None:
    """What was answered is earned in the same instant, whoever ended it; the rest lapses when the sweep comes."""
    for row in await fetch(
        "select r.id from money.rewards r join relations.answers a on a.question = r.source"
        " where r.rental_id = $1 and r.source_type = 'question' and r.status = 'offered' and a.sealed is not null"
        " order by r.id",
        ended.rental,
    ):
        await offers.earn(row["id"], audit.SYSTEM)


SWEEPS = (Sweep("relations.rewards", SECONDS, sweep_rewards),)
