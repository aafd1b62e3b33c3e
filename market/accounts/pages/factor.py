"""The second factor's pages: giving it, setting it up, and what an operator who has it may do with it."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from market.accounts import factor, queries_factor
from market.accounts.actions import factors
from market.accounts.authentication import session_cookie
from market.accounts.pages.forms import Form, entering, own_path, typed
from market.accounts.refusals import WrongFactor
from market.base import names
from market.base.access import FACTOR, OPERATOR, needs, person_of, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import Ask, page, refused, see_other
from market.base.settings import settings

GIVE, SET_UP, CODES = "accounts/factor.html", "accounts/factor_set_up.html", "accounts/factor_codes.html"
MINE, OPERATORS = "accounts/factor_mine.html", "accounts/operators.html"
PATH, SET_UP_PATH = "/sign-in/factor", "/sign-in/factor/set-up"
OPERATOR_NAME = "operator"  # kind of outward name

WRITTEN = marked("The letter is on its way.")
RESET = marked("The second factor is reset. Its owner is signed out and sets up another.")


@get(PATH, **needs(FACTOR))
async def give_page(request: Ask, next: FromQuery[str] = "") -> Response[Any]:
    """The form for a code; or, for who has no factor yet, that a letter leads on."""
    who = principal_of(request)
    if who.half is None:
        return see_other(own_path(next))
    if not await queries_factor.factor_in_force(who.half):
        return page(request, "accounts/factor_letter.html", local=settings().local)
    return page(request, GIVE, errors={}, values={"next": own_path(next)}, local=settings().local)


@post(PATH, **needs(FACTOR))
async def give(request: Ask, data: Form) -> Response[Any]:
    """Give a code, and be signed in whole."""
    who, sent = principal_of(request), typed(data, "factor", "next")
    onward = own_path(sent["next"])
    if who.half is None:
        return see_other(onward)
    try:
        token = await factors.give(who, sent["factor"])
    except Refusal as refusal:
        return refused(request, GIVE, refusal, values={"next": onward}, local=settings().local)
    return entering(token, onward)


@post(f"{PATH}/letter", **needs(FACTOR))
async def send_letter(request: Ask) -> Response[None]:
    """Have the letter sent once more."""
    who = principal_of(request)
    if who.half is None:
        return see_other("/home")
    await factors.send_letter(who)
    return see_other(PATH, WRITTEN)


@get(SET_UP_PATH, **needs(FACTOR))
async def set_up_page(request: Ask, code: FromQuery[str] = "") -> Response[Any]:
    """Where the letter leads: the picture for the authenticator. Raises CodeNotValid, FactorSetUpAlready."""
    if principal_of(request).half is None:
        return see_other("/home")
    return page(request, SET_UP, errors={}, **await _picture(request, code))


@post(SET_UP_PATH, **needs(FACTOR))
async def set_up(request: Ask, data: Form) -> Response[Any]:
    """Put the factor in force; this answer is the only one that shows the recovery codes."""
    who, sent = principal_of(request), typed(data, "code", "factor")
    if who.half is None:
        return see_other("/home")
    try:
        token, fresh = await factors.set_up(who, sent["code"], sent["factor"])
    except WrongFactor as refusal:
        return refused(request, SET_UP, refusal, **await _picture(request, sent["code"]))
    answer = page(request, CODES, 201, codes=fresh, onward="/home")
    answer.set_cookie(session_cookie(token))
    return answer


async def _picture(request: Ask, mailed: str) -> dict[str, Any]:
    secret, address = await factors.shown(principal_of(request), mailed)
    side, path = factor.picture(address)
    grouped = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    return {"code": mailed, "secret": grouped, "side": side, "path": path}


@get("/account/factor", **needs(OPERATOR))
async def mine(request: Ask) -> Response[str]:
    """One's own second factor."""
    return page(request, MINE, errors={}, **await _mine(request))


@post("/account/factor/codes", **needs(OPERATOR))
async def renew(request: Ask, data: Form) -> Response[Any]:
    """New recovery codes for old ones, shown once."""
    try:
        fresh = await factors.renew_recovery_codes(principal_of(request), typed(data, "factor")["factor"])
    except Refusal as refusal:
        return refused(request, MINE, refusal, **await _mine(request))
    return page(request, CODES, 201, codes=fresh, onward="/account/factor")


async def _mine(request: Ask) -> dict[str, Any]:
    return {
        "left": await queries_factor.recovery_codes_left(person_of(request)),
        "all": factor.RECOVERY_CODES,
    }


@get("/operator/operators", **needs(OPERATOR))
async def operators(request: Ask) -> Response[str]:
    """Everyone who runs the market, and whether they have a second factor."""
    return page(request, OPERATORS, dense=True, errors={}, **await _operators(request))


@post("/operator/operators/{name:str}/reset", **needs(OPERATOR))
async def reset(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Take another operator's second factor away."""
    person = names.inner_id(OPERATOR_NAME, name, names.for_operators())
    try:
        await factors.reset_of_another(principal_of(request), person)
    except Refusal as refusal:
        return refused(request, OPERATORS, refusal, dense=True, **await _operators(request))
    return see_other("/operator/operators", RESET)


async def _operators(request: Ask) -> dict[str, Any]:
    me = person_of(request)
    return {
        "rows": [
            {
                "name": names.name(OPERATOR_NAME, it.person, names.for_operators()),
                "it": it,
                "you": it.person == me,
            }
            for it in await queries_factor.operators()
        ]
    }


ROUTES = (give_page, give, send_letter, set_up_page, set_up, mine, renew, operators, reset)
