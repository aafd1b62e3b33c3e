"""What reconciliation has found, and what happens at Stripe past us."""

import json
from datetime import timedelta
from typing import Any

import stripe

from market.base.database import fetch
from market.money.reconciliation.actions import Reconciled, reconcile
from market.money.reconciliation.rules import Scope
from market.money.sandbox import Sandbox, SandboxTransport, faults, shapes, store
from tests.money.flows.shop import Shop

AT_REST = timedelta(0)


async def look(patience: timedelta = AT_REST) -> Reconciled:
    """Look at everything, with nothing under way."""
    return await reconcile(Scope.ASKED, patience=patience)


async def hourly() -> Reconciled:
    return await reconcile(Scope.HOURLY)


async def found(state: str = "open") -> list[str]:
    """The kinds of the findings in a state, oldest first."""
    rows = await fetch("select kind from money.reconciliation_findings where state = $1 order by id", state)
    return [row["kind"] for row in rows]


async def findings() -> list[Any]:
    return await fetch("select * from money.reconciliation_findings order by id")


async def short() -> list[tuple[int, int]]:
    """(at Stripe, due) of the one kind of finding that there is: what may be paid any day is not there."""
    rows = await fetch(
        "select kind, facts->'cover' as cover from money.reconciliation_findings where state = 'open'"
    )
    assert {it["kind"] for it in rows} <= {"uncovered"}
    return [(json.loads(it["cover"])["stripe"], json.loads(it["cover"])["due"]) for it in rows]


async def outcomes() -> list[tuple[str, str | None]]:
    """(type, outcome) of every movement, oldest first."""
    rows = await fetch("select type, outcome from money.stripe_balance_transactions order by created, type")
    return [tuple(row) for row in rows]


async def ledger() -> list[Any]:
    """Everything in the books."""
    return await fetch("select * from money.ledger_entries order by id")


async def deaf(shop: Shop, *types: str) -> None:
    """No webhook of these types reaches us, however many there are."""
    for type in types or ("*",):
        await shop.fault(type, faults.DROP, "WEBHOOK", count=1000)


async def moves(
    sandbox: Sandbox, type: str, amount: int, source: dict[str, Any] | None = None, **more: Any
) -> str:
    """Stripe moves our balance by itself; the movement's id."""
    async with sandbox.acting() as call:
        base = source or {"id": shapes.new_id("x"), "currency": "eur", "description": None}
        movement = shapes.balance_transaction(base, type, created=call.now, amount=amount, **more)
        if source is None:
            movement["source"] = None
        await store.insert(call, movement)
        return str(movement["id"])


def client(shop: Shop) -> stripe.StripeClient:
    """Somebody else with our key."""
    return stripe.StripeClient(
        "sk_test_moi",
        http_client=SandboxTransport(shop.sandbox),
        max_network_retries=0,
        stripe_version=shapes.API_VERSION,
    )
