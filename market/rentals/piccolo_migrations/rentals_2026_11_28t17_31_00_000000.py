from market.base.migration import raw

ID = "2026-11-28T17:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a status that changes keeps what it was when its five minutes began"

# Slots are of UTC and as long as `contracts.status_list.TTL`. Of a status, the first change in a slot keeps the former.
SQL = """
create function rentals.status_slot() returns timestamptz language sql stable parallel safe
  return date_bin('5 minutes', base.now(), timestamptz 'epoch');

drop trigger credentials_changed on rentals.credentials;
drop trigger credentials_began on rentals.credentials;
create or replace function rentals.status_changed() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  slot constant timestamptz := rentals.status_slot();
begin
  if old.status = 1 then
    raise exception 'a credential that has ended stays so' using errcode = 'check_violation',
      constraint = 'credentials_ended_for_good';
  end if;
  if old.changed_in is distinct from slot then
    new.changed_in := slot;
    new.former := coalesce(old.status, 0);
  end if;
  return new;
end $$;
create trigger credentials_changed before update of status on rentals.credentials for each row
  when (old.status is distinct from new.status) execute function rentals.status_changed();
create trigger credentials_began before insert on rentals.credentials for each row
  when (new.status <> 0) execute function rentals.status_changed();

drop index rentals.credentials_told;
create index credentials_told on rentals.credentials (list, idx) include (status, former, changed_in)
  where status <> 0 or former <> 0;
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
