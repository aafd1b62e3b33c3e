"""A holder is paid through Stripe Connect: an account is made there, and its owner tells Stripe the rest.

We keep the account's id, sealed; name, papers and bank are Stripe's to know.
"""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import structlog

from market.accounts.actions.leave import confirm_password, hold_person
from market.accounts.actions.people import person_of
from market.accounts.post import tell
from market.accounts.refusals import WrongCredentials
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.settings import settings
from market.money.booking import About
from market.money.connect import AccountState
from market.money.desk import desk
from market.money.gateway import GatewayBroken, GatewayBusy, GatewayRefused, GatewayUnknown
from market.money.payouts import identities, letters
from market.money.payouts.actions.identity import redirect, require_open
from market.money.payouts.errors import StripeAway
from market.money.payouts.identities import ROOM
from market.money.payouts.rules import COUNTRY
from market.money.rules import KEY_LIFE

BACK, AGAIN = "/earnings/stripe/back", "/earnings/stripe/again"
"""Where Stripe sends the holder when they are done, and when they came too late."""
NO_ACCOUNT: Mapping[str, Any] = {"account": None}
KEY = "key"
"""Under which number the account is being made: sealed beside it, 1 where it does not stand there."""
SKEW = timedelta(days=2)
"""By how much Stripe's clock may differ from ours when an account is looked for by its time."""

log = structlog.get_logger()


async def begin(who: Principal, password: str = "") -> str:
    """The page at Stripe where the holder says where their money goes. Outside any transaction.

    To replace what was given before takes the password again. Raises MethodNotOpen, WrongCredentials,
    TooManyAttempts, StripeAway.
    """
    require_open("connect")
    identity = await _prepared(who, password)
    try:
        account = await _account(person_of(who), identity)
        return await desk().gateway.onboarding_page(
            account, return_url=settings().url + BACK, refresh_url=settings().url + AGAIN
        )
    except (GatewayBusy, GatewayUnknown, GatewayRefused) as error:
        log.warning("payouts.onboarding_failed", error=type(error).__name__)
        raise StripeAway() from error


async def ask_account(identity: uuid.UUID) -> None:
    """Find out whether money can be sent to an account at Stripe; outside any transaction.

    Without an answer all stays as it is.
    """
    row = await _identity(identity)
    kept = (
        (await identities.opened({identity: (row["holder"], row["sealed"])})).get(identity) if row else None
    )
    if not kept or not kept.get("account"):
        return
    try:
        await apply_account(identity, await desk().gateway.fetch_account(kept["account"]))
    except (GatewayBusy, GatewayUnknown, GatewayRefused) as error:
        log.info("payouts.no_answer", error=type(error).__name__)


async def come_back(who: Principal) -> bool:
    """The holder is back from Stripe: ask anew. Whether money can be sent there now."""
    tag = vault.tag(ROOM, person_of(who))
    row = await identities.current(tag)
    if row is not None and row["method"] == "connect":
        await ask_account(row["id"])
    return identities.usable(await identities.current(tag))


async def apply_account(identity: uuid.UUID, state: AccountState) -> None:
    """Note whether money can be sent to the account."""
    async with transaction():
        row = await _identity(identity, "for no key update")
        if row is None or row["replaced_at"] is not None or state.able == (row["ready_at"] is not None):
            return
        await fetch(
            "update money.payout_identities set ready_at = case when $2 then base.now() end where id = $1",
            *(identity, state.able),
        )
        action = "payout_identity.ready" if state.able else "payout_identity.unready"
        await audit.record(audit.STRIPE, action, "payout_identity", identity)


async def _prepared(who: Principal, password: str) -> uuid.UUID:
    """Step 1: commit an identity whose account is to be made, or find the one that is being made."""
    person = person_of(who)
    tag = vault.tag(ROOM, person)
    before = await identities.current(tag)
    if before is not None and await _goes_on(before):
        if before["ready_at"] is not None:
            await confirm_password(who, password)
        going: uuid.UUID = before["id"]
        return going
    begun = before is not None and before["method"] == "connect" and before["ready_at"] is None
    confirmed = None if before is None or begun else await confirm_password(who, password)
    async with transaction():
        if confirmed is not None:
            await hold_person(person, confirmed)
        try:
            identity = await identities.keep(person, "connect", NO_ACCOUNT, ready=False, first=before is None)
        except asyncpg.UniqueViolationError as error:  # given in this instant, by another request of theirs
            raise WrongCredentials(field="password") from error
        await redirect(who.actor, tag, identity, "connect")
        await audit.record(who.actor, "payout_identity.given", "payout_identity", identity, method="connect")
        await tell(person, letters.CHANGED, link=f"{settings().url}/earnings")
    return identity


async def _goes_on(row: Record) -> bool:
    """Whether this identity is the one to go on with: its account is there, or its key can still be repeated."""
    if row["method"] != "connect" or row["refused_at"] is not None:
        return False
    kept = (await identities.opened({row["id"]: (row["holder"], row["sealed"])})).get(row["id"])
    if kept is None or kept["account"]:
        return kept is not None
    young: bool = await fetch_value("select base.now() - $1 < $2", row["created_at"], KEY_LIFE)
    return young


async def _account(person: uuid.UUID, identity: uuid.UUID) -> str:
    """Steps 2 and 3: make the account, and keep its id sealed.

    A key under which Stripe gives a saved failure of its own is replaced, after a look at what it did: that call is
    over, and a list does not lag. Once for each time that the holder asks.
    """
    number = await _number(person, identity)
    try:
        return await _made(person, identity, number)
    except GatewayBroken as failure:
        if not failure.replayed:
            raise
    await _look(person, identity, number)
    return await _made(person, identity, await _number(person, identity))


async def _number(person: uuid.UUID, identity: uuid.UUID) -> int:
    return int((await _kept(person, identity)).get(KEY, 1))


async def _made(person: uuid.UUID, identity: uuid.UUID, number: int) -> str:
    kept = await _kept(person, identity)
    if kept["account"]:
        return str(kept["account"])
    about = About("payee", identity, number)
    state = await desk().gateway.create_account(
        f"payee:{identity}:{number}", country=COUNTRY, metadata=about.metadata()
    )
    return await _keep_account(person, identity, state.id)


async def _look(person: uuid.UUID, identity: uuid.UUID, number: int) -> None:
    """Take up the account that the call with the saved failure made, or have the next one use another key.

    `number` is that call's own: whoever asks at the same time may have gone on to the next one.
    """
    age = await fetch_value(
        "select base.now() - created_at from money.payout_identities where id = $1", identity
    )
    found = await desk().gateway.find_account(
        About("payee", identity, number).metadata(), since=datetime.now(UTC) - age - SKEW
    )
    if found is not None:
        await _keep_account(person, identity, found.id)
        return
    async with transaction():
        await _identity(identity, "for no key update")
        now = await _kept(person, identity)  # whoever looked first has settled it
        if not now["account"] and now.get(KEY, 1) == number:
            await _seal(person, identity, {**now, KEY: number + 1})


async def _keep_account(person: uuid.UUID, identity: uuid.UUID, account: str) -> str:
    """The first account that is kept stays: another one, made at the same time, is nobody's and holds nothing."""
    async with transaction():
        await _identity(identity, "for no key update")
        kept = await _kept(person, identity)
        if kept["account"]:
            return str(kept["account"])
        await _seal(person, identity, {"account": account})
        await audit.record(audit.STRIPE, "payout_identity.account_made", "payout_identity", identity)
    return account


async def _kept(person: uuid.UUID, identity: uuid.UUID) -> dict[str, Any]:
    (row,) = await fetch("select sealed from money.payout_identities where id = $1", identity)
    key = await vault.data_key(person, vault.PAYOUTS)
    return dict(key.unseal(identities.place(identity), row["sealed"]))


async def _seal(person: uuid.UUID, identity: uuid.UUID, value: Mapping[str, Any]) -> None:
    key = await vault.data_key(person, vault.PAYOUTS)
    await fetch(
        "update money.payout_identities set sealed = $2 where id = $1",
        *(identity, key.seal(identities.place(identity), value)),
    )


async def _identity(identity: uuid.UUID, lock: str = "") -> Record | None:
    return await fetch_row(f"select * from money.payout_identities where id = $1 {lock}", identity)
