"""A holder leaves for good: everything ends and is erased in one transaction; the books keep their sums.

Here, because rentals stand above personas and accounts, and nothing above rentals has to be ended: what relations keep
of a holder is sealed under the key that is destroyed, and what they count of people hears it by an event. Where their
money goes is sealed under a key of its own, which lives until the last of it is paid.
"""

import uuid
from dataclasses import dataclass

from market.accounts.actions import leave as accounts
from market.accounts.actions.people import person_of
from market.accounts.secrets import subject
from market.base import audit, events, vault
from market.base.access import Principal
from market.base.database import transaction
from market.money.payouts.account import Payee
from market.money.payouts.actions import leave as payouts
from market.money.rewards.actions.choose import pay_all_of
from market.personas import actions as personas
from market.rentals.actions.end import end_all
from market.rentals.queries import ROOM


@dataclass(frozen=True)
class HolderLeft:
    """An event: a holder leaves for good."""

    person: uuid.UUID


async def leave(who: Principal, password: str, account: Payee | None = None) -> int:
    """Switch off every relation, erase every persona, forget the account, destroy the key.

    What is earned, rewards too, is paid as it becomes ready, to `account` or to the one given before; without either
    it is given up. Returns how many rentals ended. Raises WrongCredentials, TooManyAttempts, LastOwner, MethodNotOpen;
    then nothing has changed. The order matters: once the personas are erased nobody can begin to rent one, so
    `end_all` finds whatever there is.
    """
    person = person_of(who)
    confirmed = await accounts.confirm_password(who, password)
    async with transaction():
        await accounts.hold_person(person, confirmed)
        await accounts.check_may_leave(person)
        await payouts.last_account(who.actor, person, account)
        await personas.erase_all(who.actor, person)
        ended = await end_all("holder", vault.tag(ROOM, person), who.actor, "withdraw")
        await pay_all_of(vault.tag("money", person))
        await payouts.let_go(who.actor, person)
        await events.raise_event(HolderLeft(person))
        await accounts.forget_person(person)
        await vault.destroy_key(person)
        await audit.record(who.actor, "person.left", "person", subject(person), rentals=ended)
    return ended
