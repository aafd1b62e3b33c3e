"""The brand's balance: what it holds, what moved it, the way in and the way back."""

import uuid
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.accounts import queries as accounts
from market.base import vault
from market.base.access import Right, brand, needs, principal_of
from market.base.errors import NotFound, Refusal
from market.base.i18n import marked
from market.base.idempotency import checked
from market.base.ids import canonical
from market.base.pages import language_of, page, see_other
from market.money.asking import ask_payment
from market.money.bankreturns import accounts as bank_accounts
from market.money.bankreturns import queries as bank_returns
from market.money.bankreturns.actions.ask import ask, cancel
from market.money.bankreturns.api import return_name, return_of
from market.money.credit import queries
from market.money.credit.actions.pay_back import pay_back
from market.money.credit.actions.repay import repay_by_card, repay_from_balance
from market.money.credit.actions.top_up import top_up
from market.money.credit.api import movement_name, movement_of, open_top_up
from market.money.credit.errors import PaymentPageNotOpen
from market.money.credit.queries import PAGE
from market.money.credit.rules import LEAST, MOST
from market.money.rules import LEAST_BY_CARD
from market.web.forms import Ask, Form, in_languages, may, minor, said, seat_of, text

READ, RENT, MANAGE = brand("read"), brand("rent"), brand("manage")
ROOM = "money"
PATH = "/balance"

NEVER_TOLD, OPEN = ("created", "unknown"), ("submitted", "requires_action")

DEBT_PAID = marked("Paid: your brand owes nothing any more.")
ASKED = marked("Asked for. An operator looks at it, then the bank pays.")
CALLED_OFF = marked("Called off. The money is in your balance.")
ON_ITS_WAY = marked("It goes back to the card it came from. Banks take a few days.")


@get(PATH, **needs(READ))
async def shown(request: Ask, before: FromQuery[str] = "", paid: FromQuery[str] = "") -> Response[str]:
    """The balance. Coming back from Stripe (`paid` names the payment) asks once what became of it."""
    state, pay_at = await _came_back(request, paid)
    return await _page(request, before=before, state=state, pay_at=pay_at)


async def _came_back(request: Ask, paid: str) -> tuple[str, str]:
    """What became of a top-up: its state, or `unpaid` and where it can still be paid; nothing where nobody comes back
    from one of this brand's. A page that was never told, or of which Stripe has just said so, nobody has paid on.
    """
    try:
        payment = canonical(paid)
    except ValueError:
        return ("given_up" if paid == "0" else ""), ""
    tag = vault.tag(ROOM, seat_of(request).brand)
    if await queries.top_up_of(tag, payment) is None:
        return "", ""
    answered = await ask_payment(payment)
    found = await queries.top_up_of(tag, payment)
    if found is None:
        return "", ""
    unpaid = found.status in NEVER_TOLD or (answered and found.status in OPEN)
    return ("unpaid", found.page or "") if unpaid else (found.status, "")


@post(f"{PATH}/top-up", **needs(RENT))
async def put_in(request: Ask, data: Form) -> Response[Any]:
    """To Stripe's page; a second click is the same payment."""
    typed = {"top_up": text(data, "amount")}
    try:
        payment = await top_up(principal_of(request), minor(typed["top_up"]), checked(text(data, "key")))
    except Refusal as refusal:
        return await _page(request, typed=typed, refusal=refusal, at="top_up")
    submitted = await open_top_up(payment, language_of(request))
    if submitted.not_open:
        same = text(data, "key")
        return await _page(request, typed=typed, refusal=PaymentPageNotOpen(), at="top_up", key=same)
    return see_other(submitted.checkout_url or f"{PATH}?paid={payment}")


@post(f"{PATH}/return", **needs(MANAGE))
async def take_out(request: Ask, data: Form) -> Response[Any]:
    """Send a part of the balance back to the cards that it came from."""
    typed = {"pay_back": text(data, "amount")}
    try:
        await pay_back(principal_of(request), minor(typed["pay_back"]), checked(text(data, "key")))
    except Refusal as refusal:
        return await _page(request, typed=typed, refusal=refusal, at="pay_back")
    return see_other(PATH, ON_ITS_WAY)


@post(f"{PATH}/bank-return", **needs(MANAGE))
async def take_to_bank(request: Ask, data: Form) -> Response[Any]:
    """Ask for what came by no card, to a bank account."""
    typed = {"bank_return": text(data, "amount"), "iban": text(data, "iban")}
    try:
        await ask(
            principal_of(request), minor(typed["bank_return"]), typed["iban"], checked(text(data, "key"))
        )
    except Refusal as refusal:
        at = "iban" if refusal.facts.get("field") == "iban" else "bank_return"
        return await _page(request, typed=typed, refusal=refusal, at=at)
    return see_other(PATH, ASKED)


@post(f"{PATH}/bank-returns/{{name:str}}/cancel", **needs(MANAGE))
async def call_off(request: Ask, name: FromPath[str]) -> Response[Any]:
    """Call off what nobody has taken up yet."""
    try:
        await cancel(principal_of(request), return_of(seat_of(request).brand, name))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, refusal=refusal, at="returns")
    return see_other(PATH, CALLED_OFF)


@post(f"{PATH}/debt", **needs(RENT))
async def pay_debt(request: Ask, data: Form) -> Response[Any]:
    """Pay what the brand owes: on Stripe's page, or from the balance."""
    who = principal_of(request)
    try:
        key = checked(text(data, "key"))
        if text(data, "pay") == "balance":
            await repay_from_balance(who, key)
            return see_other(PATH, DEBT_PAID)
        payment = await repay_by_card(who, key)
    except Refusal as refusal:
        return await _page(request, refusal=refusal, at="debt")
    submitted = await open_top_up(payment, language_of(request))
    if submitted.not_open:
        return await _page(request, refusal=PaymentPageNotOpen(), at="debt", key=key)
    return see_other(submitted.checkout_url or f"{PATH}?paid={payment}")


async def _to_bank(own: uuid.UUID, tag: bytes) -> list[dict[str, Any]]:
    """What of the balance was asked to a bank account: name, row, and the account's end while it is known."""
    return [
        {"name": return_name(own, it.id), "row": it, "account": await bank_accounts.shown(it.id)}
        for it in await bank_returns.of_brand(tag)
    ]


async def _page(
    request: Ask,
    *,
    before: str = "",
    state: str = "",
    pay_at: str = "",
    typed: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    at: str = "",
    key: str = "",
) -> Response[str]:
    """`key` of the forms: a new one, unless what was asked for is to be asked for again."""
    own, who = seat_of(request).brand, principal_of(request)
    tag = vault.tag(ROOM, own)
    rows = await queries.movements(tag, movement_of(own, before) if before else None, PAGE + 1)
    told = said(refusal, language_of(request)) if refusal else None
    return page(
        request,
        "desk/balance.html",
        told.status if told else 200,
        addresses=in_languages(PATH),
        facts=await queries.facts_of(tag),
        movements=rows[:PAGE],
        first=PATH if before else "",
        following=f"{PATH}?before={movement_name(own, rows[PAGE - 1].id)}" if len(rows) > PAGE else "",
        state=state,
        pay_at=pay_at,
        bank=await _to_bank(own, tag),
        bank_open=bank_returns.open_here(),
        legal_name=(await accounts.brand(own)).legal_name,
        typed=typed or {},
        errors={at: told.words} if told else {},
        least=LEAST,
        most=MOST,
        least_by_card=LEAST_BY_CARD,
        key=key or uuid.uuid4().hex,
        may_rent=may(who, Right.RENT),
        may_manage=may(who, Right.MANAGE),
    )


ROUTES = (shown, put_in, take_out, take_to_bank, call_off, pay_debt)
