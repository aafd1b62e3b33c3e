"""The page where the owner of a connected account tells Stripe who they are. Here they only say so."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from market.money.sandbox import accounts, ibans
from market.money.sandbox.pages.web import Web, address, language_for, page
from market.money.sandbox.server import Sandbox

PAYABLE = [
    (ibans.SUCCEEDS, "payout_success"),
    *[
        (number, f"payout_{code}")
        for number, code in ibans.PAYOUT_FAILURES.items()
        if number.startswith("FR")
    ],
]


@get("/connect/{link_id:str}")
async def show_onboarding(
    request: Web, sandbox: NamedDependency[Sandbox], link_id: FromPath[str]
) -> Response[Any]:
    """The page behind an account link, or where to get a new one."""
    async with sandbox.acting() as call:
        link = await accounts.link_of(call, link_id)
    if link["used"] or link["expires_at"] <= call.now:
        return Redirect(link["refresh_url"], status_code=303)
    here = address(request, request.url.path)
    return page("onboarding.html", language_for(request, None), here=here, payable=PAYABLE)


@post("/connect/{link_id:str}")
async def send_onboarding(
    request: Web, sandbox: NamedDependency[Sandbox], link_id: FromPath[str]
) -> Response[Any]:
    """The details are given, or the owner comes back later; in either case back to the shop."""
    form = await request.form()
    async with sandbox.acting() as call:
        link = await accounts.use_link(call, link_id)
        if link is not None and form.get("answer") == "done":
            await accounts.onboard(call, link["account"], str(form.get("iban", ibans.SUCCEEDS)))
        known = await accounts.link_of(call, link_id)
    return Redirect(known["refresh_url" if link is None else "return_url"], status_code=303)


ROUTES = (show_onboarding, send_onboarding)
