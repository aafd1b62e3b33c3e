from market.base.migration import raw

ID = "2026-11-25T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a reversal of a transfer is found by its id"

SQL = """
create unique index payout_attempts_reversal on money.payout_attempts (stripe_reversal_id)
  where stripe_reversal_id is not null;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
