"""The brand's side of a relation on its rental's page: invitations with their reactions, messages, and reports."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base.access import brand, needs, principal_of
from market.base.errors import Conflict, Invalid, Refusal
from market.base.i18n import marked
from market.base.idempotency import checked
from market.base.pages import language_of, page, see_other
from market.relations import rules
from market.relations.actions import invite, report
from market.relations.conversation.actions import write_as_brand
from market.relations.errors import PicturesBusy
from market.relations.rules import REASONS, About
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow
from market.web.desk_rental import rental_page, tile
from market.web.forms import Ask, Form, agreement_id, said, seat_of, text
from market.web.invitation_form import invitation_in, typed_in
from market.web.rental_messages import Typed
from market.web.uploads import READ_MOST, TOO_LARGE, kept_for, sent_in

INVITE = brand("invite")
READ = brand("read")

SENT = marked("The invitation is sent.")
WRITTEN = marked("The message is sent. The person need neither read nor answer it.")
REPORTED = marked("Thank you: an operator looks at it.")


@post("/rentals/{agreement:str}/invitations", **needs(INVITE))
async def send(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """Invite the person; a second click is the same invitation."""
    which, typed = agreement_id(agreement), typed_in(data)
    try:
        await invite.send(
            principal_of(request),
            which,
            invitation_in(typed),
            checked(typed["key"]) if typed["key"] else None,
        )
    except (Conflict, Invalid) as refusal:
        row = await rentals.of_brand(seat_of(request).brand, which)
        return await rental_page(request, row, refusal=refusal, typed=typed)
    return see_other(f"/rentals/{which}#invitations", SENT)


@post("/rentals/{agreement:str}/messages", request_max_body_size=READ_MOST, **needs(INVITE, **TOO_LARGE))
async def write(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """Write to the person, with an image or without; a second click is the same message."""
    which, sent = agreement_id(agreement), await sent_in(request)
    typed, key, enclosed = text(sent.fields, "text"), text(sent.fields, "key"), sent.enclosed
    try:
        await write_as_brand(
            principal_of(request), which, typed, checked(key) if key else None, enclosed=enclosed
        )
    except (Conflict, Invalid, PicturesBusy) as refusal:
        row = await rentals.of_brand(seat_of(request).brand, which)
        kept, shown = await kept_for(principal_of(request), enclosed, refusal)
        message = Typed(typed, text(sent.fields, "alt"), kept, shown)
        return await rental_page(request, row, message=message)
    return see_other(f"/rentals/{which}#messages", WRITTEN)


@get("/rentals/{agreement:str}/report", **needs(READ))
async def report_form(request: Ask, agreement: FromPath[str]) -> Response[str]:
    """Tell the operators that something is wrong."""
    row = await rentals.of_brand(seat_of(request).brand, agreement_id(agreement))
    return _report_page(request, row, {})


@post("/rentals/{agreement:str}/report", **needs(READ))
async def tell(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """Report this persona or this rental."""
    which, who = agreement_id(agreement), principal_of(request)
    typed = {field: text(data, field) for field in ("reason", "text")}
    about, _, reason = typed["reason"].partition(":")
    row = await rentals.of_brand(seat_of(request).brand, which)
    try:
        subject = report.Subject("brand", *_subject(row, about), row.id)
        await report.report(who, subject, reason, typed["text"] or None)
    except (Conflict, Invalid) as refusal:
        return _report_page(request, row, typed, refusal)
    return see_other(f"/rentals/{which}", REPORTED)


def _subject(row: RentalRow, about: str) -> tuple[About, uuid.UUID]:
    """A member who also lists personas reports here as the brand, whatever else they are."""
    return (About.PERSONA, row.persona) if about == About.PERSONA else (About.RENTAL, row.id)


def _report_page(
    request: Ask, row: RentalRow, typed: Mapping[str, str], refusal: Refusal | None = None
) -> Response[str]:
    trouble = said(refusal, language_of(request)) if refusal else None
    reasons = [
        f"{about}:{code}"
        for about in (About.PERSONA, About.RENTAL)
        for code in sorted(REASONS["brand", about], key=_other_last)
    ]
    return page(
        request,
        "desk/report.html",
        trouble.status if trouble else 200,
        rental=tile(row, language_of(request)),
        agreement=str(row.agreement),
        reasons=reasons,
        typed=typed,
        trouble=trouble,
        most=rules.REPORT_MOST,
    )


def _other_last(code: str) -> tuple[bool, str]:
    return code == "other", code


ROUTES = (send, write, report_form, tell)
