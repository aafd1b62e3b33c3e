"""JSON routes of closing notes: the brand's word, and what the holder reads."""

from typing import Any

from litestar import Request, get, put
from litestar.params import FromPath, JSONBody

from market.base.access import HOLDER, brand, needs, person_of, principal_of
from market.relations.closing import queries
from market.relations.closing.actions import give_note
from market.relations.closing.schemas import ClosingNoteForHolder, ClosingNoteOut, ClosingNoteShape
from market.rentals.api import agreement_id, seat_of

Ask = Request[Any, Any, Any]


@get("/v1/rentals/{agreement:str}/closing-note", **needs(brand("read", scope="rentals:read")))
async def brands(request: Ask, agreement: FromPath[str]) -> ClosingNoteOut:
    """What the brand said that it did with the rental."""
    return ClosingNoteOut.of(await queries.of_brand(seat_of(request).brand, agreement_id(agreement)))


@put("/v1/rentals/{agreement:str}/closing-note", **needs(brand("rent", scope="rentals:write")))
async def give(request: Ask, agreement: FromPath[str], data: JSONBody[ClosingNoteShape]) -> ClosingNoteOut:
    """Say what was done with the rental, or say it otherwise: the whole note anew."""
    which = agreement_id(agreement)
    await give_note(principal_of(request), which, data.used_for, data.outcome, data.text)
    return ClosingNoteOut.of(await queries.of_brand(seat_of(request).brand, which))


@get("/v1/relations/{agreement:str}/closing-note", **needs(HOLDER))
async def holders(request: Ask, agreement: FromPath[str]) -> ClosingNoteForHolder:
    """What the brand says that it did with the rental."""
    return ClosingNoteForHolder.of(await queries.of_holder(person_of(request), agreement_id(agreement)))


ROUTES = (brands, give, holders)
