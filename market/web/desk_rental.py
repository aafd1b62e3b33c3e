"""One rental for its brand: how a list and its own page show it."""

from datetime import timedelta
from typing import Any

from litestar import Response

from contracts import legal
from contracts.readings import agreement_reading
from contracts.vocabulary import PURPOSES
from market.base import names
from market.base.access import Right, principal_of
from market.base.errors import Refusal
from market.base.i18n import Language
from market.base.pages import language_of, page
from market.money.debits import not_paid
from market.money.documents import queries as documents
from market.rentals.actions.activate import NOT_AVAILABLE
from market.rentals.queries import RentalRow
from market.rentals.renewal import view
from market.web import (
    afterwards,
    cards,
    consents,
    disclosed,
    held_credential,
    rental_messages,
    rental_questions,
    sheets,
)
from market.web.desk_invitations import invitations_of
from market.web.desk_queries import balance_covers, good_cards, paid_for, reads_of, together_with
from market.web.forms import Ask, in_languages, may, said, seat_of
from market.web.problems import status_of


def tile(row: RentalRow, language: Language) -> dict[str, Any]:
    """One rental in a list, or at the head of its page."""
    name = names.name("persona", row.persona, names.for_brand(row.brand))
    return {
        "href": f"/rentals/{row.agreement}",
        "handle": names.handle(name),
        "title": _title(row, language),
        "says": cards.says(row.card.sayable[cards.TITLE_PARTS :], language) if row.card else [],
        "face": cards.face(names.mask_seed(name)),
        "phase": row.phase,
        "begun": row.starts_at is not None and not row.never_began,
        "never_began": row.never_began and row.starts_at is not None,
        "not_available": row.end_reason == NOT_AVAILABLE,
        "price": row.price,
        "period": row.period,
        "days": sheets.days(row),
        "ends_at": row.ends_at,
        "held_until": row.held_until,
        "renews": row.parent is not None,
        "ahead": row.ahead,
        "starts_at": row.starts_at,
        "held_for_days": row.held_until - row.now > timedelta(days=1),
        "ended_on": row.ended_at or row.ends_at,
        "ended_because": sheets.ended_because(row, language),
        "refunded": row.refunded,
        "delete_by": None if row.renewed else row.delete_by,
        "erased": row.erased_at is not None,
        "purposes": [PURPOSES[it].text.in_(language) for it in row.purposes],
    }


def _said(row: RentalRow) -> dict[str, str]:
    """What the card said under which it was rented: it orders what the sheet will show."""
    return {it.claim: it.code for it in row.card.sayable} if row.card else {}


def _title(row: RentalRow, language: Language) -> str:
    """What the persona is, in the words of the card it was rented under; nothing where that says nothing."""
    return cards.title(row.card.sayable, language) if row.card and row.card.sayable else ""


def _not_paid(failure: str | None, language: Language) -> str:
    """What the bank said of a debit that it did not pay, and what to do about it."""
    refused = not_paid(failure or "")
    return f"{refused.why.in_(language)} {refused.then.in_(language)}"


async def rental_page(
    request: Ask,
    row: RentalRow,
    *,
    came_back: str = "",
    sheet: sheets.Sheet | None = None,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    purpose: str = "",
    message: rental_messages.Typed | None = None,
) -> Response[str]:
    """The page of a rental, with what was opened, or what was refused, on it."""
    who, language, seat = principal_of(request), language_of(request), seat_of(request)
    trouble = said(refusal, language) if refusal else None
    refusal = refusal or (message.refusal if message else None)
    agreed = row.agreed()
    reads = await reads_of(seat.brand, row.agreement)
    paid = await paid_for(seat.brand, row.agreement)
    return page(
        request,
        "desk/rental.html" if row.starts_at and not row.never_began else "desk/waiting.html",
        status_of(refusal) if refusal else 200,
        addresses=in_languages(f"/rentals/{row.agreement}"),
        rental=tile(row, language),
        agreement=str(row.agreement),
        trouble=trouble,
        came_back=came_back,
        payment=paid,
        not_paid=_not_paid(paid.failure if paid else None, language),
        bank_cards=await good_cards(seat.brand) if row.starts_at is None else (),
        balance_covers=row.starts_at is None
        and paid is not None
        and await balance_covers(seat.brand, paid.amount),
        together=[tile(it, language) for it in await together_with(seat.brand, row.order_id, row.agreement)],
        documents=await documents.of_rental(seat.brand, row.order_id, row.id),
        renewal=await view.for_brand(row),
        renewal_card=await view.card_for(seat.brand),
        follows=await view.follows(row.id),
        depends=await view.depends(row),
        held=await held_credential.held(request, row),
        running=row.phase == "Active" and row.starts_at is not None and row.starts_at <= row.now,
        sheet=sheet,
        opened_for=PURPOSES[purpose].text.in_(language) if purpose in PURPOSES else "",
        purposes=[
            (it, PURPOSES[it].text.in_(language), PURPOSES[it].plain.in_(language)) for it in row.purposes
        ],
        locked=disclosed.names(agreed.terms, language, _said(row)),
        reads=reads,
        terms=agreed.terms,
        allowed=sheets.allowed(agreed.terms, language),
        forbidden=sheets.forbidden(agreed.terms, language),
        reading=agreement_reading(agreed, language),
        legal=None if agreed.schema_version == 1 else legal.agreement_reading(agreed, language),
        timeline=sheets.timeline(row, reads.ever, language),
        consent=await consents.for_brand(row, language),
        afterwards=await afterwards.for_brand(row, language),
        invitations=await invitations_of(seat.brand, row, language, typed or {}, trouble),
        questions=await rental_questions.of_rental(request, row),
        messages=await rental_messages.of_rental(request, row, message),
        typed=typed or {},
        may_invite=may(who, Right.INVITE),
        may_rent=may(who, Right.RENT),
    )
