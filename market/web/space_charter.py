"""The holder's page of the house rules: what a new edition changes, and one button that signs it."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post

from contracts import charter
from contracts.charter import PARTIES, Change, Edition
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import Refusal
from market.base.i18n import Language, marked
from market.base.pages import Ask, language_of, page, see_other
from market.personas.charter.actions import sign
from market.personas.charter.queries import of_holder
from market.web.forms import Form, in_languages, said, text, whole

PATH = "/space/charter"
SIGNED = marked("Signed. That you did is shown to nobody else.")


@dataclass(frozen=True)
class Line:
    """A promise that changed, in words: `now` is empty for one that is gone, `before` for one that is new."""

    now: str
    before: str


@get(PATH, **needs(HOLDER))
async def shown(request: Ask) -> Response[str]:
    """What you promise, and what has changed since you signed."""
    return await _page(request)


@post(PATH, **needs(HOLDER))
async def keep(request: Ask, data: Form) -> Response[Any]:
    """Sign the edition that was on the page."""
    try:
        await sign(principal_of(request), whole(text(data, "edition")))
    except Refusal as refusal:
        return await _page(request, refusal)
    return see_other(PATH, SIGNED)


async def _page(request: Ask, refusal: Refusal | None = None) -> Response[str]:
    stands, edition, language = await of_holder(person_of(request)), charter.current(), language_of(request)
    trouble = said(refusal, language) if refusal else None
    before = charter.EDITIONS.get(stands.edition or 0)
    return page(
        request,
        "space/charter.html",
        trouble.status if trouble else 200,
        addresses=in_languages(PATH),
        stands=stands,
        edition=edition,
        before=before,
        changed=changed(before, edition, language) if before and stands.standing != "signed" else {},
        promises=[it.text.in_(language) for it in edition.holder],
        trouble=trouble,
    )


def changed(before: Edition, edition: Edition, language: Language) -> dict[str, list[Line]]:
    """By party, what reads otherwise than in the edition that was signed; who promises the same is left out."""
    found = {party: charter.changes(before, edition, party) for party in PARTIES}
    return {party: [_line(it, language) for it in some] for party, some in found.items() if some}


def _line(it: Change, language: Language) -> Line:
    words = it.promise.text.in_(language)
    if it.kind == "gone":
        return Line("", words)
    return Line(words, it.before.text.in_(language) if it.before else "")


ROUTES = (shown, keep)
