"""Leaving for good: what is erased, what the books keep, and the act, confirmed by the password."""

from typing import Any

from litestar import Response, get, post

from market.accounts.authentication import no_cookie
from market.accounts.refusals import LastOwner, TooManyAttempts, WrongCredentials
from market.base import vault
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.i18n import marked, translate
from market.base.pages import Ask, language_of, page, see_other
from market.money.orders import earnings
from market.personas.queries import of_holder
from market.rentals.actions.leave import leave
from market.web.problems import PROBLEMS, status_of
from market.web.space import accruing, relations_of
from market.web.studio_form import one

PATH = "/space/leave"


async def _ask(request: Ask, status: int = 200, **errors: str) -> Response[str]:
    person = person_of(request)
    tag = vault.tag("money", person)
    rows, shown = await relations_of(person, language_of(request))
    sums = await earnings(tag)
    running = [it for it in shown if it.on]
    return page(
        request,
        "space/leave.html",
        status,
        personas=len(await of_holder(person)),
        running=len(running),
        refunds=sum(it.cut.refund for it in running if it.cut),
        owed=sums.pending + sums.payable + await accruing(tag, rows, shown),
        errors=errors,
    )


@get(PATH, **needs(HOLDER))
async def ask(request: Ask) -> Response[str]:
    """What leaving means, in numbers."""
    return await _ask(request)


@post(PATH, **needs(HOLDER))
async def go(request: Ask) -> Response[Any]:
    """End everything, erase everything, sign out. What cannot be is said at its place."""
    form, language = await request.form(), language_of(request)
    if one(form, "sure") != "yes":
        return await _ask(request, 422, sure=translate(language, marked("Tick the box to go on.")))
    try:
        await leave(principal_of(request), str(form.get("password", "")))
    except WrongCredentials as refusal:
        words = translate(language, marked("This is not your password."))
        return await _ask(request, status_of(refusal), password=words)
    except (TooManyAttempts, LastOwner) as refusal:
        problem = PROBLEMS[refusal.code]
        words = f"{problem.title(language)} {problem.way_out(language)}"
        return await _ask(request, status_of(refusal), form=words)
    answer = see_other(
        "/", marked("Everything of yours is erased, and you are signed out. Thank you for the time.")
    )
    answer.set_cookie(no_cookie())
    return answer


ROUTES = (ask, go)
