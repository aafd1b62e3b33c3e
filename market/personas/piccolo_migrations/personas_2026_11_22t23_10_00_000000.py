from market.base.migration import raw

ID = "2026-11-22T23:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one rental a slot, versions that do not change"

SQL = """
create unique index slots_one_rental on personas.slots (persona, number) where released_at is null;
create unique index slots_one_per_brand on personas.slots (persona, brand) where released_at is null;
create unique index slots_rental on personas.slots (rental);
create index personas_holder on personas.personas (holder);
create index personas_listed on personas.personas (state) where state = 'listed';
create trigger persona_versions_append_only before update or delete or truncate on personas.persona_versions
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("personas", ID, DESCRIPTION, SQL)
