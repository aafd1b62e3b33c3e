"""G3: two processes, ten contenders in each, at one payout, refund or month: each cent goes out once.

A race is prepared once; each round runs on a copy. Beside each race stand the walls that its control takes away.
"""

import asyncio
import mmap
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from drills import calm, children, closings
from drills.case import Broken, Drill, whole
from drills.flows import Facts, Stage
from drills.flows.payouts import PAYABLE
from drills.flows.rentals import RUNNING
from drills.ground import Ground
from drills.lives import staged
from drills.town import Town, tag_of, town, wait
from drills.walls import (
    NO_FLOOR,
    NO_REFERENCE,
    NO_SECOND_PAYOUT,
    blind_run,
    blind_sending,
    blind_signing,
    careless_refund,
    plenty,
)
from market.base import audit
from market.base.database import fetch, fetch_value, transaction
from market.money.payouts.actions.approve import Approval, approve_batch
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.request import request_month, request_now
from market.money.payouts.actions.steer import cancel_payout
from market.money.refunds import submit_refund
from market.rentals.actions.end import withdraw

PROCESSES, EACH = 2, 10
ROUNDS, SAMPLE = 500, 1
CONTROLS, CAUGHT = 20, 0.95
"""Rounds without walls, and in what part of them the race must be lost; one is enough for a sample."""

Act = Callable[[Town, Facts, int], Awaitable[object]]


@dataclass(frozen=True)
class Race:
    """`act` is what contender n does; `lost` says what is wrong, from what each contender got (or its error).

    The control: `walls` for each contender's process, `sql` for the database; and `more` of them, each by itself.
    """

    name: str
    before: Stage
    act: Act
    lost: Callable[[Facts, list[Any]], Awaitable[list[str]]]
    walls: Broken
    sql: Sequence[str] = ()
    more: Sequence[Broken] = ()


class Raced(Drill):
    """One race; its cases are rounds."""

    lanes = 1

    def __init__(self, race: Race) -> None:
        self.race, self.name = race, f"G3 {race.name}"

    def prepare(self, ground: Ground, seed: int) -> None:
        self.ground = ground
        self.before, self.facts = staged(ground, self.race.before)

    def cases(self) -> Sequence[str]:
        return [f"round {n}" for n in range(SAMPLE if self.fast else ROUNDS)]

    def attack(self, case: str) -> list[str] | None:
        with self.ground.copy_of(self.before) as name:
            return self._round(name, whole)

    def control(self) -> list[str]:
        """Each of the walls is missed, by itself."""
        found = [self._without(walls) for walls in (self.race.walls, *self.race.more)]
        return found[0] if all(found) else []

    def _without(self, walls: Broken) -> list[str]:
        rounds, lost = 1 if self.fast else CONTROLS, []
        for _ in range(rounds):
            with self.ground.copy_of(self.before) as name:
                if self.race.sql:
                    self.ground.as_owner(name, *self.race.sql)
                lost.append(self._round(name, walls))
        often = sum(bool(it) for it in lost) >= CAUGHT * rounds
        if not often:
            print(f"{self.name}: not missed: {walls.__name__}", flush=True)
        return next(filter(None, lost)) if often else []

    def _round(self, name: str, broken: Broken) -> list[str]:
        ready = mmap.mmap(-1, PROCESSES)  # shared with the children: a flag each

        def contenders(process: int) -> Callable[[], Awaitable[list[Any]]]:
            async def compete() -> list[Any]:
                broken()
                async with town(self.ground, name, most=EACH + 2) as place:
                    await asyncio.gather(*(fetch_value("select pg_sleep(0.02)") for _ in range(EACH)))
                    ready[process] = 1
                    while not all(ready[:]):
                        await asyncio.sleep(0.001)
                    numbers = range(process * EACH, process * EACH + EACH)
                    tries = (self.race.act(place, self.facts, number) for number in numbers)
                    return [_told(it) for it in await asyncio.gather(*tries, return_exceptions=True)]

            return compete

        async def judge() -> list[str]:
            async with town(self.ground, name) as place:
                faults = await self.race.lost(self.facts, results)
                await calm.recover(place, rounds=1)
                return faults + await calm.examine()

        results: list[Any] = []
        try:
            for part in children.at_once([contenders(it) for it in range(PROCESSES)]):
                results += part if isinstance(part, list) else []
            return children.run(judge)
        except children.ChildFailed as failed:
            return [str(failed)]
        finally:
            ready.close()


def _told(result: object) -> object:
    """What reaches the judge: a result, or an error's name."""
    return type(result).__name__ if isinstance(result, BaseException) else result


async def _one_ready(town: Town, facts: Facts) -> Facts:
    payable = await fetch_value(
        "select posted from money.ledger_balances where kind = 'holder:payable' and subject = $1",
        tag_of(facts["holder"]),
    )
    return facts | {"tag": tag_of(facts["holder"]), "payable": payable}


READY = Stage("one holder's payable money is known", _one_ready, PAYABLE)


async def _ask(town: Town, facts: Facts, number: int) -> object:
    async with transaction():
        return str(await request_now(audit.SYSTEM, facts["tag"], 100))


async def _asked_too_much(facts: Facts, results: list[Any]) -> list[str]:
    reserved = await fetch_value(
        "select coalesce(sum(amount), 0)::bigint from money.payouts where holder = $1", facts["tag"]
    )
    most = facts["payable"] // 100 * 100
    return [f"{reserved} of {facts['payable']} is asked for"] if reserved != most else []


async def _run_month(town: Town, facts: Facts, number: int) -> object:
    return (await request_month(facts["period"], audit.SYSTEM)).payouts


async def _paid_twice(facts: Facts, results: list[Any]) -> list[str]:
    rows = await fetch("select holder, count(*) as n from money.payouts group by holder having count(*) > 1")
    bad = [it for it in results if not isinstance(it, int)]
    one = await fetch_value("select count(*) from money.payouts")
    faults = [f"a run ended with {bad}"] if bad else []
    return faults + [f"paid {row['n']} times" for row in rows] + ([] if one else ["paid never"])


async def _requested(town: Town, facts: Facts) -> Facts:
    await request_month(facts["period"], audit.SYSTEM)
    row = (await fetch("select id, batch_id, amount from money.payouts"))[0]
    operators = [await town.operator() for _ in range(PROCESSES * EACH)]
    return facts | {"batch": row["batch_id"], "payout": row["id"], "amount": row["amount"], "all": operators}


REQUESTED = Stage("a batch waits for its operators, of whom there are twenty", _requested, READY)


async def _released(town: Town, facts: Facts) -> Facts:
    await approve_batch(facts["operators"][0], facts["batch"], facts["amount"])
    return facts


RELEASED = Stage("the batch is let out", _released, REQUESTED)


async def _send_or_cancel(town: Town, facts: Facts, number: int) -> object:
    who = facts["all"][number]
    if number % 2:
        return (await export_batch(who, facts["batch"])).transfers
    return await cancel_payout(who, facts["payout"], "stop")


async def _both(facts: Facts, results: list[Any]) -> list[str]:
    status = await fetch_value("select status from money.payouts")
    sent = await fetch_value("select count(*) from money.payout_attempts")
    return (
        [] if (status, sent) in (("submitted", 1), ("canceled", 0)) else [f"{status}, and sent {sent} times"]
    )


async def _above_the_limit(town: Town, facts: Facts) -> Facts:
    await fetch(
        "update money.payout_batches set frozen_at = base.now(), needed = 2 where id = $1", facts["batch"]
    )
    return facts


TAKES_TWO = Stage("the batch takes two operators", _above_the_limit, REQUESTED)


async def _sign(town: Town, facts: Facts, number: int) -> object:
    given: Approval = await approve_batch(facts["all"][number], facts["batch"], facts["amount"])
    return given.given


async def _not_two(facts: Facts, results: list[Any]) -> list[str]:
    given = sorted(it for it in results if isinstance(it, int))
    status = await fetch_value("select status from money.payout_batches")
    return [] if (given, status) == ([1, 2], "approved") else [f"approvals {given}, the batch is {status}"]


async def _switched_off(town: Town, facts: Facts) -> Facts:
    await wait(timedelta(days=12))
    await withdraw(facts["holder"], facts["agreement"])
    return facts | {"refund": await fetch_value("select id from money.refunds")}


SWITCHED_OFF = Stage("a refund of less than half, which nobody has sent", _switched_off, RUNNING)


async def _send_refund(town: Town, facts: Facts, number: int) -> object:
    return await submit_refund(facts["refund"])


async def _refunded_twice(facts: Facts, results: list[Any]) -> list[str]:
    made = await fetch_value("select count(*) from sandbox.objects where kind = 'refund'")
    return [] if made == 1 else [f"{made} refunds at Stripe"]


RACES: tuple[Race, ...] = (
    Race("payouts of one balance", READY, _ask, _asked_too_much, plenty, (NO_FLOOR,)),
    Race("runs of one month", READY, _run_month, _paid_twice, blind_run, (NO_FLOOR, NO_SECOND_PAYOUT)),
    Race("sent or canceled", RELEASED, _send_or_cancel, _both, blind_sending),
    Race("two operators", TAKES_TWO, _sign, _not_two, blind_signing, (NO_REFERENCE,)),
    Race("one refund sent", SWITCHED_OFF, _send_refund, _refunded_twice, careless_refund),
    Race(
        *("closing of a month", closings.CLOSING, closings.close, closings.not_once, closings.blind_closing),
        more=(closings.blind_settling, closings.blind_release),
    ),
)

DRILLS = [Raced(race) for race in RACES]
