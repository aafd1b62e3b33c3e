from market.base.migration import raw

ID = "2026-11-26T18:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one write-off of a payment waits at most"

SQL = """
create unique index write_offs_waiting on money.write_offs (payment_id) where booked_at is null;
create index write_offs_payment on money.write_offs (payment_id) where booked_at is not null;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
