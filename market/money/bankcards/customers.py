"""A brand's customer at Stripe, made at its first card, in three steps. It has our metadata and nothing else.

An attempt whose key is too old is made anew without looking for what it did: a customer without a card costs
nothing and holds nothing, and ours is the one whose id we keep.
"""

import uuid

from market.base import audit
from market.base.database import Record, fetch, fetch_value, transaction
from market.money.booking import About
from market.money.desk import desk
from market.money.gateway import GatewayBroken, GatewayBusy, GatewayUnknown
from market.money.rules import KEY_LIFE, LEASE


async def customer_of(brand: bytes) -> str:
    """The customer's id at Stripe; `brand` is a tag of this room. Outside any transaction.

    Raises GatewayBusy while another request is making it, and what the gateway raises.
    """
    row = await _take(brand)
    known: str | None = row["stripe_customer_id"]
    if known is not None:
        return known
    try:
        made = await desk().gateway.make_customer(
            row["idempotency_key"], About("customer", row["id"], row["attempt"]).metadata()
        )
    except (GatewayUnknown, GatewayBusy) as silence:
        # A key under which Stripe's own failure is saved is as good as an old one.
        await fetch(
            "update money.stripe_customers set leased_until = null, attempt = attempt + $2,"
            " idempotency_key = 'customer:' || id || ':' || (attempt + $2),"
            " requested_at = case when $2 = 0 then requested_at end where id = $1 and stripe_customer_id is null",
            *(row["id"], int(isinstance(silence, GatewayBroken))),
        )
        raise
    return await _made(row["id"], made)


async def known_customer(brand: bytes) -> str | None:
    """The customer's id at Stripe, if there is one; asks nobody."""
    found: str | None = await fetch_value(
        "select stripe_customer_id from money.stripe_customers where brand = $1", brand
    )
    return found


async def _take(brand: bytes) -> Record:
    async with transaction():
        await fetch(
            "insert into money.stripe_customers (id, brand, idempotency_key, created_at)"
            " select c.id, $1, 'customer:' || c.id || ':1', base.now() from (select $2::uuid as id) c"
            " on conflict (brand) do nothing",
            *(brand, uuid.uuid4()),
        )
        (row,) = await fetch(
            "select *, coalesce(leased_until > base.now(), false) as leased,"
            " coalesce(base.now() - requested_at > $2, false) as stale"
            " from money.stripe_customers where brand = $1 for update",
            *(brand, KEY_LIFE),
        )
        if row["stripe_customer_id"] is not None:
            return row
        if row["leased"]:
            raise GatewayBusy("another request is making it")
        number = row["attempt"] + row["stale"]
        (again,) = await fetch(
            "update money.stripe_customers set attempt = $2, idempotency_key = $3,"
            " leased_until = base.now() + $4,"
            " requested_at = case when $5 or requested_at is null then base.now() else requested_at end"
            " where id = $1 returning *",
            *(row["id"], number, f"customer:{row['id']}:{number}", LEASE, row["stale"]),
        )
        return again


async def _made(id: uuid.UUID, stripe_id: str) -> str:
    async with transaction():
        kept = await fetch(
            "update money.stripe_customers set stripe_customer_id = $2, leased_until = null"
            " where id = $1 and stripe_customer_id is null returning id",
            *(id, stripe_id),
        )
        if kept:
            await audit.record(audit.STRIPE, "stripe_customer.made", "stripe_customer", id)
    found: str = await fetch_value("select stripe_customer_id from money.stripe_customers where id = $1", id)
    return found
