from market.base.migration import raw

ID = "2026-11-26T07:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the ledger notes the days that are posted for"

# A note for each statement and day, and nothing that two postings could wait for one another at.
SQL = """
create function money.note_days() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if tg_relid <> 'money.ledger_transactions'::regclass then
    raise exception using errcode = 'insufficient_privilege', message = 'this trigger is the ledger''s';
  end if;
  insert into money.days_to_roll (day)
    select distinct (f.effective_at at time zone 'Europe/Paris')::date from fresh f;
  return null;
end $$;
create trigger ledger_transactions_note_days after insert on money.ledger_transactions
  referencing new table as fresh for each statement execute function money.note_days();
insert into money.days_to_roll (day)
  select distinct (effective_at at time zone 'Europe/Paris')::date from money.ledger_transactions;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
