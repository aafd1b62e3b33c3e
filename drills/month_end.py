"""What operators do each month of a year: pay holders, close what a person had to know of, end renewals."""

import contextlib
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from drills import own_money, papers, transfers
from drills.town import Account, Town
from drills.truths import untrue
from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.money.invariants import check
from market.money.payouts import queries
from market.money.payouts.actions.approve import approve_batch, approve_payout
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.outcome import execute_batch, return_payout
from market.money.payouts.actions.request import request_month
from market.money.payouts.actions.transfer import REVERSED
from market.money.payouts.errors import PayoutCarriedOn, PayoutMethodClosed
from market.money.reconciliation import findings
from market.money.reconciliation.actions import reconcile
from market.money.reconciliation.rules import NOTICES, Kind, Scope
from market.money.settlement.rules import Month
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.renewal.wishes import brand_wishes, holder_wishes

LEFT = 0.3
"""Of what came back, so much is not tried again: the next run takes it."""
AT_FIRST = 2
"""So many come back and are left whatever the dice say, so that a small year has both: the market that changes to
Stripe Connect has money at its bank then, and a later run takes what an earlier one left.
"""


@dataclass
class Cashier:
    """Three operators who pay holders: by the bank's file, or through Stripe where the market holds no clients' money.

    `connected`: the account at Stripe of each holder (by money's tag) who has told it where their money goes.
    """

    town: Town
    dice: Random
    seen: Counter[str]
    operators: Sequence[Principal] = ()
    connected: dict[bytes, str] = field(default_factory=dict)
    left: set[uuid.UUID] = field(default_factory=set)
    """Payouts that came back and that nobody tried again at once: the next run takes their money."""
    over: set[uuid.UUID] = field(default_factory=set)
    """Those that were seen to be refused since."""

    async def pay(self, month: Month) -> list[str]:
        """The month's payouts: requested, let out by as many as it takes, sent. What is wrong with what was sent."""
        await request_month(str(month), audit.SYSTEM)
        faults = await own_money.covered(self.town, self.operators, self.seen)
        rows = await fetch("select id from money.payout_batches where status = 'open' and kind = 'run'")
        for batch in [row["id"] for row in rows]:
            amount = await fetch_value(
                "select coalesce(sum(amount), 0)::bigint from money.payouts where batch_id = $1", batch
            )
            for operator in self.operators:
                if (await approve_batch(operator, batch, amount)).approved:
                    break
            faults += await self._send(batch)
            if self.dice.random() < 0.5 or self.seen["returned"] < AT_FIRST:
                await self._comes_back(batch)
        return faults + await self._refused() + await self._try_again()

    async def _send(self, batch: uuid.UUID) -> list[str]:
        """What is wrong with what was sent for a batch that was let out."""
        if await _method(batch) == "connect":
            await transfers.funds_are_there(self.town)
            await self.town.quiet()  # the worker sends them
            sent, wrong = await transfers.wrong_with(self.town, batch, self.connected)
            self.seen["transfers"] += sent
            return wrong
        amount = await fetch_value("select sum(amount)::bigint from money.payouts where batch_id = $1", batch)
        await own_money.bank_has(self.town, amount, self.seen)
        faults = await self._bank_lacks(amount)
        file = await export_batch(self.operators[0], batch)
        await execute_batch(self.operators[1], batch)
        self.seen["payouts"] += file.transfers
        return faults + papers.wrong_with_sepa(file.content, await _due(batch, self.town.accounts))

    async def _bank_lacks(self, amount: int) -> list[str]:
        """A bank pays no file that is over more than lies there."""
        has = await own_money.in_bank()
        return [f"a file over {amount} is sent, and {has} lie in the bank"] if has < amount else []

    async def _refused(self) -> list[str]:
        """Whom Stripe refused to pay, though operators paid in what was missing."""
        rows = await fetch(
            "select amount, failure from money.payouts where status = 'failed' and failure not in ('MS03', $1)",
            REVERSED,
        )
        return [f"a payout of {row['amount']} was refused: {row['failure']}" for row in rows]

    async def _comes_back(self, batch: uuid.UUID) -> None:
        """One of a batch is returned by the holder's bank, or taken back in Stripe's dashboard.

        It is that of the holder who has most to come: what is left of it, a later run takes.
        """
        payout = await fetch_value(
            "select p.id from money.payouts p left join money.ledger_balances b on b.kind = 'holder:pending'"
            " and b.subject = p.holder"
            " where p.batch_id = $1 order by b.posted desc nulls last, p.id limit 1",
            batch,
        )
        if await _method(batch) == "connect":
            await transfers.taken_back(self.town, payout)
            await self.town.quiet()
            self.seen["reversed"] += 1
        else:
            await return_payout(self.operators[2], payout, "MS03", (await queries.payout(payout)).reference)
            self.seen["returned"] += 1

    async def _try_again(self) -> list[str]:
        """What came back is tried again, but for some that are left to the next run; those are then refused."""
        faults: list[str] = []
        for row in await fetch("select id from money.payouts where status = 'failed' order by id"):
            if row["id"] in self.over:
                continue
            if row["id"] in self.left:
                faults += await self._carried_on(row["id"])
            elif self.dice.random() < LEFT or self.seen["left until the next run"] < AT_FIRST:
                self.left.add(row["id"])
                self.seen["left until the next run"] += 1
            else:
                await self._let_out(row["id"])
                faults += await self._send(await _batch(row["id"]))
        return faults

    async def _let_out(self, payout: uuid.UUID) -> None:
        for operator in self.operators:
            if (await approve_payout(operator, payout)).approved:
                break

    async def _carried_on(self, payout: uuid.UUID) -> list[str]:
        """The run after it has its money, and nobody can pay it twice; what is wrong where that is not so. Where its
        holder has earned nothing since, no run takes it: it is tried again.

        What everybody was paid in all is held against the contracts at the end.
        """
        later = await fetch_value(
            "select n.id from money.payouts n join money.payouts p on p.holder = n.holder"
            " where p.id = $1 and n.requested_at > p.requested_at and n.amount >= p.amount limit 1",
            payout,
        )
        try:
            await self._let_out(payout)
        except PayoutCarriedOn:
            self.over.add(payout)
            self.seen["paid with a later one"] += 1
            return [] if later else [f"{payout} is said to be paid with a later one, which there is not"]
        except PayoutMethodClosed:
            self.seen["waits for another account"] += 1
            return []
        if later:
            return [f"{payout} came back, and is let out beside a later one"]
        self.left.discard(payout)
        self.seen["tried again later"] += 1
        return await self._send(await _batch(payout))


async def _batch(payout: uuid.UUID) -> uuid.UUID:
    found: uuid.UUID = await fetch_value("select batch_id from money.payouts where id = $1", payout)
    return found


async def _method(batch: uuid.UUID) -> str:
    return str(await fetch_value("select method from money.payout_batches where id = $1", batch))


async def _due(batch: uuid.UUID, accounts: Mapping[bytes, Account]) -> dict[str, papers.Transfer]:
    """What a batch should pay to whom, by reference: amounts by the payouts, accounts as the holders gave them."""
    rows = await fetch(
        "select a.reference, p.amount, p.holder from money.payout_attempts a"
        " join money.payouts p on p.id = a.payout_id where a.batch_id = $1",
        batch,
    )
    return {row["reference"]: (f"{row['amount'] / 100:.2f}", *accounts[row["holder"]]) for row in rows}


async def looked_at(when: str, operator: Principal, seen: Counter[str]) -> list[str]:
    """The books, and what Stripe says of them: what is wrong at a moment at which nothing happens.

    A debit that is on its way is money at Stripe that nobody can explain before its bank has answered.
    """
    await reconcile(Scope.ASKED, patience=timedelta(0))
    await close_notices(operator, seen)
    done = await reconcile(Scope.ASKED, patience=timedelta(0))
    on_its_way = await fetch_value("select count(*) from money.payments where status = 'processing'")
    seen["months with debits on their way"] += bool(on_its_way)
    numbers = done.numbers
    faults = []
    if (done.outcome, numbers.open) != (
        "done",
        0,
    ) or not numbers.unexplained == numbers.waiting == on_its_way:
        faults.append(f"{when}, {on_its_way} debits on their way: {done}; open: {await _open()}")
    faults += [f"{when}: invariant {it}" for it in await check()]
    faults += [f"{when}: {it}" for it in await untrue()]
    whole_sum = await fetch_value("select coalesce(sum(amount), 0)::bigint from money.ledger_entries")
    if whole_sum:
        faults.append(f"{when}: all accounts sum to {whole_sum}")
    return faults


async def _open() -> list[str]:
    """The findings that nobody has closed: what they are about, and since when they are seen and not seen any more."""
    rows = await fetch(
        "select kind, subject, facts, found_at, seen_at, gone_at from money.reconciliation_findings"
        " where state = 'open' order by found_at limit 20"
    )
    return [" ".join(str(it) for it in row) for row in rows]


async def close_notices(operator: Principal, seen: Counter[str]) -> None:
    """A refund past us, or one that failed, is no difference: an operator reads it and closes it with a note. So is
    what waited for long when somebody looked in the middle of a month, for days here pass at once, and is done since.
    """
    kinds = [str(it) for it in NOTICES]
    for row in await fetch(
        "select id, version, kind from money.reconciliation_findings where state = 'open' and (kind = any($1)"
        " or kind = $2 and gone_at is not null)",
        *(kinds, str(Kind.OVERDUE)),
    ):
        async with transaction():
            await findings.close(operator.actor, row["id"], row["version"], "seen")
        seen["waits closed" if row["kind"] == Kind.OVERDUE else "notices closed"] += 1


async def stop_renewing(everybody: Mapping[uuid.UUID, Principal], seen: Counter[str]) -> None:
    """The year is over: nothing is renewed any more, and what is paid for a period to come goes back.

    Brands and holders take turns at taking back what both have said. `everybody`: who speaks for a brand, by its id,
    and holders by their own.
    """
    rows = await fetch(
        "select r.agreement, r.brand, r.holder from rentals.renewals w join rentals.rentals r on r.id = w.rental"
        " where w.state in ('open', 'noticed', 'paid') and w.brand and w.holder is not false"
        " and r.ended_at is null order by w.rental"
    )
    for number, row in enumerate(rows):
        with contextlib.suppress(RentalAlreadyEnded):
            if number % 2:
                await brand_wishes(everybody[row["brand"]], row["agreement"], False)
            else:
                holder = everybody[vault.person_of("rentals", row["holder"])]
                await holder_wishes(holder, row["agreement"], False)
            seen["renewals stopped"] += 1
