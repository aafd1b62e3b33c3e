from market.base.migration import raw

ID = "2026-11-28T09:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a casting that was published is not rewritten, and a person who said yes is counted once"

SQL = """
alter table relations.castings
  add constraint castings_brand foreign key (brand) references accounts.brands (id);
alter table relations.casting_acceptances
  add constraint casting_acceptances_persona foreign key (persona) references personas.personas (id);
create index castings_brand_ids on relations.castings (brand, id);
create index castings_open on relations.castings (until) where state = 'open';
create index casting_acceptances_holder_ids on relations.casting_acceptances (holder);

create function relations.casting_stands() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.brand, new.title, new.text, new.purpose, new.criteria, new.period, new.price_step, new.places,
      new.until, new.opened_at)
     is distinct from
     (old.id, old.brand, old.title, old.text, old.purpose, old.criteria, old.period, old.price_step, old.places,
      old.until, old.opened_at)
    or old.state = 'closed' or old.reached_at is distinct from new.reached_at and old.reached_at is not null
  then
    raise exception using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name,
      constraint = 'castings_kept', message = 'a casting that was published is not rewritten, nor opened again';
  end if;
  return new;
end $$;
create trigger castings_kept before update on relations.castings
  for each row execute function relations.casting_stands();
create trigger castings_stay before delete or truncate on relations.castings
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
