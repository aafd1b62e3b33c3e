"""The hosted Checkout page, where a person pays, and the dashboard, where one acts as Stripe.

Another company's site in local mode: it reads no session of the market's.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect

from market.base.access import Door, Rule
from market.money.sandbox import board, cards, checkout, faults, store
from market.money.sandbox.cards import Decline
from market.money.sandbox.checkout import AuthenticationNeeded, Paid, SessionClosed
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.schema import Body
from market.money.sandbox.server import Sandbox
from market.money.sandbox.wording import WORDS, language_of, money

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)
SHOWN_CARDS = [number for number in cards.TEST_CARDS if f"card_{number}" in WORDS["en"]]
Web = Request[Any, Any, State]


def _page(template: str, language: str, code: int = 200, **values: Any) -> Response[str]:
    text = TEMPLATES.get_template(template).render(language=language, words=WORDS[language], **values)
    return Response(text, media_type=MediaType.HTML, status_code=code, headers={"cache-control": "no-store"})


def _language(request: Web, locale: str | None) -> str:
    return language_of(request.query_params.get("locale"), locale, request.headers.get("accept-language", ""))


def _address(request: Web, path: str) -> str:
    """A page of ours in the language that this one was asked for."""
    locale = request.query_params.get("locale")
    return f"{path}?locale={locale}" if locale in WORDS else path


def _form_page(
    request: Web, session: Body, names: list[str], error: str | None, number: str
) -> Response[str]:
    language = _language(request, session["locale"])
    amount = money(session["amount_total"], session["currency"], language)
    return _page(
        "pay.html",
        language,
        402 if error else 200,
        session=session,
        names=names,
        amount=amount,
        pay=WORDS[language]["pay"].format(amount=amount),
        error=error,
        number=number,
        cards=SHOWN_CARDS,
        here=_address(request, f"/sandbox/checkout/{session['id']}"),  # also when the bank's page shows it
    )


def _closed_page(request: Web, session: Body) -> Response[str]:
    back = session["cancel_url"]
    if session["status"] == "complete":
        back = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    status = 410 if session["status"] == "expired" else 200
    return _page(
        "closed.html", _language(request, session["locale"]), status, status=session["status"], back=back
    )


async def _seen(sandbox: Sandbox, id: str) -> tuple[Body, list[str]]:
    async with sandbox.acting() as call:
        return await checkout.retrieve(call, id), await checkout.item_names(call, id)


def _expiry(text: str) -> tuple[int, int] | None:
    """The month and year of "12/34"; None when it is malformed or past."""
    found = re.fullmatch(r"\s*(0?[1-9]|1[0-2])\s*/\s*(?:20)?([0-9]{2})\s*", text, re.ASCII)
    if not found:
        return None
    month, year = int(found[1]), 2000 + int(found[2])
    today = datetime.now(UTC)
    return (month, year) if (year, month) >= (today.year, today.month) else None


@get("/checkout/{session_id:str}")
async def show_checkout(
    request: Web, sandbox: NamedDependency[Sandbox], session_id: FromPath[str]
) -> Response[str]:
    """The form, or why there is none."""
    session, names = await _seen(sandbox, session_id)
    if session["status"] != "open":
        return _closed_page(request, session)
    return _form_page(request, session, names, None, cards.SUCCEEDS)


@post("/checkout/{session_id:str}")
async def send_checkout(
    request: Web, sandbox: NamedDependency[Sandbox], session_id: FromPath[str]
) -> Response[Any]:
    """A person pays: on to the shop, to the bank's question, or back to the form with what went wrong."""
    form = await request.form()
    number, expires = str(form.get("number", "")), _expiry(str(form.get("expiry", "")))
    session, names = await _seen(sandbox, session_id)
    if expires is None:
        return _form_page(request, session, names, "invalid_expiry", number)
    if not re.fullmatch(r"[0-9]{3,4}", str(form.get("cvc", "")), re.ASCII):
        return _form_page(request, session, names, "invalid_cvc", number)
    async with sandbox.acting() as call:
        outcome = await checkout.pay(call, session_id, cards.card_of(number, expires))
    if isinstance(outcome, AuthenticationNeeded):
        return Redirect(_address(request, f"{request.url.path}/authenticate"), status_code=303)
    return await _next(request, sandbox, session_id, outcome, number)


async def _next(
    request: Web, sandbox: Sandbox, id: str, outcome: checkout.Outcome, number: str
) -> Response[Any]:
    session, names = await _seen(sandbox, id)
    match outcome:
        case Paid(url):
            return Redirect(url, status_code=303)
        case Decline(code, decline_code):
            return _form_page(request, session, names, decline_code or code, number)
        case SessionClosed() | AuthenticationNeeded():
            return _closed_page(request, session)


@get("/checkout/{session_id:str}/authenticate")
async def show_authentication(
    request: Web, sandbox: NamedDependency[Sandbox], session_id: FromPath[str]
) -> Response[str]:
    """The bank's question (3-D Secure)."""
    session, _ = await _seen(sandbox, session_id)
    if session["status"] != "open":
        return _closed_page(request, session)
    language = _language(request, session["locale"])
    amount = money(session["amount_total"], session["currency"], language)
    question = WORDS[language]["authenticate_body"].format(amount=amount)
    return _page("authenticate.html", language, question=question, here=_address(request, request.url.path))


@post("/checkout/{session_id:str}/authenticate")
async def send_authentication(
    request: Web, sandbox: NamedDependency[Sandbox], session_id: FromPath[str]
) -> Response[Any]:
    """The card-holder's answer to the bank."""
    approved = (await request.form()).get("answer") == "approve"
    async with sandbox.acting() as call:
        outcome = await checkout.authenticate(call, session_id, approved)
    return await _next(request, sandbox, session_id, outcome, cards.SUCCEEDS)


@get("/")
async def show_dashboard(sandbox: NamedDependency[Sandbox]) -> Response[str]:
    """What Stripe knows, newest first."""
    return await _dashboard(sandbox)


async def _dashboard(sandbox: Sandbox, refusal: str | None = None) -> Response[str]:
    newest = {"limit": 50}
    async with sandbox.acting() as call:
        shown = {
            name: (await store.page(call, kind, {}, newest))[0]
            for name, kind in {
                "sessions": "checkout.session",
                "charges": "charge",
                "refunds": "refund",
            }.items()
        }
        shown["events"] = await board.events_with_deliveries(call.connection, 50)
        waiting = await faults.waiting(call.connection)
    kinds = {"POST": faults.API_KINDS, "GET": faults.API_KINDS, "WEBHOOK": faults.WEBHOOK_KINDS}
    kinds["SETTLEMENT"] = (faults.LATE,)
    return _page(
        "dashboard.html",
        "en",
        409 if refusal else 200,
        **shown,
        faults=waiting,
        kinds=kinds,
        refusal=refusal,
        money=lambda amount, currency: money(amount, currency, "en"),
    )


@post("/acts/{verb:str}")
async def act_as_stripe(
    request: Web, sandbox: NamedDependency[Sandbox], verb: FromPath[str]
) -> Response[Any]:
    """One act of the dashboard; what Stripe would refuse is said on the page."""
    form: Mapping[str, Any] = await request.form()
    try:
        async with sandbox.acting() as call:
            await board.act(call, verb, {key: str(value) for key, value in form.items()})
    except (StripeRefusal, board.NoSuchAct, faults.FaultUnknown) as refusal:
        return await _dashboard(sandbox, str(refusal))
    return Redirect("/sandbox", status_code=303)


def _unknown(request: Web, refusal: StripeRefusal) -> Response[str]:
    return _page("closed.html", _language(request, None), 404, status="unknown", back=None)


def sandbox_router(sandbox: Sandbox) -> Router:
    """The routes under /sandbox, for the app of local mode: open to anyone, as Stripe's pages are."""
    return Router(
        "/sandbox",
        route_handlers=[
            show_dashboard,
            act_as_stripe,
            show_checkout,
            send_checkout,
            show_authentication,
            send_authentication,
        ],
        dependencies={"sandbox": Provide(lambda: sandbox, sync_to_thread=False)},
        exception_handlers={StripeRefusal: _unknown},
        include_in_schema=False,
        opt={"rule": Rule(Door.PUBLIC, local_only=True)},
    )
