"""The balance of an account: the sum of what moved it."""

from __future__ import annotations

from typing import Any

from market.money.sandbox import events, shapes, store
from market.money.sandbox.call import Call
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.schema import Body


async def move(call: Call, source: Body, type: str, amount: int, **more: Any) -> Body:
    """Make and keep a balance transaction of `source`; `more` is as for `shapes.balance_transaction`."""
    movement = shapes.balance_transaction(source, type, created=call.now, amount=amount, **more)
    await store.insert(call, movement)
    return movement


async def totals(call: Call) -> tuple[dict[str, int], dict[str, int]]:
    """What is available and what is pending, in minor units by currency."""
    rows = await call.connection.fetch(
        """
        SELECT body->>'currency' AS currency,
               coalesce(sum((body->>'net')::bigint) FILTER (WHERE (body->>'available_on')::bigint <= $2), 0)::bigint
                   AS available,
               coalesce(sum((body->>'net')::bigint) FILTER (WHERE (body->>'available_on')::bigint > $2), 0)::bigint
                   AS pending
        FROM sandbox.objects WHERE account = $1 AND kind = 'balance_transaction' GROUP BY 1
        """,
        call.account,
        call.now,
    )
    return {row["currency"]: row["available"] for row in rows}, {
        row["currency"]: row["pending"] for row in rows
    }


async def retrieve(call: Call, parameters: Body) -> Body:
    return shapes.balance(*await totals(call))


async def need(call: Call, amount: int, currency: str, message: str) -> None:
    """Nobody else spends from this balance until the transaction ends, and `amount` is available in it.
    Raises StripeRefusal (`balance_insufficient`).
    """
    await call.connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 43))", f"{call.account}/{currency}"
    )
    available, _ = await totals(call)
    if available.get(currency, 0) < amount:
        raise StripeRefusal(message, code="balance_insufficient")


async def make_available(call: Call) -> None:
    """What is pending need not wait any longer."""
    changed = await call.connection.fetch(
        """
        UPDATE sandbox.objects
        SET body = body || jsonb_build_object('available_on', $2::bigint, 'status', 'available')
        WHERE account = $1 AND kind = 'balance_transaction' AND (body->>'available_on')::bigint > $2
        RETURNING id
        """,
        call.account,
        call.now,
    )
    if changed:
        await events.record(call, "balance.available", shapes.balance(*await totals(call)))
