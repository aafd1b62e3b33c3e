"""Leaving for good: what is erased, what the books keep, and the act, confirmed by the password."""

import uuid
from typing import Any

from litestar import Response, get, post

from market.accounts.authentication import no_cookie
from market.accounts.refusals import LastOwner, TooManyAttempts, WrongCredentials
from market.base import vault
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import Refusal
from market.base.i18n import Language, marked, translate
from market.base.pages import Ask, language_of, page, see_other
from market.base.settings import settings
from market.money.orders import earnings
from market.money.payouts.account import Payee, payee
from market.money.payouts.errors import (
    IbanNotSepa,
    IbanNotValid,
    MethodNotOpen,
    PayeeNameNotValid,
)
from market.money.payouts.identities import Destination, destination, open_methods
from market.personas.queries import of_holder
from market.rentals.actions.leave import leave
from market.web.problems import PROBLEMS, status_of
from market.web.space import accruing, relations_of
from market.web.studio_form import one

PATH = "/space/leave"


async def _ask(
    request: Ask, status: int = 200, typed: dict[str, str] | None = None, **errors: str
) -> Response[str]:
    person = person_of(request)
    rows, shown = await relations_of(person, language_of(request))
    sums = await earnings(vault.tag("money", person))
    running = [it for it in shown if it.on]
    return page(
        request,
        "space/leave.html",
        status,
        personas=len(await of_holder(person)),
        running=len(running),
        refunds=sum(it.cut.refund for it in running if it.cut),
        owed=sums.pending + sums.payable + await accruing(rows, shown),
        on_its_way=sums.reserved,
        destination=await _destination(person),
        asks_account="sepa" in open_methods(settings()),
        typed=typed or {},
        errors=errors,
    )


async def _destination(person: uuid.UUID) -> Destination | None:
    """Where the money can go; None while nothing usable was given."""
    found = await destination(person)
    return found if found and found.ready and not found.refused else None


def _account(typed: dict[str, str]) -> Payee | None:
    """The account that was typed, None where nothing was. Raises what `payee` raises."""
    if not typed["name"] and not typed["iban"]:
        return None
    return payee(typed["name"], typed["iban"])


@get(PATH, **needs(HOLDER))
async def ask(request: Ask) -> Response[str]:
    """What leaving means, in numbers."""
    return await _ask(request)


@post(PATH, **needs(HOLDER))
async def go(request: Ask) -> Response[Any]:
    """End everything, erase everything, sign out. What cannot be is said at its place."""
    form, language = await request.form(), language_of(request)
    typed = {field: one(form, field) for field in ("name", "iban")}
    if one(form, "sure") != "yes":
        return await _ask(request, 422, typed, sure=translate(language, marked("Tick the box to go on.")))
    try:
        await leave(principal_of(request), str(form.get("password", "")), _account(typed))
    except WrongCredentials as refusal:
        words = translate(language, marked("This is not your password."))
        return await _ask(request, status_of(refusal), typed, password=words)
    except (TooManyAttempts, LastOwner, MethodNotOpen) as refusal:
        return await _ask(request, status_of(refusal), typed, form=_words(refusal, language))
    except (PayeeNameNotValid, IbanNotValid, IbanNotSepa) as refusal:
        place = str(refusal.facts["field"])
        return await _ask(request, status_of(refusal), typed, **{place: _words(refusal, language)})
    answer = see_other(
        "/", marked("Everything of yours is erased, and you are signed out. Thank you for the time.")
    )
    answer.set_cookie(no_cookie())
    return answer


def _words(refusal: Refusal, language: Language) -> str:
    problem = PROBLEMS[refusal.code]
    return f"{problem.title(language)} {problem.way_out(language)}"


ROUTES = (ask, go)
