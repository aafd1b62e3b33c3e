"""Reads of accounts. Whoever asks is the scope of every query; none looks an object up by id alone."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from contracts.keys import PublicKey
from market.accounts.post import address_of, addresses_of
from market.base import vault
from market.base.access import Role
from market.base.database import Record, fetch, fetch_row
from market.base.errors import NotFound


@dataclass(frozen=True)
class Credentials:
    """What a sign-in is checked against."""

    person: uuid.UUID
    password_hash: str


@dataclass(frozen=True)
class BrandFacts:
    """A brand as its members and the operators see it."""

    id: uuid.UUID
    legal_name: str
    trading_name: str
    siren: str | None
    vat_number: str | None
    country: str
    state: str
    created_at: datetime
    street: str | None
    postcode: str | None
    city: str | None
    vat_checked_at: datetime | None
    vat_valid: bool | None
    processors: tuple[str, ...] = ()
    """Who processes for it what it rents from now on (GDPR, article 28), by name."""
    contact_address: str | None = None
    """Where it is reached about the data of the people it rents from: on one line; None before it has said so."""
    contact: str | None = None
    """A mailbox for the same."""

    @property
    def reached(self) -> bool:
        """Whether it may rent, as far as that goes: whose data somebody uses is told where to turn to."""
        return self.contact_address is not None and self.contact is not None


@dataclass(frozen=True)
class Me:
    """A person as they see themselves, and the brands they belong to."""

    email: str
    language: str
    holder: bool
    operator: bool
    brands: list[tuple[BrandFacts, Role]]


@dataclass(frozen=True)
class Member:
    """A place in a brand; `joined_at` is None while it is an invitation."""

    id: uuid.UUID
    person: uuid.UUID
    email: str
    role: Role
    joined_at: datetime | None


@dataclass(frozen=True)
class Key:
    """An API key as its brand may see it again: never the key."""

    id: uuid.UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


_BRAND = (
    "b.id, b.legal_name, b.trading_name, b.siren, b.vat_number, b.country, b.state, b.created_at,"
    " b.street, b.postcode, b.city, b.vat_checked_at, b.vat_valid, b.processors,"
    " b.contact_address, b.contact"
)


async def credentials(lookup: bytes) -> Credentials | None:
    """By e-mail look-up: only people that confirmed their address, chose a password and are not disabled."""
    row = await fetch_row(
        "select id as person, password_hash from accounts.people"
        " where email_lookup = $1 and password_hash is not null and disabled_at is null",
        lookup,
    )
    return Credentials(**row) if row else None


async def me(person: uuid.UUID) -> Me:
    """The signed-in person; raises NotFound."""
    row = await fetch_row("select language, holder, operator from accounts.people where id = $1", person)
    if row is None:
        raise NotFound()
    seats = await fetch(
        f"select {_BRAND}, m.role from accounts.memberships m join accounts.brands b on b.id = m.brand"
        " where m.person = $1 and m.joined_at is not null order by m.joined_at, b.id",
        person,
    )
    brands = [(_brand(seat), Role(seat["role"])) for seat in seats]
    return Me(await address_of(person), row["language"], row["holder"], row["operator"], brands)


async def language_of(person: uuid.UUID) -> str | None:
    """The language of somebody's letters; None when they have left."""
    row = await fetch_row(
        "select language from accounts.people where id = $1 and disabled_at is null", person
    )
    return row["language"] if row else None


async def brand(identity: uuid.UUID) -> BrandFacts:
    """A brand by the id that a seat or a higher room holds; raises NotFound."""
    row = await fetch_row(f"select {_BRAND} from accounts.brands b where b.id = $1", identity)
    if row is None:
        raise NotFound()
    return _brand(row)


async def brand_held(identity: uuid.UUID) -> BrandFacts:
    """The same inside a transaction, its row kept from changing until the commit; raises NotFound."""
    row = await fetch_row(f"select {_BRAND} from accounts.brands b where b.id = $1 for share", identity)
    if row is None:
        raise NotFound()
    return _brand(row)


async def brands_in(state: str, limit: int = 200) -> list[BrandFacts]:
    """For operators: brands in `state` that a person has confirmed by mail, oldest first."""
    rows = await fetch(
        f"select {_BRAND} from accounts.brands b where b.state = $1 and exists"
        " (select 1 from accounts.memberships m where m.brand = b.id and m.joined_at is not null)"
        " order by b.created_at limit $2",
        state,
        limit,
    )
    return [_brand(row) for row in rows]


async def members(brand_id: uuid.UUID) -> list[Member]:
    """Everyone in the brand and everyone invited, in the order they came."""
    rows = await fetch(
        "select id, person, role, joined_at from accounts.memberships where brand = $1 order by id", brand_id
    )
    addresses = await addresses_of({row["person"] for row in rows})
    return [
        Member(
            row["id"], row["person"], addresses.get(row["person"], ""), Role(row["role"]), row["joined_at"]
        )
        for row in rows
    ]


async def keys(brand_id: uuid.UUID) -> list[Key]:
    """The brand's API keys, newest first, the revoked ones included."""
    rows = await fetch(
        "select id, name, prefix, scopes, created_at, last_used_at, revoked_at from accounts.api_keys"
        " where brand = $1 order by id desc",
        brand_id,
    )
    return [Key(**row) for row in rows]


@dataclass(frozen=True)
class SigningKey:
    """A generation of a brand's own key; times UTC."""

    key: PublicKey
    began_at: datetime
    replaced_at: datetime | None
    revoked_at: datetime | None

    @property
    def current(self) -> bool:
        """Whether it signs for the brand now."""
        return self.replaced_at is None and self.revoked_at is None


async def signing_keys(brand_id: uuid.UUID) -> list[SigningKey]:
    """Every key that the brand ever registered, latest first."""
    rows = await fetch(
        "select kid, x, began_at, replaced_at, revoked_at from accounts.brand_keys where brand = $1"
        " order by began_at desc, id desc",
        brand_id,
    )
    return [_signing_key(row) for row in rows]


async def current_signing_key(brand_id: uuid.UUID, *, hold: bool = False) -> PublicKey | None:
    """The brand's own key; `hold` keeps it from being replaced or revoked until the commit."""
    row = await fetch_row(
        "select kid, x, began_at, replaced_at, revoked_at from accounts.brand_keys"
        " where brand = $1 and replaced_at is null and revoked_at is null" + (" for share" if hold else ""),
        brand_id,
    )
    return _signing_key(row).key if row else None


async def signing_key(brand_id: uuid.UUID, kid: str) -> SigningKey | None:
    """One key of this brand's."""
    row = await fetch_row(
        "select kid, x, began_at, replaced_at, revoked_at from accounts.brand_keys where brand = $1 and kid = $2",
        *(brand_id, kid),
    )
    return _signing_key(row) if row else None


def _signing_key(row: Record) -> SigningKey:
    key = PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "kid": row["kid"], "x": row["x"]})
    return SigningKey(key, row["began_at"], row["replaced_at"], row["revoked_at"])


async def member_tags(brand_id: uuid.UUID, room: str) -> frozenset[bytes]:
    """The tags in `room` of everyone in the brand: a brand does not rent its own people's personas."""
    rows = await fetch(
        "select person from accounts.memberships where brand = $1 and joined_at is not null", brand_id
    )
    return frozenset(vault.tag(room, row["person"]) for row in rows)


async def is_approved(brand_id: uuid.UUID) -> bool:
    """Whether the brand may pay at this moment; asked inside the transaction that takes its money."""
    row = await fetch_row("select state = 'approved' as good from accounts.brands where id = $1", brand_id)
    return bool(row and row["good"])


def _brand(row: object) -> BrandFacts:
    facts = dict(row)  # type: ignore[call-overload]
    facts.pop("role", None)
    facts["processors"] = tuple(json.loads(facts["processors"]))
    return BrandFacts(**facts)


async def has_keys(person: uuid.UUID) -> bool:
    """Whether a brand of this person's has an API key that works."""
    return bool(
        await fetch(
            "select 1 from accounts.memberships m join accounts.api_keys k on k.brand = m.brand"
            " where m.person = $1 and m.joined_at is not null and k.revoked_at is null limit 1",
            person,
        )
    )
