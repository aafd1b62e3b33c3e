from market.base.migration import raw

ID = "2026-11-26T18:04:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an exclusive place is the only one of its persona"

# A place covers its own id alone, an exclusive one every id: it meets whatever else is held or taken, and two others
# never meet here (that no two have one number is the unique index's to say). Ranges of uuids, because GiST compares
# ranges without an extension, and uuids only with one.
SQL = """
create type personas.uuid_range as range (subtype = uuid);
alter table personas.slots add constraint slots_exclusive exclude using gist (
  personas.uuid_range(persona, persona, '[]') with &&,
  personas.uuid_range(case when not exclusive then id end, case when not exclusive then id end, '[]') with &&
) where (released_at is null);
"""


async def forwards():
    return raw("personas", ID, DESCRIPTION, SQL)
