"""The brand's requests: what waits for an answer, what was offered instead, what came of the others."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from contracts.readings import terms_reading
from market.base.access import Right, brand, needs, principal_of
from market.base.errors import Conflict, Refusal
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.base.settings import settings
from market.money import orders
from market.money.asking import ask_payment
from market.money.captures import carry_out
from market.rentals.negotiation import queries, take_up
from market.rentals.negotiation.api import own, request_id, to_hold
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.negotiation.shown import checked_of
from market.web.forms import Ask, in_languages, may, said, seat_of
from market.web.requests_view import tile

READ = brand("read")
RENT = brand("rent")
PER_PAGE = 50

WITHDRAWN = marked("Taken back. Your bank need not hold the money any more.")
TAKEN = marked("You have accepted. The rental begins as soon as the payment is confirmed.")


@get("/requests", **needs(READ))
async def listing(request: Ask, before: FromQuery[str] = "") -> Response[str]:
    """The brand's requests, newest first."""
    seat, language = seat_of(request), language_of(request)
    last = (await own(request, before)).id if before else None
    rows = await queries.all_of_brand(seat.brand, last, PER_PAGE + 1)
    shown, more = rows[:PER_PAGE], len(rows) > PER_PAGE
    return page(
        request,
        "desk/requests.html",
        rows=[tile(row, language) for row in shown],
        first="/requests" if before else "",
        following=f"/requests?before={shown[-1].agreement}" if more else "",
    )


@get("/requests/{agreement:str}", **needs(READ))
async def one(request: Ask, agreement: FromPath[str], paid: FromQuery[str] = "") -> Response[Any]:
    """One request. Coming back from Stripe (`paid=1`) asks once whether the money is held."""
    row = await own(request, agreement)
    if paid == "1" and row.phase == "unpaid":
        await ask_payment(await orders.payment_of(row.order_id))
        row = await own(request, agreement)
    return await _page(request, row, came_back=paid)


async def _page(
    request: Ask, row: NegotiationRow, came_back: str = "", refusal: Refusal | None = None
) -> Response[str]:
    language = language_of(request)
    trouble = said(refusal, language) if refusal else None
    edition = row.bargain.edition
    return page(
        request,
        "desk/request.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"/requests/{row.agreement}"),
        it=tile(row, language),
        trouble=trouble,
        came_back=came_back,
        checked=checked_of(row),
        terms=edition,
        reading=terms_reading(edition, language),
        same_sum=row.offered is not None and row.offered.price == row.asked.price,
        may_rent=may(principal_of(request), Right.RENT),
    )


@post("/requests/{agreement:str}/hold", **needs(RENT))
async def hold(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """On to Stripe's page, while the place is kept for it."""
    row = await own(request, agreement)
    if row.phase != "unpaid":
        return see_other(f"/requests/{row.agreement}")
    payment = await orders.payment_of(row.order_id)
    sent = await to_hold(payment, row.agreement, language_of(request))
    return see_other(sent.checkout_url or f"/requests/{row.agreement}?paid=none")


@post("/requests/{agreement:str}/withdraw", **needs(RENT))
async def withdraw(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """Take it back, or decline what was offered."""
    try:
        await carry_out(await take_up.withdraw(principal_of(request), request_id(agreement)))
    except Conflict as refusal:
        return await _page(request, await own(request, agreement), refusal=refusal)
    return see_other(f"/requests/{request_id(agreement)}", WITHDRAWN)


@post("/requests/{agreement:str}/accept", **needs(RENT))
async def accept(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """Take what was offered: on to Stripe's page where another sum is to be paid."""
    which = request_id(agreement)
    try:
        taken = await take_up.accept_offer(principal_of(request), which, by="page")
    except Refusal as refusal:
        return await _page(request, await own(request, agreement), refusal=refusal)
    await carry_out(taken.held)
    if taken.to_pay is None:
        return see_other(f"/rentals/{which}?paid=1", TAKEN)
    base = f"{settings().url}/rentals/{which}"
    sent = await orders.submit_payment(
        taken.to_pay, success_url=f"{base}?paid=1", cancel_url=f"{base}?paid=0", locale=language_of(request)
    )
    return see_other(sent.checkout_url or f"/rentals/{which}?paid=none")


ROUTES = (listing, one, hold, withdraw, accept)
