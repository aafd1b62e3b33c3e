"""The desk's checks of traits: what waits, and one check with the answer that a document must show."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts.vocabulary import CLAIMS
from market.base.access import OPERATOR, needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.operators import queries
from market.operators.actions.checks import SUBJECT, refuse_trait, verify_trait
from market.operators.actions.decisions import Reason
from market.operators.rules import REASONS, Act
from market.personas.checks import queries as checks
from market.web.forms import Ask, Form, in_languages, said, text
from market.web.operator_names import inner, outward

KIND = checks.KIND
VERIFIED = marked("Verified. The person is told.")
REFUSED = marked("Not verified. The person is told.")


@get("/operator/checks", **needs(OPERATOR))
async def listing(request: Ask) -> Response[str]:
    """What waits, oldest first. The answers are sealed until one is opened."""
    language = language_of(request)
    found = [
        {
            "name": outward(KIND, it["id"]),
            "words": checks.words_of(it["id"]),
            "trait": CLAIMS[it["claim"]].text.in_(language),
            "asked_at": it["asked_at"],
        }
        for it in await checks.waiting()
    ]
    return page(request, "operator/checks.html", dense=True, checks=found)


@get("/operator/checks/{name:str}", **needs(OPERATOR))
async def one(request: Ask, name: FromPath[str]) -> Response[str]:
    """One check: the answer, and what is decided."""
    return await _page(request, inner(KIND, name))


@post("/operator/checks/{name:str}/decision", **needs(OPERATOR))
async def decide(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Verified, or not, with a reason."""
    check, typed = inner(KIND, name), {field: text(data, field) for field in ("act", "reason", "note")}
    reason, verify = Reason(typed["reason"], typed["note"] or None), typed["act"] == Act.VERIFY
    try:
        await (verify_trait if verify else refuse_trait)(principal_of(request), check, reason)
    except Refusal as refusal:
        return await _page(request, check, refusal, typed)
    return see_other("/operator/checks", VERIFIED if verify else REFUSED)


async def _page(
    request: Ask, check: uuid.UUID, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> Response[str]:
    row, _ = await checks.opened(check)
    language = language_of(request)
    trouble = said(refusal, language) if refusal else None
    name = outward(KIND, check)
    return page(
        request,
        "operator/check.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"/operator/checks/{name}"),
        dense=True,
        name=name,
        check=row,
        trait=CLAIMS[row.claim].text.in_(language),
        answer=CLAIMS[row.claim].code(row.value).text.in_(language),
        decisions=await queries.decisions_on(SUBJECT, check),
        acts=[(act, _reasons(act)) for act in (Act.VERIFY, Act.REFUSE)] if row.state == "asked" else [],
        trouble=trouble,
        typed=typed or {},
    )


def _reasons(act: Act) -> list[str]:
    return sorted(REASONS[act, SUBJECT], key=lambda code: (code == "other", code))


ROUTES = (listing, one, decide)
