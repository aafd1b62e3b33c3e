"""Where Stripe speaks to us."""

from typing import Any

from litestar import Request, post

from market.base.access import SIGNED, needs
from market.money.desk import WEBHOOK_PATH
from market.money.inbox import receive


@post(WEBHOOK_PATH, status_code=204, include_in_schema=False, **needs(SIGNED, own_pages=False))
async def stripe_webhook(request: Request[Any, Any, Any]) -> None:
    """A webhook, as raw bytes under Stripe's signature; answered as soon as it is kept."""
    await receive(await request.body(), request.headers.get("stripe-signature"))


ROUTES = (stripe_webhook,)
