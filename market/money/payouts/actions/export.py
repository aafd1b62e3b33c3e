"""A batch leaves as a file for the bank. The first export sends it; a later one gives the same bytes again."""

import asyncio
import hmac
import uuid
from dataclasses import dataclass
from typing import Any

from market.base import audit
from market.base.access import Principal
from market.base.clock import market_date, now
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.ids import new_id
from market.base.keyring import keyring
from market.base.settings import Settings, settings
from market.base.vault import Erased
from market.money.moves import move, move_all
from market.money.payouts import identities, locks
from market.money.payouts.account import checked_bic, checked_iban, for_bank
from market.money.payouts.actions.steer import close_if_done
from market.money.payouts.errors import (
    BatchEmpty,
    BatchNotFound,
    BatchNotMovable,
    BicNotValid,
    IbanNotSepa,
    IbanNotValid,
    SepaNotConfigured,
)
from market.money.payouts.operators import operator_of
from market.money.payouts.rules import BATCH, PAYOUT, new_reference, next_banking_day
from market.money.payouts.sepa import Debtor, Order, Transfer, pain001

UNREADABLE = "unreadable"
"""Why a payout is held when the key of its account details is gone."""

_TRANSFERS = """
select a.reference, p.amount, i.id, i.holder, i.sealed from money.payout_attempts a
  join money.payouts p on p.id = a.payout_id join money.payout_identities i on i.id = a.identity_id
  where a.batch_id = $1 order by a.reference
"""


@dataclass(frozen=True)
class File:
    """What the bank is given. `again` when it was exported before; amounts in cents."""

    name: str
    content: bytes
    transfers: int
    amount: int
    again: bool


class FileDiffers(RuntimeError):
    """The file of this batch would not be the one that was exported before; it is not handed out."""


async def export_batch(who: Principal, batch: uuid.UUID) -> File:
    """The batch's file, for an operator. Raises NotYours and what `export` raises."""
    file = await export(operator_of(who).actor, batch)
    await handed(batch)
    return file


async def handed(batch: uuid.UUID) -> None:
    """Its file is with somebody, whole: `moi payouts export` does not offer it by itself any more."""
    await fetch(
        "update money.payout_batches set handed_at = coalesce(handed_at, base.now())"
        " where id = $1 and file_mac is not null",
        batch,
    )


async def export(actor: audit.Actor, batch: uuid.UUID) -> File:
    """Send an approved batch and give its file; for one that was sent, the same file again.

    Raises SepaNotConfigured, BatchNotFound, BatchNotMovable, BatchEmpty; Erased when a payee's key is gone since.
    """
    debtor = debtor_of(settings())
    again = await _submit(actor, batch, debtor)
    if again is None:
        raise BatchEmpty()
    order = await _order(batch)
    content = await asyncio.to_thread(pain001, order)
    await _know_again(batch, content)
    amount = sum(each.amount for each in order.transfers)
    return File(f"{order.message_id}.xml", content, len(order.transfers), amount, again)


def debtor_of(config: Settings) -> Debtor:
    """The account that pays. Raises SepaNotConfigured while client money may not be held, or it is not set."""
    missing = [] if config.holds_client_money else ["MOI_HOLDS_CLIENT_MONEY"]
    missing += [] if any(it.isalnum() for it in for_bank(config.sepa_name)) else ["MOI_SEPA_NAME"]
    try:
        iban, bic = checked_iban(config.sepa_iban), ""
        bic = checked_bic(config.sepa_bic, iban) if config.sepa_bic else ""
    except (IbanNotValid, IbanNotSepa):
        missing.append("MOI_SEPA_IBAN")
    except BicNotValid:
        missing.append("MOI_SEPA_BIC")
    if missing:
        raise SepaNotConfigured(missing=missing)
    return Debtor(config.sepa_name.strip(), iban, bic)


async def _submit(actor: audit.Actor, batch: uuid.UUID, debtor: Debtor) -> bool | None:
    """Commit that the batch is sent, with all that its file will say; True if it was before.

    None when nothing in it could be read: that is committed too.
    """
    async with transaction():
        row = await locks.batch(batch)
        if row["method"] != "sepa":
            raise BatchNotMovable(state=row["status"])
        if row["message_id"] is not None:
            await audit.record(actor, "payout_batch.exported_again", "payout_batch", batch)
            return True
        if row["status"] != "approved":
            raise BatchNotMovable(state=row["status"])
        sent = await _attempts(actor, batch)
        if not sent:
            await close_if_done(actor, batch)
            return None
        at = await now()
        await move_all(PAYOUT, sent, "submit", actor, changed_at=at)
        await move(
            *(BATCH, batch, "submit", actor),
            submitted_at=at,
            message_id=new_reference(),
            execution_date=next_banking_day(market_date(at)),
            debtor_name=debtor.name,
            debtor_iban=debtor.iban,
            debtor_bic=debtor.bic,
        )
        return False


async def _attempts(actor: audit.Actor, batch: uuid.UUID) -> list[uuid.UUID]:
    """An attempt for each approved payout; one whose account cannot be read any more is held instead."""
    rows = await locks.payouts_in(batch, ("approved",))
    readable = await identities.opened(await _sealed(rows))
    unreadable = [row["id"] for row in rows if row["identity_id"] not in readable]
    await move_all(PAYOUT, unreadable, "hold", actor, why=UNREADABLE, batch_id=None)
    sent = [row["id"] for row in rows if row["identity_id"] in readable]
    await fetch(
        "insert into money.payout_attempts (id, payout_id, number, batch_id, identity_id, reference, status,"
        " made_at, requested_at) select a.id, p.id, p.attempt, p.batch_id, p.identity_id, p.reference,"
        " 'requested', base.now(), base.now() from unnest($1::uuid[], $2::uuid[]) a (id, payout)"
        " join money.payouts p on p.id = a.payout",
        *([new_id() for _ in sent], sent),
    )
    return sent


async def _sealed(rows: list[Record]) -> dict[uuid.UUID, tuple[bytes, bytes]]:
    found = await fetch(
        "select id, holder, sealed from money.payout_identities where id = any($1)",
        [row["identity_id"] for row in rows],
    )
    return {row["id"]: (row["holder"], row["sealed"]) for row in found}


async def _order(batch: uuid.UUID) -> Order:
    """What the file says, from what was written when it was sent. Raises Erased."""
    row = await fetch_row("select * from money.payout_batches where id = $1", batch)
    if row is None:
        raise BatchNotFound()
    lines = await fetch(_TRANSFERS, batch)
    opened = await identities.opened({line["id"]: (line["holder"], line["sealed"]) for line in lines})
    if any(line["id"] not in opened for line in lines):
        raise Erased()
    return Order(
        message_id=row["message_id"],
        made_at=row["submitted_at"],
        execution_date=row["execution_date"],
        debtor=Debtor(row["debtor_name"], row["debtor_iban"], row["debtor_bic"]),
        transfers=[_transfer(line, opened[line["id"]]) for line in lines],
    )


def _transfer(line: Record, kept: dict[str, Any]) -> Transfer:
    return Transfer(line["reference"], line["amount"], identities.payee_of(kept))


async def _know_again(batch: uuid.UUID, content: bytes) -> None:
    """Keep a keyed mark of the file, or compare. Keyed: a plain hash would confirm a guessed name and account."""
    mark = hmac.digest(keyring().derive("payout-files"), content, "sha256")
    same = await fetch(
        "update money.payout_batches set file_mac = $2 where id = $1 and (file_mac is null or file_mac = $2)"
        " returning 1",
        *(batch, mark),
    )
    if not same:
        raise FileDiffers(str(batch))
