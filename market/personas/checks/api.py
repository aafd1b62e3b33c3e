"""JSON routes of checks of traits, for the holder."""

import uuid

from litestar import get, post
from litestar.params import FromPath, JSONBody

from market.base import names, vault
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.clock import market_day
from market.personas.api import KIND, Ask
from market.personas.checks import actions, queries
from market.personas.checks.queries import CheckRow, still_said
from market.personas.checks.schemas import CheckAsk, CheckOut
from market.personas.queries import open_draft, own


@get("/v1/personas/{name:str}/checks", **needs(HOLDER))
async def listing(request: Ask, name: FromPath[str]) -> list[CheckOut]:
    """Every check of this persona's traits, newest first."""
    return await _all(person_of(request), _inner(request, name))


@post("/v1/personas/{name:str}/checks", status_code=200, **needs(HOLDER))
async def ask(request: Ask, name: FromPath[str], data: JSONBody[CheckAsk]) -> list[CheckOut]:
    """Have the answer that the draft holds now checked by an operator, on a document that is looked at and not kept."""
    persona = _inner(request, name)
    await actions.ask(principal_of(request), persona, data.claim)
    return await _all(person_of(request), persona)


@post("/v1/personas/{name:str}/checks/withdrawal", status_code=200, **needs(HOLDER))
async def withdraw(request: Ask, name: FromPath[str], data: JSONBody[CheckAsk]) -> list[CheckOut]:
    """Take back a check that waits."""
    persona = _inner(request, name)
    await actions.withdraw(principal_of(request), persona, data.claim)
    return await _all(person_of(request), persona)


def _inner(request: Ask, name: str) -> uuid.UUID:
    return names.inner_id(KIND, name, names.for_person(person_of(request)))


async def _all(person: uuid.UUID, persona: uuid.UUID) -> list[CheckOut]:
    draft = await open_draft(person, await own(person, persona))
    rows = await queries.of_persona(await vault.data_key(person), persona)
    return [_shown(row, current=still_said(draft, row)) for row in rows]


def _shown(row: CheckRow, *, current: bool) -> CheckOut:
    return CheckOut(
        claim=row.claim,
        value=row.value,
        state=row.state,
        reason=row.reason,
        words=row.words,
        on=market_day(row.asked_at),
        decided_on=market_day(row.decided_at) if row.decided_at else None,
        current=current,
    )


ROUTES = (listing, ask, withdraw)
