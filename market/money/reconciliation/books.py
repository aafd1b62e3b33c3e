"""The books by themselves, and what Stripe holds against what it says has moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from market.base.database import fetch_at_length
from market.money import invariants
from market.money.chart import Kind as Account
from market.money.desk import desk
from market.money.reconciliation import findings, movements, statements
from market.money.reconciliation.differences import Difference, of_balance, of_invariant, vanished
from market.money.reconciliation.rules import Kind
from market.money.reconciliation.runs import Run

MOST = 200
"""How many places of one rule, or movements, are written down by one run at most."""
TRIES = 5
MARGIN = timedelta(hours=1)

Balances = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Books:
    """What stands in the ledger (minor units, credit positive, by kind of account and currency), and how many
    places break a rule.
    """

    balances: Balances
    broken: int

    @property
    def difference(self) -> dict[str, int]:
        """The sum of all accounts by currency: zero."""
        total: dict[str, int] = {}
        for by_currency in self.balances.values():
            for currency, amount in by_currency.items():
                total[currency] = total.get(currency, 0) + amount
        return total


async def examine(run: Run) -> Books:
    """Ask whether the books keep their rules. However big they are, nobody waits for this but the run."""
    broken = await invariants.check(MOST)
    await findings.report(of_invariant(it.invariant, it.subject, it.detail) for it in broken)
    await findings.not_seen_since(run.started_at, {Kind.INVARIANT})
    return Books(await standing(), len(broken))


async def standing() -> Balances:
    """What stands in the ledger now."""
    balances: Balances = {}
    for row in await fetch_at_length(statements.BALANCES):
        balances.setdefault(row["kind"], {})[row["currency"]] = row["amount"]
    return balances


async def find_vanished(run: Run, since: datetime | None) -> None:
    """Movements that Stripe showed once and not in this run's list, which began at `since`."""
    rows = await fetch_at_length(statements.VANISHED, run.started_at, since, MOST)
    await findings.report(vanished(**row) for row in rows)
    await findings.not_seen_since(run.started_at, {Kind.VANISHED})


async def compare_balance(run: Run, balances: Balances, through: datetime | None) -> dict[str, int] | None:
    """Stripe's balance against the sum of its movements; None while it never holds still.

    As each movement is matched or found, that sum differs from the books by what is unexplained, to the cent.
    Money moves while we look: the two are compared when nothing new came before and after.
    """
    since = through - MARGIN if through else None
    for _ in range(TRIES):
        held = dict(await desk().gateway.balance())
        if await movements.copy_since(since):
            continue
        listed = {row["currency"]: row["net"] for row in await fetch_at_length(statements.LISTED)}
        await findings.report(_of_balances(held, listed, balances.get(Account.STRIPE_CLEARING, {})))
        await findings.not_seen_since(run.started_at, {Kind.BALANCE})
        return held
    return None


def _of_balances(
    held: Mapping[str, int], listed: Mapping[str, int], booked: Mapping[str, int]
) -> list[Difference]:
    return [
        of_balance(currency, held.get(currency, 0), listed.get(currency, 0), -booked.get(currency, 0))
        for currency in sorted({*held, *listed})
        if held.get(currency, 0) != listed.get(currency, 0)
    ]
