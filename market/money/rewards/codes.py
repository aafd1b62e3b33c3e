"""A brand's codes: sealed under a key of their budget's, each given to one person at most."""

import hmac
import uuid
from collections.abc import Sequence

from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_row, fetch_value, transaction
from market.base.errors import Forbidden
from market.base.ids import new_id
from market.base.keyring import keyring
from market.money.rewards.actions.budgets import ROOM, locked
from market.money.rewards.errors import (
    BudgetNotFound,
    BudgetOver,
    CodesNotOffered,
    TooManyCodes,
    VoucherCodeNotValid,
)
from market.money.rewards.rules import LEAST

BUDGETS = "vault/reward-budgets"
LONGEST = 60  # characters
AT_ONCE = 2_000


def place(code: uuid.UUID) -> vault.Place:
    """Where a code is sealed."""
    return vault.Place("voucher_codes", "sealed", code)


def checked(codes: Sequence[str]) -> list[str]:
    """The codes as they are kept, each once. Raises VoucherCodeNotValid."""
    kept: dict[str, None] = {}
    for number, typed in enumerate(codes, 1):
        code = typed.strip()
        if not code or len(code) > LONGEST or not code.isprintable():
            raise VoucherCodeNotValid(field="codes", line=number)
        kept[code] = None
    return list(kept)


async def add(who: Principal, budget: uuid.UUID, codes: Sequence[str]) -> int:
    """Put codes in; how many are new. One that the budget has stays as it is, given out or not.

    Raises BudgetNotFound, BudgetOver, CodesNotOffered, VoucherCodeNotValid, TooManyCodes.
    """
    if who.seat is None:
        raise Forbidden()
    kept = checked(codes)
    async with transaction():
        row = await locked(budget)
        if row["brand"] != vault.tag(ROOM, who.seat.brand):
            raise BudgetNotFound()
        if row["voucher_bps"] is None:
            raise CodesNotOffered()
        if row["status"] != "open":
            raise BudgetOver(ended_on=row["until"].isoformat())
        most = row["amount"] // LEAST
        added = await _insert(budget, kept)
        if await count(budget) > most:
            raise TooManyCodes(field="codes", most=most)
        await audit.record(who.actor, "reward_budget.codes", "reward_budget", budget, added=added)
    return added


async def _insert(budget: uuid.UUID, codes: Sequence[str]) -> int:
    key = await vault.ensure_key(budget, BUDGETS)
    rows = [(id := new_id(), key.seal(place(id), {"code": code}), _mark(budget, code)) for code in codes]
    made = await fetch(
        "insert into money.voucher_codes (id, budget, sealed, mark) select n.id, $1, n.sealed, n.mark"
        " from unnest($2::uuid[], $3::bytea[], $4::bytea[]) n (id, sealed, mark)"
        " on conflict (budget, mark) do nothing returning id",
        *(budget, [it[0] for it in rows], [it[1] for it in rows], [it[2] for it in rows]),
    )
    return len(made)


def _mark(budget: uuid.UUID, code: str) -> bytes:
    return hmac.digest(keyring().derive("voucher-codes"), budget.bytes + code.encode(), "sha256")


async def count(budget: uuid.UUID) -> int:
    """How many codes a budget has, given out or not."""
    found: int = await fetch_value("select count(*) from money.voucher_codes where budget = $1", budget)
    return found


async def left(budget: uuid.UUID) -> int:
    """How many nobody has."""
    found: int = await fetch_value(
        "select count(*) from money.voucher_codes where budget = $1 and reward is null", budget
    )
    return found


async def take(budget: uuid.UUID, reward: uuid.UUID) -> bool:
    """Give the oldest free code to a reward, under its budget's lock; False where there is none."""
    taken = await fetch(
        "update money.voucher_codes set reward = $2 where id = (select id from money.voucher_codes"
        " where budget = $1 and reward is null order by id limit 1 for update) returning id",
        *(budget, reward),
    )
    return bool(taken)


async def of_reward(reward: uuid.UUID) -> str | None:
    """The code that a reward was exchanged for."""
    row = await fetch_row("select id, budget, sealed from money.voucher_codes where reward = $1", reward)
    if row is None:
        return None
    key = await vault.data_key(row["budget"], BUDGETS)
    code: str = key.unseal(place(row["id"]), row["sealed"])["code"]
    return code
