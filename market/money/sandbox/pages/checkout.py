"""The hosted Checkout page, where a person pays, or keeps a way to pay."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from market.money.sandbox import cards, checkout, ibans
from market.money.sandbox.cards import Card, Decline
from market.money.sandbox.checkout import AuthenticationNeeded, Debtor, Paid
from market.money.sandbox.pages.web import Web, address, expiry, language_for, page
from market.money.sandbox.schema import Body
from market.money.sandbox.server import Sandbox
from market.money.sandbox.wording import WORDS, money

SHOWN_CARDS = [number for number in cards.TEST_CARDS if f"card_{number}" in WORDS["en"]]
SHOWN_ACCOUNTS = [
    (number, f"account_{outcome.name}")
    for number, outcome in zip(ibans.BY_COUNTRY["FR"], ibans.OUTCOMES, strict=False)
    if f"account_{outcome.name}" in WORDS["en"]
]
FIRST = {
    "number": cards.SUCCEEDS,
    "iban": ibans.SUCCEEDS,
    "name": "Jenny Rosen",
    "email": "jenny@example.com",
}


def _way(request: Web, session: Body) -> str:
    """How the person wants to pay: as they said, else with the first that there is."""
    types: list[str] = session["payment_method_types"]
    asked = request.query_params.get("by", "")
    return asked if asked in types else types[0]


def _form_page(
    request: Web, session: Body, names: list[str], error: str | None, typed: Mapping[str, str]
) -> Response[str]:
    language, here = language_for(request, session["locale"]), f"/sandbox/checkout/{session['id']}"
    words, amount = WORDS[language], None
    if session["mode"] == "payment":
        amount = money(session["amount_total"], session["currency"], language)
    way = _way(request, session)
    return page(
        "pay.html",
        language,
        402 if error else 200,
        session=session,
        title=words["pay_title"] if amount else words["keep_title"],
        names=names,
        amount=amount,
        pay=words["pay"].format(amount=amount) if amount else words["keep"],
        error=error and words.get(error, words["declined"]),
        typed={**FIRST, "email": session["customer_email"] or FIRST["email"], **typed},
        way=way,
        ways=[(type, address(request, f"{here}?by={type}")) for type in session["payment_method_types"]],
        cards=SHOWN_CARDS,
        accounts=SHOWN_ACCOUNTS,
        here=address(request, f"{here}?by={way}" if way != "card" else here),
    )


def _closed_page(request: Web, session: Body) -> Response[str]:
    back = session["cancel_url"]
    if session["status"] == "complete":
        back = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    kept = session["status"] == "complete" and session["mode"] == "setup"
    return page(
        "closed.html",
        language_for(request, session["locale"]),
        410 if session["status"] == "expired" else 200,
        status="kept" if kept else session["status"],
        back=back,
    )


async def _seen(sandbox: Sandbox, id: str) -> tuple[Body, list[str]]:
    async with sandbox.acting() as call:
        return await checkout.retrieve(call, id), await checkout.item_names(call, id)


@get("/checkout/{session_id:str}")
async def show_checkout(
    request: Web, sandbox: NamedDependency[Sandbox], session_id: FromPath[str]
) -> Response[str]:
    """The form, or why there is none."""
    session, names = await _seen(sandbox, session_id)
    if session["status"] != "open":
        return _closed_page(request, session)
    return _form_page(request, session, names, None, {})


def _means(way: str, typed: Mapping[str, str]) -> Card | Debtor | str | None:
    """What the person pays with, None for a number that no card has, or the word for what is wrong."""
    if way == "sepa_debit":
        return Debtor(typed.get("iban", ""), typed.get("name", ""), typed.get("email", ""))
    expires = expiry(typed.get("expiry", ""))
    if expires is None:
        return "invalid_expiry"
    if not re.fullmatch(r"[0-9]{3,4}", typed.get("cvc", ""), re.ASCII):
        return "invalid_cvc"
    return cards.card_of(typed.get("number", ""), expires)


@post("/checkout/{session_id:str}")
async def send_checkout(
    request: Web, sandbox: NamedDependency[Sandbox], session_id: FromPath[str]
) -> Response[Any]:
    """A person pays: on to the shop, to the bank's question, or back to the form with what went wrong."""
    typed = {key: str(value) for key, value in (await request.form()).items()}
    session, names = await _seen(sandbox, session_id)
    means = _means(_way(request, session), typed)
    if isinstance(means, str):
        return _form_page(request, session, names, means, typed)
    async with sandbox.acting() as call:
        outcome = await checkout.pay(call, session_id, means)
    if isinstance(outcome, AuthenticationNeeded):
        return Redirect(address(request, f"{request.url.path}/authenticate"), status_code=303)
    return await _next(request, sandbox, session_id, outcome, typed)


async def _next(
    request: Web, sandbox: Sandbox, id: str, outcome: checkout.Outcome, typed: Mapping[str, str]
) -> Response[Any]:
    session, names = await _seen(sandbox, id)
    match outcome:
        case Paid(url):
            return Redirect(url, status_code=303)
        case Decline(code, decline_code):
            return _form_page(request, session, names, decline_code or code, typed)
        case _:  # closed meanwhile; what asks the bank has gone there
            return _closed_page(request, session)


@get("/checkout/{session_id:str}/authenticate")
async def show_authentication(
    request: Web, sandbox: NamedDependency[Sandbox], session_id: FromPath[str]
) -> Response[str]:
    """The bank's question (3-D Secure)."""
    session, _ = await _seen(sandbox, session_id)
    if session["status"] != "open":
        return _closed_page(request, session)
    language = language_for(request, session["locale"])
    question = question_of(session["amount_total"], session["currency"], language)
    return page("authenticate.html", language, question=question, here=address(request, request.url.path))


def question_of(amount: int | None, currency: str | None, language: str) -> str:
    """What the bank asks; without an amount, about a card that is to be kept."""
    if amount is None or currency is None:
        return WORDS[language]["authenticate_setup"]
    return WORDS[language]["authenticate_body"].format(amount=money(amount, currency, language))


@post("/checkout/{session_id:str}/authenticate")
async def send_authentication(
    request: Web, sandbox: NamedDependency[Sandbox], session_id: FromPath[str]
) -> Response[Any]:
    """The card-holder's answer to the bank."""
    approved = (await request.form()).get("answer") == "approve"
    async with sandbox.acting() as call:
        outcome = await checkout.authenticate(call, session_id, approved)
    return await _next(request, sandbox, session_id, outcome, {})


ROUTES = (show_checkout, send_checkout, show_authentication, send_authentication)
