from market.base.migration import raw

ID = "2026-11-26T08:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "reversals by their attempt"

SQL = """
create index transfer_reversals_attempt on money.transfer_reversals (attempt_id);
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
