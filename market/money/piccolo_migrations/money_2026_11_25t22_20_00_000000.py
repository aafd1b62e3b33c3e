from market.base.migration import raw

ID = "2026-11-25T22:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what brands owe, found without looking at all that belongs to somebody"

SQL = """
create index ledger_entries_receivable on money.ledger_entries (subject, currency) include (amount)
  where kind = 'brand:receivable';
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
