"""JSON routes of silence: the holder's alone."""

import uuid
from typing import Any

from litestar import Request, delete, get, put
from litestar.params import FromPath, JSONBody

from market.base.access import HOLDER, needs, person_of, principal_of
from market.relations.silence import actions, queries
from market.relations.silence.schemas import ContactShape, HoursShape, SilenceOut
from market.relations.silence.tables import CLOSED, PAUSE, RECEIPTS
from market.rentals import queries as rentals
from market.rentals.api import agreement_id

Ask = Request[Any, Any, Any]


async def _contact(person: uuid.UUID, agreement: uuid.UUID) -> ContactShape:
    return ContactShape.of(await queries.of(await rentals.of_holder(person, agreement)))


@get("/v1/relations/{agreement:str}/contact", **needs(HOLDER))
async def contact(request: Ask, agreement: FromPath[str]) -> ContactShape:
    """What you have chosen for this brand."""
    return await _contact(person_of(request), agreement_id(agreement))


@put("/v1/relations/{agreement:str}/contact", **needs(HOLDER))
async def choose(request: Ask, agreement: FromPath[str], data: JSONBody[ContactShape]) -> ContactShape:
    """Choose it anew. The rental runs on, and the brand is told nothing."""
    which = agreement_id(agreement)
    choices = {PAUSE: data.paused, CLOSED: not data.conversation, RECEIPTS: data.receipts}
    await actions.choose(principal_of(request), which, choices)
    return await _contact(person_of(request), which)


@get("/v1/silence", **needs(HOLDER))
async def silence(request: Ask) -> SilenceOut:
    """Whether all relations are paused, and your quiet hours."""
    return SilenceOut.of(await queries.of_person(person_of(request)))


@put("/v1/silence/detox", status_code=204, **needs(HOLDER))
async def detox(request: Ask) -> None:
    """Pause every relation. They run on, what is listed stays listed, and no brand is told."""
    await actions.detox(principal_of(request))


@delete("/v1/silence/detox", **needs(HOLDER))
async def end_detox(request: Ask) -> None:
    """End that: what lay unread is shown."""
    await actions.end_detox(principal_of(request))


@put("/v1/silence/quiet-hours", **needs(HOLDER))
async def keep_quiet(request: Ask, data: JSONBody[HoursShape]) -> HoursShape:
    """Be shown and told nothing between two times of each day; it comes after them."""
    return HoursShape.of(await actions.keep_quiet(principal_of(request), *data.minutes()))


@delete("/v1/silence/quiet-hours", **needs(HOLDER))
async def end_quiet(request: Ask) -> None:
    """Be told at any hour."""
    await actions.end_quiet(principal_of(request))


ROUTES = (contact, choose, silence, detox, end_detox, keep_quiet, end_quiet)
