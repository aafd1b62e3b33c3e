"""One's own account: who one is here, the brands one sits in, the password, the way out."""

from typing import Any

from litestar import Response, get, post

from contracts import charter as texts
from market.accounts import charter, queries, rules
from market.accounts.actions import passwords, people, sessions
from market.accounts.authentication import no_cookie
from market.accounts.notifications import queries as notifications
from market.accounts.pages.forms import HOME, Form, edition_ticked, kept, typed
from market.base import names
from market.base.access import PERSON, needs, person_of, principal_of
from market.base.errors import Refusal
from market.base.i18n import marked
from market.base.pages import Ask, page, refused, see_other

ACCOUNT, APPLY = "accounts/account.html", "accounts/apply.html"
COMPANY = ("legal_name", "trading_name", "siren", "vat_number")

GOOD_BYE = marked("You are signed out.")
EVERYWHERE = marked("You are signed out on all your devices.")
PASSWORD_CHANGED = marked("Your password is changed. Your other devices are signed out.")
SEATED = marked("You now act for this brand.")
ALONE = marked("You now act for yourself.")
HOLDER = marked("You can now create a persona.")
APPLIED = marked("We have your application. You may look around while we check it.")


@get("/account", **needs(PERSON))
async def account(request: Ask) -> Response[str]:
    """The signed-in person's page."""
    return page(request, ACCOUNT, errors={}, values={}, **await _around(request))


@post("/account/password", **needs(PERSON))
async def change_password(request: Ask, data: Form) -> Response[Any]:
    """Change one's password."""
    sent = typed(data, "old", "new")
    try:
        await passwords.change_password(principal_of(request), sent["old"], sent["new"])
    except Refusal as refusal:
        refusal.facts["field"] = "new" if refusal.code == "password-too-weak" else "old"
        return refused(request, ACCOUNT, refusal, values={}, **await _around(request))
    return see_other(HOME, PASSWORD_CHANGED)


@post("/account/seat", **needs(PERSON))
async def take_seat(request: Ask, data: Form) -> Response[None]:
    """Act for a brand, or for oneself."""
    chosen = typed(data, "brand")["brand"]
    inner = names.inner_id("brand", chosen, names.for_person(person_of(request))) if chosen else None
    await sessions.take_seat(principal_of(request), inner)
    return see_other(HOME, SEATED if inner else ALONE)


@post("/account/holder", **needs(PERSON))
async def become_holder(request: Ask, data: Form) -> Response[Any]:
    """List personas of one's own."""
    try:
        await people.become_holder(principal_of(request), bool(typed(data, "adult")["adult"]))
    except Refusal as refusal:
        return refused(request, ACCOUNT, refusal, values={}, **await _around(request))
    return see_other(HOME, HOLDER)


@get("/account/brand", sync_to_thread=False, **needs(PERSON))
def apply_page(request: Ask) -> Response[str]:
    """The form of somebody with an account who applies for a brand."""
    return page(request, APPLY, errors={}, values={}, edition=texts.current())


@post("/account/brand", **needs(PERSON))
async def apply(request: Ask, data: Form) -> Response[Any]:
    """Apply for a brand and sit in it."""
    sent = typed(data, *COMPANY)
    try:
        edition = charter.check_edition(edition_ticked(data))
        await people.found_brand(principal_of(request), **sent, edition=edition)
    except Refusal as refusal:
        values = kept(sent) | typed(data, "charter")
        return refused(request, APPLY, refusal, values=values, edition=texts.current())
    return see_other(HOME, APPLIED)


@post("/sign-out", **needs(PERSON))
async def sign_out(request: Ask) -> Response[None]:
    """Sign out here."""
    await sessions.sign_out(principal_of(request))
    return _left(GOOD_BYE)


@post("/sign-out/everywhere", **needs(PERSON))
async def sign_out_everywhere(request: Ask) -> Response[None]:
    """Sign out on every device."""
    await sessions.sign_out_everywhere(principal_of(request))
    return _left(EVERYWHERE)


def _left(notice: str) -> Response[None]:
    answer = see_other("/", notice)
    answer.set_cookie(no_cookie())
    return answer


async def _around(request: Ask) -> dict[str, Any]:
    who = principal_of(request)
    person = person_of(request)
    me = await queries.me(person)
    seats = [
        {
            "name": names.name("brand", brand.id, names.for_person(person)),
            "brand": brand,
            "role": role,
            "current": who.seat is not None and who.seat.brand == brand.id,
        }
        for brand, role in me.brands
    ]
    unread = await notifications.unread(person)
    return {"me": me, "seats": seats, "minimum": rules.PASSWORD_MIN, "unread": unread}


ROUTES = (
    account,
    change_password,
    take_seat,
    become_holder,
    apply_page,
    apply,
    sign_out,
    sign_out_everywhere,
)
