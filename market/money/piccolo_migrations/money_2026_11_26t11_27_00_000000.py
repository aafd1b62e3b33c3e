from market.base.migration import raw

ID = "2026-11-26T11:27:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what was exported before counts as handed out"

SQL = """
update money.payout_batches set handed_at = submitted_at where message_id is not null;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
