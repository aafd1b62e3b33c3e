from market.base.migration import raw

ID = "2026-11-28T12:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a yes is said once, and waits for its time"

SQL = """
create index negotiations_accepted on rentals.negotiations (agree_at, agreement)
  where state = 'REQUESTED' and agree_at is not null;

create function rentals.negotiation_yes() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (old.accepted_way, old.agree_at) is distinct from (new.accepted_way, new.agree_at)
    and (old.agree_at is not null or old.state <> 'REQUESTED' or new.state <> 'REQUESTED')
    or new.state = 'AGREED' and old.state <> 'AGREED' and new.agree_at > base.now()
  then
    raise exception using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
      constraint = 'negotiations_yes', message = 'a yes is said once, and is an agreement when its brand is told';
  end if;
  return new;
end $$;
create trigger negotiations_yes before update on rentals.negotiations
  for each row execute function rentals.negotiation_yes();
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
