"""The closing note's page: the brand says what it did with a rental that is over."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base.access import Right, brand, needs, principal_of
from market.base.clock import market_date
from market.base.errors import Conflict, Invalid, Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.relations.closing.actions import give_note
from market.relations.closing.rules import OUTCOMES, TEXT_MOST
from market.rentals import queries
from market.rentals.erasure.queries import held_by
from market.rentals.erasure.rules import duty_of
from market.rentals.queries import RentalRow
from market.web.afterwards import note_in, note_of, uses_in
from market.web.closing_words import outcome_in
from market.web.desk_rental import tile
from market.web.forms import Ask, Form, agreement_id, in_languages, may, said, seat_of, several, text

READ, RENT = brand("read"), brand("rent")
SAID = marked("Said. The person reads it.")


@get("/rentals/{agreement:str}/closing-note", **needs(READ))
async def note(request: Ask, agreement: FromPath[str]) -> Response[str]:
    """What the brand said, and the form."""
    return await _page(request, await queries.of_brand(seat_of(request).brand, agreement_id(agreement)))


@post("/rentals/{agreement:str}/closing-note", **needs(RENT))
async def give(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """Say it, or say it otherwise."""
    which = agreement_id(agreement)
    typed = {field: text(data, field) for field in ("outcome", "text")}
    used_for = list(several(data, "used_for"))
    try:
        await give_note(principal_of(request), which, used_for, typed["outcome"], typed["text"] or None)
    except (Conflict, Invalid) as refusal:
        row = await queries.of_brand(seat_of(request).brand, which)
        return await _page(request, row, typed | {"used_for": used_for}, refusal)
    return see_other(f"/rentals/{which}/closing-note", SAID)


async def _page(
    request: Ask, row: RentalRow, typed: Mapping[str, Any] | None = None, refusal: Refusal | None = None
) -> Response[str]:
    language, duty, found = language_of(request), duty_of(row), await note_of(row)
    trouble = said(refusal, language) if refusal else None
    if typed is None and found is not None:
        typed = {"used_for": list(found.note.used_for), "outcome": found.note.outcome}
    fixed = found is not None and found.until is not None and market_date(row.now) > found.until
    return page(
        request,
        "desk/closing_note.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"/rentals/{row.agreement}/closing-note"),
        rental=tile(row, language),
        agreement=str(row.agreement),
        duty=duty,
        held_by=await held_by(row.id) if duty.standing == "passed_on" else None,
        note=note_in(found, language) if found else None,
        fixed=fixed,
        uses=uses_in(row.purposes, language),
        outcomes=[(code, outcome_in(code, language)) for code in OUTCOMES],
        most=TEXT_MOST,
        typed=typed or {},
        trouble=trouble,
        may_say=may(principal_of(request), Right.RENT),
    )


ROUTES = (note, give)
