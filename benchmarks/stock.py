"""What a benchmark needs to be there: brands, listed personas, running rentals.

One of each comes about through the product's own actions; where only the number matters its rows are copied by
set-based SQL, each copy with ids of its own, and each holder with a key and a sealed sheet of their own.
"""

import os
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stdnum import luhn

from contracts.charter import current
from market.accounts.actions.brands import move_brand
from market.accounts.actions.contact import set_contact
from market.accounts.actions.keys import create_api_key
from market.accounts.actions.people import create_person, found_brand
from market.accounts.rules import Event
from market.accounts.secrets import email_lookup, email_place
from market.base import keyring, vault
from market.base.access import Principal, Role, Seat
from market.base.audit import Actor
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.base.settings import Settings, settings
from market.catalogue.jobs import JOB
from market.personas import actions, queries
from market.personas.rules import Draft, Stance, Trait

VARIANT, PERIOD, PRICE, PURPOSE = "standard", "P1M", 1900, "benefits"
ANSWERS = {
    "passion": "velo",
    "region": "bretagne",
    "naissance": "1975-1979",
    "foyer": "foyer-seul",
    "critere": "reparable",
    "canal": "boutique",
    "velo-type": "randonneuse",
    "velo-usage": "chaque-jour",
    "sport": "cyclisme",
    "cuisine-rythme": "le-soir",
}


def configure(home: Path, dsn: str, url: str = "http://127.0.0.1:8000") -> Settings:
    """Settings and a keyring of the benchmark's own, for this process and those it starts."""
    path = home / "keyring.json"
    keyring.create(path, datetime.now(UTC).strftime("%Y-%m"), local=True)
    os.environ |= {
        "MOI_MODE": "local",
        "MOI_KEYRING": str(path),
        "DATABASE_URL": dsn,
        "MOI_PUBLIC_URL": url,
    }
    settings.cache_clear()
    keyring.keyring.cache_clear()
    return settings()


async def a_person(name: str, **kind: bool) -> Principal:
    """A holder (`adult`), an operator, or somebody in a brand."""
    person = await create_person(f"{name}@example.org", "no password", "fr", **kind)
    holder = kind.get("adult", False)
    return Principal(person=person, actor=Actor("person", vault.tag("audit", person)), holder=holder)


async def a_brand(number: int, operator: Principal) -> Principal:
    """The owner of a new brand that an operator has approved."""
    owner = await a_person(f"brand-{number}")
    digits = f"{number:08d}"
    siren = digits + str(luhn.calc_check_digit(digits))
    brand = await found_brand(owner, f"Marque {number}", siren=siren)
    assert operator.person
    await move_brand(brand, Event.APPROVE, operator.person)
    who = Principal(person=owner.person, actor=owner.actor, seat=Seat(brand, Role.OWNER, True))
    await set_contact(who, "1 rue des Bancs, 35000 Rennes, FR", "dpo@marque.example")
    return who


async def a_persona(holder: Principal) -> uuid.UUID:
    """A listed persona."""
    persona = await actions.start(holder, "a-velo")
    traits = {claim: Trait(Stance.ME, value) for claim, value in ANSWERS.items()}
    await actions.save_draft(holder, persona, Draft("a-velo", traits, ("repare-avant",), frozenset(traits)))
    offer = {"variant": VARIANT, "period": PERIOD}
    await actions.publish(holder, persona, price_step=PRICE, charter=current().edition, **offer)
    return persona


async def copy_personas(persona: uuid.UUID, number: int) -> list[uuid.UUID]:
    """As many more personas of new holders, each with a key and a sheet of their own. Returns them."""
    row = await fetch_row("select version, holder, draft from personas.personas where id = $1", persona)
    assert row
    version, person = row["version"], vault.person_of(queries.ROOM, row["holder"])
    sealed = await fetch_value("select sheet from personas.persona_versions where id = $1", version)
    mine = await vault.data_key(person)
    sheet = mine.unseal(queries.sheet_place(version), sealed)
    draft = mine.unseal(queries.draft_place(persona), row["draft"])
    copies, versions = [new_id() for _ in range(number)], [new_id() for _ in range(number)]
    people, holders, sheets, drafts = [new_id() for _ in range(number)], [], [], []
    addresses, sealed_addresses = [f"{person}@example.org" for person in people], []
    async with transaction():
        for person, address, copy, each in zip(people, addresses, copies, versions, strict=True):
            key = await vault.create_key(person)
            holders.append(vault.tag(queries.ROOM, person))
            sheets.append(key.seal(queries.sheet_place(each), sheet))
            drafts.append(key.seal(queries.draft_place(copy), draft, queries.PADDING))
            sealed_addresses.append(key.seal(email_place(person), {"address": address}))
        await fetch(
            "insert into accounts.people (id, email_lookup, email, language, email_verified_at,"
            " adult_declared_at, holder, created_at) select id, lookup, email, 'fr', base.now(), base.now(), true,"
            " base.now() from unnest($1::uuid[], $2::bytea[], $3::bytea[]) n (id, lookup, email)",
            *(people, [email_lookup(address) for address in addresses], sealed_addresses),
        )
        await _copy(
            "personas.personas",
            persona,
            "unnest($2::uuid[], $3::bytea[], $4::uuid[], $5::bytea[]) n (id, holder, version, draft)",
            *(copies, holders, versions, drafts),
        )
        await _copy(
            "personas.persona_versions",
            version,
            "unnest($2::uuid[], $3::uuid[], $4::bytea[]) n (id, persona, sheet)",
            *(versions, copies, sheets),
        )
    return copies


async def _copy(table: str, row: uuid.UUID, changed: str, *columns: list[object]) -> None:
    """Insert the row of this id again for each row of `changed`, which has the columns that differ."""
    await fetch(
        f"insert into {table} select (jsonb_populate_record(t, to_jsonb(n))).* from {table} t, {changed}"
        " where t.id = $1",
        *(row, *columns),
    )


async def stand_under_one_card() -> None:
    """Put every listed persona under one card: what the day's snapshot leaves, without its computation."""
    async with transaction():
        # What publishing asked for, if a benchmark of this process has connected the rooms, would undo it.
        await fetch("delete from jobs.pgqueuer where entrypoint = $1", JOB)
        snapshot, card = new_id(), new_id()
        await fetch(
            "insert into catalogue.snapshots (id, day, computed_at, vocabulary)"
            " values ($1, current_date, base.now(), 'benchmark')",
            snapshot,
        )
        await fetch(
            "insert into catalogue.classes (id, snapshot, address, price_step, variant, period, vector,"
            " coarse_count) values ($1, $2, 'velo', $3, $4, $5, '[]', 1000)",
            *(card, snapshot, PRICE, VARIANT, PERIOD),
        )
        await fetch("update catalogue.current set snapshot = $1", snapshot)
        await fetch(
            "insert into catalogue.cards (persona, snapshot, class, version)"
            " select id, $1, $2, version from personas.personas where state = 'listed'",
            *(snapshot, card),
        )


@dataclass(frozen=True)
class Running:
    """A rental that can be read, and the key to read it with."""

    agreement: uuid.UUID
    key: str


async def copy_rentals(
    agreement: uuid.UUID, personas: list[uuid.UUID], brands: list[Principal]
) -> list[Running]:
    """A running rental of each persona, spread over the brands, with the rows of the rental that there is."""
    keys = [(await create_api_key(who, "bench", frozenset({"rentals:read"})))[1] for who in brands]
    rows = await fetch(
        "select id, version, holder from personas.personas where id = any($1) order by id", personas
    )
    seats = [who.seat.brand for who in brands if who.seat]
    made = [Running(uuid.uuid4(), keys[n % len(keys)]) for n in range(len(rows))]
    template = await fetch_value("select id from rentals.rentals where agreement = $1", agreement)
    async with transaction():
        await _copy(
            "rentals.rentals",
            template,
            "unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bytea[], $7::uuid[])"
            " n (id, agreement, persona, version, holder, brand)",
            *([new_id() for _ in rows], [each.agreement for each in made]),
            *([row["id"] for row in rows], [row["version"] for row in rows]),
            [vault.retag(row["holder"], queries.ROOM, "rentals") for row in rows],
            [seats[n % len(seats)] for n in range(len(rows))],
        )
    return made
