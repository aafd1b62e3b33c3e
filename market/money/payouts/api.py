"""JSON routes of payouts: the holder's side."""

import uuid
from typing import Any

from litestar import Request, get, post, put
from litestar.params import JSONBody

from market.base import names, vault
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.clock import market_date
from market.base.settings import settings
from market.money.payouts import queries
from market.money.payouts.actions import identity, onboarding
from market.money.payouts.identities import ROOM, destination, is_open, open_methods
from market.money.payouts.queries import PayoutRow
from market.money.payouts.rules import CURRENCY
from market.money.payouts.schemas import (
    AccountShape,
    EarningsOut,
    IdentityOut,
    NextPayoutOut,
    PageOut,
    PasswordShape,
    PayoutOut,
)
from market.money.queries import earnings

Ask = Request[Any, Any, Any]


@get("/v1/payout-identity", **needs(HOLDER))
async def shown_identity(request: Ask) -> IdentityOut:
    """Where the money goes; the account by its end alone."""
    found = await destination(person_of(request))
    return IdentityOut(
        method=found.method if found else None,
        name=found.name if found else None,
        account=found.account if found else None,
        since=found.since.isoformat() if found else None,
        ready=bool(found and found.ready and is_open(found.method)),
        refused=bool(found and found.refused),
        open=list(open_methods(settings())),
    )


@put("/v1/payout-identity", status_code=204, **needs(HOLDER))
async def give_identity(request: Ask, data: JSONBody[AccountShape]) -> None:
    """Say where the money goes; replacing what was said needs the password."""
    await identity.give_account(principal_of(request), data.name, data.iban, data.bic, data.password)


@post("/v1/payout-identity/onboarding", status_code=200, **needs(HOLDER))
async def begin_onboarding(request: Ask, data: JSONBody[PasswordShape]) -> PageOut:
    """Through Stripe Connect: the page at Stripe where the holder says where the money goes."""
    return PageOut(url=await onboarding.begin(principal_of(request), data.password))


@get("/v1/earnings", **needs(HOLDER))
async def shown_earnings(request: Ask) -> EarningsOut:
    """What has been earned, what comes next, and what was paid out."""
    person = person_of(request)
    tag = vault.tag(ROOM, person)
    sums, next_ = await earnings(tag), await queries.next_payout(tag)
    return EarningsOut(
        currency=CURRENCY,
        pending=sums.pending,
        payable=sums.payable,
        reserved=sums.reserved,
        paid=sums.paid,
        next_payout=NextPayoutOut(
            on=market_date(next_.after),
            amount=next_.amount,
            enough=next_.enough,
            threshold=next_.threshold,
            account_known=next_.known,
            soon=next_.soon,
        ),
        payouts=[_payout(person, row) for row in await queries.of_holder(tag)],
    )


def _payout(person: uuid.UUID, row: PayoutRow) -> PayoutOut:
    return PayoutOut(
        id=names.name("payout", row.id, names.for_person(person)),
        amount=row.amount,
        currency=row.currency,
        method=row.method,
        status=row.status,
        came_back=row.came_back,
        reference=row.reference,
        requested_at=row.requested_at.isoformat(),
        paid_at=row.paid_at.isoformat() if row.paid_at else None,
        later=names.name("payout", row.later, names.for_person(person)) if row.later else None,
        later_status=row.later_status,
    )


ROUTES = (shown_identity, give_identity, begin_onboarding, shown_earnings)
