"""Whether this process lives, and whether it can serve."""

from litestar import get

from market.base.access import PUBLIC, needs
from market.base.database import fetch_value


@get("/healthz", sync_to_thread=False, **needs(PUBLIC, authenticate=False))
def alive() -> dict[str, str]:
    """The process answers; says nothing of the database."""
    return {"status": "alive"}


@get("/readyz", **needs(PUBLIC, authenticate=False))
async def ready() -> dict[str, str]:
    """The database answers; 503 `database-away` otherwise."""
    await fetch_value("select 1")
    return {"status": "ready"}
