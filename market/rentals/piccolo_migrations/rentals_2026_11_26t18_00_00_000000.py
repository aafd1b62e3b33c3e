from market.base.migration import raw

ID = "2026-11-26T18:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "the duty to erase begins in the very statement that ends a rental, and is broken by the database clock"
)

# The days are the market's. What ended before it began has no copies; what is followed by a period that began when
# this one ended passes its duty on. Of rentals that were over before this, the rows are made here.
SQL = """
alter table rentals.erasure_duties
  add constraint erasure_duties_rental foreign key (rental) references rentals.rentals (id);
alter table rentals.erasure_attestations
  add constraint erasure_attestations_duty foreign key (rental) references rentals.erasure_duties (rental);

create index erasure_duties_due on rentals.erasure_duties (due_on) where due_on is not null;
create index erasure_duties_brand on rentals.erasure_duties (brand, delete_by) where not passed_on;
create index erasure_duties_broken on rentals.erasure_duties (breached_at desc, rental) where breached_at is not null;

create function rentals.passes_on(which uuid, ended timestamptz) returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select exists (select from rentals.rentals n where n.parent = which and n.starts_at <= ended
    and (n.ended_at is null or n.ended_at > n.starts_at))
$$;

create function rentals.erasure_begins() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  passed constant boolean := rentals.passes_on(new.id, new.ended_at);
begin
  insert into rentals.erasure_duties (rental, brand, delete_by, passed_on, due_on) values (new.id, new.brand,
    new.delete_by, passed, case when passed then null else (new.ended_at at time zone 'Europe/Paris')::date + 1 end);
  return null;
end $$;
create trigger rentals_erasure_begins after update of state on rentals.rentals for each row
  when (old.ended_at is null and new.ended_at >= new.starts_at) execute function rentals.erasure_begins();

insert into rentals.erasure_duties (rental, brand, delete_by, passed_on, due_on, attested_at)
select r.id, r.brand, r.delete_by, r.erased_at is null and rentals.passes_on(r.id, r.ended_at),
  case when r.erased_at is null and not rentals.passes_on(r.id, r.ended_at)
    then (r.ended_at at time zone 'Europe/Paris')::date + 1 end, r.erased_at
from rentals.rentals r where r.ended_at >= r.starts_at and r.delete_by is not null;

create function rentals.erasure_moves() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (old.rental, old.brand, old.delete_by, old.passed_on) is distinct from
      (new.rental, new.brand, new.delete_by, new.passed_on)
    or old.attested_at is not null and new.attested_at is distinct from old.attested_at
    or old.breached_at is not null and new.breached_at is distinct from old.breached_at
    or old.attested_at is not null and new.breached_at is distinct from old.breached_at
    or old.due_on is null and new.due_on is not null or new.due_on < old.due_on
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
create trigger erasure_duties_moves before update on rentals.erasure_duties
  for each row execute function rentals.erasure_moves();
create trigger erasure_duties_stay before delete or truncate on rentals.erasure_duties
  for each statement execute function base.refuse_change();
create trigger erasure_attestations_append_only before update or delete or truncate on rentals.erasure_attestations
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
