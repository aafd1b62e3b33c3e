from market.base.migration import raw

ID = "2026-11-26T18:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a closing note is one for each rental, said anew in its turn, and never taken back"

SQL = """
alter table relations.closing_notes
  add constraint closing_notes_rental foreign key (rental) references rentals.rentals (id);
create index closing_notes_brand on relations.closing_notes (brand);

create function relations.note_moves() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.rental, new.brand, new.given_at) is distinct from (old.rental, old.brand, old.given_at)
    or new.number <> old.number + 1 or new.changed_at < old.changed_at
  then
    raise exception 'a closing note is said anew in its turn' using errcode = 'check_violation',
      constraint = 'closing_notes_moves', schema = 'relations', table = 'closing_notes';
  end if;
  return new;
end $$;
create trigger closing_notes_moves before update on relations.closing_notes
  for each row execute function relations.note_moves();
create trigger closing_notes_kept before delete or truncate on relations.closing_notes
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
