"""The brand's rentals: the list, one rental with its contract, its sheet, its payment and its end.

Looking at a rental reads nothing: a sheet is opened by a button, with a purpose, by POST. So the log that the
holder sees has one line for each time that somebody asked for the sheet, and none for a visit, a reload, a
page that a browser fetched ahead, or a poll.
"""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.base.access import brand, needs, principal_of
from market.base.errors import Conflict, Invalid
from market.base.i18n import marked
from market.base.pages import language_of, page, see_other
from market.money.bankcards.errors import BankCardNotFound
from market.money.switching import carry_out
from market.personas.slots import AlreadyRented
from market.relations.errors import TemplateUnknown
from market.relations.templates.queries import drafted
from market.rentals import queries
from market.rentals.actions import end as ending
from market.rentals.actions.pay import pay_by
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive
from market.rentals.negotiation.queries import waiting_of as requests_of
from market.rentals.reading import Asked, read
from market.rentals.renewal.pay import ask_again
from market.web import sheets
from market.web.desk_queries import paid_for
from market.web.desk_rental import rental_page, tile
from market.web.forms import Ask, Form, agreement_id, seat_of, text
from market.web.invitation_form import typed_of
from market.web.paying import NOT_OPEN, chosen_means

READ = brand("read")
RENT = brand("rent")
PER_PAGE = 50

ENDED = marked("The rental is over. Access has ended.")

OVER = ("Expired", "Terminated")

# How a list of rentals is read: what runs, what waits, what is over.
GROUPS = (
    ("on", ("Active", "TemporarilySuspended")),
    ("wait", ("Inactive",)),
    ("over", OVER),
)


@get("/rentals", **needs(READ))
async def listing(request: Ask, before: FromQuery[str] = "") -> Response[str]:
    """The brand's rentals: running ones, those that wait for their payment, those that are over."""
    seat, language = seat_of(request), language_of(request)
    last = (await queries.of_brand(seat.brand, agreement_id(before))).id if before else None
    rows = await queries.all_of_brand(seat.brand, last, PER_PAGE + 1)
    shown, more = rows[:PER_PAGE], len(rows) > PER_PAGE
    groups = [
        {"kind": kind, "rows": [tile(row, language) for row in shown if row.phase in phases]}
        for kind, phases in GROUPS
    ]
    return page(
        request,
        "desk/rentals.html",
        groups=[group for group in groups if group["rows"]],
        requests=await requests_of(seat.brand),
        first="/rentals" if before else "",
        following=f"/rentals?before={shown[-1].agreement}" if more else "",
    )


@get("/rentals/{agreement:str}", **needs(READ))
async def rental(
    request: Ask,
    agreement: FromPath[str],
    paid: FromQuery[str] = "",
    again: FromQuery[str] = "",
    renewal: FromQuery[str] = "",
    template: FromQuery[str] = "",
) -> Response[str]:
    """One rental. Coming back from Stripe (`paid=1`) asks once what became of the payment; a poll does not.

    `template`: what the form of a new invitation begins with.
    """
    which, brand_id = agreement_id(agreement), seat_of(request).brand
    row = await queries.of_brand(brand_id, which)
    if renewal == "1" and row.phase == "Active":  # back from the bank
        await ask_again(brand_id, which)
    if row.phase == "Inactive" and paid == "1" and not again:
        payment = await paid_for(brand_id, which)
        if payment is not None:
            await carry_out(payment.payment)
            row = await queries.of_brand(brand_id, which)
    try:
        draft = await drafted(brand_id, template, language_of(request), row.now) if template else None
    except TemplateUnknown as refusal:
        return await rental_page(request, row, came_back=paid, refusal=refusal)
    return await rental_page(request, row, came_back=paid, typed=typed_of(draft) if draft else None)


@post("/rentals/{agreement:str}/sheet", status_code=200, **needs(READ))
async def open_sheet(request: Ask, agreement: FromPath[str], data: Form) -> Response[str]:
    """Open the sheet for a purpose: this reads, and the holder sees it. The answer is not kept by a browser."""
    which, seat, purpose = agreement_id(agreement), seat_of(request), text(data, "purpose")
    try:
        body = await read(Asked(which, purpose, "page", brand=seat.brand))
    except (Conflict, Invalid) as refusal:
        return await rental_page(request, await queries.of_brand(seat.brand, which), refusal=refusal)
    row = await queries.of_brand(seat.brand, which)
    return await rental_page(request, row, sheet=sheets.worded(body, language_of(request)), purpose=purpose)


@post("/rentals/{agreement:str}/pay", **needs(RENT))
async def pay(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """On with the payment while the place is held: to Stripe's page, to a kept card and its bank's page, or in another
    way than was said before.
    """
    which, seat = agreement_id(agreement), seat_of(request)
    row = await queries.of_brand(seat.brand, which)
    payment = await paid_for(seat.brand, which)
    if row.phase in OVER:
        return await rental_page(request, row, refusal=RentalAlreadyEnded())
    if row.phase != "Inactive" or payment is None:
        return await rental_page(request, row, refusal=AlreadyRented())
    if row.parent is not None:  # a further period is paid by the card that was kept
        return await rental_page(request, row, refusal=RentalNotActive())
    form = await request.form()  # a form without a field has no body
    try:
        means, card = chosen_means(str(form.get("pay", "")), payment.by_card)
        sent = await pay_by(principal_of(request), which, means, card, language_of(request))
    except (Conflict, BankCardNotFound) as refusal:
        return await rental_page(request, row, refusal=refusal)
    after = f"?paid={NOT_OPEN}" if sent.not_open else "?paid=1" if means == "page" else ""
    return see_other(sent.checkout_url or f"/rentals/{which}{after}")


@get("/rentals/{agreement:str}/end", **needs(RENT))
async def ask_to_end(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """What ending early means, in numbers, before it is done."""
    row = await queries.of_brand(seat_of(request).brand, agreement_id(agreement))
    if row.phase != "Active":
        return see_other(f"/rentals/{row.agreement}")
    return page(
        request,
        "desk/end.html",
        rental=tile(row, language_of(request)),
        agreement=str(row.agreement),
        ending=ending.ending(row, "end_early"),
        left=sheets.days(row),
    )


@post("/rentals/{agreement:str}/end", **needs(RENT))
async def end_early(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """End early: access closes at once, the price stays earned."""
    which: uuid.UUID = agreement_id(agreement)
    try:
        await ending.end_early(principal_of(request), which)
    except Conflict as refusal:
        return await rental_page(
            request, await queries.of_brand(seat_of(request).brand, which), refusal=refusal
        )
    return see_other(f"/rentals/{which}", ENDED)


ROUTES = (listing, rental, open_sheet, pay, ask_to_end, end_early)
