"""Every fault at every address to which one posts: at most one effect under one key."""

from typing import Any

import pytest
import stripe

from market.money.sandbox import Sandbox, faults, idempotency
from market.money.sandbox.routes import ROUTES
from tests.money.acts import fault
from tests.money.sandbox.posts import POSTS, REFUSES, Bench

NOTHING_HAPPENED = (
    *(faults.TIMEOUT_BEFORE, faults.CONFLICT, faults.RATE_LIMIT, faults.SERVER_ERROR),
    *faults.WITHOUT_A_KEY,
)
SAVED = (faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER)
STATUS = {
    faults.CONFLICT: 409,
    faults.RATE_LIMIT: 429,
    faults.KEY_REFUSED: 401,
    faults.NOT_PERMITTED: 403,
    faults.SERVER_ERROR: 500,
    faults.SERVER_ERROR_AFTER: 500,
}


async def state(sandbox: Sandbox) -> str:
    """All that Stripe knows, in short."""
    async with (await sandbox.pool()).acquire() as connection:
        return str(
            await connection.fetchval(
                "SELECT md5(string_agg(id || body::text || coalesce(payout, ''), '' ORDER BY seq)) "
                "FROM sandbox.objects"
            )
        )


async def post(bench: Bench, path: str, form: dict[str, Any], key: str) -> int | None:
    """The status of the answer; None for none."""
    options: Any = {"idempotency_key": key}
    try:
        return (await bench.client.raw_request_async("post", path, **form, **options)).code
    except stripe.APIConnectionError:
        return None
    except stripe.StripeError as refused:
        return refused.http_status


def test_every_address_is_struck() -> None:
    assert {route.path for route in ROUTES if route.method == "POST"} == {*POSTS, *REFUSES}


@pytest.mark.parametrize("path", POSTS)
async def test_whatever_strikes_the_effect_happens_once_or_never(
    sandbox: Sandbox, stripe_client: stripe.StripeClient, path: str
) -> None:
    bench = Bench(sandbox, stripe_client)
    for kind in faults.API_KINDS:
        ids, form = await POSTS[path](bench)
        address, before = path.replace("{id}", ids), await state(sandbox)
        await fault(sandbox, "POST", address, kind)
        status = await post(bench, address, form, key=kind)
        assert status == STATUS.get(kind), kind
        struck = await state(sandbox)
        assert (struck == before) is (kind in NOTHING_HAPPENED), kind
        status = await post(bench, address, form, key=kind)
        after = await state(sandbox)
        if kind in SAVED:
            assert (status, after) == (500, struck), kind  # the 500 is replayed, and nothing happens
        else:
            assert status == 200, kind
            assert (after == struck) is (kind == faults.TIMEOUT_AFTER), kind
        assert await post(bench, address, form, key=kind) == status  # and so ever after
        assert await state(sandbox) == after, kind


async def test_a_key_is_forgotten_when_somebody_says_so(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    customers = stripe_client.v1.customers
    made = [(await customers.create_async({}, {"idempotency_key": key})).id for key in ("a", "b", "a", "b")]
    assert made[:2] == made[2:]
    async with sandbox.acting() as call:
        await idempotency.forget(call.connection, "a")
    a, b = [(await customers.create_async({}, {"idempotency_key": key})).id for key in ("a", "b")]
    assert (a != made[0], b == made[1]) == (True, True)
    async with sandbox.acting() as call:
        await idempotency.forget(call.connection)
    assert (await customers.create_async({}, {"idempotency_key": "b"})).id != b


async def test_a_declined_payment_under_a_fault_stands_once(
    sandbox: Sandbox, stripe_client: stripe.StripeClient
) -> None:
    asked: Any = {
        "amount": 1900,
        "currency": "eur",
        "allowed_payment_method_types": ["card"],
        "payment_method": "pm_card_chargeDeclined",
        "confirm": True,
    }
    await fault(sandbox, "POST", "*", faults.TIMEOUT_AFTER)
    with pytest.raises(stripe.APIConnectionError):
        await stripe_client.v1.payment_intents.create_async(asked, {"idempotency_key": "k"})
    before = await state(sandbox)
    with pytest.raises(stripe.CardError) as declined:
        await stripe_client.v1.payment_intents.create_async(asked, {"idempotency_key": "k"})
    assert declined.value.headers and declined.value.headers["idempotent-replayed"] == "true"
    assert await state(sandbox) == before
