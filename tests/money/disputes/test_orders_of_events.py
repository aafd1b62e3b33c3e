"""Whatever is heard first, twice or late, a dispute ends with the same books."""

import itertools
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest

from market.base.database import fetch
from market.money.disputes.booking import DisputeWaits, apply_dispute
from market.money.disputes.gateway import DisputeState
from market.money.gateway import RefundState
from market.money.invariants import check
from market.money.refunds import apply_refund, ask_refund
from market.money.sandbox import faults, webhooks
from tests.money import acts
from tests.money.disputes.banks import charge_of, decided, disputed, held, row_of
from tests.money.flows.shop import Bought, Shop, refund_of
from tests.money.reconciliation.looking import deaf, findings, hourly, look

State = DisputeState | RefundState
BALANCES = """
select e.kind, sum(e.amount)::bigint as amount from money.ledger_entries e group by e.kind
  having sum(e.amount) <> 0 order by e.kind
"""


async def hear(state: State) -> None:
    """Any snapshot at any time; one that cannot be booked yet is heard again later."""
    if isinstance(state, RefundState):
        await apply_refund(state)
        return
    try:
        await apply_dispute(state)
    except DisputeWaits:
        assert await fetch(
            "select 1 from money.refunds where not status = any($1)", ["succeeded", "failed", "canceled"]
        )


@dataclass
class Story:
    """What can be heard of one payment, in the order in which it happened at Stripe."""

    bought: Bought
    dispute: str
    states: list[State]


async def told(shop: Shop, how: str, *, pending: bool) -> Story:
    """A rental ended after ten days with its refund, perhaps pending, when a bank came; nobody told us."""
    await acts.run(shop.sandbox, "update sandbox.faults set remaining = 0")
    bought = await shop.bought()
    shop.running[bought.rental] = (bought.holder, 10)
    await deaf(shop)
    states: list[State] = []
    if pending:
        await shop.fault(await charge_of(shop, bought), faults.PENDING, faults.REFUND)
        await shop.end(bought, used=10)
        await shop.work()
        refund = (await refund_of(bought))["stripe_refund_id"]
        states.append(await shop.gateway.fetch_refund(refund))
    dispute = await disputed(shop, bought, inquiry=how.startswith("inquiry"))
    states.append(await shop.gateway.fetch_dispute(dispute))
    if how.startswith("inquiry"):
        await decided(shop, dispute, "escalate")
        states.append(await shop.gateway.fetch_dispute(dispute))
    if pending:  # a dispute fails it at once; an inquiry does not
        if how.startswith("inquiry"):
            await acts.hurry(shop.sandbox, refund)
        states.append(await shop.gateway.fetch_refund(refund))
    await decided(shop, dispute, "lose" if how.endswith("lost") else "win")
    states.append(await shop.gateway.fetch_dispute(dispute))
    return Story(bought, dispute, states)


async def books() -> list[tuple[str, int]]:
    return [tuple(row) for row in await fetch(BALANCES)]


def orders_of(states: Sequence[State], seed: int) -> list[State]:
    """A shuffled order with duplicates; what is true now is heard last, as somebody asks in the end."""
    rng = random.Random(seed)
    heard = [*states, *rng.choices(states, k=len(states))]
    rng.shuffle(heard)
    return [*heard, *states[-2:]]


HOW = ["won", "lost", "inquiry, then won", "inquiry, then lost"]


@pytest.mark.parametrize("pending", [False, True], ids=["no refund", "a pending refund"])
@pytest.mark.parametrize("how", HOW)
async def test_every_order_of_what_is_heard_ends_in_the_same_books(
    shop: Shop, how: str, pending: bool
) -> None:
    """Told anew for each order, on payments that are alike; each time the invariants hold, and at every step."""
    seen: set[tuple[tuple[str, int], ...]] = set()
    for seed in range(4 if pending else 3):
        before = dict(await books())
        story = await told(shop, how, pending=pending)
        for state in story.states if seed == 0 else orders_of(story.states, seed):
            await hear(state)
            assert await check() == [], (seed, state)
        await shop.work()
        assert (await row_of(story.dispute))["status"] == ("lost" if how.endswith("lost") else "won")
        assert await held() == 0
        after = dict(await books())
        seen.add(
            tuple(sorted((kind, after.get(kind, 0) - before.get(kind, 0)) for kind in {*after, *before}))
        )
    assert len({frozenset(it for it in one if it[1]) for one in seen}) == 1, seen


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
async def test_every_permutation_of_opened_lost_and_the_failed_refund(
    shop: Shop, order: tuple[int, ...]
) -> None:
    story = await told(shop, "lost", pending=True)
    opened, failed, lost = story.states[1:]
    for place in order:
        await hear((opened, failed, lost)[place])
        assert await check() == []
    await hear(lost)
    row = await row_of(story.dispute)
    assert (row["from_escrow"], row["from_commission"], row["from_receivable"]) == (1287, 123, 490)
    assert await check() == []


async def test_with_every_webhook_reordered_and_doubled_the_books_are_right(shop: Shop) -> None:
    await shop.fault("*", faults.DUPLICATE, "WEBHOOK", count=6)
    await shop.fault("*", faults.REORDER, "WEBHOOK", count=6)
    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    await decided(shop, dispute, "lose")
    await shop.settle()
    async with (await shop.sandbox.pool()).acquire() as connection:
        for event in await shop.at_stripe("event"):
            await webhooks.redeliver(connection, event["id"])
        await webhooks.hurry(connection)
    await shop.settle()
    row = await row_of(dispute)
    assert (row["status"], row["from_escrow"]) == ("lost", 1287)
    assert await check() == []


Happen = Callable[[Shop, str], Awaitable[None]]


@pytest.mark.parametrize("how", ["nothing", "win", "lose"])
async def test_with_every_webhook_lost_reconciliation_books_it_and_explains_each_movement(
    shop: Shop, how: str
) -> None:
    bought = await shop.bought()
    await deaf(shop)
    dispute = await disputed(shop, bought)
    if how != "nothing":
        await decided(shop, dispute, how)
    run = await hourly()
    assert (run.numbers.unexplained, [it["kind"] for it in await findings()]) == (0, [])
    row = await row_of(dispute)
    assert row["status"] == {"nothing": "needs_response", "win": "won", "lose": "lost"}[how]
    assert await check() == []
    assert (await look()).numbers.open == 0


async def test_without_asking_each_movement_of_a_dispute_is_a_finding(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    from market.money.reconciliation import asking

    monkeypatch.setattr(asking, "ASK", {})
    bought = await shop.bought()
    await deaf(shop)
    await disputed(shop, bought)
    await hourly()
    assert [it["kind"] for it in await findings()] == ["foreign"]


async def test_the_janitor_hears_of_the_end_when_the_webhook_was_lost(shop: Shop) -> None:
    from datetime import timedelta

    from market.base import clock
    from market.money.janitor import sweep_money

    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    await shop.settle()
    await deaf(shop)
    await decided(shop, dispute, "win")
    await shop.settle()
    await sweep_money()
    assert (await row_of(dispute))["status"] == "needs_response"
    await clock.travel(timedelta(hours=7))
    await sweep_money()
    assert (await row_of(dispute))["status"] == "won"


async def test_with_its_refund_undecided_a_decided_dispute_waits(shop: Shop) -> None:
    story = await told(shop, "lost", pending=True)
    with pytest.raises(DisputeWaits):
        await apply_dispute(story.states[-1])  # type: ignore[arg-type]
    assert (await row_of(story.dispute)) is None
    await ask_refund((await refund_of(story.bought))["id"])
    assert await apply_dispute(story.states[-1])  # type: ignore[arg-type]
