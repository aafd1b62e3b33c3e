from market.base.migration import raw

ID = "2026-11-27T00:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "every end that begins a duty asks for a closing note, once"

# Of rentals that are over already, those whose letter of the end is still to be written are asked; the others were,
# or signed before that letter and are left alone.
SQL = """
update rentals.erasure_duties d set note_due_on = d.due_on from rentals.rentals r
where r.id = d.rental and d.due_on = (r.ended_at at time zone 'Europe/Paris')::date + 1;

alter table rentals.erasure_duties drop constraint erasure_duties_passed_on,
  add constraint erasure_duties_passed_on check (
    not passed_on or (due_on is null and note_due_on is null and breached_at is null and attested_at is null));
create index erasure_duties_note_due on rentals.erasure_duties (note_due_on) where note_due_on is not null;

create or replace function rentals.erasure_begins() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  passed constant boolean := rentals.passes_on(new.id, new.ended_at);
  following constant date := case when not passed then (new.ended_at at time zone 'Europe/Paris')::date + 1 end;
begin
  insert into rentals.erasure_duties (rental, brand, delete_by, passed_on, due_on, note_due_on)
  values (new.id, new.brand, new.delete_by, passed, following, following);
  return null;
end $$;

create or replace function rentals.erasure_moves() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (old.rental, old.brand, old.delete_by, old.passed_on) is distinct from
      (new.rental, new.brand, new.delete_by, new.passed_on)
    or old.attested_at is not null and new.attested_at is distinct from old.attested_at
    or old.breached_at is not null and new.breached_at is distinct from old.breached_at
    or old.attested_at is not null and new.breached_at is distinct from old.breached_at
    or old.due_on is null and new.due_on is not null or new.due_on < old.due_on
    or new.note_due_on is not null and new.note_due_on is distinct from old.note_due_on
  then
    raise exception 'a duty to erase does not go back' using errcode = 'check_violation',
      constraint = 'erasure_duties_moves', schema = 'rentals', table = 'erasure_duties';
  end if;
  if old.breached_at is null and new.breached_at is not null
    and (base.now() at time zone 'Europe/Paris')::date <= new.delete_by
  then
    raise exception 'a duty is not broken before its day is over' using errcode = 'check_violation',
      constraint = 'erasure_duties_broken_too_soon', schema = 'rentals', table = 'erasure_duties';
  end if;
  return new;
end $$;
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
