"""What Stripe remembers: every object is one row, its body the object as Stripe would serve it.

An object belongs to an account, and is there for a call on that account only. Kinds that begin with `sandbox.`
are our own notes, which nobody is served.
"""

from __future__ import annotations

from market.money.sandbox.call import Call
from market.money.sandbox.refusals import missing
from market.money.sandbox.schema import Body

PAGE = 10


async def insert(call: Call, body: Body) -> None:
    await call.connection.execute(
        "INSERT INTO sandbox.objects (id, kind, account, body) VALUES ($1, $2, $3, $4)",
        body["id"],
        body["object"],
        call.account,
        body,
    )


async def save(call: Call, body: Body) -> None:
    """Write back an object that this transaction has locked."""
    await call.connection.execute("UPDATE sandbox.objects SET body = $2 WHERE id = $1", body["id"], body)


async def put(call: Call, body: Body) -> None:
    """Write a note, whether or not it is there already."""
    await call.connection.execute(
        "INSERT INTO sandbox.objects (id, kind, account, body) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (id) DO UPDATE SET body = $4",
        body["id"],
        body["object"],
        call.account,
        body,
    )


async def find(call: Call, kind: str, id: str, param: str = "id") -> Body:
    """Raises StripeRefusal (`resource_missing`), also when the id belongs to an object of another kind."""
    body = await look(call, kind, id)
    if body is None:
        raise missing(kind, id, param)
    return body


async def look(call: Call, kind: str, id: str) -> Body | None:
    """As `find`, but None when it is missing."""
    row = await call.connection.fetchrow(
        "SELECT body FROM sandbox.objects WHERE id = $1 AND kind = $2 AND account = $3",
        id,
        kind,
        call.account,
    )
    return dict(row["body"]) if row else None


async def lock(call: Call, kind: str, id: str, param: str = "id") -> Body:
    """As `find`, and nobody else changes it before this transaction ends. Lock order: customer, session,
    intent, payment method, charge, dispute, refund; account, transfer, payout; last the balance.
    """
    row = await call.connection.fetchrow(
        "SELECT body FROM sandbox.objects WHERE id = $1 AND kind = $2 AND account = $3 FOR UPDATE",
        id,
        kind,
        call.account,
    )
    if row is None:
        raise missing(kind, id, param)
    return dict(row["body"])


async def place_of(call: Call, kind: str, id: str | None, param: str) -> int | None:
    if id is None:
        return None
    seq: int | None = await call.connection.fetchval(
        "SELECT seq FROM sandbox.objects WHERE id = $1 AND kind = $2 AND account = $3", id, kind, call.account
    )
    if seq is None:
        raise missing(kind, id, param)
    return seq


async def page(call: Call, kind: str, equal: Body, parameters: Body) -> tuple[list[Body], bool]:
    """The newest first, and whether there are more. `parameters` may hold limit, starting_after,
    ending_before, created (a mapping of gt, gte, lt, lte), types, payment_intent and payout; `equal` is what
    the body must contain.
    """
    limit = parameters.get("limit", PAGE)
    after = await place_of(call, kind, parameters.get("starting_after"), "starting_after")
    before = await place_of(call, kind, parameters.get("ending_before"), "ending_before")
    created = parameters.get("created", {})
    rows = await call.connection.fetch(
        """
        SELECT body FROM sandbox.objects
        WHERE kind = $1 AND body @> $2 AND account = $13
          AND ($3::bigint IS NULL OR seq < $3) AND ($4::bigint IS NULL OR seq > $4)
          AND ($5::bigint IS NULL OR (body->>'created')::bigint > $5)
          AND ($6::bigint IS NULL OR (body->>'created')::bigint >= $6)
          AND ($7::bigint IS NULL OR (body->>'created')::bigint < $7)
          AND ($8::bigint IS NULL OR (body->>'created')::bigint <= $8)
          AND ($9::text IS NULL OR body->>'payment_intent' = $9)
          AND ($10::text[] IS NULL OR body->>'type' = ANY ($10))
          AND ($12::text IS NULL OR payout = $12)
        ORDER BY CASE WHEN $4::bigint IS NULL THEN -seq ELSE seq END LIMIT $11
        """,
        kind,
        equal,
        after,
        before,
        *(created.get(bound) for bound in ("gt", "gte", "lt", "lte")),
        parameters.get("payment_intent"),
        parameters.get("types"),
        limit + 1,
        parameters.get("payout"),
        call.account,
    )
    found = [dict(row["body"]) for row in rows[:limit]]
    return (found if before is None else found[::-1]), len(rows) > limit


async def search(
    call: Call, kind: str, wanted: Body, limit: int, below: int | None
) -> tuple[list[Body], int | None]:
    """Objects whose body contains `wanted`, newest first, and where the next page begins.

    Stripe's search lags behind by up to a minute; this one does not.
    """
    rows = await call.connection.fetch(
        """
        SELECT seq, body FROM sandbox.objects
        WHERE kind = $1 AND body->'metadata' @> $2 AND body @> $3 AND ($4::bigint IS NULL OR seq < $4)
          AND account = $6
        ORDER BY seq DESC LIMIT $5
        """,
        kind,
        wanted.get("metadata", {}),
        wanted,
        below,
        limit + 1,
        call.account,
    )
    found = rows[:limit]
    return [dict(row["body"]) for row in found], found[-1]["seq"] if len(rows) > limit else None
