"""Checks of a persona's traits, for its holder: what can be checked, what waits, what was verified."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts.vocabulary import CLAIMS
from market.accounts.refusals import TooManyAttempts
from market.base import names, vault
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import Language, marked
from market.base.pages import Ask, language_of, page, see_other
from market.personas import queries
from market.personas.checks import actions
from market.personas.checks import queries as checks
from market.personas.checks.queries import CheckRow, still_said
from market.personas.checks.rules import CHECKABLE, CheckedAlready, NotCheckable, NothingToCheck, month_of
from market.personas.rules import Draft, NotInThisState, Stance
from market.web import faces, proof_words
from market.web.forms import Form, said, text
from market.web.studio_view import mask_words

PATH = "/studio/{name:str}/checks"
ASKED = marked("An operator looks at it when you show the document.")
WITHDRAWN = marked("The check is taken back.")

KINDS = {"asked": "wait", "verified": "good", "refused": "stop"}


@dataclass(frozen=True)
class Checked:
    """A trait that can be checked. `state` is that of the check that counts now, "" where there is none.

    `earlier`: what was verified is another answer than the present one. `may_ask`: there is an answer to be checked.
    """

    claim: str
    trait: str
    answer: str
    state: str
    kind: str
    words: str
    reason: str
    month: str
    asked_at: datetime | None
    earlier: bool
    may_ask: bool


@get(PATH, **needs(HOLDER))
async def listing(request: Ask, name: FromPath[str]) -> Response[str]:
    """What can be checked of this persona, and how far it has come."""
    return await _page(request, name)


@post(PATH, **needs(HOLDER))
async def act(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Ask for a check, or take it back."""
    persona = _inner(request, name)
    asks = text(data, "act") != "withdraw"
    try:
        await (actions.ask if asks else actions.withdraw)(principal_of(request), persona, text(data, "claim"))
    except (NotCheckable, NothingToCheck, CheckedAlready, NotInThisState, TooManyAttempts) as refusal:
        return await _page(request, name, refusal)
    return see_other(f"/studio/{name}/checks", ASKED if asks else WITHDRAWN)


def _inner(request: Ask, name: str) -> uuid.UUID:
    return names.inner_id(faces.KIND, name, names.for_person(person_of(request)))


async def _page(request: Ask, name: str, refusal: Refusal | None = None) -> Response[str]:
    person, language = person_of(request), language_of(request)
    row = await queries.own(person, _inner(request, name))
    if row.state == "retired":
        raise NotFound()
    draft = await queries.open_draft(person, row)
    found = await checks.of_persona(await vault.data_key(person), row.id)
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "studio/checks.html",
        trouble.status if trouble else 200,
        title=mask_words(draft.mask, language),
        name=name,
        face=faces.of_name(name),
        traits=[_checked(draft, claim, found, language) for claim in CHECKABLE],
        trouble=trouble,
    )


def _checked(draft: Draft, claim: str, rows: list[CheckRow], language: Language) -> Checked:
    trait = draft.traits.get(claim)
    mine = trait.value if trait is not None and trait.stance is Stance.ME else None
    last = next((it for it in rows if it.claim == claim and it.state in KINDS), None)
    current = last is not None and still_said(draft, last)
    state = last.state if last is not None and (current or last.state == "asked") else ""
    return Checked(
        claim=claim,
        trait=CLAIMS[claim].text.in_(language),
        answer=CLAIMS[claim].code(mine).text.in_(language) if mine else "",
        state=state,
        kind=KINDS.get(state, ""),
        words=last.words if last else "",
        reason=(last.reason or "") if last else "",
        month=proof_words.month(month_of(last.decided_at), language) if last and last.decided_at else "",
        asked_at=last.asked_at if last else None,
        earlier=last is not None and last.state == "verified" and not current,
        may_ask=mine is not None and state not in ("asked", "verified"),
    )


ROUTES = (listing, act)
