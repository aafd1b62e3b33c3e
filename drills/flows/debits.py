"""A rental paid by SEPA debit: on its way for days, then there, or not, or asked back."""

from datetime import timedelta

from drills import outside
from drills.flows.kinds import Facts, Flow, Stage
from drills.flows.rentals import OFFERED
from drills.town import Town, wait
from market.base.sweeps import sweep_once
from market.money.sandbox import ibans
from market.rentals.jobs import SWEEPS as RENTALS

A_WEEK = timedelta(days=6)


async def _begin(town: Town, facts: Facts) -> None:
    asked = await town.request(facts["brand"], facts["persona"], "the-same-key")
    await town.pay(asked, ibans.SUCCEEDS_LATER)
    await town.quiet()


async def _processing(town: Town, facts: Facts) -> Facts:
    asked = await town.request(facts["brand"], facts["persona"], "by debit")
    await town.pay(asked, ibans.SUCCEEDS_LATER)
    await town.quiet()
    await wait(A_WEEK)
    return facts | {"payment": asked.payment, "agreement": asked.agreement}


PROCESSING = Stage("a debit is on its way for six days", _processing, OFFERED)


async def _settle(town: Town, facts: Facts) -> None:
    await outside.debit_ends(town, facts["payment"], "settle")
    await town.quiet()


async def _fail(town: Town, facts: Facts) -> None:
    await outside.debit_ends(town, facts["payment"], "fail")
    await town.quiet()


async def _given_up(town: Town, facts: Facts) -> Facts:
    await wait(timedelta(days=9))
    await sweep_once(RENTALS)
    await town.quiet()
    return facts


GIVEN_UP = Stage("nobody waits for a debit any more", _given_up, PROCESSING)


async def _running(town: Town, facts: Facts) -> Facts:
    await _settle(town, facts)
    await wait(timedelta(days=9, hours=1))
    return facts


RUNNING = Stage("ten days of a rental are used that a debit paid", _running, PROCESSING)


async def _ask_back(town: Town, facts: Facts) -> None:
    """A debtor asks the money back within eight weeks: that is decided at once."""
    await outside.bank_asks_back(town, facts["payment"])
    await town.quiet()


FLOWS = (
    Flow("debit begins", OFFERED, _begin, calls=True, lapses=True),
    Flow("debit succeeds", PROCESSING, _settle),
    Flow("debit fails", PROCESSING, _fail),
    Flow("debit comes too late", GIVEN_UP, _settle, calls=True),
    Flow("debit asked back", RUNNING, _ask_back),
)
