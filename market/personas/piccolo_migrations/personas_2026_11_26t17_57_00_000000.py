from market.base.migration import raw

ID = "2026-11-26T17:57:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one check of a trait at a time, decided once, of the answer that it was asked about"

SQL = """
alter table personas.checks
  add constraint checks_persona foreign key (persona) references personas.personas (id);
create unique index checks_asked on personas.checks (persona, claim) where state = 'asked';
create unique index checks_verified on personas.checks (persona, claim) where state = 'verified';
create index checks_of_persona on personas.checks (persona, asked_at);
create index checks_waiting on personas.checks (asked_at) where state = 'asked';

create function personas.check_moves() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.persona, new.claim, new.sealed, new.asked_at)
      is distinct from (old.id, old.persona, old.claim, old.sealed, old.asked_at)
    or not ((old.state = 'asked' and new.state in ('verified', 'refused', 'withdrawn'))
      or (old.state = 'verified' and new.state = 'replaced' and new.decided_at = old.decided_at)) then
    raise exception 'a check is decided once, of what was asked' using errcode = 'check_violation',
      constraint = 'checks_decided_once';
  end if;
  return new;
end $$;
create trigger checks_move before update on personas.checks for each row
  execute function personas.check_moves();
"""


async def forwards():
    return raw("personas", ID, DESCRIPTION, SQL)
