from market.base.migration import raw

ID = "2026-11-28T16:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "no balance is proposed under the id of one that stands"

# A concurrent update that moves a balance's row to another page can hide both of its versions for a moment from
# the look for a conflict. PostgreSQL then inserts, meets the row by its account and looks again; but the id is
# no arbiter: a row proposed under an id that stands ended the whole posting there. Each proposal has its own id.
ENTRIES = """
create or replace function money.check_entries() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  bad record;
begin
  if tg_relid <> 'money.ledger_entries'::regclass then
    raise exception using errcode = 'insufficient_privilege', message = 'this trigger is the ledger''s';
  end if;
  select f.transaction_id, f.currency, sum(f.amount) as total into bad from fresh f
    group by f.transaction_id, f.currency having sum(f.amount) <> 0 limit 1;
  if found then
    raise exception using errcode = 'check_violation', schema = 'money', table = 'ledger_entries',
      constraint = 'ledger_entries_sum_to_zero',
      message = format('entries of %s in %s sum to %s', bad.transaction_id, bad.currency, bad.total);
  end if;
  select f.transaction_id into bad from fresh f group by f.transaction_id
    having min(f.line) <> 1 or max(f.line) <> count(*)
      or (select 1 from money.ledger_transactions t where t.id = f.transaction_id) is null limit 1;
  if found then
    raise exception using errcode = 'check_violation', schema = 'money', table = 'ledger_entries',
      constraint = 'ledger_entries_one_statement',
      message = format('entries of %s did not come whole with their transaction', bad.transaction_id);
  end if;
  insert into money.ledger_balances as b (id, kind, subject, currency, posted, change)
    select gen_random_uuid(), d.kind, d.subject, d.currency,
        case when d.change >= 0 or d.kept is null then d.change else 0 end, d.change
      from (select f.kind, f.subject, f.currency, sum(f.amount)::bigint as change,
          (select k.id from money.ledger_balances k where k.kind = f.kind and k.subject = f.subject
            and k.currency = f.currency) as kept
        from fresh f
        where f.kind in ('rental:escrow', 'refund:in_flight', 'holder:pending', 'holder:payable',
          'holder:reserved', 'brand:credit', 'brand:reserved', 'reward:budget', 'charity:payable')
        group by f.kind, f.subject, f.currency
        order by f.kind, f.subject, f.currency) d
    on conflict (kind, subject, currency) do update
      set posted = b.posted + excluded.change, change = excluded.change, version = b.version + 1;
  return null;
end $$;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, ENTRIES)
