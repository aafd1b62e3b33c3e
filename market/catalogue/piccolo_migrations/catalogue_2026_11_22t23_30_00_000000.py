from market.base.migration import raw

ID = "2026-11-22T23:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what is searched, and the one row that switches snapshots"

# Addresses are compared byte by byte, so that a page's end means the same on every machine.
SQL = """
alter table catalogue.classes add column words tsvector not null;
alter table catalogue.classes alter column address type text collate "C";
create index classes_in_order on catalogue.classes (snapshot, coarse_count desc, address);
create index classes_facets on catalogue.classes using gin (facets) with (fastupdate = off);
create index classes_words on catalogue.classes using gin (words) with (fastupdate = off);
create index cards_class on catalogue.cards (class);
create index cards_snapshot on catalogue.cards (snapshot);
create index waiting_snapshot on catalogue.waiting (snapshot);
insert into catalogue.current (single, snapshot) values (true, null);
"""


async def forwards():
    return raw("catalogue", ID, DESCRIPTION, SQL)
