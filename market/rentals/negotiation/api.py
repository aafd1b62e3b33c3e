"""JSON routes of requests: the brand's side."""

import uuid

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from market.base import paging
from market.base.access import needs, principal_of
from market.base.i18n import Language
from market.base.idempotency import checked
from market.base.pages import language_of
from market.base.settings import settings
from market.money import orders
from market.money import queries as money
from market.money.captures import carry_out
from market.money.orders import Paying
from market.money.references import reference
from market.rentals import queries as rentals
from market.rentals.actions.lines import Wanted
from market.rentals.api import ACT, LOOK, Ask, agreement_id, resolve, seat_of
from market.rentals.errors import RentalNotFound
from market.rentals.negotiation import queries, take_up
from market.rentals.negotiation.ask import ask, asked_before
from market.rentals.negotiation.errors import RequestNotFound
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.negotiation.schemas import AskRequest, NegotiationOut, RequestOut
from market.rentals.negotiation.shown import for_brand, protocol
from market.rentals.queries import RentalRow

PATH = "/v1/requests"
A_PAGE = 50


def request_id(text: str) -> uuid.UUID:
    """The id in an address; RequestNotFound for what is none."""
    try:
        return agreement_id(text)
    except RentalNotFound as error:
        raise RequestNotFound() from error


async def own(request: Ask, agreement: str) -> NegotiationRow:
    """The request of this address, of the reader's brand; raises RequestNotFound."""
    return await queries.of_brand(seat_of(request).brand, request_id(agreement))


async def payable(row: NegotiationRow) -> RequestOut:
    """A request for its brand, with the page where its money is held while nobody was asked yet."""
    open_page = await money.open_page(row.order_id) if row.phase == "unpaid" else None
    return await for_brand(row, open_page)


async def to_hold(payment: uuid.UUID, agreement: object, language: Language) -> orders.Submitted:
    """Open the page where the bank is asked to hold the money (no transaction is open here)."""
    base = f"{settings().url}/requests/{agreement}"
    return await orders.submit_payment(
        payment, success_url=f"{base}?paid=1", cancel_url=f"{base}?paid=0", locale=language
    )


@post(PATH, status_code=201, **needs(ACT))
async def create(request: Ask, data: JSONBody[AskRequest]) -> RequestOut:
    """Ask for a persona whose holder answers each request. Needs an `Idempotency-Key`.

    The holder is asked once the brand's bank holds the money (`checkout_url`), and has 72 hours at most. The money is
    taken when what they accept takes effect, as the UTC day turns, and let go when they do not accept. Repeating the
    request with its key gives the same one.
    """
    who, sent = principal_of(request), data.model_dump_json()
    key = checked(request.headers.get("idempotency-key"))
    asked = await asked_before(who, key, sent)
    if asked is None:
        persona = await resolve(who, data.persona)
        wanted = Wanted(persona, data.variant, data.period, data.price_step, tuple(data.purposes))
        paying = Paying(reference=reference(data.reference), locale=language_of(request), capture="manual")
        asked = await ask(who, wanted, data.message, key, PATH, sent, paying)
    sent_on = await to_hold(asked.payment, asked.agreement, language_of(request))
    return await for_brand(
        await queries.of_brand(seat_of(request).brand, asked.agreement), sent_on.checkout_url
    )


@get(PATH, **needs(LOOK))
async def listing(
    request: Ask, before: FromQuery[str | None] = None, limit: paging.Limit = A_PAGE
) -> Response[list[RequestOut]]:
    """The brand's requests, newest first, from the one `before` on; `Link` leads to the next page."""
    paging.only(request, "before", "limit")
    brand = seat_of(request).brand
    last = (await own(request, before)).id if before is not None else None
    rows = await queries.all_of_brand(brand, last, limit + 1)
    more = str(rows[limit - 1].agreement) if len(rows) > limit else None
    shown = [await payable(row) for row in rows[:limit]]
    return Response(shown, headers=paging.next_page(request, more, limit))


@get(PATH + "/{agreement:str}", **needs(LOOK))
async def one(request: Ask, agreement: FromPath[str]) -> RequestOut:
    """One request of the brand's."""
    return await payable(await own(request, agreement))


@get(PATH + "/{agreement:str}/negotiation", **needs(LOOK))
async def negotiation(request: Ask, agreement: FromPath[str]) -> NegotiationOut:
    """The negotiation in the words of the Dataspace Protocol 2025-1 (contract negotiation), state and messages."""
    row = await own(request, agreement)
    return protocol(row, await _rental(row))


async def _rental(row: NegotiationRow) -> RentalRow | None:
    return await rentals.of_brand(row.brand, row.agreement) if row.state == "AGREED" else None


@post(PATH + "/{agreement:str}/withdrawal", status_code=200, **needs(ACT))
async def withdraw(request: Ask, agreement: FromPath[str]) -> RequestOut:
    """Take the request back, or decline the counter-offer: the money is let go at once. Again changes nothing."""
    await carry_out(await take_up.withdraw(principal_of(request), request_id(agreement)))
    return await payable(await own(request, agreement))


@post(PATH + "/{agreement:str}/acceptance", status_code=200, **needs(ACT))
async def accept(request: Ask, agreement: FromPath[str]) -> RequestOut:
    """Take the counter-offer. Where it costs what is held, that is taken; else the hold is let go, and the new sum is
    paid at `checkout_url` within 15 minutes.
    """
    taken = await take_up.accept_offer(principal_of(request), request_id(agreement))
    await carry_out(taken.held)
    url = None
    if taken.to_pay is not None:
        base = f"{settings().url}/rentals/{request_id(agreement)}"
        sent_on = await orders.submit_payment(
            taken.to_pay,
            success_url=f"{base}?paid=1",
            cancel_url=f"{base}?paid=0",
            locale=language_of(request),
        )
        url = sent_on.checkout_url
    return await for_brand(await own(request, agreement), url)


ROUTES = (create, listing, one, negotiation, withdraw, accept)
