"""`/v1/operator`: the desk. Everything is named for the desk alone; nothing here says who a holder is."""

import uuid
from typing import Annotated, Any, Literal

from litestar import Request, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from market.accounts import queries as accounts
from market.base import names
from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import market_date
from market.operators import queries
from market.operators.actions import brands, personas, reports
from market.operators.rules import OUTCOMES
from market.operators.schemas import (
    BrandOut,
    ClosureShape,
    DecisionOut,
    ReasonShape,
    ReportOut,
    StoppedOut,
)
from market.relations import queries as relations
from market.relations.conversation import queries as conversation
from market.relations.queries import ReportRow

Ask = Request[Any, Any, Any]
InState = Annotated[Literal["applied", "approved", "refused", "stopped"], QueryParameter(name="state")]

BRAND, PERSONA, REPORT = "brand", "persona", "report"  # kinds of outward names


def _name(kind: str, inner: uuid.UUID) -> str:
    return names.name(kind, inner, names.for_operators())


def _inner(kind: str, name: str) -> uuid.UUID:
    return names.inner_id(kind, name, names.for_operators())


@get("/v1/operator/brands", **needs(OPERATOR))
async def list_brands(in_state: InState = "applied") -> list[BrandOut]:
    """Brands in a state, oldest first; without one, those that wait for approval."""
    found = []
    for brand in await accounts.brands_in(in_state):
        history = [
            DecisionOut(on=market_date(past.at), act=past.act, reason=past.reason, note=past.note)
            for past in await queries.decisions_on(BRAND, brand.id)
        ]
        facts = ("legal_name", "trading_name", "siren", "vat_number", "country", "state")
        found.append(
            BrandOut(
                id=_name(BRAND, brand.id),
                applied_on=market_date(brand.created_at),
                decisions=history,
                refused_messages=await conversation.flags_of(brand.id),
                **{fact: getattr(brand, fact) for fact in facts},
            )
        )
    return found


@post("/v1/operator/brands/{name:str}/approval", status_code=204, **needs(OPERATOR))
async def approve(request: Ask, name: FromPath[str], data: JSONBody[ReasonShape]) -> None:
    """Let a brand pay; also reinstates a stopped one."""
    await brands.approve_brand(principal_of(request), _inner(BRAND, name), data.value())


@post("/v1/operator/brands/{name:str}/refusal", status_code=204, **needs(OPERATOR))
async def refuse(request: Ask, name: FromPath[str], data: JSONBody[ReasonShape]) -> None:
    """Refuse an application."""
    await brands.refuse_brand(principal_of(request), _inner(BRAND, name), data.value())


@post("/v1/operator/brands/{name:str}/stop", status_code=200, **needs(OPERATOR))
async def stop_brand(request: Ask, name: FromPath[str], data: JSONBody[ReasonShape]) -> StoppedOut:
    """Stop a brand: its rentals end, unused days go back, its keys die."""
    ended = await brands.stop_brand(principal_of(request), _inner(BRAND, name), data.value())
    return StoppedOut(rentals_ended=ended)


@post("/v1/operator/personas/{name:str}/stop", status_code=200, **needs(OPERATOR))
async def stop_persona(request: Ask, name: FromPath[str], data: JSONBody[ReasonShape]) -> StoppedOut:
    """Stop a persona: its rentals end, unused days go back."""
    ended = await personas.stop_persona(principal_of(request), _inner(PERSONA, name), data.value())
    return StoppedOut(rentals_ended=ended)


@post("/v1/operator/personas/{name:str}/reinstatement", status_code=204, **needs(OPERATOR))
async def reinstate_persona(request: Ask, name: FromPath[str], data: JSONBody[ReasonShape]) -> None:
    """Take a stop back: the persona is hidden, and its holder may list it again."""
    await personas.reinstate_persona(principal_of(request), _inner(PERSONA, name), data.value())


@get("/v1/operator/reports", **needs(OPERATOR))
async def list_reports() -> list[ReportOut]:
    """Open reports, oldest first."""
    rows = await relations.open_reports()
    parties = await queries.parties_of({row.rental for row in rows if row.rental})
    return [_shown(row, parties.get(row.rental) if row.rental else None) for row in rows]


def _shown(row: ReportRow, parties: tuple[uuid.UUID, uuid.UUID, uuid.UUID] | None) -> ReportOut:
    agreement, persona, brand = parties or (None, None, None)
    if row.subject_kind == PERSONA:
        persona = row.subject
    return ReportOut(
        id=_name(REPORT, row.id),
        side=row.side,
        about=row.subject_kind,
        agreement=agreement,
        persona=_name(PERSONA, persona) if persona else None,
        brand=_name(BRAND, brand) if brand else None,
        reason=row.reason,
        text=row.text,
        made_on=market_date(row.created_at),
    )


@post("/v1/operator/reports/{name:str}/closure", status_code=204, **needs(OPERATOR))
async def close(request: Ask, name: FromPath[str], data: JSONBody[ClosureShape]) -> None:
    """Uphold or dismiss a report."""
    act = {outcome: act for act, outcome in OUTCOMES.items()}[data.outcome]
    await reports.close_report(principal_of(request), _inner(REPORT, name), act, data.value())


ROUTES = (list_brands, approve, refuse, stop_brand, stop_persona, reinstate_persona, list_reports, close)
