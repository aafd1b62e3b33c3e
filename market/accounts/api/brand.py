"""`/v1/brand`: the brand in whose seat one is, its members and its keys. No key manages keys or members."""

import uuid
from typing import Any

from litestar import Request, delete, get, post, put
from litestar.params import FromPath, JSONBody

from contracts import charter as contracts_charter
from market.accounts import brand_keys, charter, queries
from market.accounts.actions import billing, contact, declaring, keys, members, processors, signing_keys
from market.accounts.actions import charter as signing_charter
from market.accounts.schemas import (
    Billing,
    BrandView,
    ChallengeView,
    CharterSigned,
    CharterSigning,
    CharterView,
    Contact,
    Declaration,
    Invitation,
    KeyRequest,
    KeyView,
    MemberView,
    NewKeyView,
    Processors,
    RoleChange,
    SigningKeyRequest,
    SigningKeyView,
)
from market.base import names
from market.base.access import Principal, needs, principal_of
from market.base.access import brand as member_of

Asked = Request[Any, Any, Any]

MEMBER, KEY = "member", "key"  # kinds of outward names

LOOK, MANAGE = member_of("look"), member_of("manage")


@get("/v1/brand", **needs(LOOK))
async def show_brand(request: Asked) -> BrandView:
    """The brand's own facts and state."""
    facts = await queries.brand(brand_of(principal_of(request)))
    return BrandView(**{field: getattr(facts, field) for field in BrandView.model_fields})


@put("/v1/brand/billing", status_code=204, **needs(MANAGE))
async def change_billing(request: Asked, data: JSONBody[Billing]) -> None:
    """Say where invoices go. Documents that waited for it are issued."""
    who = principal_of(request)
    await billing.set_billing(who, data.street, data.postcode, data.city, data.vat_number)


@put("/v1/brand/processors", status_code=204, **needs(MANAGE))
async def name_processors(request: Asked, data: JSONBody[Processors]) -> None:
    """Name who processes for the brand what it rents; each contract that begins from now on names them."""
    await processors.name_processors(principal_of(request), data.names)


@put("/v1/brand/contact", status_code=204, **needs(MANAGE))
async def set_contact(request: Asked, data: JSONBody[Contact]) -> None:
    """Say where the brand is reached about the data of the people it rents from: needed before it rents."""
    await contact.set_contact(principal_of(request), data.contact_address, data.contact)


@put("/v1/brand/public-page", status_code=204, **needs(MANAGE))
async def declare(request: Asked, data: JSONBody[Declaration]) -> None:
    """Say in public who speaks for the brand, and what it intends."""
    await declaring.declare(principal_of(request), data.speaker, data.intends)


@get("/v1/brand/charter", **needs(LOOK))
async def show_charter(request: Asked) -> CharterView:
    """The charter's edition of today, and which one the brand has signed."""
    found, edition = await charter.of_brand(brand_of(principal_of(request))), contracts_charter.current()
    return CharterView(
        current=edition.edition,
        published_on=edition.published_on,
        due_on=edition.due_on,
        standing=found.standing,
        signed=CharterSigned(edition=found.signed.edition, on=found.signed.on) if found.signed else None,
    )


@put("/v1/brand/charter", status_code=204, **needs(MANAGE))
async def sign_charter(request: Asked, data: JSONBody[CharterSigning]) -> None:
    """Sign the edition of today for the brand. Again changes nothing."""
    await signing_charter.sign(principal_of(request), data.edition)


@get("/v1/brand/members", **needs(MANAGE))
async def list_members(request: Asked) -> list[MemberView]:
    """Everyone in the brand and everyone invited."""
    who = principal_of(request)
    brand = brand_of(who)
    return [
        MemberView(
            name=names.name(MEMBER, member.id, names.for_brand(brand)),
            email=member.email,
            role=member.role,
            joined=member.joined_at is not None,
            you=member.person == who.person,
        )
        for member in await queries.members(brand)
    ]


@post("/v1/brand/members", status_code=202, **needs(MANAGE))
async def invite(request: Asked, data: JSONBody[Invitation]) -> dict[str, str]:
    """Invite an address; it belongs to the brand once it has accepted by mail."""
    who = principal_of(request)
    place = await members.invite_member(who, data.email, data.role)
    return {"name": names.name(MEMBER, place, names.for_brand(brand_of(who)))}


@put("/v1/brand/members/{name:str}", status_code=204, **needs(MANAGE))
async def change_role(request: Asked, name: FromPath[str], data: JSONBody[RoleChange]) -> None:
    """Give a member another role."""
    who = principal_of(request)
    await members.change_role(who, inner(MEMBER, name, who), data.role)


@delete("/v1/brand/members/{name:str}", status_code=204, **needs(MANAGE))
async def remove(request: Asked, name: FromPath[str]) -> None:
    """End a place, or take an invitation back."""
    who = principal_of(request)
    await members.remove_member(who, inner(MEMBER, name, who))


@get("/v1/brand/keys", **needs(MANAGE))
async def list_keys(request: Asked) -> list[KeyView]:
    """The brand's keys, never the keys themselves."""
    brand = brand_of(principal_of(request))
    return [
        KeyView(
            name=names.name(KEY, key.id, names.for_brand(brand)),
            label=key.name,
            prefix=key.prefix,
            scopes=key.scopes,
            created_at=key.created_at,
            last_used_at=key.last_used_at,
            revoked_at=key.revoked_at,
        )
        for key in await queries.keys(brand)
    ]


@post("/v1/brand/keys", status_code=201, **needs(MANAGE))
async def create_key(request: Asked, data: JSONBody[KeyRequest]) -> NewKeyView:
    """Make a key. It is shown in this answer and never again."""
    who = principal_of(request)
    key, text = await keys.create_api_key(who, data.name, frozenset(data.scopes))
    return NewKeyView(
        name=names.name(KEY, key, names.for_brand(brand_of(who))),
        label=data.name,
        key=text,
        scopes=sorted(set(data.scopes)),
    )


@delete("/v1/brand/keys/{name:str}", status_code=204, **needs(MANAGE))
async def revoke_key(request: Asked, name: FromPath[str]) -> None:
    """Revoke a key at once."""
    who = principal_of(request)
    await keys.revoke_api_key(who, inner(KEY, name, who))


@get("/v1/brand/signing-keys", **needs(MANAGE))
async def list_signing_keys(request: Asked) -> list[SigningKeyView]:
    """The brand's own keys, latest first: public halves, we never have another."""
    return [
        SigningKeyView(
            kid=found.key.kid,
            jwk=found.key.jwk(),
            current=found.current,
            began_at=found.began_at,
            replaced_at=found.replaced_at,
            revoked_at=found.revoked_at,
        )
        for found in await queries.signing_keys(brand_of(principal_of(request)))
    ]


@post("/v1/brand/signing-keys/challenges", status_code=201, **needs(MANAGE))
async def challenge_signing_key(request: Asked) -> ChallengeView:
    """What to sign to register a key. The last one that was asked for is good, once, for ten minutes."""
    given = await signing_keys.challenge(principal_of(request))
    return ChallengeView(challenge=given.text, expires_at=given.expires_at)


@post("/v1/brand/signing-keys", status_code=201, **needs(MANAGE))
async def register_signing_key(request: Asked, data: JSONBody[SigningKeyRequest]) -> dict[str, str]:
    """Register an Ed25519 key, with proof that one has it; it takes the place of the one before."""
    key = brand_keys.key_of(data.jwk)
    await signing_keys.register(principal_of(request), key, data.challenge, data.signature)
    return {"kid": key.kid}


@delete("/v1/brand/signing-keys/{kid:str}", status_code=204, **needs(MANAGE))
async def revoke_signing_key(request: Asked, kid: FromPath[str]) -> None:
    """Revoke a key at once, and with it every credential that is bound to it."""
    await signing_keys.revoke(principal_of(request), kid)


def brand_of(who: Principal) -> uuid.UUID:
    """The brand that scopes everything here."""
    return keys.seat_of(who).brand


def inner(kind: str, name: str, who: Principal) -> uuid.UUID:
    """The id behind a name of this brand's; raises NotFound."""
    return names.inner_id(kind, name, names.for_brand(brand_of(who)))
