"""A holder says whom they would like to be asked by, and takes it back. Nobody else reads the list."""

import uuid
from collections.abc import Mapping

from market.accounts import giveaways as accounts
from market.accounts.public import public_brand
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.disguise import plain
from market.base.errors import NotFound, Unauthenticated
from market.base.ids import new_id
from market.money.payouts import giveaways as payouts
from market.relations import scan, speech
from market.relations.errors import GivesYouAway, TooManyWishes
from market.relations.queries import ROOM
from market.relations.welcome import queries
from market.relations.welcome.rules import WISHES_MOST, check_name, host_of
from market.rentals.actions.leave import HolderLeft

PADDING = 512  # bytes: a long name is nobody's business
_IN_TURN = "select pg_advisory_xact_lock(hashtextextended('wishes ' || $1::text, 0))"
"""One wish of a holder after the other, or two at once would pass the end of the list."""


async def welcome(who: Principal, brand: uuid.UUID) -> None:
    """Would like to be asked by a registered brand; again is the same. Raises NotFound, TooManyWishes."""
    person = _person(who)
    await public_brand(brand)
    await _keep(who, person, {"brand": str(brand)})


async def welcome_typed(who: Principal, name: str, website: str) -> None:
    """Would like to be asked by a brand that is not here, by its name and website; another spelling is the same.

    Raises TextNotAccepted, LinkNotAccepted, ContactNotAllowed, GivesYouAway, TooManyWishes.
    """
    person = _person(who)
    kept, host = check_name(name), host_of(website)
    await _check_tells_nothing(person, kept, host)
    await _keep(who, person, {"name": kept, "host": host})


async def _check_tells_nothing(person: uuid.UUID, name: str, host: str) -> None:
    """A brand's name is a name: it is not asked about, only what leads to the holder is refused."""
    holder = vault.tag(ROOM, person)
    await speech.check(ROOM, holder, "name", name, confirmed=True)
    known, _ = await accounts.given_away(ROOM, holder, host)
    sure = known | await payouts.given_away(ROOM, holder, host)
    if scan.has_phone(plain(host)):
        sure |= {"phone"}
    if sure:
        raise GivesYouAway(field="website", what=sorted(sure))


async def _keep(who: Principal, person: uuid.UUID, said: Mapping[str, str]) -> None:
    """The wish, in the holder's list once."""
    holder, wish = vault.tag(ROOM, person), new_id()
    async with transaction():
        key = await vault.data_key(person)
        await fetch(_IN_TURN, holder.hex())
        made = await fetch(
            "insert into relations.wishes (id, holder, wanted, sealed, since) values ($1, $2, $3, $4, base.now())"
            " on conflict on constraint wishes_once do nothing returning id",
            *(wish, holder, queries.digest_of(said), key.seal(queries.place(wish), said, PADDING)),
        )
        if not made:
            return
        if await fetch_value("select count(*) from relations.wishes where holder = $1", holder) > WISHES_MOST:
            raise TooManyWishes(most=WISHES_MOST)
        await audit.record(who.actor, "wish.kept", queries.KIND, wish)


async def take_back(who: Principal, name: str) -> None:
    """It is on the list no more. Raises NotFound, for another holder's too."""
    person = _person(who)
    wish = queries.inner(person, name)
    async with transaction():
        gone = await fetch(
            "delete from relations.wishes where id = $1 and holder = $2 returning id",
            *(wish, vault.tag(ROOM, person)),
        )
        if not gone:
            raise NotFound()
        await audit.record(who.actor, "wish.taken_back", queries.KIND, wish)


async def on_holder_left(event: HolderLeft) -> None:
    """Who leaves wants nothing any more. Inside the transaction in which they leave."""
    await fetch("delete from relations.wishes where holder = $1", vault.tag(ROOM, event.person))


def _person(who: Principal) -> uuid.UUID:
    if who.person is None:
        raise Unauthenticated()
    return who.person
