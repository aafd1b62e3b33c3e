"""Inside a relation: a brand's invitations with the holder's answer, and the report to the operators."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base import names
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.clock import market_date
from market.base.errors import Conflict, Invalid, NotFound
from market.base.i18n import Language, marked, translate
from market.base.pages import Ask, language_of, page, refused, see_other
from market.relations import queries
from market.relations.actions import invite, redeem, report
from market.relations.errors import (
    AlreadyReported,
    InvitationNotBegun,
    InvitationOver,
    NoCodeToRedeem,
    RelationPaused,
)
from market.relations.queries import Sent
from market.relations.rules import About, Reaction
from market.rentals import queries as rentals
from market.rentals.api import agreement_id
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive
from market.web.invitation_words import benefit_in, kind_in, validity_in
from market.web.studio_form import one

REACTIONS: dict[str, str] = {
    Reaction.INTERESTED: marked("Interested"),
    Reaction.NOT_FOR_ME: marked("Not for me"),
    Reaction.NOT_NOW: marked("Not now"),
}
REASONS = {
    "asks-identity": marked("It asks who I am, or how to reach me"),
    "offensive": marked("It is offensive"),
    "misleading": marked("It misleads"),
    "not-honoured": marked("What it promised was not kept"),
    "unlawful": marked("It does something unlawful"),
    "other": marked("Something else"),
}
ABOUT_THE_BRAND = frozenset({"unlawful"})
NOT_VALID = marked("This code cannot be redeemed now: below stands from when to when it is valid.")
SAID = marked("Noted. The brand does not know that it was you.")
TOLD = marked("Noted. The brand knows that it was you.")
PAUSED = marked("This relation is paused: resume it first, and then answer.")
ANSWERED = marked("The brand sees your answer, and nothing else.")


@dataclass(frozen=True)
class Invited:
    """An invitation as its holder reads it. `open`: it can still be answered; `redeemable`: of its code can be said
    that it was redeemed."""

    action: str
    brand: str
    kind: str
    title: str
    benefit: list[str]
    conditions: str
    code: str | None
    link: str | None
    validity: str
    reaction: str | None
    reaction_words: str
    open: bool
    redeemable: bool
    redeemed: str | None


def invited(
    sent: Sequence[Sent], brand: str, now: datetime, language: Language, *, running: bool
) -> list[Invited]:
    """Newest first; `now` UTC."""
    return [_invited(it, brand, now, language, running) for it in reversed(sent)]


def _invited(it: Sent, brand: str, now: datetime, language: Language, running: bool) -> Invited:
    name = names.name(invite.KIND, it.id, names.for_agreement(it.agreement))
    return worded(it, brand, now, language, f"/relations/{it.agreement}/invitations/{name}", running=running)


def worded(it: Sent, brand: str, now: datetime, language: Language, action: str, *, running: bool) -> Invited:
    """One invitation in words; `action` is where it is answered."""
    content = it.content
    still = running and now < content.over_at
    return Invited(
        action=action,
        brand=brand,
        kind=kind_in(content.kind, language),
        title=content.title,
        benefit=benefit_in(content, language),
        conditions=content.conditions,
        code=content.code,
        link=content.link,
        validity=validity_in(content, now, language),
        reaction=it.reaction,
        reaction_words=translate(language, REACTIONS[it.reaction]) if it.reaction else "",
        open=still,
        redeemable=still and content.code is not None and market_date(now) >= content.valid_from,
        redeemed=it.redeemed,
    )


async def invitations(
    person: uuid.UUID, row: rentals.RentalRow, language: Language, *, running: bool, looking: bool = False
) -> list[Invited]:
    """What the holder received in one relation."""
    sent = await queries.of_holder(person, row.agreement, looking=looking)
    return invited(sent, row.document["second_party"]["name"], row.now, language, running=running)


@post("/relations/{agreement:str}/invitations/{name:str}", **needs(HOLDER))
async def answer(request: Ask, agreement: FromPath[str], name: FromPath[str]) -> Response[None]:
    """Interested, not for me, not now; may be changed while the invitation is valid."""
    which = agreement_id(agreement)
    chosen = one(await request.form(), "reaction")
    if chosen not in REACTIONS:
        raise NotFound()
    back = f"/relations/{which}"
    try:
        await invite.react_to(principal_of(request), which, name, Reaction(chosen))
    except RelationPaused:
        return see_other(back, PAUSED)
    except InvitationOver:
        return see_other(back, marked("This invitation is over: your answer stays as it is."))
    except (RentalAlreadyEnded, RentalNotActive):
        return see_other(back, marked("This relation is over already."))
    return see_other(back, ANSWERED)


@post("/relations/{agreement:str}/invitations/{name:str}/code", **needs(HOLDER))
async def redeemed(request: Ask, agreement: FromPath[str], name: FromPath[str]) -> Response[None]:
    """Say that its code was redeemed, and whether the brand may know who; or take that back."""
    which, form, who = agreement_id(agreement), await request.form(), principal_of(request)
    back, act = f"/relations/{which}", one(form, "act")
    if act not in ("redeemed", "take-back"):
        raise NotFound()
    told = one(form, "told") == "yes"
    try:
        if act == "redeemed":
            await redeem.say_redeemed(who, which, name, told=told)
        else:
            await redeem.take_back(who, which, name)
    except RelationPaused:
        return see_other(back, PAUSED)
    except (InvitationOver, InvitationNotBegun, NoCodeToRedeem):
        return see_other(back, NOT_VALID)
    except (RentalAlreadyEnded, RentalNotActive):
        return see_other(back, marked("This relation is over already."))
    if act == "take-back":
        return see_other(back, marked("Taken back."))
    return see_other(back, TOLD if told else SAID)


async def _report_page(request: Ask, agreement: str) -> dict[str, Any]:
    row = await rentals.of_holder(person_of(request), agreement_id(agreement))
    language = language_of(request)
    return {
        "path": f"/relations/{row.agreement}",
        "brand": row.document["second_party"]["name"],
        "reasons": [(reason, translate(language, words)) for reason, words in REASONS.items()],
    }


@get("/relations/{agreement:str}/report", **needs(HOLDER))
async def report_page(request: Ask, agreement: FromPath[str]) -> Response[str]:
    """Why, and in the holder's words."""
    around = await _report_page(request, agreement)
    return page(request, "space/report.html", errors={}, reason="", text="", **around)


@post("/relations/{agreement:str}/report", **needs(HOLDER))
async def tell(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """Tell the operators; only they read it."""
    form, around = await request.form(), await _report_page(request, agreement)
    reason, text = one(form, "reason"), one(form, "text")
    about = About.BRAND if reason in ABOUT_THE_BRAND else About.RENTAL
    who = principal_of(request)
    try:
        subject = await report.in_relation(who, agreement_id(agreement), about)
        await report.report(who, subject, reason, text or None)
    except AlreadyReported:
        return see_other(around["path"], marked("You have reported this already: we are looking at it."))
    except (Invalid, Conflict) as refusal:
        return refused(request, "space/report.html", refusal, reason=reason, text=text, **around)
    return see_other(around["path"], marked("Thank you. Our operators read it, and nobody else."))


ROUTES = (answer, redeemed, report_page, tell)
