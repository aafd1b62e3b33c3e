"""Builders: brands with keys of their own, what they download, and what a verifier who never asks us finds."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.credential import Reading, verify_rented
from contracts.jws import read, trusting
from contracts.keys import PrivateKey, b64url
from contracts.sdjwt import Challenge, bind, parse
from contracts.status_list import LIFE, TTL, Published, Reference, read_list, reference_of
from market.accounts.actions import signing_keys
from market.accounts.actions.keys import create_api_key
from market.base import clock, signing
from market.base.access import Principal
from market.base.database import fetch
from market.rentals.credentials import published
from market.rentals.credentials.handing_out import hand_out
from tests.factories import a_brand, a_holder, a_persona
from tests.market import PURPOSE, Market
from tests.relations.helpers import Relation, brand_of, with_mailbox
from tests.world import SCOPES

CHALLENGE = Challenge(audience="https://verifier.example", nonce="n-0S6_WzA2Mj")


def a_key() -> PrivateKey:
    return PrivateKey(secrets.token_bytes(32))


async def register(who: Principal, key: PrivateKey) -> PrivateKey:
    """As a brand's own software does it: sign the challenge, send the public half."""
    given = await signing_keys.challenge(who)
    await signing_keys.register(who, key.public, given.text, b64url(key.sign(given.text.encode())))
    return key


@dataclass(frozen=True)
class Rented:
    """A paid rental of a brand, and the brand's key."""

    relation: Relation
    key: PrivateKey

    @property
    def brand(self) -> Principal:
        return self.relation.brand

    @property
    def agreement(self) -> uuid.UUID:
        return self.relation.agreement


async def a_rented(
    market: Market, *, brand: Principal | None = None, key: PrivateKey | None = None
) -> Rented:
    """A brand registers its key and rents; the worker has done what follows."""
    brand, holder = brand or await a_brand(), await with_mailbox(await a_holder(), "holder@example.org")
    key = await register(brand, key or a_key())
    persona = await a_persona(holder)
    agreement = await market.rented(brand, persona)
    rental = (await fetch("select id from rentals.rentals where agreement = $1", agreement))[0]["id"]
    return Rented(Relation(holder, brand, persona, rental, agreement), key)


async def text_of(rented: Rented) -> str:
    """The credential, as its brand downloads it."""
    return await hand_out(brand_of(rented.brand), rented.agreement, PURPOSE, "api")


async def an_api_key(who: Principal) -> str:
    """For a brand's own program."""
    return (await create_api_key(who, "CRM", frozenset(SCOPES)))[1]


def place_of(text: str) -> Reference:
    """Where a credential says that its status stands."""
    return reference_of(read(parse(text).token).payload)


def name_of(text: str) -> str:
    return place_of(text).uri.rsplit("/", 1)[1]


async def next_slot() -> datetime:
    """Travel to where lists are signed anew, and a second further: its beginning."""
    seconds = int((await clock.now()).timestamp())
    began = datetime.fromtimestamp(seconds - seconds % 300 + 300, UTC)
    await clock.travel_to(began + timedelta(seconds=1))
    return began


async def list_of(text: str, later: timedelta = TTL) -> Published:
    """The list that a credential names, as it is served a slot later, read as strictly as can be."""
    await clock.travel(later)
    served = await published.token(name_of(text))
    keys = trusting((await signing.key_set("status")).keys.values())
    return read_list(served, keys=keys, at=await clock.now(), longest=LIFE)


async def verified(
    text: str, key: PrivateKey, *, at: datetime | None = None, listed: Published | None = None
) -> Reading:
    """What a verifier proves who asked the brand for its key and looked at the list. Raises TokenRefused."""
    listed = listed or await list_of(text)
    now = await clock.now()
    shown = bind(text, key, audience=CHALLENGE.audience, nonce=CHALLENGE.nonce, at=at or now)
    keys = trusting((await signing.key_set("credential")).keys.values())
    return verify_rented(shown, keys=keys, at=at or now, challenge=CHALLENGE, published=listed)


async def statuses(rental: uuid.UUID) -> list[tuple[int, bool]]:
    """(status, is there a text) of each credential of a rental, oldest first."""
    rows = await fetch("select status, sealed from rentals.credentials where rental = $1 order by id", rental)
    return [(row["status"], row["sealed"] is not None) for row in rows]
