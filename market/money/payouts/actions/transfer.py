"""Payouts through Stripe Connect, in three steps: the attempt is committed, Stripe is called, its answer applied.

The job of an approved batch, and the janitor after it, end here; so do webhooks and reconciliation, which apply
what Stripe says of a transfer. A repetition uses the same key and the same parameters.
"""

import uuid
from dataclasses import dataclass

import structlog

from market.base import audit
from market.base.database import Record, fetch, fetch_row, fetch_value, transaction
from market.base.ids import new_id
from market.money.booking import About, row_in
from market.money.connect import TransferState
from market.money.desk import desk
from market.money.gateway import GatewayBroken, GatewayBusy, GatewayRefused, GatewayUnknown
from market.money.moves import move
from market.money.payouts import identities, locks, postings
from market.money.payouts.actions.outcome import came_back_in_part, fail, pay
from market.money.payouts.actions.steer import close_if_done
from market.money.payouts.errors import PayoutNotFound
from market.money.payouts.rules import BATCH, OURS, PAYOUT, SENT, UNABLE
from market.money.rules import BROKEN, KEY_LIFE, LEASE

NOT_READY = "not ready"
"""Why a payout is held when Stripe does not let its holder's account take money."""
REVERSED = "transfer_reversed"

log = structlog.get_logger()


class TransferMismatch(RuntimeError):
    """Stripe's transfer is not the one that we asked for: a person must look."""


@dataclass(frozen=True)
class _Taken:
    """A call that is ours to make. `look`: an earlier key is not repeated any more, so see first what it did."""

    payout: uuid.UUID
    attempt: uuid.UUID
    number: int
    key: str
    key_number: int
    account: str
    amount: int
    currency: str
    look: bool

    @property
    def metadata(self) -> dict[str, str]:
        return About("payout", self.payout, self.number).metadata()


async def send_batch(batch: uuid.UUID) -> None:
    """Send the transfers of an approved batch; what one of them meets does not hold up the others."""
    rows = await fetch(
        "select id from money.payouts where batch_id = $1 and status = 'approved' order by id", batch
    )
    for row in rows:
        try:
            await send_payout(row["id"])
        except Exception as error:
            log.error("payouts.transfer_failed", error=type(error).__name__)


async def send_payout(payout: uuid.UUID) -> None:
    """Outside any transaction; any number of times, from anywhere: one effect at Stripe for each attempt."""
    taken = await _take(payout)
    if taken is None:
        return
    try:
        state = await _earlier(taken) or await desk().gateway.create_transfer(
            taken.key,
            amount=taken.amount,
            currency=taken.currency,
            destination=taken.account,
            metadata=taken.metadata,
        )
    except GatewayBusy:
        await fetch("update money.payout_attempts set leased_until = null where id = $1", taken.attempt)
    except GatewayUnknown as silence:
        saved = isinstance(silence, GatewayBroken) and silence.replayed
        await fetch(
            "update money.payout_attempts set status = 'unknown', leased_until = null, error_code = $2"
            " where id = $1 and status in ('requested', 'unknown') and key_number = $3",
            *(taken.attempt, BROKEN if saved else None, taken.key_number),
        )
    except GatewayRefused as refused:
        await _refused(taken, refused.code)
    else:
        await apply_transfer(state)


async def ask_payout(payout: uuid.UUID) -> None:
    """Find out what became of a payout through Stripe; one by the bank is asked of nobody."""
    row = await fetch_row(
        "select p.method, a.stripe_transfer_id from money.payouts p left join money.payout_attempts a"
        " on a.payout_id = p.id and a.number = p.attempt where p.id = $1",
        payout,
    )
    if row is None or row["method"] != "connect":
        return
    if row["stripe_transfer_id"] is None:
        await send_payout(payout)
        return
    try:
        await apply_transfer(await desk().gateway.fetch_transfer(row["stripe_transfer_id"]))
    except (GatewayBusy, GatewayUnknown) as error:
        log.info("payouts.no_answer", error=type(error).__name__)


async def apply_transfer(state: TransferState, actor: audit.Actor = audit.STRIPE) -> bool:
    """Book what Stripe says of a transfer: the one function for every door. False when it is not one of ours.

    Monotonic. Raises TransferMismatch.
    """
    async with transaction():
        found = await _ours(state)
        if found is None:
            return False
        row, attempt = found
        await fetch(
            "update money.payout_attempts set stripe_transfer_id = $2, asked_at = base.now() where id = $1",
            *(attempt["id"], state.id),
        )
        if attempt["number"] == row["attempt"]:
            if row["status"] in SENT:
                await pay(actor, [row], "connect")
                row = await locks.payout(row["id"])
            if state.reversed and row["status"] == "paid":
                await _came_back(actor, row, attempt["id"], state)
        await close_if_done(actor, row["batch_id"], sent=True)
    return True


async def _take(payout: uuid.UUID) -> _Taken | None:
    """Commit that we are about to call; None if somebody else is, or there is nothing to do."""
    async with transaction():
        row = await locks.payout(payout)
        if row["method"] != "connect" or row["batch_id"] is None:
            return None
        batch = await locks.batch(row["batch_id"])
        if batch["status"] not in ("approved", "submitted"):
            return None
        identity = await fetch_row(
            "select id, holder, sealed, ready_at, refused_at from money.payout_identities where id = $1",
            row["identity_id"],
        )
        account = await _account_in(identity)
        if row["status"] == "approved":
            if account is None or not identities.usable(identity):
                await _hold(row)
                return None
            return await _first(row, account)
        return await _again(row, account) if row["status"] == "submitted" and account else None


async def _first(row: Record, account: str) -> _Taken:
    at = await fetch_value("select base.now()")
    await move(PAYOUT, row["id"], "submit", audit.SYSTEM, changed_at=at)
    await move(BATCH, row["batch_id"], "submit", audit.SYSTEM, submitted_at=at)
    attempt = new_id()
    await fetch(
        "insert into money.payout_attempts (id, payout_id, number, batch_id, identity_id, reference, status,"
        " made_at, requested_at, leased_until)"
        " values ($1, $2, $3, $4, $5, $6, 'requested', base.now(), base.now(), base.now() + $7)",
        *(attempt, row["id"], row["attempt"], row["batch_id"], row["identity_id"], row["reference"], LEASE),
    )
    return _taken(row, attempt, 1, account, look=False)


async def _again(row: Record, account: str) -> _Taken | None:
    """A call that got no answer is repeated under its key. A key that Stripe may have forgotten, or that gives a saved
    failure of Stripe's own, is replaced.
    """
    attempt = await fetch_row(
        "update money.payout_attempts set leased_until = base.now() + $3,"
        " key_number = key_number + (base.now() - requested_at > $4 or error_code is not distinct from $5)::int,"
        " requested_at = case when base.now() - requested_at > $4 or error_code = $5 then base.now()"
        " else requested_at end, error_code = null"
        " where payout_id = $1 and number = $2 and status in ('requested', 'unknown')"
        " and (leased_until is null or leased_until <= base.now()) returning id, key_number",
        *(row["id"], row["attempt"], LEASE, KEY_LIFE, BROKEN),
    )
    if attempt is None:
        return None
    number = attempt["key_number"]
    return _taken(row, attempt["id"], number, account, look=number > 1)


def _taken(row: Record, attempt: uuid.UUID, key_number: int, account: str, *, look: bool) -> _Taken:
    key = f"payout:{row['id']}:{row['attempt']}:{key_number}"
    return _Taken(
        *(row["id"], attempt, row["attempt"], key, key_number, account, row["amount"], row["currency"]),
        look=look,
    )


async def _hold(row: Record) -> None:
    at = await fetch_value("select base.now()")
    await move(PAYOUT, row["id"], "hold", audit.SYSTEM, why=NOT_READY, batch_id=None, changed_at=at)
    await close_if_done(audit.SYSTEM, row["batch_id"])


async def _account_in(identity: Record | None) -> str | None:
    """The account at Stripe in a sealed identity; None where it cannot be read or is not made yet."""
    if identity is None or not identity["sealed"]:
        return None
    opened = await identities.opened({identity["id"]: (identity["holder"], identity["sealed"])})
    found: str | None = opened.get(identity["id"], {}).get("account")
    return found


async def _earlier(taken: _Taken) -> TransferState | None:
    """What an earlier call of this attempt did at Stripe, whose key is not repeated any more."""
    if not taken.look:
        return None
    found = await desk().gateway.find_transfers(taken.account, taken.metadata)
    return found[0] if found else None


async def _refused(taken: _Taken, code: str) -> None:
    """Stripe says no and did nothing: the money is ready again, and an operator sees why."""
    async with transaction():
        await locks.identity_of(taken.payout)
        row = await locks.payout(taken.payout)
        if row["status"] != "submitted" or row["attempt"] != taken.number:
            return
        await fail(audit.STRIPE, [row], code, withdraw=False, tell=code not in OURS)
        if code in UNABLE:
            await fetch(
                "update money.payout_identities set ready_at = null where id = $1", row["identity_id"]
            )
            await audit.record(audit.STRIPE, "payout_identity.unready", "payout_identity", row["identity_id"])
        await close_if_done(audit.STRIPE, row["batch_id"], sent=True)
    log.warning("payouts.refused", code=code)


async def _ours(state: TransferState) -> tuple[Record, Record] | None:
    """Our payout and attempt behind a transfer, the payout locked; found by its id or by what it carries."""
    payout = await fetch_value(
        "select payout_id from money.payout_attempts where stripe_transfer_id = $1", state.id
    )
    try:
        row = await locks.payout(payout or row_in(state.metadata, "payout") or uuid.UUID(int=0))
    except PayoutNotFound:
        return None
    attempt = await fetch_row(
        "select * from money.payout_attempts where payout_id = $1 and (stripe_transfer_id = $2"
        " or stripe_transfer_id is null and number::text = $3) order by stripe_transfer_id nulls last limit 1",
        *(row["id"], state.id, state.metadata.get("attempt")),
    )
    if attempt is None:
        raise TransferMismatch(f"{state.id} and another transfer stand for one payout")
    if (state.amount, state.currency) != (row["amount"], row["currency"]):
        raise TransferMismatch(f"{state.id} is over {state.amount} {state.currency}")
    return row, attempt


async def _came_back(actor: audit.Actor, row: Record, attempt: uuid.UUID, state: TransferState) -> None:
    """Book each reversal once: the holder is owed that part again. With the last of them the payout came back."""
    booked = [await postings.take_back_part(row, attempt, it) for it in state.reversals]
    whole = await fetch_value(
        "select coalesce(sum(amount), 0)::bigint from money.transfer_reversals where attempt_id = $1", attempt
    )
    if whole < state.reversed:
        raise TransferMismatch(f"{state.id} has reversals that it does not list")
    if whole == row["amount"]:
        await fail(actor, [row], REVERSED, withdraw=False, booked=True)
    elif any(booked):
        await came_back_in_part(actor, row, whole)
