from market.base.migration import raw

ID = "2026-11-28T16:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a brand keeps a search once; where searches are looked for, and what is opened on a day"

SQL = """
alter table relations.saved_searches
  add constraint saved_searches_brand foreign key (brand) references accounts.brands (id);
create unique index saved_searches_once on relations.saved_searches (brand, category, details, budget)
  nulls not distinct;
create index saved_searches_told_on on relations.saved_searches (told_on, brand);
create index intents_opens_on on relations.intents (opens_on) where state = 'open';
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
