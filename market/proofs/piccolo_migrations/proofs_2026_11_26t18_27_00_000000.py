from market.base.migration import raw

ID = "2026-11-26T18:27:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a request is answered once, as it was asked, and its statement is given once"

SQL = """
create index requests_expiry on proofs.requests (expires_at);
create index answers_of_holder on proofs.answers (holder, at);

create function proofs.answered_once() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.code, new.nonce, new.key, new.brand, new.asked, new.created_at, new.expires_at)
      is distinct from
      (old.id, old.code, old.nonce, old.key, old.brand, old.asked, old.created_at, old.expires_at)
    or (old.state <> 'open' and (
      (new.state, new.answered_at, new.challenge) is distinct from (old.state, old.answered_at, old.challenge)
      or new.statement is not null
      or old.taken_at is not null)) then
    raise exception 'a request is answered once, as it was asked' using errcode = 'check_violation',
      constraint = 'requests_answered_once';
  end if;
  return new;
end $$;
create trigger requests_answered_once before update on proofs.requests for each row
  execute function proofs.answered_once();
"""


async def forwards():
    return raw("proofs", ID, DESCRIPTION, SQL)
