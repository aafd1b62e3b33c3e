"""What a brand owes of a lost dispute, paid in either way; and what a bank gives back after it had kept it."""

from drills import outside
from drills.flows.balance import put_in
from drills.flows.disputes import OPENED
from drills.flows.kinds import Facts, Flow, Stage, done_already
from drills.town import Town
from market.money.credit.actions.repay import repay_by_card, repay_from_balance
from market.money.credit.errors import NoDebt
from market.money.payments import submit_payment


async def _lost(town: Town, facts: Facts) -> Facts:
    await outside.bank_decides(town, facts["payment"], "lose")
    await town.quiet()
    return facts


LOST = Stage("a bank has kept the money of ten used days", _lost, OPENED)


async def _with_balance(town: Town, facts: Facts) -> Facts:
    await put_in(town, facts["brand"], 1000, "ahead")
    return facts


AHEAD = Stage("a brand that owes has as much in its balance", _with_balance, LOST)


async def _by_card(town: Town, facts: Facts) -> None:
    with done_already(NoDebt):
        payment = await repay_by_card(facts["brand"], "the-same-key")
        url = (await submit_payment(payment)).checkout_url
        if url is not None:
            await town.pay_at(url)
    await town.quiet()


async def _from_balance(town: Town, facts: Facts) -> None:
    with done_already(NoDebt):
        await repay_from_balance(facts["brand"], "the-same-key")
    await town.quiet()


async def _given_back(town: Town, facts: Facts) -> None:
    await outside.bank_gives_back(town, facts["payment"])
    await town.quiet()


FLOWS = (
    Flow("debt paid by card", LOST, _by_card, calls=True, lapses=True),
    Flow("debt paid from balance", AHEAD, _from_balance),
    Flow("lost and given back", LOST, _given_back),
)
