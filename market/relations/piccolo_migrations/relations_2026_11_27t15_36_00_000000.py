from market.base.migration import raw

ID = "2026-11-27T15:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "notes are of a listing, and a relation's reports are found by it"

SQL = """
alter table relations.notes
  add constraint notes_persona foreign key (persona) references personas.personas (id);
create index reports_rental on relations.reports (rental) where rental is not null;
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
