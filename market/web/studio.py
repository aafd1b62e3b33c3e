"""The studio: a holder's personas, from a mask to the market. Crosses rooms: the crowd is the catalogue's."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts import charter as texts
from contracts.price import price
from contracts.terms import ROSTER
from contracts.vocabulary import CLAIMS
from market.base import names
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked, translate
from market.base.pages import Ask, language_of, page, see_other
from market.catalogue.standing import Standing, standing
from market.personas import actions, queries
from market.personas.charter.queries import of_holder
from market.personas.masks import MASKS
from market.personas.queries import PersonaRow
from market.personas.rules import Draft, NotInThisState, Offer
from market.web import faces, studio_acts, studio_crowd, studio_form, studio_view
from market.web.problems import status_of
from market.web.studio_view import mask_words

PATH = "/studio"
KINDS = {"listed": "good", "waiting": "wait", "draft": "wait", "stopped": "stop"}
STATES = {
    "draft": marked("Draft"),
    "listed": marked("Up for rent"),
    "waiting": marked("Waiting for a crowd"),
    "hidden": marked("Hidden"),
    "stopped": marked("Stopped by Moi"),
    "retired": marked("Retired"),
}
MOVED = {
    "hidden": marked("Hidden: no new brand can rent it. Running rentals go on."),
    "listed": marked("Up for rent again. It takes its place among the cards with the next count."),
    "retired": marked("Retired for good. Running rentals go on to their end."),
}
LOST = marked("Nothing was saved: see what is marked below.")


@dataclass(frozen=True)
class Mine:
    """A persona in the list of its holder's. `dated`: its terms have a later edition; `change` may give it a card."""

    name: str
    title: str
    handle: str
    face: str
    state: str
    state_words: str
    kind: str
    price: int | None
    period: str | None
    terms: str
    capacity: int
    published_at: datetime | None
    standing: Standing
    change: studio_crowd.Advised | None
    dated: bool
    renews: bool
    answered: bool
    """Its terms await the holder's answer to each rental, and so to each renewal."""


def inner(person: uuid.UUID, name: str) -> uuid.UUID:
    """The persona behind a name that only its holder has; raises NotFound."""
    return names.inner_id(faces.KIND, name, names.for_person(person))


async def _mine(request: Ask, person: uuid.UUID, row: PersonaRow) -> Mine:
    language = language_of(request)
    draft = await queries.open_draft(person, row)
    name = names.name(faces.KIND, row.id, names.for_person(person))
    stands = await standing(person, row.id)
    state = "waiting" if stands.waiting else row.state
    return Mine(
        name=name,
        title=mask_words(draft.mask, language),
        handle=names.handle(name),
        face=faces.of_name(name),
        state=row.state,
        state_words=translate(language, STATES[state]),
        kind=KINDS.get(state, ""),
        price=price(row.price_step, row.period).amount if row.price_step and row.period else None,
        period=row.period,
        terms=row.terms.name.in_(language) if row.terms else "",
        capacity=row.capacity,
        published_at=row.published_at,
        standing=stands,
        change=studio_crowd.advised(stands.change, language),
        dated=row.terms is not None and row.terms != ROSTER[row.terms.id],
        renews=row.renews_since is not None,
        answered=row.terms is not None and not row.terms.instant,
    )


@get(PATH, **needs(HOLDER))
async def listing(request: Ask) -> Response[str]:
    """The holder's personas with their state and offer."""
    person, language = person_of(request), language_of(request)
    rows = await queries.of_holder(person)
    return page(
        request,
        "studio/list.html",
        personas=[await _mine(request, person, row) for row in rows if row.state != "retired"],
        retired=[await _mine(request, person, row) for row in rows if row.state == "retired"],
        links=await studio_crowd.links(person, language),
    )


@get(PATH + "/new", sync_to_thread=False, **needs(HOLDER))
def new(request: Ask) -> Response[str]:
    """The dozen masks to start from."""
    return page(request, "studio/new.html", masks=studio_view.masks(language_of(request)), error="")


@post(PATH + "/new", **needs(HOLDER))
async def start(request: Ask) -> Response[Any]:
    """Start a persona from a mask; it is a draft."""
    mask = studio_form.one(await request.form(), "mask")
    if mask not in MASKS:
        language = language_of(request)
        error = translate(language, marked("Choose one of the masks."))
        masks = studio_view.masks(language)
        return page(request, "studio/new.html", 422, masks=masks, error=error)
    persona = await actions.start(principal_of(request), mask)
    return see_other(f"{PATH}/{names.name(faces.KIND, persona, names.for_person(person_of(request)))}")


@get(PATH + "/{name:str}", **needs(HOLDER))
async def edit(request: Ask, name: FromPath[str]) -> Response[str]:
    """One persona: its traits, its terms, its price, and the card it would have."""
    person = person_of(request)
    row = await queries.own(person, inner(person, name))
    if row.state == "retired":
        raise NotInThisState(state=row.state)
    return await _form(request, name, row, _with_offer(await queries.open_draft(person, row), row), {})


def _with_offer(draft: Draft, row: PersonaRow) -> Draft:
    """A draft whose offer was chosen elsewhere (by the API) shows the one that stands; a new one, the usual."""
    if draft.offer != Offer():
        return draft
    if row.variant is None:
        return replace(draft, offer=studio_view.PROPOSED)
    return replace(draft, offer=Offer(row.variant, row.period, row.price_step, row.capacity))


async def _form(
    request: Ask, name: str, row: PersonaRow, draft: Draft, errors: Mapping[str, str], status: int = 200
) -> Response[str]:
    language = language_of(request)
    person = person_of(request)
    return page(
        request,
        "studio/edit.html",
        status,
        persona=await _mine(request, person, row),
        form=studio_view.studio(draft, errors, language),
        beside=await studio_crowd.beside(studio_form.sound(draft), language),
        links=await studio_crowd.links(person, language, of=row.id),
        errors=errors,
        charter=await of_holder(person),
        edition=texts.current(),
        ticked=request.method == "POST" and studio_form.edition(await request.form()) is not None,
    )


@post(PATH + "/{name:str}", **needs(HOLDER))
async def keep(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Save the draft, or put it up for rent. What cannot be is said at its place: then nothing has changed in the
    house, and what was typed stays on the page."""
    person, language = person_of(request), language_of(request)
    row = await queries.own(person, inner(person, name))
    before = await queries.open_draft(person, row)
    form = await request.form()
    act = studio_form.one(form, "do")
    draft, missing = studio_form.read(form, before, CLAIMS)
    if act == studio_acts.PUBLISH:
        missing |= studio_form.missing_offer(draft.offer)
    errors = {place: translate(language, words) for place, words in missing.items()}
    status = 422
    try:
        studio_acts.check(act)
        studio_form.check_names(form)
        if not errors:
            return await _done(request, name, row.id, draft, act, studio_form.edition(form))
    except Refusal as refusal:
        place, words = studio_form.place_of(refusal, language)
        errors[place], status = words, status_of(refusal)
    errors.setdefault("form", translate(language, LOST))
    return await _form(request, name, row, draft, errors, status)


async def _done(
    request: Ask, name: str, persona: uuid.UUID, draft: Draft, act: str, charter: int | None
) -> Response[None]:
    who = principal_of(request)
    if act != studio_acts.PUBLISH:
        await actions.save_draft(who, persona, await studio_acts.changed(act, draft))
        return see_other(f"{PATH}/{name}", studio_acts.SAID.get(act, studio_acts.SAVED))
    offer = draft.offer
    await actions.save_and_publish(
        who,
        persona,
        draft,
        variant=offer.variant or "",
        period=offer.period or "",
        price_step=offer.price_step or 0,
        capacity=offer.capacity,
        charter=charter,
    )
    return see_other(
        PATH, marked("Up for rent. It shows in the catalogue once enough people share its card.")
    )


@post(PATH + "/{name:str}/beside", status_code=200, **needs(HOLDER))
async def preview(request: Ask, name: FromPath[str]) -> Response[str]:
    """The panel for what the form holds at this moment; saves nothing."""
    person, language = person_of(request), language_of(request)
    row = await queries.own(person, inner(person, name))
    draft, _ = studio_form.read(await request.form(), await queries.open_draft(person, row), CLAIMS)
    return page(
        request, "studio/beside.html", beside=await studio_crowd.beside(studio_form.sound(draft), language)
    )


@post(PATH + "/{name:str}/state", **needs(HOLDER))
async def move(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Hide, show or retire."""
    person = person_of(request)
    persona = inner(person, name)
    state = studio_form.one(await request.form(), "state")
    if state not in MOVED:
        raise NotInThisState(state=state)
    try:
        await actions.move(principal_of(request), persona, state)
    except NotInThisState:
        return see_other(PATH, marked("This is no longer possible in its present state."))
    return see_other(PATH, MOVED[state])


@get(PATH + "/{name:str}/retire", **needs(HOLDER))
async def retire(request: Ask, name: FromPath[str]) -> Response[str]:
    """Asks before a persona is retired for good."""
    person = person_of(request)
    row = await queries.own(person, inner(person, name))
    if row.state == "retired":
        raise NotFound()
    return page(request, "studio/retire.html", persona=await _mine(request, person, row))


ROUTES = (listing, new, start, edit, keep, preview, move, retire)
