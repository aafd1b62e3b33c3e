"""JSON routes of renewals: each side's switch, and the brand's way to pay while it is there."""

import uuid
from typing import Any

from litestar import Request, get, post, put
from litestar.params import FromPath, JSONBody

from market.base import names
from market.base.access import HOLDER, brand, needs, person_of, principal_of
from market.base.pages import language_of
from market.personas.renewals import set_renews
from market.rentals import queries
from market.rentals.api import agreement_id, seat_of
from market.rentals.errors import RentalNotActive
from market.rentals.queries import RentalRow
from market.rentals.renewal import view
from market.rentals.renewal.pay import pay_now
from market.rentals.renewal.reasons import BRAND_REASONS
from market.rentals.renewal.schemas import BrandWish, HolderWish, PaymentPageOut, RenewalOut, Wish
from market.rentals.renewal.wishes import brand_wishes, holder_wishes, means_of

Ask = Request[Any, Any, Any]

LOOK = brand("read", scope="rentals:read")
ACT = brand("rent", scope="rentals:write")
AT_BRAND, AT_HOLDER = "/v1/rentals/{agreement:str}/renewal", "/v1/relations/{agreement:str}/renewal"


async def _brands(row: RentalRow) -> RenewalOut:
    shown = await view.for_brand(row)
    if shown is None:
        raise RentalNotActive()
    told = shown.because if shown.because in BRAND_REASONS else None
    return RenewalOut.of(shown, because=told, pay=means_of(shown.means))


async def _holders(row: RentalRow) -> RenewalOut:
    shown = await view.for_holder(row)
    if shown is None:
        raise RentalNotActive()
    # Of a bank that took a payment back the brand alone is told.
    told = "stopped" if shown.because == "payment_lost" else shown.because
    return RenewalOut.of(shown, because=told)


@get(AT_BRAND, **needs(LOOK))
async def brands(request: Ask, agreement: FromPath[str]) -> RenewalOut:
    """What follows this rental."""
    return await _brands(await queries.of_brand(seat_of(request).brand, agreement_id(agreement)))


@put(AT_BRAND, **needs(ACT))
async def brand_says(request: Ask, agreement: FromPath[str], data: JSONBody[BrandWish]) -> RenewalOut:
    """Want it renewed, or not. Taken back before the next period begins, everything comes back."""
    which = agreement_id(agreement)
    await brand_wishes(principal_of(request), which, data.renew, data.pay)
    return await _brands(await queries.of_brand(seat_of(request).brand, which))


@post(AT_BRAND + "/payment", status_code=200, **needs(ACT))
async def pay(request: Ask, agreement: FromPath[str]) -> PaymentPageOut:
    """Pay a renewal whose card was refused, with the default card, while somebody is there to answer the bank."""
    return PaymentPageOut(
        url=await pay_now(principal_of(request), agreement_id(agreement), language_of(request))
    )


@get(AT_HOLDER, **needs(HOLDER))
async def holders(request: Ask, agreement: FromPath[str]) -> RenewalOut:
    """What follows this relation."""
    return await _holders(await queries.of_holder(person_of(request), agreement_id(agreement)))


@put(AT_HOLDER, **needs(HOLDER))
async def holder_says(request: Ask, agreement: FromPath[str], data: JSONBody[HolderWish]) -> RenewalOut:
    """Allow it, forbid it, or leave it to the persona's offer."""
    which = agreement_id(agreement)
    await holder_wishes(principal_of(request), which, data.renew)
    return await _holders(await queries.of_holder(person_of(request), which))


@put("/v1/personas/{name:str}/renewals", status_code=204, **needs(HOLDER))
async def offer_says(request: Ask, name: FromPath[str], data: JSONBody[Wish]) -> None:
    """Allow renewals for all rentals of a persona that the holder has not spoken of one by one."""
    persona: uuid.UUID = names.inner_id("persona", name, names.for_person(person_of(request)))
    await set_renews(principal_of(request), persona, data.renew)


ROUTES = (brands, brand_says, pay, holders, holder_says, offer_says)
