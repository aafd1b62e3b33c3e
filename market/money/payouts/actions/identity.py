"""A holder says where their money goes."""

import uuid

import asyncpg

from market.accounts.actions.leave import confirm_password, hold_person
from market.accounts.actions.people import person_of
from market.accounts.post import tell
from market.accounts.refusals import WrongCredentials
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.settings import settings
from market.money.moves import move_all
from market.money.payouts import identities, letters, locks
from market.money.payouts.account import Payee, payee
from market.money.payouts.actions.steer import close_if_done
from market.money.payouts.errors import MethodNotOpen
from market.money.payouts.identities import ROOM, open_methods
from market.money.payouts.rules import PAYOUT, UNSENT

OTHER_WAY = "other way"
"""Why a payout is held when its holder wants the money in another way."""


async def give_account(
    who: Principal, name: str, iban: str, bic: str | None = None, password: str = ""
) -> None:
    """Keep the holder's legal name and account. To replace earlier ones takes the password again.

    What was not sent yet goes to the new account. Raises PayeeNameNotValid, IbanNotValid, IbanNotSepa,
    BicNotValid, MethodNotOpen, WrongCredentials, TooManyAttempts.
    """
    person, given = person_of(who), payee(name, iban, bic)
    require_open("sepa")
    before = await identities.current(vault.tag(ROOM, person))
    confirmed = await confirm_password(who, password) if before else None
    async with transaction():
        if confirmed is not None:
            await hold_person(person, confirmed)
        await keep_account(who.actor, person, given, first=before is None)
        await tell(person, letters.CHANGED, link=f"{settings().url}/earnings")


def require_open(method: str) -> None:
    """Raises MethodNotOpen."""
    if method not in open_methods(settings()):
        raise MethodNotOpen(method=method)


async def keep_account(actor: audit.Actor, person: uuid.UUID, given: Payee, *, first: bool) -> None:
    """`give_account` without its questions, inside the caller's transaction.

    A `first` account that finds another there, given in this instant, is a replacement and needs the password:
    raises WrongCredentials.
    """
    holder = vault.tag(ROOM, person)
    try:
        identity = await identities.keep(person, "sepa", given.sealed(), ready=True, first=first)
    except asyncpg.UniqueViolationError as error:
        raise WrongCredentials(field="password") from error
    await redirect(actor, holder, identity, "sepa")
    action = "payout_identity.given" if first else "payout_identity.replaced"
    await audit.record(actor, action, "payout_identity", identity, method="sepa")


async def redirect(actor: audit.Actor, holder: bytes, identity: uuid.UUID, method: str) -> None:
    """What was not sent yet goes to the new identity; what would go another way is held for an operator."""
    rows = await locks.payouts_of(holder, UNSENT)
    same = [row["id"] for row in rows if row["method"] == method]
    await fetch(
        "update money.payouts set identity_id = $2, changed_at = base.now() where id = any($1)",
        same,
        identity,
    )
    await audit.record_all(actor, "payout.redirected", "payout", same)
    other = [row["id"] for row in rows if row["method"] != method]
    await fetch(
        "update money.payouts set identity_id = $2, method = $3, batch_id = null, changed_at = base.now()"
        " where id = any($1)",
        *(other, identity, method),
    )
    await move_all(PAYOUT, other, "hold", actor, why=OTHER_WAY)
    for batch in sorted({row["batch_id"] for row in rows if row["method"] != method and row["batch_id"]}):
        await close_if_done(actor, batch)
