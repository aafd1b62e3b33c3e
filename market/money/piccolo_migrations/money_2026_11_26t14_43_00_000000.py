from market.base.migration import raw

ID = "2026-11-26T14:43:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the few refunds that were made past us, for what brands owe"

SQL = """
create index refunds_past_us on money.refunds (payment_id) where origin = 'external' and status = 'succeeded';
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
