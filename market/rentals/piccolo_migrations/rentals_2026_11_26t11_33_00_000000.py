from market.base.migration import raw

ID = "2026-11-26T11:33:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a holder's latest absence is found at once"

SQL = """
create index absences_latest on rentals.absences (holder, hidden_at desc);
create index absent_ends_absence on rentals.absent_ends (absence);
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
