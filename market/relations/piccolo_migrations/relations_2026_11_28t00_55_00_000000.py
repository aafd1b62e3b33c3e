from market.base.migration import raw

ID = "2026-11-28T00:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "wishes are counted by what is wanted, a crowd's figure never falls, and a letter that went out stays noted"

SQL = """
create index wishes_wanted on relations.wishes (wanted);
alter table relations.wanted_brands
  add constraint wanted_brands_brand foreign key (brand) references accounts.brands (id);

create function relations.wanted_never_less() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if new.at_least < old.at_least
    or (new.id, new.wanted, new.brand, new.host) is distinct from (old.id, old.wanted, old.brand, old.host)
  then
    raise exception 'what a crowd wants is told once, and never as less' using errcode = 'check_violation',
      constraint = 'wanted_brands_never_less', schema = 'relations', table = 'wanted_brands';
  end if;
  return new;
end $$;
create trigger wanted_brands_never_less before update on relations.wanted_brands
  for each row execute function relations.wanted_never_less();
create trigger wanted_invitations_kept before update or delete or truncate on relations.wanted_invitations
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
