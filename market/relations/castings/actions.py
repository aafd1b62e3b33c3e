"""A brand publishes a casting and closes it; a person it reaches says yes, takes that back, or sets it aside."""

import json
import uuid

from market.accounts import queries as accounts
from market.accounts.secrets import subject
from market.base import audit, vault
from market.base.access import NotYours, Principal
from market.base.clock import MARKET_ZONE, market_date, now
from market.base.database import fetch, fetch_row, transaction
from market.base.errors import Unauthenticated
from market.base.idempotency import claim
from market.base.ids import new_id
from market.relations.castings import queries
from market.relations.castings.closing import close
from market.relations.castings.errors import (
    AlreadyAccepted,
    CastingOver,
    NothingToTakeBack,
    PersonaDoesNotFit,
    TooManyCastings,
)
from market.relations.castings.queries import KIND, CastingRow, mark_of
from market.relations.castings.rules import MONTH_MOST, OPEN_MOST, Brief, check_brief
from market.relations.queries import ROOM
from market.rentals.actions.leave import HolderLeft
from market.rentals.agreements import Way
from market.rentals.casting.actions import Places, reserve

PUBLISHED_AT = "/v1/castings"
_IN_TURN = "select pg_advisory_xact_lock(hashtextextended('castings ' || $1::text, 0))"
"""One new casting of a brand after the other, or two at once would pass what it may have."""


async def publish(who: Principal, draft: Brief, key: str) -> CastingRow:
    """Pay for all places from the brand's balance, and look for people from now on. Again with the key: the same one.

    Raises TextNotAccepted, ContactNotAllowed, CriteriaImpossible, CastingImpossible, TooManyCastings,
    BrandNotApproved, BrandStopped, ContactMissing, CharterNotSigned, BrandOwes, VatNumberExpired,
    VatNumberNotChecked, BalanceTooLow, IdempotencyKeyReused.
    """
    if who.seat is None:
        raise NotYours()
    brand = who.seat.brand
    async with transaction():
        made, fresh = await claim(vault.tag(ROOM, brand), key, draft.to_json(), KIND)
        if not fresh:
            return await queries.one(made)
        brief = check_brief(draft, market_date(await now()))
        await fetch(_IN_TURN, str(brand))
        await _check_number(brand)
        await fetch(
            "insert into relations.castings (id, brand, state, title, text, purpose, criteria, period, price_step,"
            " places, until, opened_at) values ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10, base.now())",
            *(
                made,
                brand,
                brief.title,
                brief.text,
                brief.purpose,
                json.dumps(queries.to_json(brief.criteria)),
            ),
            *(brief.period, brief.price_step, brief.places, brief.until),
        )
        await audit.record(who.actor, "casting.opened", KIND, made, places=brief.places)
        places = Places(brief.places, brief.period, brief.price_step)
        await reserve(brand, made, places, who.actor, PUBLISHED_AT)
        return await queries.one(made)


async def _check_number(brand: uuid.UUID) -> None:
    row = await fetch_row(
        "select count(*) filter (where state = 'open') as open, count(*) filter (where opened_at >="
        " date_trunc('month', base.now() at time zone $2) at time zone $2) as month"
        " from relations.castings where brand = $1",
        *(brand, MARKET_ZONE.key),
    )
    assert row is not None
    if row["open"] >= OPEN_MOST:
        raise TooManyCastings(reason="open", most=OPEN_MOST)
    if row["month"] >= MONTH_MOST:
        raise TooManyCastings(reason="month", most=MONTH_MOST)


async def close_early(who: Principal, name: str) -> CastingRow:
    """The brand looks for nobody any more: what nobody took is in its balance. Who waits for a place gets none. Again
    changes nothing. Raises CastingNotFound."""
    if who.seat is None:
        raise NotYours()
    casting = await queries.one_of_brand(who.seat.brand, name)
    async with transaction():
        await close(await queries.one(casting.id, lock="update"), "brand", who.actor)
    return await queries.one(casting.id)


async def accept(who: Principal, name: str, persona: uuid.UUID, *, by: Way = "api") -> None:
    """Say yes with a persona; a place is drawn the next morning. Again with the same one changes nothing.

    Raises CastingNotFound for one that does not reach this person, CastingOver, PersonaDoesNotFit, AlreadyAccepted.
    """
    person = _person(who)
    casting = queries.inner_before(person, name)
    async with transaction():
        row = await queries.one(casting, lock="share")
        if not row.is_open or (await accounts.brand(row.brand)).state != "approved":
            raise CastingOver()
        if persona not in (await queries.call_of(person, row)).personas:
            raise PersonaDoesNotFit()
        made = await fetch(
            "insert into relations.casting_acceptances (id, casting, holder, persona, state, accepted_at, route)"
            " values ($1, $2, $3, $4, 'waiting', base.now(), $5)"
            " on conflict on constraint casting_acceptances_once do nothing returning id",
            *(new_id(), casting, vault.tag(ROOM, person), persona, by),
        )
        if made:
            await audit.record(who.actor, "casting.accepted", "casting_acceptance", made[0]["id"])
        elif await _accepted_with(person, casting) != persona:
            raise AlreadyAccepted()


async def _accepted_with(person: uuid.UUID, casting: uuid.UUID) -> uuid.UUID | None:
    row = await fetch_row(
        "select persona from relations.casting_acceptances where casting = $1 and holder = $2",
        *(casting, vault.tag(ROOM, person)),
    )
    return row["persona"] if row else None


async def take_back(who: Principal, name: str) -> None:
    """Not any more: nobody learns of it. Raises CastingNotFound, NothingToTakeBack once it is drawn."""
    person = _person(who)
    casting = queries.inner_before(person, name)
    async with transaction():
        gone = await fetch(
            "delete from relations.casting_acceptances where casting = $1 and holder = $2 and state = 'waiting'"
            " returning id",
            *(casting, vault.tag(ROOM, person)),
        )
        if not gone:
            await queries.call_of(person, await queries.one(casting))
            raise NothingToTakeBack()
        await audit.record(who.actor, "casting.taken_back", "casting_acceptance", gone[0]["id"])


async def set_aside(who: Principal, name: str) -> None:
    """Not for me: it is shown to this person no more, and nobody learns of it. Raises CastingNotFound."""
    person = _person(who)
    found = await queries.call(person, name)
    async with transaction():
        await fetch(
            "insert into relations.casting_marks as m (mark, casting, kind) values ($1, $2, 'aside')"
            " on conflict (mark) do update set kind = 'aside'",
            *(mark_of(person, found.casting.id), found.casting.id),
        )
        # Of which casting stands in no audit row: whom one fits stands nowhere.
        await audit.record(who.actor, "person.casting_set_aside", "person", subject(person))


async def on_holder_left(event: HolderLeft) -> None:
    """Who leaves takes every yes with them. Inside the transaction in which they leave."""
    await fetch(
        "delete from relations.casting_acceptances where holder = $1 and state <> 'chosen'",
        vault.tag(ROOM, event.person),
    )


def _person(who: Principal) -> uuid.UUID:
    if who.person is None:
        raise Unauthenticated()
    return who.person
