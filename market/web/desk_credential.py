"""A rental's credential on its brand's page: had made by a button, handed out for a purpose as the sheet is."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from market.base.access import brand, needs, principal_of
from market.base.errors import Conflict, Invalid
from market.base.i18n import marked
from market.base.pages import see_other
from market.rentals import queries
from market.rentals.credentials.api import attached
from market.rentals.credentials.handing_out import hand_out
from market.rentals.credentials.issue import issue
from market.web.desk_rental import rental_page
from market.web.forms import Ask, Form, agreement_id, seat_of, text

READ = brand("read")
RENT = brand("rent")

MADE = marked("The credential is there.")


@post("/rentals/{agreement:str}/credential", **needs(RENT))
async def make(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """Have it made for the brand's current key."""
    which = agreement_id(agreement)
    try:
        await issue(principal_of(request), which)
    except Conflict as refusal:
        row = await queries.of_brand(seat_of(request).brand, which)
        return await rental_page(request, row, refusal=refusal)
    return see_other(f"/rentals/{which}#credential", MADE)


@post("/rentals/{agreement:str}/credential/file", status_code=200, **needs(READ))
async def download(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """Hand it out: this reads, and the holder sees it."""
    which, seat = agreement_id(agreement), seat_of(request)
    try:
        body = await hand_out(seat.brand, which, text(data, "purpose"), "page")
    except (Conflict, Invalid) as refusal:
        return await rental_page(request, await queries.of_brand(seat.brand, which), refusal=refusal)
    return attached(body, str(which))


ROUTES = (make, download)
