"""Whether clients' money covers what is owed of it, where this market holds it: what is missing is ours to pay in."""

from market.base.clock import now
from market.money.clientmoney.keeping import held_on
from market.money.ownfunds.queries import standing
from market.money.ownfunds.rules import CURRENCY
from market.money.reconciliation import findings
from market.money.reconciliation.differences import of_cover
from market.money.reconciliation.rules import Kind
from market.money.reconciliation.runs import Run


async def examine_cover(run: Run) -> None:
    """A finding while something is missing. Without client money in our hands it is Stripe's to hold all of it."""
    if not await held_on(await now()):
        return
    it = await standing()
    if it.missing:
        await findings.report([of_cover(CURRENCY, it.bank, it.stripe, it.contested, it.owed)])
    await findings.not_seen_since(run.started_at, {Kind.UNCOVERED})
