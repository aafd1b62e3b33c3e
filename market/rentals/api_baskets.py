"""JSON routes of baskets: several personas rented at once."""

import uuid

from litestar import post
from litestar.params import JSONBody

from market.base.access import Principal, needs, principal_of
from market.base.errors import NotFound
from market.base.idempotency import checked
from market.base.pages import language_of
from market.money import queries as money
from market.rentals import queries
from market.rentals.actions.basket import basket_before, rent_several
from market.rentals.actions.lines import Wanted
from market.rentals.api import ACT, Ask, paying_of, resolve, seat_of, shown, submitted
from market.rentals.schemas import BasketOut, BasketRequest, LineRequest

PATH = "/v1/baskets"


@post(PATH, status_code=201, **needs(ACT))
async def create(request: Ask, data: JSONBody[BasketRequest]) -> BasketOut:
    """Rent several personas, all of them or none: one order, one payment. Needs an `Idempotency-Key`.

    A refusal names each line that cannot be. Repeating the request with its key gives the same rentals.
    """
    who, sent = principal_of(request), data.model_dump_json()
    key = checked(request.headers.get("idempotency-key"))
    basket = await basket_before(who, key, sent)
    if basket is None:
        wanted = [await _wanted(who, line) for line in data.lines]
        basket = await rent_several(who, wanted, key, PATH, sent, paying_of(data, language_of(request)))
    sent_on = await submitted(basket.payment, basket.agreements[0], language_of(request))
    rows = [await queries.of_brand(seat_of(request).brand, it) for it in basket.agreements]
    rentals = [shown(row) for row in rows]
    return BasketOut(
        rentals=rentals,
        total=sum(it.price for it in rentals),
        currency=rentals[0].currency,
        checkout_url=sent_on.checkout_url,
        declined=await money.declined(rows[0].order_id),
    )


async def _wanted(who: Principal, line: LineRequest) -> Wanted:
    """A line by its inner id. A name that means nothing is one of nobody: it is refused with the others."""
    try:
        persona = await resolve(who, line.persona)
    except NotFound:
        persona = uuid.uuid4()
    return Wanted(persona, line.variant, line.period, line.price_step, tuple(line.purposes))


ROUTES = (create,)
