"""The rows behind people and brands, made inside an action's transaction."""

import uuid
from dataclasses import dataclass

from market.accounts import charter
from market.accounts.actions.vat_numbers import JOB
from market.accounts.rules import Company
from market.accounts.secrets import email_lookup, email_place
from market.base import jobs, vault
from market.base.audit import Actor
from market.base.database import fetch, fetch_row, fetch_value
from market.base.ids import new_id


@dataclass(frozen=True)
class Found:
    """The person at an address, new or not."""

    person: uuid.UUID
    verified: bool
    disabled: bool


async def person_at(address: str, language: str) -> Found:
    """The person with this address, made if there is none; concurrent sign-ups meet in the unique look-up."""
    person = new_id()
    key = await vault.create_key(person)
    made = await fetch_value(
        "insert into accounts.people (id, email_lookup, email, language, created_at)"
        " values ($1, $2, $3, $4, base.now()) on conflict (email_lookup) do nothing returning id",
        person,
        email_lookup(address),
        key.seal(email_place(person), {"address": address}),
        language,
    )
    if made:
        return Found(person, verified=False, disabled=False)
    await vault.destroy_key(person)
    row = await fetch_row(
        "select id as person, email_verified_at is not null as verified, disabled_at is not null as disabled"
        " from accounts.people where email_lookup = $1 for update",
        email_lookup(address),
    )
    if row is None:  # swept away in this very moment
        return await person_at(address, language)
    return Found(**row)


async def add_brand(
    company: Company, person: uuid.UUID, role: str, *, joined: bool = False, edition: int | None = None
) -> uuid.UUID:
    """A brand that applies, and its first member, who joins by confirming unless `joined`. `edition`: of the charter,
    which it signs with this."""
    brand = new_id()
    await fetch(
        "insert into accounts.brands"
        " (id, legal_name, trading_name, siren, vat_number, country, state, created_at)"
        " values ($1, $2, $3, $4, $5, $6, 'applied', base.now())",
        brand,
        company.legal_name,
        company.trading_name,
        company.siren,
        company.vat_number,
        company.country,
    )
    await fetch(
        "insert into accounts.memberships (id, brand, person, role, created_at, joined_at)"
        " values ($1, $2, $3, $4, base.now(), case when $5 then base.now() end)",
        new_id(),
        brand,
        person,
        role,
        joined,
    )
    if edition is not None:
        await charter.put(brand, edition)
    if company.vat_number is not None and company.country != "FR":
        await jobs.enqueue(JOB, brand=brand)
    return brand


def by(person: uuid.UUID) -> Actor:
    """A person as the actor of an audit row."""
    return Actor("person", vault.tag("audit", person))
