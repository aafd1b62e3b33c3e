"""What the dashboard shows: everything at Stripe, on whatever account, newest first."""

from __future__ import annotations

from market.money.sandbox import balance, faults
from market.money.sandbox.call import Call
from market.money.sandbox.schema import Body

NEWEST = 50


async def _newest(call: Call, kind: str, *, limit: int = NEWEST) -> list[Body]:
    """Objects of a kind, each with `on`, the account that it is on ("" for ours)."""
    rows = await call.connection.fetch(
        "SELECT body, account FROM sandbox.objects WHERE kind = $1 ORDER BY seq DESC LIMIT $2", kind, limit
    )
    return [{**row["body"], "on": row["account"]} for row in rows]


async def payments(call: Call) -> Body:
    """Open payment pages; intents, each with `charge`, its last one."""
    rows = await call.connection.fetch(
        """
        SELECT i.body AS intent, c.body AS charge
        FROM sandbox.objects i
        LEFT JOIN sandbox.objects c ON c.id = i.body->>'latest_charge' AND c.kind = 'charge'
        WHERE i.kind = 'payment_intent' ORDER BY i.seq DESC LIMIT $1
        """,
        NEWEST,
    )
    sessions = await _newest(call, "checkout.session")
    return {
        "sessions": [session for session in sessions if session["status"] == "open"],
        "intents": [{**row["intent"], "charge": row["charge"]} for row in rows],
    }


async def returns(call: Call) -> Body:
    return {
        "refunds": [refund for refund in await _newest(call, "refund") if refund["balance_transaction"]],
        "disputes": await _newest(call, "dispute"),
    }


async def payouts(call: Call) -> Body:
    """Balances of all accounts, ours first; connected accounts, transfers, payouts and top-ups."""
    accounts = await _newest(call, "account")
    balances = []
    for id in ("", *(account["id"] for account in accounts)):
        available, pending = await balance.totals(call.on(id))
        for currency in sorted({*available, *pending} or {"eur"}):
            amounts = {"available": available.get(currency, 0), "pending": pending.get(currency, 0)}
            balances.append({"on": id, "currency": currency, **amounts})
    return {
        "balances": balances,
        "accounts": accounts,
        "transfers": await _newest(call, "transfer"),
        "payouts": await _newest(call, "payout"),
        "topups": await _newest(call, "topup"),
    }


async def events(call: Call) -> Body:
    """Events, each with `deliveries`, the words for what became of its webhooks, and whether one `waits`."""
    rows = await call.connection.fetch(
        """
        SELECT e.id, e.body->>'type' AS type, e.account AS "on", d.deliveries, coalesce(d.waits, false) AS waits
        FROM sandbox.objects e LEFT JOIN LATERAL (
            SELECT string_agg(status || coalesce(' (' || answer || ')', ''), ', ' ORDER BY id) AS deliveries,
                   bool_or(status = 'due') AS waits
            FROM sandbox.deliveries WHERE event = e.id
        ) d ON true
        WHERE e.kind = 'event' ORDER BY e.seq DESC LIMIT $1
        """,
        NEWEST,
    )
    return {"events": [dict(row) for row in rows]}


async def faults_and_time(call: Call) -> Body:
    rows = await call.connection.fetch(
        'SELECT what, object, account AS "on", due_at FROM sandbox.appointments ORDER BY due_at, id LIMIT $1',
        NEWEST,
    )
    return {
        "coming": [dict(row) for row in rows],
        "keys": await call.connection.fetchval("SELECT count(*) FROM sandbox.idempotency_keys"),
        "faults": await faults.waiting(call.connection),
        "kinds": {method: kinds for method, kinds in faults.KINDS.items() if method != "*"},
    }
