"""For processes that open thousands of connections to copies of one database."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import asyncpg


def types_are_known() -> None:
    """What a connection has asked about the types of the database is not asked by the next one to the same server,
    here or in children.

    All databases of a server are copies of one, ids of types included; each connection asked for 6 ms.
    """
    plain, known = asyncpg.Connection._introspect_types, dict[tuple[object, ...], Any]()
    if plain.__name__ == "remembered":
        return

    async def remembered(self: Any, oids: Iterable[int], timeout: float) -> tuple[Any, Any]:
        which = (self._addr, *sorted(oids))
        if which in known:  # nothing was asked: the statement that is being prepared still stands
            return known[which], SimpleNamespace(name="known")
        found, statement = await plain(self, oids, timeout)
        if found:
            known[which] = found
        return found, statement

    asyncpg.Connection._introspect_types = remembered
