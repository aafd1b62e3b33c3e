"""One thing that happens at Stripe, and where and when it happens."""

from __future__ import annotations

from dataclasses import dataclass, replace

from market.money.sandbox.schema import Connection


@dataclass(frozen=True)
class Call:
    """An API request, a click on a page of Stripe's, a clock that struck. `now` is wall time in Unix seconds;
    `account` is the connected account that it happens on, "" on our own.
    """

    connection: Connection
    now: int
    public_url: str
    request_id: str | None = None
    key: str | None = None
    account: str = ""

    def on(self, account: str) -> Call:
        """The same on another account."""
        return replace(self, account=account)


async def begin(
    connection: Connection,
    public_url: str,
    request_id: str | None = None,
    key: str | None = None,
    account: str = "",
) -> Call:
    """Stripe does not travel with the market's clock."""
    now: int = await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())::bigint")
    return Call(connection, now, public_url, request_id, key, account)
