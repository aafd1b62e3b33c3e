"""Builders of whole crowds on the real database, and a recount that opens the seals itself."""

import contextlib
import json
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from litestar import Litestar

from contracts.vocabulary import CLAIMS, PHRASES
from market.accounts.authentication import COOKIE
from market.accounts.secrets import hash_key, new_secret
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.personas import actions
from market.personas.queries import sealed_place
from tests.factories import CYCLIST, a_holder, a_persona

Values = dict[str, str]

CYCLISTS = "velo-bretagne-1970-1979-foyer-seul-salariat-sur-place-19-standard"
"""The address of sixteen cyclists' card."""


@dataclass(frozen=True)
class Listing:
    """A persona and whose it is."""

    holder: Principal
    persona: uuid.UUID


async def a_crowd(
    size: int, values: Values | None = None, *, age: timedelta = timedelta(days=60), capacity: int = 1
) -> list[Listing]:
    """So many holders with one persona each, all with the same answers."""
    found = []
    for _ in range(size):
        holder = await a_holder(age)
        found.append(Listing(holder, await a_persona(holder, values, capacity=capacity)))
    return found


def but(**changes: str) -> Values:
    """The cyclist's answers, with other ones; underscores stand for hyphens."""
    return CYCLIST | {claim.replace("_", "-"): value for claim, value in changes.items()}


async def erase(holder: Principal) -> None:
    """What an erasure does to personas and keys."""
    assert holder.person is not None
    async with transaction():
        await actions.erase_all(audit.SYSTEM, holder.person)
        await vault.destroy_key(holder.person)


async def addresses() -> list[str]:
    """The day's cards, by address."""
    rows = await fetch(
        "select c.address from catalogue.current k join catalogue.classes c on c.snapshot = k.snapshot"
        " order by c.address"
    )
    return [row["address"] for row in rows]


async def current() -> uuid.UUID | None:
    found: uuid.UUID | None = await fetch_value("select snapshot from catalogue.current")
    return found


async def address_of(persona: uuid.UUID) -> str | None:
    found: str | None = await fetch_value(
        "select c.address from catalogue.current k join catalogue.cards d on d.snapshot = k.snapshot"
        " join catalogue.classes c on c.id = d.class where d.persona = $1",
        persona,
    )
    return found


@dataclass
class Recount:
    """What is wrong with the tables, and how much there was to get wrong."""

    faults: set[str] = field(default_factory=set)
    crowds: dict[str, set[uuid.UUID]] = field(default_factory=dict)
    seated: int = 0


async def recount(crowd: int = 11) -> Recount:
    """Counts every card of the tables anew, from the sealed answers and nothing else.

    Its own reading of the rules: what is "me" and allowed, made coarser by the vocabulary; a holder's vote on
    the oldest listed persona with the same offer; a voice after thirty days.
    """
    result = Recount()
    rows = await fetch(
        "select p.id, p.holder, p.version, p.published_at, p.price_step, p.period, v.sealed,"
        " p.variant || '-' || p.terms_version as variant,"
        " c.address, c.vector::text as vector, c.coarse_count, c.price_step as card_price,"
        " c.variant as card_variant, c.period as card_period, d.version as card_version"
        " from personas.personas p join personas.persona_versions v on v.id = p.version"
        " left join (catalogue.current k join catalogue.cards d on d.snapshot = k.snapshot"
        "   join catalogue.classes c on c.id = d.class) on d.persona = p.id"
        " where p.state = 'listed' order by p.published_at, p.id"
    )
    voted: set[tuple[uuid.UUID, object]] = set()
    crowds: dict[str, set[uuid.UUID]] = defaultdict(set)
    for row in rows:
        person = vault.person_of("personas", row["holder"])
        offer = (row["price_step"], row["variant"], row["period"])
        votes = (person, offer) not in voted and await _is_voter(person)
        voted.add((person, offer))
        if row["address"] is None:
            continue
        result.seated += 1
        answers = (await vault.data_key(person)).unseal(sealed_place(row["version"]), row["sealed"])
        if (row["card_price"], row["card_variant"], row["card_period"]) != offer:
            result.faults.add("a card of another offer")
        if row["card_version"] != row["version"]:
            result.faults.add("a card of another version")
        if not all(_true(answers, *saying) for saying in json.loads(row["vector"])):
            result.faults.add("a card says what is not true or not allowed")
        if votes:
            crowds[row["address"]].add(person)
    for row in await fetch(
        "select c.address, c.coarse_count, c.price_step, c.variant, c.period, c.vector::text as vector"
        " from catalogue.current k join catalogue.classes c on c.snapshot = k.snapshot"
    ):
        size = len(crowds[row["address"]])
        if size < crowd:
            result.faults.add("a crowd too small")
        if row["coarse_count"] > max(size, crowd) or 11 < row["coarse_count"] < 50:
            result.faults.add("a count that tells too much")
    texts = await fetch("select price_step, variant, period, vector::text as said from catalogue.classes")
    if len({tuple(row.values()) for row in texts}) != len(texts):
        result.faults.add("two classes with one card")
    result.crowds = dict(crowds)
    return result


def _true(answers: dict[str, dict[str, list[str]]], claim: str, step: int, code: str) -> bool:
    if claim not in answers["said"]:
        return False
    if claim in PHRASES:
        return claim in answers["phrases"]
    stance, value = answers["traits"].get(claim, ("no", None))
    return stance == "me" and value is not None and CLAIMS[claim].at(step, value) == code


async def _is_voter(person: uuid.UUID) -> bool:
    return bool(
        await fetch_value(
            "select base.now() - created_at >= interval '30 days' from accounts.people where id = $1", person
        )
    )


async def gone_missing(listings: Iterable[Listing]) -> list[uuid.UUID]:
    """Those that stand under no card."""
    return [it.persona for it in listings if await address_of(it.persona) is None]


@contextlib.asynccontextmanager
async def browser(app: Litestar, who: Principal | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of a visitor, or of somebody signed in."""
    cookies = {}
    if who is not None:
        token = new_secret()
        cookies = {COOKIE: token}
        await fetch(
            "insert into accounts.sessions (token_hash, person, brand, created_at, last_seen_at, expires_at)"
            " values ($1, $2, $3, base.now(), base.now(), base.now() + interval '1 day')",
            *(hash_key(token), who.person, who.seat.brand if who.seat else None),
        )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="https://moi.test",
        headers={"sec-fetch-site": "same-origin", "accept": "application/json"},
        cookies=cookies,
    ) as client:
        yield client
