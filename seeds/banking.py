"""What banks and Stripe bring about in the demo: accounts that take payouts, a batch that was sent and one that
waits, a payment that Stripe refused, a brand's balance, one chargeback that was won and one that waits for an answer.

The latest month's run is let out by the demo's operator; what was requested for those who said later where to is
left to whoever looks at the desk. Where the market may hold client money, payouts would go by files to a bank that
is none here: nobody has given an account.
"""

import uuid
from collections.abc import Callable, Sequence

from market.base import audit, vault
from market.base.clock import now
from market.base.database import fetch, fetch_value
from market.base.settings import settings
from market.money.asking import ask_payment
from market.money.credit.actions.top_up import top_up
from market.money.credit.api import open_top_up
from market.money.disputes.asking import hear_dispute
from market.money.payouts import queries as payouts
from market.money.payouts.actions import onboarding
from market.money.payouts.actions.approve import approve_batch
from market.money.payouts.actions.request import is_left, request_late, request_month
from market.money.payouts.identities import open_methods
from market.money.payouts.jobs import write_letters
from market.money.sandbox import accounts, balance, cards, checkout, disputes
from market.money.settlement.rules import Month
from seeds.history import ASKED, LASTS, PAID, PAID_OUT, Rental
from seeds.plan import TODAY, Plan
from seeds.stage import Stage

PAYEES, LATE = 8, 3
TOLD_STRIPE = 20  # days after the first rental
BALANCE = 25_000  # minor units
TOPPED_UP = TODAY - 12
CONTESTED, GIVEN_BACK = TODAY - 20, TODAY - 9

Chosen = Callable[[Rental], bool]


def payees(plan: Plan, rentals: Sequence[Rental]) -> list[tuple[int, int]]:
    """(day, holder) of those who soon say where their money goes: the demo's own, and some who were rented first.

    Those of `ASKED` wait until they are asked.
    """
    first: dict[int, int] = {}
    for it in rentals:
        if it.payment in PAID:
            first.setdefault(plan.personas[it.persona].holder, it.day)
    told = {plan.personas[it.persona].holder: TODAY - it.day for it in rentals if it.brand == 0}
    early = sorted(first.items(), key=lambda it: (it[0] != 0, told.get(it[0]) not in PAID_OUT, it[1], it[0]))
    chosen = [(day, holder) for holder, day in early if told.get(holder) not in ASKED][:PAYEES]
    return [(min(day + TOLD_STRIPE, TODAY - 1), holder) for day, holder in chosen]


async def say_where(stage: Stage, holder: int) -> None:
    """A holder goes to Stripe's page, tells it who they are, and comes back."""
    if "connect" not in open_methods(settings()):
        return
    who = stage.holders[holder]
    page = await onboarding.begin(who)
    async with stage.sandbox.acting() as call:
        opened = await accounts.use_link(call, page.rsplit("/", 1)[1])
        assert opened is not None
        await accounts.onboard(call, opened["account"])
    await onboarding.come_back(who)
    stage.accounts[holder] = opened["account"]


async def pay_out(stage: Stage, last: Month) -> None:
    """Request the payouts of the month before `last` once it is closed, and let them out: one operator may."""
    period = str(last.preceding)
    if Month.of(await now()) != last or not stage.accounts or not await is_left(period):
        return
    await request_month(period, audit.SYSTEM)
    await write_letters()
    async with (
        stage.sandbox.acting() as call
    ):  # months have passed here, of which the simulated Stripe knows nothing
        await balance.make_available(call)
    for batch in await payouts.batches():
        await _stop_one(stage, batch.id)
        await approve_batch(stage.operator, batch.id, batch.amount)


async def say_where_late(stage: Stage) -> None:
    """Some who were asked in the run say where their money goes: a further batch, which waits for the operator."""
    rows = await fetch("select distinct holder from money.payout_asks")
    asked = {vault.person_of("money", row["holder"]) for row in rows}
    late = [number for number, who in stage.holders.items() if who.person in asked]
    for holder in sorted(late)[:LATE]:
        await say_where(stage, holder)
    await request_late()


async def _stop_one(stage: Stage, batch: uuid.UUID) -> None:
    """Of several who are paid, Stripe wants to know more of one, and refuses to pay them; never of the demo's own."""
    rows = await fetch("select holder from money.payouts where batch_id = $1", batch)
    paid = {vault.person_of("money", row["holder"]) for row in rows}
    others = [number for number in stage.accounts if number and stage.holders[number].person in paid]
    if len(paid) > 1 and others:
        async with stage.sandbox.acting() as call:
            await accounts.restrict(call, stage.accounts[max(others)], True)


async def fill_balance(stage: Stage, brand: int, amount: int, key: str) -> None:
    """A brand puts money into its balance (minor units), on Stripe's page."""
    payment = await top_up(stage.buyer(brand), amount, key)
    submitted = await open_top_up(payment, "fr")
    assert submitted.checkout_url is not None
    async with stage.sandbox.acting() as call:
        await checkout.pay(call, submitted.checkout_url.rsplit("/", 1)[1], cards.card_of(cards.SUCCEEDS))
    await ask_payment(payment)


def ended_before(day: int, plan: Plan, rentals: Sequence[Rental]) -> Rental | None:
    """The latest rental that the clock had ended by `day`: a chargeback over it closes nobody's access."""
    return _latest(
        plan,
        rentals,
        lambda it: not it.ended and it.day + LASTS[plan.personas[it.persona].archetype.period] < day,
    )


def runs_on(day: int, plan: Plan, rentals: Sequence[Rental]) -> Rental | None:
    """The latest rental that still has a week to go on `day`."""
    return _latest(plan, rentals, lambda it: not it.ended and it.day < day and _ends(plan, it) > day + 7)


def _latest(plan: Plan, rentals: Sequence[Rental], chosen: Chosen) -> Rental | None:
    """Of a brand and a holder who are not the demo's own, where there is one."""
    found = [it for it in rentals if it.payment in PAID and chosen(it)]
    return max(
        found, key=lambda it: (it.brand != 0 and plan.personas[it.persona].holder != 0, it.day), default=None
    )


def _ends(plan: Plan, rental: Rental) -> int:
    """The day on which a rental is over at the earliest."""
    return rental.day + {"P1W": 7, "P1M": 28, "P3M": 89}[plan.personas[rental.persona].archetype.period]


async def contest(stage: Stage, rental: Rental, reason: str) -> None:
    """The bank of the brand asks the money back, and Stripe tells us."""
    payment = stage.rentals[rental.number].payment
    charge = await fetch_value("select stripe_charge_id from money.payments where id = $1", payment)
    async with stage.sandbox.acting() as call:
        opened = await disputes.open_on(call, charge, reason)
    stage.disputes[rental.number] = opened["id"]
    await hear_dispute(opened["id"])


async def give_back(stage: Stage, rental: Rental) -> None:
    """The bank has seen that it was wrong."""
    async with stage.sandbox.acting() as call:
        await disputes.win(call, stage.disputes[rental.number])
    await hear_dispute(stage.disputes[rental.number])
