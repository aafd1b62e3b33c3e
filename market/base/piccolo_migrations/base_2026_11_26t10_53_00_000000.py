from market.base.migration import raw

ID = "2026-11-26T10:53:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "each audit row waits for a day's head from its own transaction on"

# By the database, for every way in which a row is written. A row each, never altered: whoever takes some away in one
# snapshot takes those that it saw, and what is committed later waits for the next night.
SQL = """
create index audit_waiting_at on base.audit_waiting (at);
create index audit_sealed_day on base.audit_sealed (day, entry);
create trigger audit_sealed_append_only before update or delete or truncate on base.audit_sealed
  for each statement execute function base.refuse_change();
create trigger audit_days_append_only before update or delete or truncate on base.audit_days
  for each statement execute function base.refuse_change();
create trigger signing_keys_append_only before update or delete or truncate on base.signing_keys
  for each statement execute function base.refuse_change();

create function base.audit_waits() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into base.audit_waiting (entry, at) select id, at from added;
  return null;
end $$;
create trigger audit_entries_wait after insert on base.audit_entries
  referencing new table as added for each statement execute function base.audit_waits();
insert into base.audit_waiting (entry, at) select id, at from base.audit_entries;
"""


async def forwards():
    return raw("base", ID, DESCRIPTION, SQL)
