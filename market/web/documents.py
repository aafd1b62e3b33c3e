"""The brand's documents: what was issued, and where invoices go. Crosses accounts and money."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from contracts import vat
from market.accounts import queries as accounts
from market.accounts.actions.billing import set_billing
from market.accounts.rules import standing
from market.base.access import Right, brand, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import Conflict, Invalid
from market.base.i18n import marked
from market.base.pages import page, refused, see_other
from market.money.documents import queries
from market.money.documents.api import document_id
from market.money.documents.queries import PAGE
from market.web.forms import Ask, Form, in_languages, may, seat_of, text

READ, MANAGE = brand("read"), brand("manage")
FIELDS = ("street", "postcode", "city", "vat_number")
TEMPLATE = "desk/documents.html"

KEPT = marked("The address is kept. Documents that waited for it are on their way.")


@get("/documents", **needs(READ))
async def listing(request: Ask, before: FromQuery[str] = "") -> Response[str]:
    """Invoices, credit notes and collection statements, latest first; the address for owners."""
    return page(request, TEMPLATE, errors={}, **await _shown(request, before))


@post("/documents/billing", **needs(MANAGE))
async def billing(request: Ask, data: Form) -> Response[Any]:
    """Say where invoices go, and the VAT number."""
    typed = {field: text(data, field) for field in FIELDS}
    try:
        await set_billing(principal_of(request), **typed)
    except (Conflict, Invalid) as refusal:
        shown = await _shown(request, "") | {"typed": typed, "addresses": in_languages("/documents")}
        return refused(request, TEMPLATE, refusal, **shown)
    return see_other("/documents", KEPT)


async def _shown(request: Ask, before: str) -> dict[str, Any]:
    own = seat_of(request).brand
    rows = await queries.of_brand(own, document_id(before) if before else None, PAGE + 1)
    facts = await accounts.brand(own)
    today = await now()
    asked = facts.vat_number is not None and vat.asked_at_a_register(facts.country, market_date(today))
    return {
        "documents": rows[:PAGE],
        "first": "/documents" if before else "",
        "following": f"/documents?before={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "waiting": await queries.waiting_for_address(own),
        "brand": facts,
        "typed": {field: getattr(facts, field) or "" for field in FIELDS},
        "may_manage": may(principal_of(request), Right.MANAGE),
        "may_pay": may(principal_of(request), Right.RENT),
        "number_is": standing(facts.vat_valid, facts.vat_checked_at, today) if asked else "",
    }


ROUTES = (listing, billing)
