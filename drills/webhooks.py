"""G5: the webhooks of a life cycle in every order, and any of them twice: one final state, one ledger.

Stripe has sent six events by the end of a life and we have heard of none: a brand has paid, and part of it was
given back in Stripe's dashboard. A batch takes one life cycle for each case on one database, and their webhooks
arrive mixed with each other's.
"""

import itertools
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import stripe

from drills import calm, children
from drills.case import Broken, Drill, whole
from drills.ground import Ground
from drills.town import Town, town
from market.base.database import fetch, fetch_value
from market.money import booking, inbox, refunds
from market.money.desk import sandbox_secret
from market.money.sandbox import SandboxTransport, shapes
from market.money.sandbox.webhooks import signature

TYPES = (
    "checkout.session.completed",
    "payment_intent.succeeded",
    "charge.succeeded",
    "charge.updated",
    "refund.created",
    "charge.refunded",
)
ORDERS = list(itertools.permutations(range(len(TYPES))))
SUBSETS = range(2 ** len(TYPES))
BATCH = 16
"""Life cycles on one database."""
SAMPLE = 1


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
    twice = "".join(str(it) for it in range(len(TYPES)) if subset >> it & 1)
    return "".join(str(it) for it in order) + ("+" + twice if twice else "")


class Webhooks(Drill):
    """All 720 orders by all 64 subsets; a case of the runner's is a batch of them."""

    name = "G5 webhooks"

    def prepare(self, ground: Ground, seed: int) -> None:
        self.ground, self.seed = ground, seed
        self.before = ground.copied("market")

        async def prepare() -> list[dict[str, Any]]:
            async with town(ground, self.before) as place:
                return [await _life(place, number) for number in range(BATCH)]

        self.lives = children.run(prepare)

    def cases(self) -> Sequence[str]:
        every = [named(order, subset) for order in ORDERS for subset in SUBSETS]
        Random(f"{self.seed} {self.name}").shuffle(every)
        batches = [" ".join(every[at : at + BATCH]) for at in range(0, len(every), BATCH)]
        return batches[:SAMPLE] if self.fast else batches

    def weight(self, case: str) -> int:
        return len(case.split())

    def attack(self, case: str) -> list[str] | None:
        return self._arrive(case.split(), whole)

    def control(self) -> list[str]:
        """A product that neither knows an event again, nor the state of a row, nor the key of a posting."""
        cases = [named(range(6), 63), named(range(5, -1, -1), 63)]
        return self._arrive(cases, _forgetful)

    def _arrive(self, cases: Sequence[str], broken: Broken) -> list[str]:
        async def live() -> list[str]:
            broken()
            async with town(self.ground, name, most=10) as place:
                await self._deliver([Case.named(it) for it in cases])
                rest = self.lives[len(cases) :]
                await self._deliver([Case(tuple(range(6)), frozenset())] * len(rest), len(cases))
                await fetch("delete from jobs.pgqueuer")  # each event was handled when it came
                await calm.recover(place, rounds=1)
                return await calm.examine(known=("outside-refund",)) + await self._wrong()

        with self.ground.copy_of(self.before) as name:
            try:
                return children.run(live)
            except children.ChildFailed as failed:
                return [str(failed)]

    async def _deliver(self, cases: Sequence[Case], first: int = 0) -> None:
        """The events of all lives, mixed: each life's own in its case's order."""
        waiting = [(self.lives[first + at], iter(case.arrivals())) for at, case in enumerate(cases)]
        dice = Random(f"{self.seed} {cases}")
        while waiting:
            life, arrivals = dice.choice(waiting)
            event = next(arrivals, None)
            if event is None:
                waiting.remove((life, arrivals))
                continue
            await _arrives(life["events"][TYPES[event]])

    async def _wrong(self) -> list[str]:
        """Every life has come to the same."""
        found = []
        for life in self.lives:
            row = await fetch(
                "select p.status, p.captured, p.refunded, l.starts_at is not null as begun,"
                " (select count(*) from money.ledger_transactions t where t.source_id = p.id) as booked,"
                " (select array_agg(r.status || ' ' || r.amount) from money.refunds r where r.payment_id = p.id)"
                " as refunds, (select count(*) from money.ledger_transactions t join money.refunds r"
                " on t.source_id = r.id where r.payment_id = p.id) as given"
                " from money.payments p join money.order_lines l on l.order_id = p.order_id where p.id = $1",
                life["payment"],
            )
            end = tuple(row[0])
            if end != ("succeeded", 1900, 500, True, 2, ["succeeded 500"], 1):
                found.append(f"a life came to {end}")
        waiting = await fetch_value(
            "select count(*) from money.inbox_events where status in ('received', 'dead')"
        )
        told = await fetch_value(
            "select count(*) from money.reconciliation_findings where kind = 'outside-refund'"
        )
        found += [f"{waiting} events are not dealt with"] if waiting else []
        return found + ([f"{told} refunds past us are told"] if told != len(self.lives) else [])


async def _life(town: Town, number: int) -> dict[str, Any]:
    """Paid and partly given back at Stripe, which has told nobody yet."""
    brand = await town.brand()
    requested = await town.request(brand, await town.persona(await town.holder()), f"life {number}")
    await town.pay(requested)
    async with (await town.sandbox.pool()).acquire() as connection:
        intent = await connection.fetchval(
            "select id from sandbox.objects where kind = 'payment_intent' order by seq desc limit 1"
        )
        await _client(town).v1.refunds.create_async({"payment_intent": intent, "amount": 500})
        rows = await connection.fetch(
            "select body from sandbox.objects where kind = 'event' and id in"
            " (select event from sandbox.deliveries where status = 'due')"
        )
        await connection.execute("update sandbox.deliveries set status = 'delivered' where status = 'due'")
    events = {row["body"]["type"]: row["body"] for row in rows}
    missing = [it for it in TYPES if it not in events]
    assert not missing, (missing, list(events))
    return {"payment": requested.payment, "events": events}


def _client(town: Town) -> stripe.StripeClient:
    """Somebody at Stripe's dashboard."""
    return stripe.StripeClient(
        "sk_test_sandbox",
        http_client=SandboxTransport(town.sandbox),
        max_network_retries=0,
        stripe_version=shapes.API_VERSION,
    )


async def _arrives(event: dict[str, Any]) -> None:
    """One webhook, as Stripe signs and sends it; the worker deals with it when it is there."""
    body = json.dumps(event).encode()
    await inbox.receive(body, signature(body, sandbox_secret(), int(time.time())))
    for row in await fetch("select id from money.inbox_events where status = 'received'"):
        await inbox.handle(row["id"])


def _forgetful() -> None:
    """Three walls taken away: a row may move again, a posting may be made again, an event is new each time."""
    move, post, receive = booking.move, booking.post, inbox.keep

    async def moves_again(machine: Any, row: Any, event: str, actor: Any, **columns: Any) -> bool:
        await move(machine, row, event, actor, **columns)
        return True

    numbers = itertools.count()

    async def posts_again(kind: Any, source: Any, key: str, entries: Any, **more: Any) -> Any:
        return await post(kind, source, f"{key}:{next(numbers)}", entries, **more)

    async def keeps_again(event: Any, raw: Any) -> Any:
        from dataclasses import replace

        return await receive(replace(event, id=f"{event.id}{next(numbers)}"), raw)

    for room in (booking, refunds):
        room.move, room.post = moves_again, posts_again  # type: ignore[attr-defined]
    inbox.keep = keeps_again


DRILLS = [Webhooks()]
