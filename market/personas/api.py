"""JSON routes of the holder's personas, and the public words they are made of."""

import uuid
from dataclasses import replace
from typing import Any

from litestar import Request, get, post, put
from litestar.params import FromPath, JSONBody

from contracts.terms import ROSTER, outward
from contracts.vocabulary import CLAIMS, GROUPS, PHRASES
from market.base import names
from market.base.access import HOLDER, PUBLIC, needs, person_of, principal_of
from market.base.clock import market_day
from market.personas import actions, queries
from market.personas.masks import MASKS
from market.personas.rules import Draft
from market.personas.schemas import (
    DraftShape,
    NewPersona,
    PersonaOut,
    PublicationShape,
    TraitShape,
    Visibility,
)

KIND = "persona"
Ask = Request[Any, Any, Any]


def _inner(person: uuid.UUID, name: str) -> uuid.UUID:
    return names.inner_id(KIND, name, names.for_person(person))


async def _shown(person: uuid.UUID, row: queries.PersonaRow) -> PersonaOut:
    draft = await queries.open_draft(person, row)
    name = names.name(KIND, row.id, names.for_person(person))
    return PersonaOut(
        id=name,
        handle=names.handle(name),
        state=row.state,
        mask=draft.mask,
        variant=outward(row.terms) if row.terms else None,
        period=row.period,
        price_step=row.price_step,
        capacity=row.capacity,
        published_on=market_day(row.published_at) if row.published_at else None,
        renews=row.renews_since is not None,
        draft=_draft_out(draft),
    )


def _draft_out(draft: Draft) -> DraftShape:
    return DraftShape(
        traits={
            claim: TraitShape(stance=trait.stance, value=trait.value) for claim, trait in draft.traits.items()
        },
        phrases=list(draft.phrases),
        said=sorted(draft.said),
    )


@get("/v1/vocabulary", sync_to_thread=False, **needs(PUBLIC))
def vocabulary() -> dict[str, Any]:
    """Groups, claims with their codes, and phrases, in both languages."""
    return {
        "groups": [{"id": g.id, "fr": g.text.fr, "en": g.text.en} for g in GROUPS.values()],
        "claims": [
            {
                "id": claim.id,
                "group": claim.group,
                "iri": claim.iri,
                "fr": claim.text.fr,
                "en": claim.text.en,
                "codes": [{"id": code.id, "fr": code.text.fr, "en": code.text.en} for code in claim.codes],
                "on_card": claim.order is not None,
            }
            for claim in CLAIMS.values()
        ],
        "phrases": [{"id": p.id, "fr": p.text.fr, "en": p.text.en} for p in PHRASES.values()],
    }


@get("/v1/masks", sync_to_thread=False, **needs(PUBLIC))
def masks() -> list[dict[str, Any]]:
    """The masks to start a persona from."""
    return [
        {
            "id": mask.id,
            "fr": mask.text.fr,
            "en": mask.text.en,
            "claims": list(mask.claims),
            "suggested": dict(mask.suggested),
            "phrases": list(mask.phrases),
        }
        for mask in MASKS.values()
    ]


@get("/v1/terms", sync_to_thread=False, **needs(PUBLIC))
def roster() -> list[dict[str, Any]]:
    """The roster of terms that a holder may proffer."""
    return [terms.model_dump(mode="json") for terms in ROSTER.values()]


@post("/v1/personas", **needs(HOLDER))
async def start(request: Ask, data: JSONBody[NewPersona]) -> PersonaOut:
    """Start a persona; it is a draft."""
    person = person_of(request)
    persona = await actions.start(principal_of(request), data.mask)
    return await _shown(person, await queries.own(person, persona))


@get("/v1/personas", **needs(HOLDER))
async def listing(request: Ask) -> list[PersonaOut]:
    """The holder's personas, newest first."""
    person = person_of(request)
    return [await _shown(person, row) for row in await queries.of_holder(person)]


@get("/v1/personas/{name:str}", **needs(HOLDER))
async def one(request: Ask, name: FromPath[str]) -> PersonaOut:
    """One persona of the holder's; 404 for any other."""
    person = person_of(request)
    return await _shown(person, await queries.own(person, _inner(person, name)))


@put("/v1/personas/{name:str}/draft", **needs(HOLDER))
async def save(request: Ask, name: FromPath[str], data: JSONBody[DraftShape]) -> PersonaOut:
    """Keep the studio's state; nothing is published by this."""
    person = person_of(request)
    persona = _inner(person, name)
    before = await queries.open_draft(person, await queries.own(person, persona))
    draft = replace(data.draft(before.mask), offer=before.offer)
    await actions.save_draft(principal_of(request), persona, draft)
    return await _shown(person, await queries.own(person, persona))


@post("/v1/personas/{name:str}/publication", status_code=200, **needs(HOLDER))
async def publish(request: Ask, name: FromPath[str], data: JSONBody[PublicationShape]) -> PersonaOut:
    """List the draft with this offer; it appears in the catalogue once its crowd is large enough."""
    person = person_of(request)
    persona = _inner(person, name)
    await actions.publish(principal_of(request), persona, **data.model_dump())
    return await _shown(person, await queries.own(person, persona))


@put("/v1/personas/{name:str}/state", **needs(HOLDER))
async def move(request: Ask, name: FromPath[str], data: JSONBody[Visibility]) -> PersonaOut:
    """Hide, show or retire; running rentals go on."""
    person = person_of(request)
    persona = _inner(person, name)
    await actions.move(principal_of(request), persona, data.state)
    return await _shown(person, await queries.own(person, persona))


ROUTES = (vocabulary, masks, roster, start, listing, one, save, publish, move)
