from market.base.migration import raw

ID = "2026-11-25T22:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a rental is renewed once; what the daily job looks for"

SQL = """
create unique index rentals_renewed_once on rentals.rentals (parent) where parent is not null;
create unique index renewals_next on rentals.renewals (next) where next is not null;
create unique index renewals_agreement on rentals.renewals (agreement) where agreement is not null;
create index renewals_due on rentals.renewals (due_at) where due_at is not null;
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
