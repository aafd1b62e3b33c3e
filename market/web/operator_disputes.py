"""The desk's disputes: what a bank asks back, until when it takes an answer, who bears what."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base import vault
from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import now
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.money.disputes import queries
from market.money.disputes.queries import DisputeRow
from market.money.disputes.rules import ANSWERABLE
from market.operators.actions import disputes
from market.operators.api_disputes import brand_of
from market.operators.errors import NotConfirmed
from market.web.forms import Ask, Form, in_languages, said, text
from market.web.operator_names import BRAND, DISPUTE, inner, outward

PATH = "/operator/disputes"

ANSWERED = marked("The evidence is with Stripe. The bank decides.")
ACCEPTED = marked("Given in. The rentals are over, and the holders keep what they earned.")
WRITTEN_OFF = marked("Given up: it is a loss of ours.")


async def _row(row: DisputeRow) -> dict[str, Any]:
    brand = vault.person_of("money", row.brand)
    return {
        "name": outward(DISPUTE, row.id),
        "row": row,
        "late": row.due_by is not None
        and row.due_by <= await now()
        and row.status in ANSWERABLE
        and not row.answers,
        "brand": await brand_of(row),
        "brand_name": outward(BRAND, brand),
    }


@get(PATH, **needs(OPERATOR))
async def dispute_list(request: Ask) -> Response[str]:
    """What waits for an answer or a bank, and what is decided."""
    return page(
        request,
        "operator/disputes.html",
        dense=True,
        disputes=[await _row(row) for row in await queries.open_disputes()],
        done=[await _row(row) for row in await queries.closed_disputes()],
    )


@get(PATH + "/{name:str}", **needs(OPERATOR))
async def dispute(request: Ask, name: FromPath[str]) -> Response[str]:
    """One dispute: its money, the evidence from our record, what can be done."""
    return await _page(request, inner(DISPUTE, name))


async def _page(
    request: Ask, id: uuid.UUID, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> Response[str]:
    row = await queries.dispute(id)
    trouble = said(refusal, language_of(request)) if refusal else None
    return page(
        request,
        "operator/dispute.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/{outward(DISPUTE, id)}"),
        dense=True,
        dispute=await _row(row),
        acts=_acts(row),
        evidence=await disputes.drafted(id),
        twice=await queries.asked_twice(row),
        history=await queries.acts_on(id),
        trouble=trouble,
        typed=typed or {},
    )


def _acts(row: DisputeRow) -> list[str]:
    """What can be done with a dispute as it stands."""
    found = ["answer"] if row.status in ANSWERABLE and not row.answers else []
    found += ["accept"] if row.closed_at is None else []
    return [*found, *(["write_off"] if row.owed else [])]


@post(PATH + "/{name:str}/decision", **needs(OPERATOR))
async def decide(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Answer with the evidence, give in, or give up what the brand owes; the last two are confirmed by a tick."""
    id, who = inner(DISPUTE, name), principal_of(request)
    typed = {field: text(data, field) for field in ("act", "note", "sure")}
    try:
        if typed["act"] == "answer":
            await disputes.answer_dispute(who, id, typed["note"])
            return see_other(f"{PATH}/{name}", ANSWERED)
        if typed["sure"] != "yes":
            raise NotConfirmed(field="sure")
        if typed["act"] == "write_off":
            await disputes.write_off(who, id)
            return see_other(f"{PATH}/{name}", WRITTEN_OFF)
        await disputes.accept_dispute(who, id)
    except Refusal as refusal:
        return await _page(request, id, refusal, typed)
    return see_other(f"{PATH}/{name}", ACCEPTED)


ROUTES = (dispute_list, dispute, decide)
