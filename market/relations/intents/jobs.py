"""What the worker does for intents: it opens bids when the last day is over, and carries out what was decided, when
brands are told of it.
"""

import uuid

from market.accounts.post import tell_brand, tell_tagged
from market.base import audit, names, vault
from market.base.clock import market_date, now
from market.base.database import fetch, transaction
from market.base.errors import NotFound, Refusal
from market.base.mail import Fact, Letter
from market.base.settings import settings
from market.base.sweeps import Sweep, each
from market.personas.slots import PersonaUnavailable
from market.relations.intents import queries
from market.relations.intents.actions import opened
from market.relations.intents.letters import BID_OVER, BID_WON, BIDS_OPEN, BIDS_WAIT, NO_BIDS, NOT_CONCLUDED
from market.relations.intents.queries import INTENT, BidRow, IntentRow
from market.relations.intents.rules import REMIND_BEFORE, chooses_until
from market.relations.queries import ROOM
from market.rentals.casting.actions import LOST, Asked, Taker, give_back, take

SECONDS = 60
ACCEPTED_AT = {"api": "/v1/intents/{intent}/acceptance", "page": "/intents/{intent}/accept"}


async def settle() -> int:
    """Everything of intents that is due; how many there were."""
    due = await queries.due(market_date(await now()))
    await each("relations.intents", _settle, due)
    return len(due)


async def _settle(intent: uuid.UUID) -> None:
    """One, under its lock: who comes second finds it done."""
    async with transaction():
        row = await queries.one(intent, lock="update")
        if row.state == "closed":
            return
        if row.due_at is not None and row.due_at <= row.now:
            await (_conclude(row) if row.decided_as == "accepted" else _close(row, "holder"))
        elif row.decided_as is None and row.today > row.until:
            await _open(row)


async def _open(row: IntentRow) -> None:
    """The last day is over: its person compares what was bid, for a week; or nobody has bid anything."""
    bids = [it for it in await queries.bids_of_intent(row.id) if it.state == "sealed"]
    if not bids or row.today > chooses_until(row.until):
        if not bids and row.told_at is None:
            await _tell(row, NO_BIDS)
        await _close(row, "nobody")
    elif row.told_at is None:
        await fetch("update relations.intents set told_at = base.now() where id = $1", row.id)
        await _tell(row, BIDS_OPEN)
    elif row.reminded_at is None and row.today >= chooses_until(row.until) - REMIND_BEFORE:
        await fetch("update relations.intents set reminded_at = base.now() where id = $1", row.id)
        compared = await opened(row)
        if any(not it.barred for it in compared):
            await _tell(row, BIDS_WAIT, day=chooses_until(row.until))


async def _conclude(row: IntentRow) -> None:
    """An agreement by what was bid. Where it cannot be one now, the choice is open again: of this bid too, if it is the
    persona that cannot be had today; not of one whose brand cannot have it.
    """
    bid = next(it for it in await queries.bids_of_intent(row.id) if it.id == row.chosen)
    try:
        async with transaction():
            rental = await _taken(row, bid)
            await fetch("update relations.bids set state = 'won', rental = $2 where id = $1", bid.id, rental)
    except Refusal as refusal:
        if not isinstance(refusal, PersonaUnavailable):
            await _lose(bid)
        await fetch(
            "update relations.intents set decided_as = null, decided_at = null, due_at = null, chosen = null,"
            " route = null where id = $1",
            row.id,
        )
        await _tell(row, NOT_CONCLUDED)
        return
    await audit.record(audit.CLOCK, "bid.won", queries.BID, bid.id)
    link = f"{settings().url}/rentals"
    await tell_brand(bid.brand, BID_WON, link=link)
    await _close(row, "agreed")


async def _taken(row: IntentRow, bid: BidRow) -> uuid.UUID:
    if row.decided_at is None or row.route is None:
        raise RuntimeError("what was accepted was accepted at a time, by a route")
    name = names.name(INTENT, row.id, names.for_person(vault.person_of(ROOM, row.holder)))
    asked = Asked(bid.bid.purposes, bid.changed_at, ACCEPTED_AT[row.route].format(intent=name))
    taker = Taker(row.persona, row.decided_at)
    return await take(bid.place, taker, asked, version=row.versions[bid.bid.terms])


async def _close(row: IntentRow, because: str) -> None:
    """It is over for everybody who has not won, whatever the reason; the words of what came to nothing go."""
    await fetch(
        "update relations.intents set state = 'closed', closed_at = base.now(), closed_because = $2::varchar,"
        " text = case when $2::varchar = 'agreed' then text else '' end,"
        " details = case when $2::varchar = 'agreed' then details else '{}' end where id = $1",
        *(row.id, because),
    )
    await audit.record(audit.CLOCK, "intent.closed", INTENT, row.id, because=because)
    for bid in await queries.bids_of_intent(row.id):
        if bid.state == "sealed":
            await _lose(bid)


async def _lose(bid: BidRow) -> None:
    await give_back(bid.place, LOST)
    await fetch("update relations.bids set state = 'over' where id = $1", bid.id)
    await tell_brand(bid.brand, BID_OVER, link=f"{settings().url}/bids")


async def _tell(row: IntentRow, letter: Letter, **facts: Fact) -> None:
    try:
        await tell_tagged(ROOM, row.holder, letter, link=f"{settings().url}/intents", **facts)
    except NotFound:  # erased meanwhile
        return


SWEEPS = (Sweep("relations.intents", SECONDS, settle),)
