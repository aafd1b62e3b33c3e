"""Whether there is enough for what is owed: what is missing is ours to pay in.

Where this market holds clients' money, all that is owed has to lie in the bank or at Stripe. Where Stripe holds it and
pays holders, Stripe may owe us less than what is owed, since fees and losses left its balance and commission comes by
the day; but what may be paid any day has to be there, or Stripe will refuse to pay it. What it has taken in and not yet
released counts as there: it comes by itself, and what is refused until then is tried again.
"""

from market.base.clock import now
from market.money.clientmoney.keeping import held_on
from market.money.ownfunds.queries import standing
from market.money.ownfunds.rules import CURRENCY, Standing
from market.money.reconciliation import findings
from market.money.reconciliation.differences import Difference, of_cover, of_due
from market.money.reconciliation.rules import Kind
from market.money.reconciliation.runs import Run


async def examine_cover(run: Run) -> None:
    """A finding while something is missing."""
    held = await held_on(await now())
    missing = lacking(await standing(), held)
    if missing is not None:
        await findings.report([missing])
    await findings.not_seen_since(run.started_at, {Kind.UNCOVERED})


def lacking(it: Standing, held: bool) -> Difference | None:
    """What is to be reported. `held`: whether this market holds clients' money. Pure."""
    if held:
        return of_cover(CURRENCY, it.bank, it.stripe, it.contested, it.owed) if it.missing else None
    return of_due(CURRENCY, it.stripe, it.due) if it.short else None
