"""JSON routes of rentals: the brand's side. The agreement's id is the one that both parties know."""

import uuid
from typing import Any

from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response.base import ASGIResponse

from contracts import odrl
from market.accounts.authentication import COOKIE, of_session
from market.accounts.secrets import hash_key
from market.base import names, paging
from market.base.access import (
    NotYours,
    Principal,
    Seat,
    SignInRequired,
    admits,
    brand,
    needs,
    principal_of,
)
from market.base.clock import market_date, market_day, now
from market.base.errors import NotFound, Unauthenticated
from market.base.i18n import Language
from market.base.idempotency import checked
from market.base.ids import canonical
from market.base.pages import language_of
from market.base.settings import settings
from market.money import orders
from market.money import queries as money
from market.money.bankcards.api import card_id
from market.money.references import reference
from market.personas.slots import PersonaUnavailable
from market.rentals import queries
from market.rentals.actions import end as ending
from market.rentals.actions.pay import pay_by
from market.rentals.actions.rent import Wanted, rent, rented_before
from market.rentals.errors import CONTESTED, RentalNotFound
from market.rentals.reading import Asked, read
from market.rentals.schemas import (
    AgreementReadingOut,
    EndingOut,
    PayingRequest,
    PaymentRequest,
    RentalOut,
    RentalRequest,
    RentedCardOut,
)

Ask = Request[Any, Any, Any]

LOOK = brand("read", scope="rentals:read")
ACT = brand("rent", scope="rentals:write")
BEARER = "bearer "
PATH = "/v1/rentals"
A_PAGE = 50


def seat_of(request: Ask) -> Seat:
    """The reader's place in a brand."""
    seat = principal_of(request).seat
    if seat is None:
        raise Unauthenticated()
    return seat


def agreement_id(text: str) -> uuid.UUID:
    """The id in an address; RentalNotFound for what is none."""
    try:
        return canonical(text)
    except ValueError as error:
        raise RentalNotFound() from error


def shown(row: queries.RentalRow, checkout_url: str | None = None, declined: str | None = None) -> RentalOut:
    """A rental for its brand: what was not its own act is told to the day."""
    name = names.name("persona", row.persona, names.for_brand(row.brand))
    return RentalOut(
        agreement=str(row.agreement),
        persona=name,
        handle=names.handle(name),
        face=f"/faces/{names.mask_seed(name).hex()}.svg",
        card=RentedCardOut.of(row.card) if row.card else None,
        state=row.phase,
        variant=row.document["terms"]["id"],
        period=row.period,
        purposes=row.purposes,
        price=row.price,
        currency=row.currency,
        starts_at=row.starts_at.isoformat() if row.starts_at else None,
        ends_at=row.ends_at.isoformat() if row.ends_at else None,
        ended_on=market_day(row.ended_at) if row.ended_at else None,
        ended_by=row.ended_by,
        refunded=row.refunded,
        delete_by=row.delete_by.isoformat() if row.delete_by else None,
        erased_on=market_day(row.erased_at) if row.erased_at else None,
        checkout_url=checkout_url,
        declined=declined,
        suspended_because=CONTESTED if row.phase == "TemporarilySuspended" else None,
        never_began=row.never_began,
    )


async def payable(row: queries.RentalRow) -> RentalOut:
    """A rental for its brand, with the page that is open for its payment while its place is held."""
    if row.phase != "Inactive":
        return shown(row)
    return shown(row, await money.open_page(row.order_id), await money.declined(row.order_id))


async def resolve(who: Principal, name: str) -> uuid.UUID:
    """The persona behind a name of the day, or a lasting one, before this brand.

    Raises PersonaUnavailable, as for one that is full or hidden: no answer tells that a name was foreign.
    """
    if who.seat is None:
        raise Unauthenticated()
    day = market_date(await now())
    for audience in (names.for_brand_today(who.seat.brand, day), names.for_brand(who.seat.brand)):
        try:
            return names.inner_id("persona", name, audience)
        except NotFound:
            continue
    raise PersonaUnavailable()


@post(PATH, status_code=201, **needs(ACT))
async def create(request: Ask, data: JSONBody[RentalRequest]) -> RentalOut:
    """Rent a persona: agrees, holds it for 15 minutes and opens the payment. Needs an `Idempotency-Key`.

    Repeating the request with its key gives the same rental, and opens the payment if Stripe did not answer.
    """
    who, sent = principal_of(request), data.model_dump_json()
    key = checked(request.headers.get("idempotency-key"))
    requested = await rented_before(who, key, sent)
    if requested is None:
        persona = await resolve(who, data.persona)
        wanted = Wanted(persona, data.variant, data.period, data.price_step, tuple(data.purposes))
        requested = await rent(who, wanted, key, PATH, sent, paying_of(data, language_of(request)))
    sent_on = await submitted(requested.payment, requested.agreement, language_of(request))
    row = await queries.of_brand(seat_of(request).brand, requested.agreement)
    return shown(row, sent_on.checkout_url, await money.declined(row.order_id))


def paying_of(data: PayingRequest, language: Language) -> orders.Paying:
    """The choice as money wants it. Raises ReferenceNotValid, BankCardNotFound."""
    card = card_id(data.card) if data.card is not None and data.pay == "card" else None
    keep = data.keep_card and data.pay == "page"
    return orders.Paying(data.pay, reference(data.reference), language, keep_card=keep, card=card)


@post(PATH + "/{agreement:str}/payment", status_code=200, **needs(ACT))
async def pay(request: Ask, agreement: FromPath[str], data: JSONBody[PaymentRequest]) -> RentalOut:
    """Pay for a rental that waits for it: by another kept card after one was refused, or in another way than was said.
    What was said before is called off first. `checkout_url` is where it is paid, if there is a page to go to.
    """
    which = agreement_id(agreement)
    card = card_id(data.card) if data.card is not None else None
    sent_on = await pay_by(principal_of(request), which, data.pay, card, language_of(request))
    row = await queries.of_brand(seat_of(request).brand, which)
    return shown(row, sent_on.checkout_url, await money.declined(row.order_id))


async def open_payment(payment: uuid.UUID, agreement: uuid.UUID, language: Language) -> str | None:
    """Where it is paid, as `submitted` says; None once there is nothing left to pay, or Stripe does not answer."""
    return (await submitted(payment, agreement, language)).checkout_url


async def submitted(payment: uuid.UUID, agreement: uuid.UUID, language: Language) -> orders.Submitted:
    """Submit the payment to Stripe (no transaction is open here); the payer comes back to the rental's page."""
    base = f"{settings().url}/rentals/{agreement}"
    return await orders.submit_payment(
        payment, success_url=f"{base}?paid=1", cancel_url=f"{base}?paid=0", locale=language
    )


@get(PATH, **needs(LOOK))
async def listing(
    request: Ask, before: FromQuery[str | None] = None, limit: paging.Limit = A_PAGE
) -> Response[list[RentalOut]]:
    """The brand's rentals, newest first, from the agreement `before` on; `Link` leads to the next page."""
    paging.only(request, "before", "limit")
    brand = seat_of(request).brand
    last = (await queries.of_brand(brand, agreement_id(before))).id if before is not None else None
    rows = await queries.all_of_brand(brand, last, limit + 1)
    more = str(rows[limit - 1].agreement) if len(rows) > limit else None
    shown_here = [await payable(row) for row in rows[:limit]]
    return Response(shown_here, headers=paging.next_page(request, more, limit))


@get(PATH + "/{agreement:str}", **needs(LOOK))
async def one(request: Ask, agreement: FromPath[str]) -> RentalOut:
    """One rental of the brand's."""
    row = await queries.of_brand(seat_of(request).brand, agreement_id(agreement))
    found = await payable(row)
    if row.starts_at is None and row.phase == "Terminated":
        found.debit_not_paid = await money.debit_not_paid(row.order_id)
    return found


@get(PATH + "/{agreement:str}/sheet", **needs(LOOK, authenticate=False))
async def sheet(request: Ask, agreement: FromPath[str], purpose: FromQuery[str]) -> ASGIResponse:
    """The persona's sheet, logged where its holder sees it. `purpose` is one of the rental's.

    The statement that reads also authenticates: an API key with `rentals:read`, or a member's session.
    """
    authorization = request.headers.get("authorization", "")
    asked = agreement_id(agreement)
    if authorization.lower().startswith(BEARER):
        body = await read(Asked(asked, purpose, "api", key=hash_key(authorization[len(BEARER) :].strip())))
    else:
        body = await read(Asked(asked, purpose, "page", brand=await seat_by_cookie(request)))
    # The bytes as they are: a Response would look for a way to encode them.
    return ASGIResponse(body=body, media_type=MediaType.JSON)


async def seat_by_cookie(request: Ask) -> uuid.UUID:
    """The brand of a signed-in member; raises SignInRequired or NotYours as the guard would."""
    token = request.cookies.get(COOKIE)
    who = await of_session(token) if token else None
    if who is None or not who.known:
        raise SignInRequired()
    if not admits(LOOK, who) or who.seat is None:
        raise NotYours()
    return who.seat.brand


@get(PATH + "/{agreement:str}/agreement", **needs(LOOK))
async def document(request: Ask, agreement: FromPath[str]) -> dict[str, Any]:
    """The agreement as ODRL JSON-LD (Dataspace Protocol 2025-1, agreement)."""
    row = await queries.of_brand(seat_of(request).brand, agreement_id(agreement))
    return odrl.agreement(row.agreed())


@get(PATH + "/{agreement:str}/reading", **needs(LOOK))
async def reading(request: Ask, agreement: FromPath[str]) -> AgreementReadingOut:
    """The agreement in plain words, and in clauses where it was signed with a legal text; in both languages."""
    agreed = (await queries.of_brand(seat_of(request).brand, agreement_id(agreement))).agreed()
    return AgreementReadingOut.of(agreed)


@post(PATH + "/{agreement:str}/end", status_code=200, **needs(ACT))
async def end_early(request: Ask, agreement: FromPath[str]) -> EndingOut:
    """End early: access closes at once, the price stays earned."""
    return numbers(await ending.end_early(principal_of(request), agreement_id(agreement)))


def numbers(result: ending.Ending) -> EndingOut:
    return EndingOut(
        total_days=result.total_days,
        used_days=result.used_days,
        refund=result.refund,
        earned=result.earned,
        holder=result.holder,
        platform=result.platform,
        delete_by=result.delete_by.isoformat() if result.delete_by else None,
    )


ROUTES = (create, listing, one, pay, sheet, document, reading, end_early)
