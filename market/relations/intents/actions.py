"""A person says what they look for, compares what brands bid, takes one bid or none, and says how it went."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from contracts.terms import edition
from market.accounts.secrets import subject
from market.base import audit, names, vault
from market.base.access import Principal
from market.base.clock import MARKET_ZONE, market_date, now, turn_after
from market.base.database import fetch, fetch_row, transaction
from market.base.errors import Unauthenticated
from market.base.idempotency import claim
from market.personas.proffering import proffer
from market.relations import speech
from market.relations.castings.candidates import barred
from market.relations.intents import queries
from market.relations.intents.errors import (
    BidNotFound,
    BidNotToBeTaken,
    ChoiceMade,
    IntentImpossible,
    IntentOver,
    NothingToRate,
    NotYetOpened,
    TooManyIntents,
)
from market.relations.intents.queries import BID, INTENT, BidRow, IntentRow
from market.relations.intents.rules import (
    MONTH_MOST,
    OPEN_MOST,
    Intent,
    check_intent,
    may_ask,
    ranked,
    to_json,
)
from market.relations.queries import ROOM
from market.rentals.actions.leave import HolderLeft
from market.rentals.agreements import Way

RATINGS = range(1, 6)
OUTCOMES = ("yes", "partly", "no")
_IN_TURN = "select pg_advisory_xact_lock(hashtextextended('intents ' || $1::text, 0))"
"""One new intent of a person after the other, or two at once would pass what they may have."""


@dataclass(frozen=True)
class Opened:
    """A bid as its person compares it. `barred`: this brand cannot have the persona, or is not wanted."""

    row: BidRow
    barred: bool


async def publish(
    who: Principal, persona: uuid.UUID, draft: Intent, key: str, *, confirmed: bool = False
) -> IntentRow:
    """Say what one looks for, with a listed persona: brands read it from the next day on. Again with the key: the same.

    Raises IntentImpossible, TextNotAccepted, GivesYouAway, MayGiveYouAway (unless `confirmed`), TooManyIntents,
    NotFound, NotInThisState, TooFewTraits, IdempotencyKeyReused.
    """
    person = _person(who)
    holder = vault.tag(ROOM, person)
    async with transaction():
        said = to_json(draft) | {"persona": str(persona)}
        made, fresh = await claim(holder, key, said, INTENT)
        if not fresh:
            return await queries.one(made)
        today = market_date(await now())
        intent = check_intent(draft, today)
        await speech.check(ROOM, holder, "text", intent.text, confirmed=confirmed)
        await fetch(_IN_TURN, holder.hex())
        await _check_number(holder)
        versions = await proffer(who, persona, may_ask(edition(intent.most)))
        await fetch(
            "insert into relations.intents (id, holder, persona, state, category, details, text, budget_from,"
            " budget_to, versions, opened_at, opens_on, until)"
            " values ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, base.now(), $10, $11)",
            *(made, holder, persona, intent.category, json.dumps(dict(intent.details)), intent.text),
            *(intent.budget_from, intent.budget_to),
            json.dumps({name: str(version) for name, version in versions.items()}),
            *(today + timedelta(days=1), intent.until),
        )
        # Which one stands in no audit row beside who.
        await audit.record(who.actor, "person.intent_opened", "person", subject(person))
        return await queries.one(made)


async def _check_number(holder: bytes) -> None:
    row = await fetch_row(
        "select count(*) filter (where state = 'open') as open, count(*) filter (where opened_at >="
        " date_trunc('month', base.now() at time zone $2) at time zone $2) as month"
        " from relations.intents where holder = $1",
        *(holder, MARKET_ZONE.key),
    )
    assert row is not None
    if row["open"] >= OPEN_MOST:
        raise TooManyIntents(reason="open", most=OPEN_MOST)
    if row["month"] >= MONTH_MOST:
        raise TooManyIntents(reason="month", most=MONTH_MOST)


async def compare(person: uuid.UUID, name: str) -> tuple[IntentRow, Sequence[Opened]]:
    """What was bid, by how little it asks, then by what it brings. Raises IntentNotFound, NotYetOpened."""
    row = await queries.one_of_person(person, name)
    return row, await opened(row)


async def opened(row: IntentRow) -> Sequence[Opened]:
    """The bids of an intent whose last day is over. Raises NotYetOpened."""
    if row.today <= row.until:
        raise NotYetOpened()
    bids = {it.id: it for it in await queries.bids_of_intent(row.id)}
    order = ranked({id: it.bid for id, it in bids.items()})
    return [Opened(bids[id], await _barred(row, bids[id])) for id in order]


async def _barred(row: IntentRow, bid: BidRow) -> bool:
    bars = await barred(bid.brand)
    return row.persona in bars.personas or vault.retag(row.holder, ROOM, "personas") in bars.holders


async def accept(who: Principal, name: str, bid: str, *, by: Way = "api") -> IntentRow:
    """Take this bid: as the UTC day turns it is an agreement. Again the same changes nothing.

    Raises IntentNotFound, NotYetOpened, BidNotFound, ChoiceMade, IntentOver, BidNotToBeTaken.
    """
    person = _person(who)
    async with transaction():
        row = await queries.one_of_person(person, name, lock="update")
        found = _called(bid, await opened(row), person)
        if row.chosen is not None:
            if row.chosen == found.row.id:
                return row
            raise ChoiceMade()
        if not row.may_choose:
            raise IntentOver()
        if found.barred:
            raise BidNotToBeTaken()
        await _decide(row, "accepted", found.row.id, by)
        await audit.record(who.actor, "person.bid_accepted", "person", subject(person))
        return await queries.one(row.id)


def _called(name: str, opened: Sequence[Opened], person: uuid.UUID) -> Opened:
    for it in opened:
        if names.name(BID, it.row.id, names.for_person(person)) == name:
            return it
    raise BidNotFound()


async def close(who: Principal, name: str) -> IntentRow:
    """Look for nothing any more; brands are told that it is over as the UTC day turns. Again changes nothing.

    Raises IntentNotFound, ChoiceMade.
    """
    person = _person(who)
    async with transaction():
        row = await queries.one_of_person(person, name, lock="update")
        if row.decided_as == "accepted":
            raise ChoiceMade()
        if row.state == "open" and row.decided_as is None:
            await _decide(row, "closed", None, None)
            await audit.record(who.actor, "person.intent_closed", "person", subject(person))
        return await queries.one(row.id)


async def _decide(row: IntentRow, what: str, chosen: uuid.UUID | None, by: Way | None) -> None:
    await fetch(
        "update relations.intents set decided_as = $2, decided_at = $3, due_at = $4, chosen = $5, route = $6"
        " where id = $1 and state = 'open' and decided_as is null",
        *(row.id, what, row.now, turn_after(row.now), chosen, by),
    )


async def rate(who: Principal, name: str, fulfilled: str, rating: int) -> IntentRow:
    """Say whether one found what one looked for, and how good it was, 1 to 5; once.

    Raises IntentNotFound, IntentImpossible, NothingToRate.
    """
    person = _person(who)
    if fulfilled not in OUTCOMES:
        raise IntentImpossible(field="fulfilled", known=list(OUTCOMES))
    if rating not in RATINGS:
        raise IntentImpossible(field="rating", least=RATINGS.start, most=RATINGS.stop - 1)
    async with transaction():
        row = await queries.one_of_person(person, name, lock="update")
        said = await fetch(
            "update relations.intents set fulfilled = $2, rating = $3, rated_at = base.now()"
            " where id = $1 and closed_because = 'agreed' and rated_at is null returning id",
            *(row.id, fulfilled, rating),
        )
        if not said:
            raise NothingToRate()
        await audit.record(who.actor, "person.intent_rated", "person", subject(person))
        return await queries.one(row.id)


async def on_holder_left(event: HolderLeft) -> None:
    """Whoever leaves looks for nothing any more: brands are told as the day turns, and the words go then. Inside the
    transaction in which they leave."""
    at = await now()
    await fetch(
        "update relations.intents set decided_as = 'closed', decided_at = coalesce(decided_at, $2),"
        " due_at = coalesce(due_at, $3), chosen = null, route = null where holder = $1 and state = 'open'",
        *(vault.tag(ROOM, event.person), at, turn_after(at)),
    )
    await fetch(
        "update relations.intents set text = '', details = '{}' where holder = $1 and state = 'closed'",
        vault.tag(ROOM, event.person),
    )


def _person(who: Principal) -> uuid.UUID:
    if who.person is None:
        raise Unauthenticated()
    return who.person
