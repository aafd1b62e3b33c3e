"""What people do at our bank: a balance that no card takes back goes to its brand, our own money comes and goes."""

from datetime import date, timedelta

from drills.flows.balance import PEOPLE
from drills.flows.disputes import PAID
from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.town import IBAN, Town
from market.base import clock
from market.base.database import fetch_value
from market.money.bankreturns.actions import pay
from market.money.bankreturns.actions.ask import ask
from market.money.bankreturns.errors import BankReturnNotMovable
from market.money.ownfunds.actions import Transfer, confirm, record
from market.money.ownfunds.errors import TransferNotWaiting
from market.money.payouts.errors import SameOperator
from market.money.sandbox import refunds
from market.rentals.actions.end import withdraw

LARGE = 150_000
"""Cents: more than one operator lets out alone."""


async def _credited(town: Town, facts: Facts) -> Facts:
    await withdraw(facts["holder"], facts["agreement"])
    await town.quiet()
    refund = await fetch_value("select stripe_refund_id from money.refunds")
    async with town.sandbox.acting() as call:
        await refunds.fail(call, refund)
    await town.quiet()
    return facts | {"amount": await fetch_value("select amount from money.refunds")}


CREDITED = Stage("a refund that its bank did not take stands in the balance", _credited, PAID)


async def _to_bank(town: Town, facts: Facts) -> None:
    id = await ask(facts["brand"], facts["amount"], IBAN, "the-same-key")
    with done_already(BankReturnNotMovable, SameOperator):
        await pay.approve(facts["operator"], id)
    with done_already(BankReturnNotMovable):
        await pay.export(facts["operator"], id)
    with done_already(BankReturnNotMovable):
        await pay.execute(facts["operator"], id)
    await town.quiet()


async def _sent(town: Town, facts: Facts) -> Facts:
    await _to_bank(town, facts)
    return facts | {"id": await fetch_value("select id from money.bank_returns")}


SENT = Stage("the bank has paid a balance out", _sent, CREDITED)


async def _came_back(town: Town, facts: Facts) -> None:
    with done_already(BankReturnNotMovable):
        await pay.fail(facts["operator"], facts["id"], "AC04")
    await town.quiet()


async def _float(town: Town, facts: Facts) -> Facts:
    operators = [await town.operator(), await town.operator()]
    day = ((await clock.now()) - timedelta(days=1)).date()
    facts = facts | {"operators": operators, "day": day.isoformat()}
    await _moved(facts, Transfer("in", 2 * LARGE, "FLOAT", day))
    return facts


FLOAT = Stage("money of our own lies with clients' money", _float, PEOPLE)


async def _moved(facts: Facts, transfer: Transfer) -> None:
    """Recorded by one operator, confirmed by the other."""
    first, second = facts["operators"]
    row = await record(first, transfer)
    with done_already(TransferNotWaiting):
        await confirm(second, row.id)


async def _own(town: Town, facts: Facts) -> None:
    day = date.fromisoformat(facts["day"])
    await _moved(facts, Transfer("out", LARGE, "VIR 1", day))
    await town.quiet()


FLOWS = (
    Flow("balance to a bank", CREDITED, _to_bank, known=("failed-refund",)),
    Flow("balance back from a bank", SENT, _came_back, known=("failed-refund",)),
    Flow("own money taken out", FLOAT, _own),
)
