"""`/v1/operator`: findings, and what was held back. Named for the desk alone."""

import uuid
from typing import Annotated, Any, Literal

from litestar import Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from market.base import jobs, names
from market.base.access import OPERATOR, needs, principal_of
from market.base.errors import NotFound
from market.base.ids import canonical
from market.money import inbox
from market.money.reconciliation import queries
from market.money.reconciliation.queries import Finding
from market.money.reconciliation.rules import Kind
from market.operators.actions import findings
from market.operators.schemas import (
    ClosingOut,
    ClosingShape,
    FindingOut,
    FindingsOut,
    GivenUpOut,
    HeldEventOut,
    HeldJobOut,
    HeldOut,
    OwedShape,
    PastUsOut,
    ReplayedOut,
)

Ask = Request[Any, Any, Any]
InState = Annotated[Literal["open", "closed"], QueryParameter(name="state")]
OfKind = Annotated[Kind | None, QueryParameter(name="kind")]

FINDING, TRANSACTION, ROW = "finding", "transaction", "row"  # kinds of outward names
MOST = 100


def _name(kind: str, inner: uuid.UUID) -> str:
    return names.name(kind, inner, names.for_operators())


def _inner(kind: str, name: str) -> uuid.UUID:
    return names.inner_id(kind, name, names.for_operators())


@get("/v1/operator/findings", **needs(OPERATOR))
async def list_findings(
    in_state: InState = "open", kind: OfKind = None, after: FromQuery[str | None] = None
) -> FindingsOut:
    """Findings in a state, of one kind or all, the latest opened first."""
    below = _inner(FINDING, after) if after else None
    found = await queries.list_findings(in_state, kind, below)
    last = found[-1].id if len(found) == queries.PER_PAGE else None
    return FindingsOut(items=[_shown(it, []) for it in found], after=_name(FINDING, last) if last else None)


@get("/v1/operator/findings/{name:str}", **needs(OPERATOR))
async def one_finding(name: FromPath[str]) -> FindingOut:
    """A finding with the facts on both sides and its closings."""
    found = await queries.finding(_inner(FINDING, name))
    closings = [
        ClosingOut(at=it.at, version=it.version, note=it.note) for it in await queries.closures(found.id)
    ]
    about = await findings.past_us_of(found.id)
    told = ("owed", "given_up", "waiting", "asked", "runs")
    past_us = PastUsOut(**{fact: getattr(about, fact) for fact in told}) if about else None
    return _shown(found, closings).model_copy(update={"past_us": past_us})


def _shown(it: Finding, closings: list[ClosingOut]) -> FindingOut:
    facts = {name: fact for name, fact in it.facts.items() if name != "subject"}
    if facts.get("books"):
        facts["books"] = [
            side | {"transaction": _name(TRANSACTION, canonical(side["transaction"]))}
            for side in facts["books"]
        ]
    if facts.get("row"):
        facts["row"] = facts["row"] | {"id": _name(ROW, canonical(facts["row"]["id"]))}
    same = ("currency", "difference", "version", "found_at", "opened_at", "seen_at", "gone_at")
    return FindingOut(
        id=_name(FINDING, it.id),
        kind=it.kind,
        subject=it.about,
        facts=facts,
        state="open" if it.state == "open" else "closed",
        closings=closings,
        **{fact: getattr(it, fact) for fact in same},
    )


@post("/v1/operator/findings/{name:str}/closure", status_code=204, **needs(OPERATOR))
async def close(request: Ask, name: FromPath[str], data: JSONBody[ClosingShape]) -> None:
    """Close a finding with a note; nothing is posted."""
    await findings.close_finding(principal_of(request), _inner(FINDING, name), data.version, data.note)


@post("/v1/operator/findings/{name:str}/write-off", status_code=200, **needs(OPERATOR))
async def write_off(request: Ask, name: FromPath[str], data: JSONBody[OwedShape]) -> GivenUpOut:
    """Give up what nothing repays of a refund made in Stripe's dashboard, as it was seen; above the limit two
    operators do.
    """
    done = await findings.give_up(principal_of(request), _inner(FINDING, name), data.owed)
    return GivenUpOut(amount=done.amount, booked=done.booked)


@get("/v1/operator/held", **needs(OPERATOR))
async def list_held() -> HeldOut:
    """Jobs and messages of Stripe's that wait for a person."""
    return HeldOut(
        jobs=[
            HeldJobOut(
                id=_name("job", uuid.UUID(int=it.id)), name=it.name, failed_at=it.failed_at, error=it.error
            )
            for it in await jobs.held(MOST)
        ],
        events=[
            HeldEventOut(
                id=_name("event", it["id"]),
                type=it["type"],
                object=it["object_id"],
                received_at=it["received_at"],
                note=it["note"],
            )
            for it in await inbox.dead(MOST)
        ],
    )


@post("/v1/operator/held/jobs/{name:str}/replay", status_code=200, **needs(OPERATOR))
async def replay_job(request: Ask, name: FromPath[str]) -> ReplayedOut:
    """Let a held job be done again; any number of times, with one effect."""
    number = _inner("job", name).int
    if number >= 2**63:
        raise NotFound()
    return ReplayedOut(replayed=await findings.replay_job(principal_of(request), number))


@post("/v1/operator/held/events/{name:str}/replay", status_code=200, **needs(OPERATOR))
async def replay_event(request: Ask, name: FromPath[str]) -> ReplayedOut:
    """Let a message of Stripe's be handled again; any number of times, with one effect."""
    return ReplayedOut(replayed=await findings.replay_event(principal_of(request), _inner("event", name)))


ROUTES = (list_findings, one_finding, close, write_off, list_held, replay_job, replay_event)
