"""The operators' desk: is everything all right, which brands wait, what is reported, and what is decided."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.accounts import queries as accounts
from market.accounts.queries import BrandFacts
from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.operators import queries
from market.operators.actions import brands, personas, reports
from market.operators.actions.decisions import Reason
from market.operators.errors import NotConfirmed
from market.operators.queries_breaches import outstanding
from market.operators.rules import REASONS, Act
from market.personas.checks import queries as checks
from market.relations import queries as relations
from market.relations.conversation import queries as conversation
from market.relations.queries import ReportRow
from market.web.forms import Ask, Form, in_languages, said, text
from market.web.message_words import refused_in
from market.web.operator_filters import not_offered
from market.web.operator_names import BRAND, PERSONA, REPORT, inner, outward
from market.web.operator_queries import health

APPROVED = marked("The brand may rent from now on.")
REFUSED = marked("The application is refused.")
STOPPED = marked("Stopped. Its rentals are over and unused days go back.")
UPHELD = marked("The report is upheld.")
DISMISSED = marked("The report is dismissed.")

STATES = ("applied", "approved", "refused", "stopped")

# What a decision page offers for a brand in each state.
OFFERED = {
    "applied": (Act.APPROVE, Act.REFUSE),
    "approved": (Act.STOP,),
    "refused": (),
    "stopped": (Act.APPROVE,),
}
# And for a persona.
OFFERED_PERSONA = {"listed": (Act.STOP,), "hidden": (Act.STOP,), "stopped": (Act.REINSTATE,)}
REINSTATED = marked("The persona is its holder’s to list again.")


@get("/operator", **needs(OPERATOR))
async def desk(request: Ask) -> Response[str]:
    """The day at a glance."""
    waiting, open_reports = await accounts.brands_in("applied"), await relations.open_reports()
    today = market_date(await now())
    return page(
        request,
        "operator/desk.html",
        dense=True,
        health=await health(),
        unsigned=await outstanding(),
        brands=[_brand(it) | {"days": (today - market_date(it.created_at)).days} for it in waiting],
        reports=await _reports(open_reports),
        checks=len(await checks.waiting()),
    )


def _brand(facts: BrandFacts) -> dict[str, Any]:
    return {"name": outward(BRAND, facts.id), "facts": facts}


async def _reports(rows: list[ReportRow]) -> list[dict[str, Any]]:
    parties = await queries.parties_of({row.rental for row in rows if row.rental})
    found = []
    for row in rows:
        _, persona, brand_id = (
            parties.get(row.rental, (None, None, None)) if row.rental else (None, None, None)
        )
        persona = row.subject if row.subject_kind == PERSONA else persona
        brand_id = row.subject if row.subject_kind == BRAND else brand_id
        found.append(
            {
                "name": outward(REPORT, row.id),
                "row": row,
                "persona": outward(PERSONA, persona) if persona else "",
                "brand": await accounts.brand(brand_id) if brand_id else None,
                "brand_name": outward(BRAND, brand_id) if brand_id else "",
            }
        )
    return found


@get("/operator/brands", **needs(OPERATOR))
async def brand_list(request: Ask, of: FromQuery[str] = "applied") -> Response[str]:
    """Brands in a state, oldest first; of a state that there is not, none."""
    chosen = of or "applied"
    trouble = not_offered(request, "of", chosen, STATES)
    found = [] if trouble else [_brand(it) for it in await accounts.brands_in(chosen)]
    return page(
        request,
        "operator/brands.html",
        trouble.status if trouble else 200,
        dense=True,
        brands=found,
        states=STATES,
        chosen=chosen,
        trouble=trouble,
    )


@get("/operator/brands/{name:str}", **needs(OPERATOR))
async def brand_file(request: Ask, name: FromPath[str]) -> Response[str]:
    """One brand: its facts, what was decided, what can be decided."""
    return await _brand_page(request, inner(BRAND, name))


async def _brand_page(
    request: Ask, brand_id: uuid.UUID, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> Response[str]:
    facts = await accounts.brand(brand_id)
    trouble = said(refusal, language_of(request)) if refusal else None
    return page(
        request,
        "operator/brand.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"/operator/brands/{outward(BRAND, brand_id)}"),
        dense=True,
        brand=_brand(facts),
        decisions=await queries.decisions_on(BRAND, brand_id),
        acts=[(act, _fitting(act, facts.state)) for act in OFFERED[facts.state]],
        running=await queries.running_of_brand(brand_id),
        refused=refused_in(await conversation.flags_of(brand_id), language_of(request)),
        trouble=trouble,
        typed=typed or {},
    )


@post("/operator/brands/{name:str}/decision", **needs(OPERATOR))
async def decide_on_brand(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Approve, refuse or stop a brand, with a reason."""
    brand_id, who, typed = inner(BRAND, name), principal_of(request), _typed(data)
    reason = Reason(typed["reason"], typed["note"] or None)
    try:
        if typed["act"] == Act.APPROVE:
            await brands.approve_brand(who, brand_id, reason)
            notice = APPROVED
        elif typed["act"] == Act.STOP:
            _require_sure(data)
            await brands.stop_brand(who, brand_id, reason)
            notice = STOPPED
        else:
            await brands.refuse_brand(who, brand_id, reason)
            notice = REFUSED
    except Refusal as refusal:
        return await _brand_page(request, brand_id, refusal, typed)
    return see_other(f"/operator/brands/{name}", notice)


def _require_sure(data: dict[str, Any]) -> None:
    """What ends people's rentals is confirmed by a tick. Raises NotConfirmed."""
    if text(data, "sure") != "yes":
        raise NotConfirmed(field="sure")


def _in_order(act: Act, kind: str) -> list[str]:
    """The reasons that fit, "other" last."""
    return sorted(REASONS[act, kind], key=lambda code: (code == "other", code))


def _fitting(act: Act, state: str) -> list[str]:
    """The reasons for a brand in this state: only what was stopped is reinstated."""
    never = "registered" if state == "stopped" else "reinstated"
    return [code for code in _in_order(act, BRAND) if code != never]


def _typed(data: dict[str, Any]) -> dict[str, str]:
    return {field: text(data, field) for field in ("act", "reason", "note")}


@get("/operator/reports/{name:str}", **needs(OPERATOR))
async def report_file(request: Ask, name: FromPath[str]) -> Response[str]:
    """One report, and what can be done about it."""
    return await _report_page(request, inner(REPORT, name))


async def _report_page(
    request: Ask, report_id: uuid.UUID, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> Response[str]:
    row = await relations.report(report_id)
    trouble = said(refusal, language_of(request)) if refusal else None
    [shown] = await _reports([row])
    return page(
        request,
        "operator/report.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"/operator/reports/{shown['name']}"),
        dense=True,
        report=shown,
        decisions=await queries.decisions_on(REPORT, report_id),
        acts=[] if row.closed_at else [(act, _in_order(act, REPORT)) for act in (Act.UPHOLD, Act.DISMISS)],
        persona=await _judged(row, shown["persona"]),
        trouble=trouble,
        typed=typed or {},
    )


@post("/operator/reports/{name:str}/decision", **needs(OPERATOR))
async def decide_on_report(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Uphold or dismiss a report, with a reason."""
    report_id, typed = inner(REPORT, name), _typed(data)
    act = Act.UPHOLD if typed["act"] == Act.UPHOLD else Act.DISMISS
    try:
        await reports.close_report(
            principal_of(request), report_id, act, Reason(typed["reason"], typed["note"] or None)
        )
    except Refusal as refusal:
        return await _report_page(request, report_id, refusal, typed)
    return see_other("/operator#reports", UPHELD if act is Act.UPHOLD else DISMISSED)


async def _judged(row: ReportRow, name: str) -> dict[str, Any] | None:
    """The persona that a brand's report is about, and what can be done with it. A holder's is about the brand."""
    if row.side != "brand" or not name:
        return None
    identity = inner(PERSONA, name)
    facts = await queries.persona_facts(identity)
    return {
        "facts": facts,
        "decisions": await queries.decisions_on(PERSONA, identity),
        "acts": [(act, _in_order(act, PERSONA)) for act in OFFERED_PERSONA.get(facts.state, ())],
    }


@post("/operator/reports/{name:str}/persona", **needs(OPERATOR))
async def decide_on_persona(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Stop the persona that a report is about, or give it back; judging the report is an act of its own."""
    report_id, typed, who = inner(REPORT, name), _typed(data), principal_of(request)
    [shown] = await _reports([await relations.report(report_id)])
    if shown["row"].side != "brand" or not shown["persona"]:
        raise NotFound()
    persona, reason = inner(PERSONA, shown["persona"]), Reason(typed["reason"], typed["note"] or None)
    try:
        if typed["act"] == Act.REINSTATE:
            await personas.reinstate_persona(who, persona, reason)
            return see_other(f"/operator/reports/{name}", REINSTATED)
        _require_sure(data)
        await personas.stop_persona(who, persona, reason)
    except Refusal as refusal:
        return await _report_page(request, report_id, refusal, typed)
    return see_other(f"/operator/reports/{name}", STOPPED)


ROUTES = (desk, brand_list, brand_file, decide_on_brand, report_file, decide_on_report, decide_on_persona)
