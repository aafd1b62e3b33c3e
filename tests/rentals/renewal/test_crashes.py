"""The daily job killed at every statement, and Stripe's call before and after its effect; then two workers at once."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from market.base import clock, database
from market.base.database import DB, fetch, fetch_value
from market.money.asking_charges import IN_TRANSIT
from market.money.charges import submit_charge
from market.rentals.renewal import work
from market.rentals.renewal.queries import dates_of
from market.rentals.renewal.rules import Act
from market.rentals.renewal.work import attend
from tests.market import Market, market
from tests.races.conftest import CONTENDERS, at_once
from tests.rentals.renewal.renewing import Renewing, a_rental

__all__ = ["market"]


class Killed(BaseException):
    """The process is gone."""


class Deadline:
    """Kills the process before its n-th statement, or after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, *, after: bool) -> None:
        self.left, self.after, self.armed = at, after, True
        import asyncpg

        for name in ("execute", "fetch", "fetchrow", "fetchval"):
            real = getattr(asyncpg.Connection, name)
            monkeypatch.setattr(asyncpg.Connection, name, self._mortal(real))

    def _mortal(self, real: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def statement(*them: Any, **more: Any) -> Any:
            ours = self.armed and _ours(them[0])
            if ours:
                self.left -= 1
                if self.left == 0 and not self.after:
                    self._die()
            result = await real(*them, **more)
            if ours and self.left == 0:
                self._die()
            return result

        return statement

    def _die(self) -> None:
        self.armed = False
        raise Killed


def _ours(connection: object) -> bool:
    """Whether it is the market's: Stripe, which the sandbox plays in this process, does not die with us."""
    return any(holder._con is connection for holder in DB.require_pool()._holders)


async def killed(act: Awaitable[object], deadline: Deadline) -> bool:
    """Whether it was killed; False once it lived to its end."""
    try:
        await act
    except Killed:
        return True
    finally:
        deadline.armed = False
    return False


async def due(market: Market, what: str) -> Renewing:
    it = await a_rental(market)
    if what == "notice":
        await it.wanted()
        await clock.travel_to(dates_of(await it.row()).notice + timedelta(seconds=1))
    else:
        await it.noticed()
        await clock.travel_to(dates_of(await it.row()).charges[0] + timedelta(seconds=1))
    return it


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("what", ["notice", "charge"])
async def test_killed_at_every_statement_it_is_done_once(market: Market, what: str, after: bool) -> None:
    """One rental; the job is killed at each statement in turn, and taken up again from what is committed."""
    it, points = await due(market, what), 0
    while True:
        points += 1
        with pytest.MonkeyPatch.context() as patch:
            deadline = Deadline(patch, points, after=after)
            dead = await killed(attend(it.rental), deadline)
        done = await fetch_value(
            "select count(*) from rentals.record_events where kind = 'renewal_noticed'"
            if what == "notice"
            else "select count(*) from rentals.rentals where parent is not null"
        )
        assert done <= 1
        if done or not dead:
            break
    assert points > 10, "every statement is a point"
    await it.work()
    if what == "charge":
        assert (await it.renewal()).state == "paid" and await it.charges() == 1
    assert await fetch_value("select count(*) from rentals.renewals where state in ('noticed', 'paid')") == 1
    assert await market.findings() == []


@pytest.mark.parametrize("after", [False, True])
async def test_the_call_killed_at_every_statement_charges_once(market: Market, after: bool) -> None:
    it = await due(market, "charge")
    await attend(it.rental)
    payment: uuid.UUID = await fetch_value("select id from money.payments order by created_at desc limit 1")
    points = 0
    while True:
        points += 1
        with pytest.MonkeyPatch.context() as patch:
            deadline = Deadline(patch, points, after=after)
            dead = await killed(submit_charge(payment), deadline)
        assert await it.charges() <= 1
        if not dead:
            break
        await fetch("update money.payment_attempts set leased_until = null where leased_until is not null")
        if await fetch_value("select status from money.payments where id = $1", payment) == "succeeded":
            break
    assert points > 10
    await market.quiet()
    assert (await it.renewal()).state == "paid" and await it.charges() == 1
    following = await it.following()
    assert following and following.starts_at == (await it.row()).ends_at
    assert await market.findings() == []


@pytest.fixture
async def wide(market: Market) -> AsyncIterator[Market]:
    await DB.close()
    await DB.open(market.database.service, minimum=CONTENDERS, maximum=CONTENDERS + 4)
    yield market


async def test_of_twenty_workers_one_gives_the_notice_and_one_charges(wide: Market) -> None:
    it = await due(wide, "notice")
    acts = await at_once([lambda: attend(it.rental)] * CONTENDERS)
    assert acts.count(Act.NOTIFY) == 1 and acts.count(Act.NOTHING) == CONTENDERS - 1, acts
    await wide.quiet()
    await clock.travel_to(dates_of(await it.row()).charges[0] + timedelta(seconds=1))
    acts = await at_once([lambda: attend(it.rental)] * CONTENDERS)
    assert acts.count(Act.CHARGE) == 1 and acts.count(Act.NOTHING) == CONTENDERS - 1, acts
    payment = await fetch_value("select id from money.payments order by created_at desc limit 1")
    await at_once([lambda: submit_charge(payment)] * CONTENDERS)
    await wide.quiet()
    assert await it.charges() == 1 and (await it.renewal()).state == "paid"
    assert len(await it.kinds()) == 4
    assert await wide.findings() == []


async def test_control_without_the_lock_workers_trip_over_each_other(
    wide: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nothing is locked and every worker sees what was there before; only the constraints are left."""
    real = work.hold

    async def careless(rental: uuid.UUID) -> Any:
        held = await real(rental)
        await asyncio.sleep(0.5)
        return held

    it = await due(wide, "charge")
    monkeypatch.setattr("market.rentals.renewal.queries.locked", _unlocked)
    monkeypatch.setattr(work, "hold", careless)
    acts = await at_once([lambda: attend(it.rental)] * 6)
    assert acts.count(Act.CHARGE) == 1 and any(isinstance(act, Exception) for act in acts), acts
    assert await fetch_value("select count(*) from rentals.rentals where parent is not null") == 1


async def _unlocked(rental: uuid.UUID) -> Any:
    from market.rentals import queries

    row = await database.fetch_row(f"select {queries.COLUMNS} from rentals.rentals where id = $1", rental)
    assert row
    return await queries.row_of(row)


async def test_an_opt_out_and_a_charge_meet_and_nobody_pays_for_nothing(wide: Market) -> None:
    """Whoever is first, the money is either never taken or goes back whole."""
    from market.rentals.actions.end import withdraw

    it = await due(wide, "charge")
    await attend(it.rental)
    payment = await fetch_value("select id from money.payments order by created_at desc limit 1")
    results = await at_once([lambda: submit_charge(payment), lambda: withdraw(it.holder, it.agreement)])
    assert not any(isinstance(result, Exception) for result in results), results
    await wide.quiet()
    await wide.sweep()
    taken = await it.charges()
    back = [amount for amount, status in await wide.refunds() if status == "succeeded"]
    assert back.count(1900) == taken, (taken, back)
    assert timedelta() < IN_TRANSIT and await wide.findings() == []
