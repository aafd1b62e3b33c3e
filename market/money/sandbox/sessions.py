"""What becomes of a Checkout Session when its payment goes on after the payer has left."""

from __future__ import annotations

from typing import Literal

from market.money.sandbox import events, store
from market.money.sandbox.call import Call
from market.money.sandbox.schema import Body


async def of_intent(
    call: Call, intent_id: str, kind: Literal["payment_intent", "setup_intent"] = "payment_intent"
) -> Body | None:
    """The session that owns an intent, locked; the caller locks the intent after it."""
    id = await call.connection.fetchval(
        f"SELECT id FROM sandbox.objects WHERE kind = 'checkout.session' AND body->>'{kind}' = $1 "
        "AND account = $2",
        intent_id,
        call.account,
    )
    return await store.lock(call, "checkout.session", id) if id else None


async def paid(call: Call, session: Body | None, *, later: bool = True) -> None:
    """The locked session's payment has succeeded; `later` when the payer was told to wait for it."""
    if session is None or session["payment_status"] == "paid":
        return
    session["payment_status"] = "paid"
    await store.save(call, session)
    if later:
        await events.record(call, "checkout.session.async_payment_succeeded", session)


async def failed(call: Call, session: Body | None) -> None:
    """The locked session's payment has failed after the payer had left."""
    if session is not None:
        await events.record(call, "checkout.session.async_payment_failed", session)
