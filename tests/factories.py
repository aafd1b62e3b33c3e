"""Builders: people, brands and personas as the product's own actions make them, in one line each."""

import uuid
from dataclasses import replace
from datetime import timedelta

from contracts.charter import current
from market.accounts.charter import put
from market.accounts.openings import note_opening
from market.accounts.secrets import email_place
from market.base import vault
from market.base.access import Principal, Role, Seat
from market.base.audit import Actor
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.personas import actions
from market.personas.charter.actions import sign
from market.personas.rules import Draft, Stance, Trait

CYCLIST = {
    "passion": "velo",
    "region": "bretagne",
    "naissance": "1975-1979",
    "foyer": "foyer-seul",
    "activite": "salarie-prive",
    "critere": "reparable",
    "canal": "boutique",
    "velo-type": "randonneuse",
    "velo-usage": "chaque-jour",
    "sport": "cyclisme",
    "cuisine-rythme": "le-soir",
}


EDITION = current().edition
"""Of the charter, which everybody here has signed."""

CONFIRMED = False
"""Whether people are made with an address that they have confirmed, and an account that they have opened just now.
A worker beside the test forgets those who have not, and asks those who stay away: in browsers' tests they have.
"""


async def a_person(
    *, holder: bool = False, operator: bool = False, age: timedelta = timedelta(), signed: bool = True
) -> Principal:
    """Somebody with an account `age` old and a key of their own; a holder has `signed` the charter."""
    person = new_id()
    async with transaction():
        key = await vault.create_key(person)
        address = f"{person.hex[-12:]}@example.org"
        await fetch(
            "insert into accounts.people (id, email_lookup, email, language, adult_declared_at, holder,"
            " operator, created_at, email_verified_at)"
            " values ($1, $2, $3, 'fr', base.now(), $4, $5, base.now() - $6::interval,"
            " case when $7 then base.now() - $6::interval end)",
            *(person, uuid.uuid4().bytes * 2, key.seal(email_place(person), {"address": address})),
            *(holder, operator, age, CONFIRMED),
        )
        if CONFIRMED:
            await note_opening(person)
    actor = Actor("operator" if operator else "person", vault.tag("audit", person))
    who = Principal(person=person, actor=actor, holder=holder, operator=operator)
    if holder and signed:
        await sign(who, EDITION)
    return who


async def a_holder(age: timedelta = timedelta(days=60)) -> Principal:
    """A holder who counts as a voter."""
    return await a_person(holder=True, age=age)


async def a_brand(
    role: Role = Role.OWNER,
    *,
    approved: bool = True,
    name: str = "Cycles Garonne",
    signed: bool = True,
) -> Principal:
    """A member of a new brand, which has `signed` the charter."""
    member, brand = await a_person(), new_id()
    async with transaction():
        await fetch(
            "insert into accounts.brands (id, legal_name, trading_name, siren, country, state, approved_by,"
            " approved_at, created_at, contact_address, contact) values ($1, $2, $2, $3, 'FR', $4, $5, $6, base.now(),"
            " '2 quai des Chartrons, 33000 Bordeaux, FR', 'donnees@garonne.example')",
            *(brand, name, str(uuid.uuid4().int)[:9], "approved" if approved else "applied"),
            *((b"operator", await _now()) if approved else (None, None)),
        )
        if signed:
            await put(brand, EDITION)
    return await a_member(member, brand, role, approved=approved)


async def with_address(
    who: Principal, *, country: str = "FR", vat_number: str | None = None, vat_valid: bool | None = None
) -> Principal:
    """Give the brand an address; abroad a VAT number, and what its register said of it, instead of a SIREN."""
    assert who.seat
    async with transaction():
        await fetch(
            "update accounts.brands set street = '2 quai des Chartrons', postcode = '33000', city = 'Bordeaux',"
            " country = $2::varchar, vat_number = $3, siren = case when $2::varchar = 'FR' then siren end,"
            " vat_valid = $4, vat_checked_at = case when $4::boolean is not null then base.now() end"
            " where id = $1",
            *(who.seat.brand, country, vat_number, vat_valid),
        )
    return who


async def a_member(who: Principal, brand: uuid.UUID, role: Role, *, approved: bool = True) -> Principal:
    """Let `who` join a brand."""
    async with transaction():
        await fetch(
            "insert into accounts.memberships (id, brand, person, role, created_at, joined_at)"
            " values ($1, $2, $3, $4, base.now(), base.now())",
            *(new_id(), brand, who.person, str(role)),
        )
    return replace(who, seat=Seat(brand, role, approved))


async def _now() -> object:
    return (await fetch("select base.now() as now"))[0]["now"]


def a_draft(values: dict[str, str] | None = None, said: set[str] | None = None) -> Draft:
    """Answers that are all "it's me"; the card may say all of them."""
    answers = CYCLIST if values is None else values
    return Draft(
        mask="a-velo",
        traits={claim: Trait(Stance.ME, value) for claim, value in answers.items()},
        phrases=("repare-avant",),
        said=frozenset(answers if said is None else said),
    )


async def a_persona(
    holder: Principal,
    values: dict[str, str] | None = None,
    *,
    variant: str = "standard",
    period: str = "P1M",
    price_step: int = 1900,
    capacity: int = 1,
) -> uuid.UUID:
    """A listed persona."""
    persona = await actions.start(holder, "a-velo")
    await actions.save_draft(holder, persona, a_draft(values))
    offer = {"variant": variant, "period": period}
    await actions.publish(holder, persona, price_step=price_step, capacity=capacity, charter=EDITION, **offer)
    return persona


async def stand_under_a_card(persona: uuid.UUID) -> None:
    """Put a persona under a card of its own: the crowd's own tests show how one really gets there."""
    async with transaction():
        await fetch(
            "insert into catalogue.snapshots (id, day, computed_at, vocabulary)"
            " select gen_random_uuid(), current_date, base.now(), 'test'"
            " where not exists (select 1 from catalogue.snapshots)"
        )
        await fetch("update catalogue.current set snapshot = (select id from catalogue.snapshots limit 1)")
        await fetch(
            "insert into catalogue.classes (id, snapshot, address, price_step, variant, period, vector,"
            " coarse_count) select gen_random_uuid(), id, $1::uuid::text, 1900, 'standard', 'P1M', '[]', 11"
            " from catalogue.snapshots on conflict (snapshot, address) do nothing",
            persona,
        )
        await fetch("delete from catalogue.cards where persona = $1", persona)
        await fetch(
            "insert into catalogue.cards (persona, snapshot, class, version)"
            " select p.id, c.snapshot, c.id, p.version from personas.personas p"
            " join catalogue.classes c on c.address = p.id::text where p.id = $1 and p.version is not null",
            persona,
        )
