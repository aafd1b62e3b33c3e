"""What the tables of rewards refuse by themselves, whatever the program does."""

import asyncpg
import pytest

from market.base.database import fetch, transaction
from market.money.rewards import codes
from tests.factories import a_holder
from tests.money.conftest import sandbox
from tests.money.credit.brands import a_payer
from tests.money.flows.conftest import shop
from tests.money.flows.shop import Shop
from tests.money.rewards.offering import a_budget, chosen, earned, offered
from tests.relations.rewards.rewarding import a_charity

__all__ = ["sandbox", "shop"]

BUDGETS = "update money.reward_budgets set "
REWARDS = "update money.rewards set "
PAYMENT = (
    "insert into money.charity_payments (id, charity, currency, amount, reference, day, status, needed, recorded_by,"
    " recorded_at, confirmed_by, booked_at, why) select gen_random_uuid(), id, {currency}, {amount}, 'R', '2026-11-27',"
    " {status}, {needed}, {by}, now(), {confirmed}, {booked}, {why} from money.charities"
)
SOUND = {
    "currency": "'EUR'",
    "amount": "100",
    "status": "'waiting'",
    "needed": "1",
    "by": "decode(repeat('ab', 32), 'hex')",
    "confirmed": "null::bytea",
    "booked": "null::timestamptz",
    "why": "null::varchar",
}


def paid(**wrong: str) -> str:
    return PAYMENT.format(**(SOUND | wrong))


CHECKED = [
    (BUDGETS + "amount = 0, reserved = 0, spent = 0", "reward_budgets_amount"),
    (BUDGETS + "currency = 'USD'", "reward_budgets_currency"),
    (BUDGETS + "brand = 'x'", "reward_budgets_brand"),
    (BUDGETS + "status = 'gone'", "reward_budgets_status"),
    (BUDGETS + "reserved = -1", "reward_budgets_sums"),
    (BUDGETS + "spent = -1", "reward_budgets_sums"),
    (BUDGETS + "returned = -1", "reward_budgets_sums"),
    (BUDGETS + "returns = -1", "reward_budgets_sums"),
    (BUDGETS + "reserved = amount, spent = 1", "reward_budgets_sums"),
    (BUDGETS + "voucher_bps = 9999", "reward_budgets_voucher"),
    (BUDGETS + "voucher_bps = 20001", "reward_budgets_voucher"),
    (BUDGETS + "closed_at = now()", "reward_budgets_closed"),
    (BUDGETS + "status = 'closed', closed_at = now()", "reward_budgets_closed"),
    (REWARDS + "amount = 49", "rewards_amount"),
    (REWARDS + "amount = 5001", "rewards_amount"),
    (REWARDS + "currency = 'USD'", "rewards_currency"),
    (REWARDS + "holder = 'x'", "rewards_holder"),
    (REWARDS + "status = 'gone' where status = 'paid'", "rewards_status"),
    (REWARDS + "earned_at = now(), choose_by = now() where status = 'offered'", "rewards_earned"),
    (REWARDS + "choose_by = null where status = 'earned'", "rewards_earned"),
    (REWARDS + "earned_at = null, choose_by = null where status = 'paid'", "rewards_earned"),
    (REWARDS + "settled_at = now() where status = 'offered'", "rewards_settled"),
    (REWARDS + "settled_at = null where status = 'paid'", "rewards_settled"),
    (REWARDS + "status = 'given' where status = 'paid'", "rewards_given"),
    (REWARDS + "charity = (select id from money.charities) where status = 'paid'", "rewards_given"),
    ("update money.charities set name = 'A'", "charities_name"),
    ("update money.voucher_codes set mark = 'x'", "voucher_codes_mark"),
    (paid(amount="0"), "charity_payments_amount"),
    (paid(currency="'USD'"), "charity_payments_currency"),
    (paid(status="'gone'"), "charity_payments_status"),
    (paid(status="'booked'"), "charity_payments_status"),
    (paid(booked="now()"), "charity_payments_status"),
    (paid(status="'called_off'"), "charity_payments_status"),
    (paid(why="'x'"), "charity_payments_status"),
    (paid(by="'x'"), "charity_payments_signed"),
    (paid(needed="3"), "charity_payments_signed"),
    (paid(confirmed="decode(repeat('ab', 32), 'hex')"), "charity_payments_signed"),
    (paid(status="'booked'", booked="now()", needed="2"), "charity_payments_signed"),
]
ONCE = [
    (
        "insert into money.rewards (id, budget, source_type, source, rental_id, holder, currency, amount, status,"
        " offered_at) select gen_random_uuid(), budget, source_type, source, rental_id, holder, currency, amount,"
        " 'offered', offered_at from money.rewards limit 1",
        "rewards_source",
    ),
    (
        "insert into money.charities (id, name, registration, added_at)"
        " select gen_random_uuid(), 'Autre', registration, now() from money.charities",
        "charities_registration",
    ),
    (
        "insert into money.voucher_codes (id, budget, sealed, mark)"
        " select gen_random_uuid(), budget, sealed, mark from money.voucher_codes limit 1",
        "voucher_codes_once",
    ),
    (
        "update money.voucher_codes set reward = (select id from money.rewards limit 1)",
        "voucher_codes_reward",
    ),
]


@pytest.fixture
async def past(shop: Shop) -> None:
    """A budget with a reward that is offered, one earned, one paid; two codes; a charity."""
    payer, holder = await a_payer(shop, 50_00), await a_holder()
    budget = await a_budget(payer, 10_00, voucher_bps=12_000)
    await codes.add(payer.who, budget, ["EINS", "ZWEI"])
    await a_charity()
    await offered(payer, budget, 50, holder)
    await earned(payer, budget, 60, holder)
    await chosen(holder, await earned(payer, budget, 80, holder))


@pytest.mark.parametrize(("change", "constraint"), CHECKED)
async def test_what_cannot_be_is_refused_by_the_table(past: None, change: str, constraint: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        async with transaction():
            await fetch(change)


@pytest.mark.parametrize(("change", "constraint"), ONCE)
async def test_what_is_there_once_is_there_once(past: None, change: str, constraint: str) -> None:
    with pytest.raises(asyncpg.UniqueViolationError, match=constraint):
        async with transaction():
            await fetch(change)


async def test_a_banks_reference_is_of_one_transfer(past: None) -> None:
    await fetch(paid())
    with pytest.raises(asyncpg.UniqueViolationError, match="charity_payments_reference"):
        async with transaction():
            await fetch(paid())
    await fetch("update money.charity_payments set status = 'called_off', why = 'faux'")
    await fetch(paid())
