from market.base.migration import raw

ID = "2026-11-26T12:04:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a credential's status is its rental's, in the very statement that ends or suspends it"

# One current credential a rental; what is INVALID stays so; whoever signs a list learns that something has changed.
SQL = """
alter table rentals.credentials
  add constraint credentials_rental foreign key (rental) references rentals.rentals (id),
  add constraint credentials_list foreign key (list) references rentals.status_lists (id);
alter table rentals.status_changes
  add constraint status_changes_list foreign key (list) references rentals.status_lists (id);
alter table rentals.record_seals
  add constraint record_seals_rental foreign key (rental) references rentals.rentals (id);

create unique index credentials_one on rentals.credentials (rental) where status <> 1;
create index credentials_kid on rentals.credentials (kid) where status <> 1;
create index credentials_rental_all on rentals.credentials (rental);
create index credentials_told on rentals.credentials (list, idx) include (status) where status <> 0;
create index status_changes_list_all on rentals.status_changes (list);

create function rentals.status_follows() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  follows constant smallint :=
    case new.state when 'Active' then 0 when 'TemporarilySuspended' then 2 else 1 end;
begin
  update rentals.credentials set status = follows, sealed = case when follows = 1 then null else sealed end
    where rental = new.id and status <> 1 and status <> follows;
  return null;
end $$;
create trigger rentals_status_follows after update of state on rentals.rentals for each row
  when (old.state is distinct from new.state) execute function rentals.status_follows();

create function rentals.status_changed() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.status = 1 then
    raise exception 'a credential that has ended stays so' using errcode = 'check_violation',
      constraint = 'credentials_ended_for_good';
  end if;
  insert into rentals.status_changes (list) values (new.list);
  return null;
end $$;
create trigger credentials_changed after update of status on rentals.credentials for each row
  when (old.status is distinct from new.status) execute function rentals.status_changed();
create trigger credentials_began after insert on rentals.credentials for each row
  when (new.status <> 0) execute function rentals.status_changed();

create trigger record_seals_append_only before update or delete or truncate on rentals.record_seals
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
