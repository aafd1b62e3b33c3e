"""G5: the webhooks of a life cycle in every order, and any of them twice: one final state, one ledger.

By the end of a life Stripe has sent its events and we have heard of none (`drills.lifecycles`). A batch takes one
life for each case on one database, and their webhooks arrive mixed with each other's.
"""

import itertools
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from drills import calm, children
from drills.case import Drill, found_out
from drills.ground import Ground
from drills.lifecycles import LIVES, Life
from drills.repeats import Again
from drills.town import Town, town
from market.base.database import fetch, fetch_value
from market.money import inbox
from market.money.desk import sandbox_secret
from market.money.sandbox.webhooks import signature

BATCH, FEW = 16, 4
"""Life cycles on one database; in a sample."""


@dataclass(frozen=True)
class Case:
    """In which order the events arrive, and which of them arrive a second time."""

    order: tuple[int, ...]
    twice: frozenset[int]

    @classmethod
    def named(cls, name: str) -> "Case":
        """`210345+04`: first event 2, then 1, …, and the events 0 and 4 twice."""
        order, _, twice = name.partition("+")
        return cls(tuple(int(it) for it in order), frozenset(int(it) for it in twice))

    def arrivals(self) -> list[int]:
        """The second times come anywhere after the first; where, the case decides by itself."""
        dice, found = Random(repr(self)), list(self.order)
        for event in sorted(self.twice):
            first = found.index(event)
            found.insert(dice.randint(first + 1, len(found)), event)
        return found


def named(order: Sequence[int], subset: int) -> str:
    twice = "".join(str(it) for it in range(len(order)) if subset >> it & 1)
    return "".join(str(it) for it in order) + ("+" + twice if twice else "")


def every_case(events: int) -> list[str]:
    """All orders of so many events, by all subsets of them that come twice: 720 by 64 for six."""
    orders, subsets = itertools.permutations(range(events)), range(2**events)
    return [named(order, subset) for order, subset in itertools.product(orders, subsets)]


class Webhooks(Drill):
    """One life cycle in all its orders; a case of the runner's is a batch of them."""

    def __init__(self, life: Life) -> None:
        self.life, self.name = life, f"G5 {life.name}"

    def prepare(self, ground: Ground, seed: int) -> None:
        self.ground, self.seed = ground, seed
        self.before = ground.copied("market")

        async def prepare() -> list[dict[str, Any]]:
            async with town(ground, self.before) as place:
                begun = [await self.life.begun(place, number) for number in range(self._most)]
                await place.quiet()
                await _collected(place)
                if self.life.between is not None:
                    await self.life.between(place, begun)
                    await _collected(place)
                return [await self._lived(place, facts) for facts in begun]

        self.lives = children.run(prepare)

    @property
    def _most(self) -> int:
        return FEW if self.fast else BATCH

    async def _lived(self, place: Town, facts: dict[str, Any]) -> dict[str, Any]:
        payment = await self.life.unheard(place, facts)
        events = await _collected(place)
        missing = [it for it in self.life.types if it not in events]
        assert not missing, (missing, list(events))
        return {"payment": payment, "events": events}

    def cases(self) -> Sequence[str]:
        every = every_case(len(self.life.types))
        Random(f"{self.seed} {self.name}").shuffle(every)
        batches = [" ".join(every[at : at + self._most]) for at in range(0, len(every), self._most)]
        return batches[:1] if self.fast else batches

    def weight(self, case: str) -> int:
        return len(case.split())

    def attack(self, case: str) -> list[str] | None:
        return self._arrive(case.split(), forgets=False)

    def control(self) -> list[str]:
        """A product that neither knows an event again, nor, when one comes again, the state of a row or the key of a
        posting. It is whole where each comes once.
        """
        events = range(len(self.life.types))
        if self._arrive([named(events, 0), named(events[::-1], 0)], forgets=True):
            return []
        every = 2 ** len(events) - 1
        return found_out(self._arrive([named(events, every), named(events[::-1], every)], forgets=True))

    def _arrive(self, cases: Sequence[str], forgets: bool) -> list[str]:
        async def live() -> list[str]:
            if forgets:
                self.life.broken()
                _forget_events()
            async with town(self.ground, name, most=10) as place:
                await self._deliver([Case.named(it) for it in cases])
                rest = self.lives[len(cases) :]
                in_turn = Case(tuple(range(len(self.life.types))), frozenset())
                await self._deliver([in_turn] * len(rest), len(cases))
                await fetch(
                    "delete from jobs.pgqueuer where entrypoint = 'inbox.handle'"
                )  # handled when it came
                await calm.recover(place, rounds=1)
                return await calm.examine(known=self.life.known) + await self._wrong()

        with self.ground.copy_of(self.before) as name:
            try:
                return children.run(live)
            except children.ChildFailed as failed:
                return [str(failed)]

    async def _deliver(self, cases: Sequence[Case], first: int = 0) -> None:
        """The events of all lives, mixed: each life's own in its case's order."""
        waiting = [(self.lives[first + at], iter(case.arrivals())) for at, case in enumerate(cases)]
        come: dict[Any, set[str]] = {}
        dice = Random(f"{self.seed} {cases}")
        while waiting:
            life, arrivals = dice.choice(waiting)
            event = next(arrivals, None)
            if event is None:
                waiting.remove((life, arrivals))
                continue
            name = self.life.types[event]
            Again.now = name in come.setdefault(life["payment"], set())
            come[life["payment"]].add(name)
            await _arrives(life["events"][name])
        Again.now = False

    async def _wrong(self) -> list[str]:
        """Every life has come to the same."""
        ends = [await self.life.told(life["payment"]) for life in self.lives]
        found = [f"a life came to {end} instead of {self.life.end}" for end in ends if end != self.life.end]
        waiting = await fetch_value(
            "select count(*) from money.inbox_events where status in ('received', 'dead')"
        )
        found += [f"{waiting} events are not dealt with"] if waiting else []
        for kind in self.life.known:
            told = await fetch_value(
                "select count(*) from money.reconciliation_findings where kind = $1", kind
            )
            found += [f"{told} findings of {kind}"] if told != len(self.lives) else []
        return found


async def _collected(town: Town) -> dict[str, dict[str, Any]]:
    """The events that Stripe was about to send, by type; it sends them no more by itself."""
    async with (await town.sandbox.pool()).acquire() as connection:
        rows = await connection.fetch(
            "select body from sandbox.objects where kind = 'event' and id in"
            " (select event from sandbox.deliveries where status = 'due')"
        )
        await connection.execute("update sandbox.deliveries set status = 'delivered' where status = 'due'")
    return {row["body"]["type"]: row["body"] for row in rows}


async def _arrives(event: dict[str, Any]) -> None:
    """One webhook, as Stripe signs and sends it; the worker deals with it when it is there."""
    body = json.dumps(event).encode()
    await inbox.receive(body, signature(body, sandbox_secret(), int(time.time())))
    for row in await fetch("select id from money.inbox_events where status = 'received'"):
        await inbox.handle(row["id"])


def _forget_events() -> None:
    """An event is new each time it comes."""
    numbers, receive = itertools.count(), inbox.keep

    async def keeps_again(event: Any, raw: Any) -> Any:
        return await receive(replace(event, id=f"{event.id}{next(numbers)}"), raw)

    inbox.keep = keeps_again


DRILLS = [Webhooks(life) for life in LIVES]
