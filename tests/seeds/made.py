"""A market made by the demo, and what it holds in words that do not change from one making to the next."""

import contextlib
import io
import json
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
from rich.console import Console

from market.accounts.post import addresses_of
from market.base import vault
from market.base.database import DB, fetch
from market.base.embedded import OWNER, SERVICE, Embedded
from market.base.settings import Settings
from market.money.sandbox import install
from market.personas import queries as personas
from market.relations import queries as relations
from seeds.demo import Filled
from seeds.fill import fill

SIZE = 40


def settings_for(dsn: str) -> Settings:
    """Local settings, whatever the environment of the tests says."""
    return Settings(mode="test", database_url=dsn, stripe_secret_key=None)


@contextlib.asynccontextmanager
async def own_database(server: Embedded, template: str) -> AsyncIterator[str]:
    """A migrated database with the sandbox in it; its name."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(server.dsn())
    await admin.execute(f"create database {name} owner {OWNER} template {template} strategy file_copy")
    owner = await asyncpg.connect(server.dsn(name, OWNER))
    await install(owner, SERVICE)
    await owner.close()
    try:
        yield name
    finally:
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


async def make(dsn: str, stopping: Callable[[], bool] = lambda: False) -> Filled:
    """Fill the database behind `dsn` with the smallest demo, in silence."""
    return await fill(settings_for(dsn), SIZE, Console(file=io.StringIO()), stopping)


@contextlib.asynccontextmanager
async def opened(dsn: str) -> AsyncIterator[None]:
    """The engine open on `dsn` for as long as the block lasts."""
    await DB.open(dsn, maximum=4)
    try:
        yield
    finally:
        await DB.close()


async def facts() -> dict[str, list[Any]]:
    """All that a reader can know, with names in place of ids and days in place of moments; sorted."""
    people = {row["id"] for row in await fetch("select id from accounts.people")}
    named = await addresses_of(people)
    tagged = {vault.tag(room, it): named[it] for it in people for room in ("personas", "rentals")}
    brands = {row["id"]: row["trading_name"] for row in await fetch("select * from accounts.brands")}
    drafts = await _drafts(tagged)
    found = {
        "people": [
            (named[row["id"]], row["language"], row["holder"], row["operator"], str(row["day"]))
            for row in await fetch("select *, created_at::date as day from accounts.people")
        ],
        "brands": await _rows("select legal_name, siren, state, created_at::date from accounts.brands"),
        "members": [
            (brands[row["brand"]], named[row["person"]], row["role"], str(row["joined_at"].date()))
            for row in await fetch("select * from accounts.memberships")
        ],
        "personas": list(drafts.values()),
        "rentals": await _rentals(tagged, brands, drafts),
        "invitations": await _invitations(),
        "reads": await _rows("select r.at::date, count(*) from rentals.reads r group by 1"),
        "money": await _rows(
            "select kind, count(*), sum(amount) from money.ledger_entries group by kind"
            " union all select 'refunds', count(*), sum(amount) from money.refunds"
        ),
        "cards": await _rows("select address, coarse_count from catalogue.classes"),
        "saved": await _rows("select saved_at::date, count(*) from catalogue.saved_cards group by 1"),
        "castings": await _castings(tagged, brands),
        "intents": await _intents(tagged, brands),
        "reports": await _rows("select side, reason, coalesce(outcome, '') from relations.reports"),
    }
    return {name: sorted(rows) for name, rows in found.items()}


async def _rows(sql: str) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in await fetch(sql)]


async def _drafts(tagged: dict[bytes, str]) -> dict[uuid.UUID, tuple[str, ...]]:
    found = {}
    for row in await fetch("select id, holder, state, price_step, period, capacity from personas.personas"):
        person = vault.person_of("personas", row["holder"])
        draft = await personas.open_draft(person, await personas.own(person, row["id"]))
        said = json.dumps(draft.to_json(), sort_keys=True)
        offer = (str(row["price_step"]), str(row["period"]), str(row["capacity"]))
        found[row["id"]] = (tagged[row["holder"]], row["state"], *offer, said)
    return found


async def _rentals(
    tagged: dict[bytes, str], brands: dict[uuid.UUID, str], drafts: dict[uuid.UUID, tuple[str, ...]]
) -> list[tuple[str, ...]]:
    rows = await fetch(
        "select *, requested_at::date as asked, ends_at::date as until, ended_at::date as over"
        " from rentals.rentals"
    )
    told = ("state", "asked", "until", "over", "ended_by", "end_reason", "refunded", "price", "purposes")
    return [
        (
            *(brands[row["brand"]], tagged[row["holder"]], drafts[row["persona"]][-1]),
            *(str(row[name]) for name in told),
        )
        for row in rows
    ]


async def _castings(tagged: dict[bytes, str], brands: dict[uuid.UUID, str]) -> list[tuple[str, ...]]:
    found = []
    rows = await fetch(
        "select c.*, opened_at::date as opened, closed_at::date as closed from relations.castings c order by c.id"
    )
    for row in rows:
        said = await fetch("select * from relations.casting_acceptances where casting = $1", row["id"])
        names = {
            tag: tagged[vault.tag("rentals", vault.person_of("relations", tag))]
            for tag in (it["holder"] for it in said)
        }
        told = ("title", "state", "closed_because", "opened", "closed", "until", "places")
        answers = sorted(f"{names[it['holder']]} {it['state']}" for it in said)
        marks = await fetch("select kind from relations.casting_marks where casting = $1", row["id"])
        found.append((brands[row["brand"]], *(str(row[name]) for name in told), *answers, str(len(marks))))
    return found


async def _intents(tagged: dict[bytes, str], brands: dict[uuid.UUID, str]) -> list[tuple[str, ...]]:
    found = []
    rows = await fetch(
        "select i.*, opened_at::date as opened, closed_at::date as closed from relations.intents i order by i.id"
    )
    for row in rows:
        who = tagged[vault.tag("rentals", vault.person_of("relations", row["holder"]))]
        bids = await fetch("select * from relations.bids where intent = $1", row["id"])
        told = ("category", "text", "state", "closed_because", "opened", "closed", "until", "rating")
        offered = sorted(f"{brands[it['brand']]} {it['state']} {it['price_step']}" for it in bids)
        found.append((who, *(str(row[name]) for name in told), *offered))
    return sorted(found)


async def _invitations() -> list[tuple[str, ...]]:
    found = []
    for row in await fetch(
        "select distinct holder, agreement from rentals.rentals where starts_at is not null"
    ):
        person = vault.person_of("rentals", row["holder"])
        for sent in await relations.of_holder(person, row["agreement"]):
            said = sent.content
            days = (said.valid_from, said.valid_until, sent.sent_at.date())
            found.append((said.title, said.kind, str(said.code), str(sent.reaction), *map(str, days)))
    return found
