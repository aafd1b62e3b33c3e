"""Pages of those who are not signed in: signing up and in, confirming, choosing a new password."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from contracts import charter as texts
from market.accounts import charter, codes, rules
from market.accounts.actions import passwords, sessions, sign_up
from market.accounts.authentication import our_page_only
from market.accounts.pages.forms import Form, edition_ticked, kept, own_path, past_the_factor, typed
from market.accounts.steady import Steady
from market.base.access import PUBLIC, needs
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import Ask, language_of, page, refused, refused_for, see_other
from market.base.settings import settings

EMPTY: dict[str, Any] = {"errors": {}, "values": {}, "minimum": rules.PASSWORD_MIN}

HOLDER, BRAND = "accounts/sign_up.html", "accounts/sign_up_brand.html"
SIGN_IN, CONFIRM = "accounts/sign_in.html", "accounts/confirm.html"
FORGOTTEN, RESET = "accounts/forgotten.html", "accounts/reset.html"
COMPANY = ("legal_name", "trading_name", "siren", "vat_number")

NEW_PASSWORD = marked("Your new password is set. Sign in with it.")


@get("/sign-up", sync_to_thread=False, **needs(PUBLIC))
def sign_up_page(request: Ask) -> Response[str]:
    """The form of a holder."""
    return page(request, HOLDER, **EMPTY)


@post("/sign-up", **needs(PUBLIC))
async def sign_up_holder(request: Ask, data: Form) -> Response[Any]:
    """Open an account as holder."""
    sent = typed(data, "email", "password", "adult")
    wrong = rules.account_faults(sent["email"], sent["password"])
    wrong += rules.faults(lambda: rules.check_adult(bool(sent["adult"])))
    if wrong:
        return refused_for(request, HOLDER, wrong, **again(sent))
    try:
        async with Steady():
            await sign_up.sign_up_holder(
                sent["email"], sent["password"], language_of(request), bool(sent["adult"])
            )
    except Refusal as refusal:
        return refused(request, HOLDER, refusal, **again(sent))
    return see_other("/look-at-your-mail")


@get("/sign-up/brand", sync_to_thread=False, **needs(PUBLIC))
def sign_up_brand_page(request: Ask) -> Response[str]:
    """The form of a brand's first member."""
    return page(request, BRAND, **EMPTY, edition=texts.current())


@post("/sign-up/brand", **needs(PUBLIC))
async def sign_up_brand(request: Ask, data: Form) -> Response[Any]:
    """Open an account for a brand."""
    sent = typed(data, "email", "password", "charter", *COMPANY)
    company, edition = {field: sent[field] for field in COMPANY}, edition_ticked(data)
    wrong = rules.company_faults(**company) + rules.account_faults(sent["email"], sent["password"])
    wrong += rules.faults(lambda: charter.check_edition(edition))
    if wrong:
        return refused_for(request, BRAND, wrong, **again(sent), edition=texts.current())
    account = (sent["email"], sent["password"], language_of(request))
    try:
        async with Steady():
            await sign_up.sign_up_brand(*account, **company, edition=edition)
    except Refusal as refusal:
        return refused(request, BRAND, refusal, **again(sent), edition=texts.current())
    return see_other("/look-at-your-mail")


@get("/look-at-your-mail", sync_to_thread=False, **needs(PUBLIC))
def look_at_your_mail(request: Ask) -> Response[str]:
    """The same page whatever the address has."""
    return page(request, "accounts/mailed.html", local=settings().local)


@get("/confirm", **needs(PUBLIC))
async def confirm_page(request: Ask, code: FromQuery[str] = "") -> Response[str]:
    """Where the letter leads; opening it uses nothing up. Raises CodeNotValid."""
    found = await codes.look(code, "verify", "join")
    return page(request, CONFIRM, **EMPTY, code=code, kind=_kind(found))


@post("/confirm", guards=[our_page_only], **needs(PUBLIC))
async def confirm(request: Ask, data: Form) -> Response[Any]:
    """Confirm the address, or accept an invitation, and be signed in."""
    sent = typed(data, "code", "password")
    found = await codes.look(sent["code"], "verify", "join")
    try:
        token = await sign_up.confirm(sent["code"], sent["password"])
    except Refusal as refusal:
        return refused(request, CONFIRM, refusal, kind=_kind(found), **again(sent))
    return await past_the_factor(token)


@get("/sign-in", sync_to_thread=False, **needs(PUBLIC))
def sign_in_page(request: Ask, next: FromQuery[str] = "") -> Response[str]:
    """The form; `next` is a page of ours to go on to."""
    return page(request, SIGN_IN, errors={}, values={"next": own_path(next)})


@post("/sign-in", guards=[our_page_only], **needs(PUBLIC))
async def sign_in(request: Ask, data: Form) -> Response[Any]:
    """Sign in."""
    sent = typed(data, "email", "password", "next")
    try:
        token = await sessions.sign_in(sent["email"], sent["password"])
    except Refusal as refusal:
        return refused(request, SIGN_IN, refusal, **again(sent))
    return await past_the_factor(token, own_path(sent["next"]))


@get("/forgotten", sync_to_thread=False, **needs(PUBLIC))
def forgotten_page(request: Ask) -> Response[str]:
    """The form for an address."""
    return page(request, FORGOTTEN, **EMPTY)


@post("/forgotten", **needs(PUBLIC))
async def forgotten(request: Ask, data: Form) -> Response[Any]:
    """Ask for a link; the answer is the same without an account."""
    sent = typed(data, "email")
    try:
        async with Steady():
            await passwords.request_reset(sent["email"])
    except Refusal as refusal:
        return refused(request, FORGOTTEN, refusal, **again(sent))
    return see_other("/look-at-your-mail")


@get("/reset", **needs(PUBLIC))
async def reset_page(request: Ask, code: FromQuery[str] = "") -> Response[str]:
    """Where the letter leads. Raises CodeNotValid."""
    await codes.look(code, "reset")
    return page(request, RESET, **EMPTY, code=code)


@post("/reset", **needs(PUBLIC))
async def reset(request: Ask, data: Form) -> Response[Any]:
    """Choose a new password."""
    sent = typed(data, "code", "password")
    await codes.look(sent["code"], "reset")
    try:
        await passwords.reset_password(sent["code"], sent["password"])
    except Refusal as refusal:
        return refused(request, RESET, refusal, **again(sent))
    return see_other("/sign-in", NEW_PASSWORD)


def again(sent: dict[str, str]) -> dict[str, Any]:
    """What a refused form is shown with: all that was typed but secrets."""
    values = kept(sent)
    return {"values": values, "minimum": rules.PASSWORD_MIN, "code": sent.get("code", "")}


def _kind(found: codes.Code) -> str:
    """`known` asks for a password that exists, `new` for one to be chosen."""
    return "new" if found.purpose == "join" and found.current_hash is None else "known"


ROUTES = (
    sign_up_page,
    sign_up_holder,
    sign_up_brand_page,
    sign_up_brand,
    look_at_your_mail,
    confirm_page,
    confirm,
    sign_in_page,
    sign_in,
    forgotten_page,
    forgotten,
    reset_page,
    reset,
)
