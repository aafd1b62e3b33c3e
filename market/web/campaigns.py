"""The brand's campaigns: one invitation to several, from a template or from nothing, and what came of it."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base.access import Right, brand, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import Conflict, Invalid, Refusal
from market.base.i18n import Language, marked
from market.base.idempotency import checked
from market.base.pages import language_of, page, see_other
from market.relations.campaigns import queries
from market.relations.campaigns.actions import send_campaign
from market.relations.campaigns.api import name_of, named
from market.relations.campaigns.queries import CampaignRow, Candidate
from market.relations.campaigns.rules import LABEL_MOST
from market.relations.errors import NobodyToInvite, RecipientsImpossible
from market.relations.templates.queries import drafted
from market.relations.templates.queries import of_brand as templates_of
from market.rentals import queries as rentals
from market.web.desk_rental import tile
from market.web.forms import Ask, Form, agreement_id, in_languages, may, said, seat_of, several, text
from market.web.invitation_form import invitation_in, parts, typed_in, typed_of
from market.web.invitation_templates import offered
from market.web.invitation_words import kind_in
from market.web.problems import PROBLEMS

READ, INVITE = brand("read"), brand("invite")
PER_PAGE = 50
NEW = "/campaigns/new"
WHOM = frozenset({"uninvited", "drawn"})

SENT = marked("The campaign is sent.")


@get("/campaigns", **needs(READ))
async def listing(request: Ask, before: FromQuery[str] = "") -> Response[str]:
    """The brand's campaigns, newest first."""
    brand_id, language = seat_of(request).brand, language_of(request)
    last = named(brand_id, before) if before else None
    rows = await queries.of_brand(brand_id, last, PER_PAGE + 1)
    shown = [_shown(brand_id, row, language) for row in rows[:PER_PAGE]]
    return page(
        request,
        "desk/campaigns.html",
        campaigns=shown,
        may_invite=may(principal_of(request), Right.INVITE),
        first="/campaigns" if before else "",
        following=f"/campaigns?before={name_of(brand_id, rows[PER_PAGE - 1].id)}"
        if len(rows) > PER_PAGE
        else "",
    )


def _shown(brand_id: uuid.UUID, row: CampaignRow, language: Language) -> dict[str, Any]:
    return {
        "href": f"/campaigns/{name_of(brand_id, row.id)}",
        "label": row.label,
        "kind": kind_in(row.kind, language),
        "sent_at": row.sent_at,
        "sent": len(row.sent),
        "skipped": len(row.skipped),
        "told": len(row.told),
        "more_than": row.more_than,
    }


@get(NEW, **needs(INVITE))
async def new(request: Ask, template: FromQuery[str] = "", whom: FromQuery[str] = "") -> Response[str]:
    """The form, empty or as a template fills it in; `whom`: of those who were never invited, "drawn" ticks who said
    yes to a casting, "uninvited" the others."""
    language = language_of(request)
    if not template:
        return await _form(request, {"whom": whom})
    try:
        draft = await drafted(seat_of(request).brand, template, language, await now())
    except Invalid as refusal:
        return await _form(request, {"whom": whom}, refusal)
    return await _form(request, typed_of(draft) | {"template": template, "whom": whom})


@post("/campaigns", **needs(INVITE))
async def send(request: Ask, data: Form) -> Response[Any]:
    """Invite all that are ticked; a second click is the same campaign."""
    typed, ticked = typed_in(data) | {"label": text(data, "label")}, several(data, "agreements")
    try:
        if not ticked:
            raise RecipientsImpossible(field="agreements")
        key = checked(typed["key"]) if typed["key"] else None
        which = [agreement_id(it) for it in ticked]
        sent = await send_campaign(principal_of(request), typed["label"], which, invitation_in(typed), key)
    except (Conflict, Invalid) as refusal:
        return await _form(request, typed, refusal, ticked)
    return see_other(f"/campaigns/{name_of(seat_of(request).brand, sent.id)}", SENT)


async def _form(
    request: Ask,
    typed: Mapping[str, str],
    refusal: Refusal | None = None,
    ticked: tuple[str, ...] | None = None,
) -> Response[str]:
    language, brand_id = language_of(request), seat_of(request).brand
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "desk/campaign_new.html",
        trouble.status if trouble else 200,
        addresses=in_languages(NEW),
        templates=offered(language, await templates_of(brand_id), brand_id),
        chosen=typed.get("template", ""),
        people=[
            _person(it, language, ticked, typed.get("whom", "")) for it in await queries.candidates(brand_id)
        ],
        whom=whom if (whom := typed.get("whom", "")) in WHOM else "",
        parts=parts(typed, trouble, language),
        typed={**typed, "key": typed.get("key") or uuid.uuid4().hex},
        today=market_date(await now()),
        trouble=trouble,
        skipped=_skips(refusal, language),
        label_most=LABEL_MOST,
    )


def _person(it: Candidate, language: Language, ticked: tuple[str, ...] | None, whom: str) -> dict[str, Any]:
    agreement = str(it.rental.agreement)
    meant = it.left > 0 and (whom not in WHOM or (not it.invited and it.drawn == (whom == "drawn")))
    return {
        "agreement": agreement,
        "tile": tile(it.rental, language),
        "left": it.left,
        "again_on": it.again_on,
        "ticked": meant if ticked is None else agreement in ticked,
    }


def _skips(refusal: Refusal | None, language: Language) -> list[str]:
    """Why nobody could be invited, each reason once."""
    if not isinstance(refusal, NobodyToInvite):
        return []
    return sorted({PROBLEMS[it["reason"]].title(language) for it in refusal.facts["skipped"]})


@get("/campaigns/{name:str}", **needs(READ))
async def campaign(request: Ask, name: FromPath[str]) -> Response[str]:
    """One campaign: whom it reached, who was passed over and why, and what may be told of its code."""
    brand_id, language = seat_of(request).brand, language_of(request)
    row = await queries.one(brand_id, named(brand_id, name))

    all_of_it = [*row.sent, *(it.agreement for it in row.skipped)]
    known = await rentals.several_of_brand(brand_id, all_of_it)

    def tiles(agreements: Iterable[uuid.UUID]) -> list[dict[str, Any]]:
        return [tile(known[it], language) for it in agreements]

    skipped = tiles(it.agreement for it in row.skipped)
    return page(
        request,
        "desk/campaign.html",
        it=_shown(brand_id, row, language),
        reached=tiles(row.sent),
        told=tiles(row.told),
        skipped=[
            (one, PROBLEMS[it.reason].title(language)) for one, it in zip(skipped, row.skipped, strict=True)
        ],
    )


ROUTES = (listing, new, send, campaign)
