"""The holder's page of one relation's timeline, and of what they note of it for themselves."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base import paging
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.clock import market_date
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import Ask, language_of, page, see_other
from market.relations.errors import NoteChanged, TextNotAccepted
from market.relations.notes import actions as notes
from market.relations.notes.queries import MOST, of_holder
from market.relations.timeline.queries import page_of
from market.rentals import queries as rentals
from market.rentals.api import agreement_id
from market.web import timeline_words
from market.web.forms import Form, in_languages, said, text, whole

A_PAGE = 50
PATH = "/relations/{agreement:str}"
KEPT = marked("Noted, for nobody but you.")


@get(PATH + "/timeline", **needs(HOLDER))
async def timeline(
    request: Ask, agreement: FromPath[str], before: FromQuery[str | None] = None
) -> Response[str]:
    """All that both sides did, the latest first, `before` an instant or until now."""
    person, language, which = person_of(request), language_of(request), agreement_id(agreement)
    row = await rentals.of_holder(person, which)
    found = await page_of(person, which, A_PAGE, paging.instant(before))
    brand, here = row.document["second_party"]["name"], f"/relations/{which}"
    older = {"before": found[-1].at.isoformat()} if len(found) >= A_PAGE else {}
    return page(
        request,
        "space/timeline.html",
        brand=brand,
        relation=here,
        lines=timeline_words.lines(found, brand, market_date(row.now), language),
        latest=f"{here}/timeline" if before else "",
        older=f"{here}/timeline?{urlencode(older)}" if older else "",
        data=f"/v1{here}/timeline",
    )


@get(PATH + "/note", **needs(HOLDER))
async def note(request: Ask, agreement: FromPath[str]) -> Response[str]:
    """What you have noted of this relation."""
    return await _page(request, agreement)


@post(PATH + "/note", **needs(HOLDER))
async def keep(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """Note it anew. What was written elsewhere meanwhile is shown beside it, and neither is lost."""
    which, typed = agreement_id(agreement), text(data, "text")
    try:
        await notes.keep(principal_of(request), which, typed, whole(text(data, "version")))
    except (NoteChanged, TextNotAccepted) as refusal:
        return await _page(request, agreement, typed, refusal)
    return see_other(f"/relations/{which}#note", KEPT)


async def _page(
    request: Ask, agreement: str, typed: str | None = None, refusal: Refusal | None = None
) -> Response[str]:
    person, which = person_of(request), agreement_id(agreement)
    row, stands = await rentals.of_holder(person, which), await of_holder(person, which)
    trouble = said(refusal, language_of(request)) if refusal else None
    here = f"/relations/{which}"
    return page(
        request,
        "space/note.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{here}/note"),
        brand=row.document["second_party"]["name"],
        relation=here,
        stands=stands,
        typed=stands.text if typed is None else typed,
        beside=isinstance(refusal, NoteChanged),
        trouble=trouble,
        most=MOST,
    )


ROUTES = (timeline, note, keep)
