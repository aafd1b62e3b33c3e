from market.base.migration import raw

ID = "2026-11-22T23:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what is looked up, and the one row that switches snapshots"

# Addresses are compared byte by byte, as in the processes: a page's end means the same everywhere.
SQL = """
alter table catalogue.classes alter column address type text collate "C";
create index cards_class on catalogue.cards (class);
create index cards_snapshot on catalogue.cards (snapshot);
create index waiting_snapshot on catalogue.waiting (snapshot);
insert into catalogue.current (single, snapshot) values (true, null);
"""


async def forwards():
    return raw("catalogue", ID, DESCRIPTION, SQL)
