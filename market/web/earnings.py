"""What a holder has earned, where it goes, and what became of each payout."""

import uuid
from typing import Any

from litestar import Response, get, post

from market.accounts.refusals import TooManyAttempts, WrongCredentials
from market.base import vault
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.clock import market_date, now
from market.base.errors import Refusal
from market.base.i18n import marked, translate
from market.base.pages import Ask, language_of, page, see_other
from market.base.settings import settings
from market.money.documents import queries as documents
from market.money.orders import earnings
from market.money.payouts import queries
from market.money.payouts.actions import onboarding
from market.money.payouts.actions.identity import give_account
from market.money.payouts.errors import (
    IbanNotSepa,
    IbanNotValid,
    MethodNotOpen,
    PayeeNameNotValid,
    StripeAway,
)
from market.money.payouts.identities import destination, open_methods
from market.money.queries import earned_by_month
from market.web import space_view
from market.web.forms import Form, in_languages, said, text
from market.web.space import accruing, relations_of

PATH, ACCOUNT = "/earnings", "/earnings/account"
STRIPE = "/earnings/stripe"
READY = marked("Stripe has all it needs: your payouts go to your account there.")
NOT_YET = marked("Stripe still needs something, or is looking at it. We ask again by ourselves.")
TOO_LATE = marked("Stripe’s page had been opened before, or was too old. Start again from here.")
KEPT = marked("The account is noted. We have written to you, so that a change is never secret.")


@get(PATH, **needs(HOLDER))
async def earned(request: Ask) -> Response[str]:
    """What has been earned so far: on hold, ready, on its way, paid, by month and by relation."""
    return await _earned(request)


@get(ACCOUNT, **needs(HOLDER))
async def account(request: Ask) -> Response[str]:
    """Where the money goes, to be given or changed."""
    return await _account(request)


@post(ACCOUNT, **needs(HOLDER))
async def give(request: Ask, data: Form) -> Response[Any]:
    """Keep the account; what cannot be is said at its place."""
    typed = {field: text(data, field) for field in ("name", "iban")}
    try:
        await give_account(
            principal_of(request), typed["name"], typed["iban"], password=str(data.get("password", ""))
        )
    except WrongCredentials:
        words = translate(language_of(request), marked("This is not your password."))
        return await _account(request, 401, typed, password=words)
    except (PayeeNameNotValid, IbanNotValid, IbanNotSepa, TooManyAttempts, MethodNotOpen) as refusal:
        return await _refused(request, refusal, typed)
    return see_other(PATH, KEPT)


@post(STRIPE, **needs(HOLDER))
async def go_to_stripe(request: Ask, data: Form) -> Response[Any]:
    """To Stripe's page, where the holder says where the money goes."""
    try:
        page_at_stripe = await onboarding.begin(principal_of(request), str(data.get("password", "")))
    except WrongCredentials:
        words = translate(language_of(request), marked("This is not your password."))
        return await _account(request, 401, password=words)
    except (TooManyAttempts, MethodNotOpen, StripeAway) as refusal:
        return await _refused(request, refusal, {})
    return see_other(page_at_stripe)


@get(onboarding.BACK, **needs(HOLDER))
async def back_from_stripe(request: Ask) -> Response[Any]:
    """Stripe sends the holder here when they are done, or for now."""
    ready = await onboarding.come_back(principal_of(request))
    return see_other(PATH, READY if ready else NOT_YET)


@get(onboarding.AGAIN, **needs(HOLDER))
async def too_late_for_stripe(request: Ask) -> Response[Any]:
    """Stripe sends the holder here when its page had been opened before, or was too old."""
    return see_other(ACCOUNT, TOO_LATE)


async def _refused(request: Ask, refusal: Refusal, typed: dict[str, str]) -> Response[str]:
    told = said(refusal, language_of(request))
    return await _account(request, told.status, typed, **{told.field or "form": told.words})


async def _account(
    request: Ask, status: int = 200, typed: dict[str, str] | None = None, **errors: str
) -> Response[str]:
    """A page of its own, so that a refusal stands beside what was typed and nothing else."""
    known = await destination(person_of(request))
    return page(
        request,
        "space/account.html",
        status,
        addresses=in_languages(ACCOUNT),
        destination=known,
        asks_account="sepa" in open_methods(settings()),
        typed=typed or {},
        errors=errors,
    )


async def _earned(request: Ask) -> Response[str]:
    person, language = person_of(request), language_of(request)
    tag = vault.tag("money", person)
    rows, shown = await relations_of(person, language)
    sums, by_month = await earnings(tag), await earned_by_month(tag)
    return page(
        request,
        "space/earnings.html",
        sums=sums,
        months=space_view.months(by_month, sums, market_date(await now()), language) if by_month else [],
        statements=await documents.of_holder(person),
        on=[it for it in shown if it.on],
        off=[it for it in shown if not it.on],
        accruing=await accruing(rows, shown),
        **await _payouts(person, tag),
    )


async def _payouts(person: uuid.UUID, tag: bytes) -> dict[str, Any]:
    """Where the money goes, what comes next, and what became of each payout."""
    return {
        "destination": await destination(person),
        "asks_account": "sepa" in open_methods(settings()),
        "next": await queries.next_payout(tag),
        "payouts": await queries.of_holder(tag),
        "typed": {},
        "errors": {},
    }


ROUTES = (earned, account, give, go_to_stripe, back_from_stripe, too_late_for_stripe)
