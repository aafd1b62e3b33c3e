from market.base.migration import raw

ID = "2026-11-27T01:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what was taken in part, and is not on its way back yet"

SQL = """
create index orders_set_apart on money.orders (id) where idempotency_key like 'part:%' and closed_at is null;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
