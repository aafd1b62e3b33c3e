from market.base.migration import raw

ID = "2026-11-26T01:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the disputes of which somebody owes something: asked at every rental"

SQL = """
create index disputes_owed on money.disputes (payment_id)
  where status = 'lost' and written_off + repaid < from_receivable;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
