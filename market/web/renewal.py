"""The two switches of a renewal on pages: the brand's, the holder's, and the holder's for a whole persona."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from market.base import names
from market.base.access import HOLDER, brand, needs, person_of, principal_of
from market.base.errors import Conflict
from market.base.i18n import marked
from market.base.pages import language_of, see_other
from market.personas.renewals import set_renews
from market.rentals import queries
from market.rentals.renewal.pay import pay_now
from market.rentals.renewal.wishes import brand_wishes, holder_wishes, means_of
from market.web.desk_rental import rental_page
from market.web.forms import Ask, Form, agreement_id, seat_of, text

RENT = brand("rent")

WANTED = marked("Kept. If the person wants it too, you are told before anything is charged.")
NOT_WANTED = marked("It will not be renewed. What was paid for the next period comes back in full.")
ALLOWED = marked("Kept. If the brand wants it too, you are told before it goes on.")
FORBIDDEN = marked("It will not be renewed. The rental runs to its end.")
TOO_LATE = marked("The renewal of this rental can no longer be changed.")
OFFER_KEPT = marked("Kept.")


@post("/rentals/{agreement:str}/renewal", **needs(RENT))
async def brand_says(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """The brand's switch."""
    which, on = agreement_id(agreement), text(data, "renew") == "yes"
    try:
        await brand_wishes(principal_of(request), which, on, means_of(text(data, "pay")), by="page")
    except Conflict as refusal:
        return await _again(request, agreement, refusal)
    return see_other(f"/rentals/{which}#renewal", WANTED if on else NOT_WANTED)


@post("/rentals/{agreement:str}/renewal/pay", **needs(RENT))
async def pay(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """Pay with the default card while somebody is there: to the bank's page, where it asks."""
    which = agreement_id(agreement)
    try:
        url = await pay_now(principal_of(request), which, language_of(request))
    except Conflict as refusal:
        return await _again(request, agreement, refusal)
    return see_other(url or f"/rentals/{which}?renewal=1#renewal")


async def _again(request: Ask, agreement: str, refusal: Conflict) -> Response[Any]:
    row = await queries.of_brand(seat_of(request).brand, agreement_id(agreement))
    return await rental_page(request, row, refusal=refusal)


@post("/relations/{agreement:str}/renewal", **needs(HOLDER))
async def holder_says(request: Ask, agreement: FromPath[str], data: Form) -> Response[Any]:
    """The holder's switch for one relation."""
    which, on = agreement_id(agreement), text(data, "renew") == "yes"
    try:
        await holder_wishes(principal_of(request), which, on)
    except Conflict:
        return see_other(f"/relations/{which}#renewal", TOO_LATE)
    return see_other(f"/relations/{which}#renewal", ALLOWED if on else FORBIDDEN)


@post("/studio/{name:str}/renewals", **needs(HOLDER))
async def offer_says(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """The holder's switch for all rentals of a persona."""
    persona = names.inner_id("persona", name, names.for_person(person_of(request)))
    await set_renews(principal_of(request), persona, text(data, "renew") == "yes")
    return see_other("/studio", OFFER_KEPT)


ROUTES = (brand_says, pay, holder_says, offer_says)
