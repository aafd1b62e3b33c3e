"""Where a brand is reached about people's data, for its owners: an address and a mailbox on one page."""

from typing import Any

from litestar import Response, get, post

from market.accounts import queries
from market.accounts.actions.contact import set_contact
from market.accounts.actions.keys import seat_of
from market.accounts.pages.forms import Form, typed
from market.base.access import brand as member_of
from market.base.access import needs, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import Ask, page, refused, see_other

TEMPLATE, PATH = "accounts/contact.html", "/brand/contact"
MANAGE = member_of("manage")

KEPT = marked("Kept. Each consent from now on names it.")


@get(PATH, **needs(MANAGE))
async def form(request: Ask) -> Response[str]:
    """What is said now; where nothing is, the address of its invoices to begin with."""
    facts = await _brand(request)
    values = {"contact_address": facts.contact_address or _invoiced(facts), "contact": facts.contact or ""}
    return page(request, TEMPLATE, errors={}, values=values, brand=facts)


@post(PATH, **needs(MANAGE))
async def keep(request: Ask, data: Form) -> Response[Any]:
    """Both anew."""
    values = typed(data, "contact_address", "contact")
    try:
        await set_contact(principal_of(request), values["contact_address"], values["contact"])
    except Refusal as refusal:
        return refused(request, TEMPLATE, refusal, values=values, brand=await _brand(request))
    return see_other(PATH, KEPT)


def _invoiced(facts: queries.BrandFacts) -> str:
    if facts.street is None or facts.city is None:
        return ""
    return f"{facts.street}, {' '.join(filter(None, (facts.postcode, facts.city)))}, {facts.country}"


async def _brand(request: Ask) -> queries.BrandFacts:
    return await queries.brand(seat_of(principal_of(request)).brand)


ROUTES = (form, keep)
