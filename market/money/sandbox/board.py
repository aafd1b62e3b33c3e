"""What a person does on the dashboard in Stripe's stead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from market.money.sandbox import checkout, faults, payments, refunds, webhooks
from market.money.sandbox.call import Call
from market.money.sandbox.refusals import invalid
from market.money.sandbox.schema import Body, Connection

Form: TypeAlias = Mapping[str, str]


class NoSuchAct(Exception):
    """The dashboard has no such button."""


async def events_with_deliveries(connection: Connection, limit: int) -> list[Body]:
    """The newest events, each with `deliveries`, the words for what became of its webhooks."""
    rows = await connection.fetch(
        """
        SELECT e.id, e.body->>'type' AS type, coalesce((
            SELECT string_agg(d.status || coalesce(' (' || d.answer || ')', ''), ', ' ORDER BY d.id)
            FROM sandbox.deliveries d WHERE d.event = e.id), 'not subscribed') AS deliveries
        FROM sandbox.objects e WHERE e.kind = 'event' ORDER BY e.seq DESC LIMIT $1
        """,
        limit,
    )
    return [dict(row) for row in rows]


def _number(form: Form, name: str, lowest: int) -> int:
    text = form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= lowest):
        raise invalid(f"{name}: a number of at least {lowest}", name)
    return int(text)


async def _expire(call: Call, form: Form) -> None:
    await checkout.expire(call, form["id"])


async def _refund(call: Call, form: Form) -> None:
    await refunds.create(call, {"charge": form["id"], "amount": _number(form, "amount", 1)})


async def _fail_refund(call: Call, form: Form) -> None:
    await refunds.fail(call, form["id"])


async def _settle(call: Call, form: Form) -> None:
    await payments.settle(call, form["id"])


async def _redeliver(call: Call, form: Form) -> None:
    await webhooks.redeliver(call.connection, form["id"])


async def _duplicate(call: Call, form: Form) -> None:
    for _ in range(2):
        await webhooks.redeliver(call.connection, form["id"])


async def _hurry(call: Call, form: Form) -> None:
    await webhooks.hurry(call.connection)


async def _fault(call: Call, form: Form) -> None:
    method, _, kind = form.get("fault", "").partition(" ")
    count, seconds = _number(form, "count", 1), _number(form, "seconds", 0)
    await faults.inject(call.connection, method, form.get("path", "*"), kind, count=count, seconds=seconds)


async def _clear_faults(call: Call, form: Form) -> None:
    await faults.clear(call.connection)


ACTS: Mapping[str, Callable[[Call, Form], Awaitable[None]]] = {
    "expire": _expire,
    "refund": _refund,
    "fail-refund": _fail_refund,
    "settle": _settle,
    "redeliver": _redeliver,
    "duplicate": _duplicate,
    "hurry": _hurry,
    "fault": _fault,
    "clear-faults": _clear_faults,
}


async def act(call: Call, verb: str, form: Form) -> None:
    """Raises StripeRefusal where Stripe would refuse, NoSuchAct for an unknown verb."""
    if verb not in ACTS:
        raise NoSuchAct(verb)
    await ACTS[verb](call, {"id": "", **form})
