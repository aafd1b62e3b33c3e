"""For tests in which one must wait for another: it holds until the database says that somebody does."""

import asyncio

import asyncpg

_WAITING = """
select count(*) from pg_locks l join pg_stat_activity a using (pid)
  where not l.granted and a.datname = current_database()
"""


async def until_waiting(asks: asyncpg.Connection, many: int = 1) -> None:
    """Returns once at least `many` of this database wait for a lock, also where `asks` is in a transaction."""
    while await asks.fetchval(_WAITING) < many:
        # Inside a transaction the view of who is connected is a snapshot, without whoever came later.
        await asks.execute("select pg_stat_clear_snapshot()")
        await asyncio.sleep(0.01)
