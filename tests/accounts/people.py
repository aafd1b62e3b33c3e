"""Builders: people with a password, browsers that are signed in, and what their mailbox says."""

import contextlib
import re
import uuid
from collections.abc import AsyncIterator

import httpx
from litestar import Litestar

from contracts.charter import current
from market.accounts import queries_factor
from market.accounts.actions import factors
from market.accounts.actions.contact import set_contact
from market.accounts.actions.people import create_person, found_brand
from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import COOKIE, of_session
from market.accounts.passwords import hash_now
from market.base import mail
from market.base.access import Principal

PASSWORD = "quatre mots sans rapport"
HASH = hash_now(PASSWORD)
SIREN, OTHER_SIREN = "732829320", "552100554"
JSON = dict[str, object]


async def person(email: str = "ada@example.org", *, adult: bool = True, operator: bool = False) -> uuid.UUID:
    """Somebody with the password; an operator has a second factor too."""
    made = await create_person(email, HASH, "fr", adult=adult, operator=operator)
    if operator:
        await factors.provide(made)
    return made


async def factor_code(email: str) -> str:
    """What an operator's telephone shows at this moment."""
    (code,) = [it.code for it in await queries_factor.local_codes() if it.email == email]
    assert code is not None
    return code


async def signed_in(email: str = "ada@example.org") -> Principal:
    return await of_session(await sign_in(email, PASSWORD))


async def owner_of_brand(email: str = "olga@example.org", siren: str = SIREN) -> Principal:
    """Somebody in the owner's seat of a brand of their own, as their session sees it."""
    await person(email, adult=False)
    token = await sign_in(email, PASSWORD)
    names = ("Vélos Réunis SAS", "Vélos Réunis", siren)
    await found_brand(await of_session(token), *names, edition=current().edition)
    who = await of_session(token)
    await set_contact(who, "2 quai des Chartrons, 33000 Bordeaux, FR", "donnees@reunis.example")
    return who


def brand_of(who: Principal) -> uuid.UUID:
    assert who.seat is not None
    return who.seat.brand


@contextlib.asynccontextmanager
async def browser(
    app: Litestar, token: str | None = None, **headers: str
) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="https://moi.test",
        headers={"sec-fetch-site": "same-origin", "accept": "application/json", **headers},
        cookies={COOKIE: token} if token else {},
    ) as visitor:
        yield visitor


async def mailed(address: str) -> list[mail.Kept]:
    """The messages to an address, newest first."""
    return [message for message in await mail.kept() if message.address == address]


async def code_for(address: str) -> str:
    """The code in the newest message to an address that has one."""
    for message in await mailed(address):
        found = re.search(r"code=([\w-]+)", message.text)
        if found:
            return found[1]
    raise AssertionError(f"no code was mailed to {address}")
