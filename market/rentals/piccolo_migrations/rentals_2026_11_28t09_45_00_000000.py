from market.base.migration import raw

ID = "2026-11-28T09:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a place that is taken or went back stays so"

SQL = """
create index casting_places_free on rentals.casting_places (casting, number) where state = 'free';

create function rentals.casting_place_moves() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.casting, new.number, new.brand, new.order_id, new.rental, new.period, new.price_step, new.vat_bps)
     is distinct from
     (old.id, old.casting, old.number, old.brand, old.order_id, old.rental, old.period, old.price_step, old.vat_bps)
    or old.state <> 'free'
  then
    raise exception using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
      constraint = 'casting_places_moves', message = 'a place is taken or given back once';
  end if;
  return new;
end $$;
create trigger casting_places_moves before update on rentals.casting_places
  for each row execute function rentals.casting_place_moves();
create trigger casting_places_stay before delete or truncate on rentals.casting_places
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
