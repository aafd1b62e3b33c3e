from market.base.migration import raw

ID = "2026-11-22T23:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the rules of the ledger"

INDEXES = """
create unique index ledger_transactions_reverses on money.ledger_transactions (reverses_id)
  where reverses_id is not null;
create index ledger_transactions_source on money.ledger_transactions (source_type, source_id);
create index ledger_entries_subject_kind on money.ledger_entries (subject, kind) where subject <> '';
"""

APPEND_ONLY = """
create trigger ledger_transactions_append_only before update or delete or truncate
  on money.ledger_transactions for each statement execute function base.refuse_change();
create trigger ledger_entries_append_only before update or delete or truncate
  on money.ledger_entries for each statement execute function base.refuse_change();
"""

# Triggers keep their plans for a session: look-ups are scalar subqueries, which are never hashed or joined as a
# whole, and go by index however empty the tables were when the plan was made.
#
# A transaction and its entries come in one statement: a header without entries is refused (here), and so are
# entries that do not number 1..n (below), while a second 1 meets the unique line.
HEADERS = """
create function money.check_transactions() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  bad record;
begin
  select f.id into bad from fresh f where (
    select 1 from money.ledger_entries e where e.transaction_id = f.id and e.line = 1) is null limit 1;
  if found then
    raise exception using errcode = 'check_violation', schema = 'money', table = 'ledger_transactions',
      constraint = 'ledger_transactions_entries', message = format('transaction %s has no entries', bad.id);
  end if;
  if exists (select from fresh f where f.reverses_id is not null) then
    select f.id into bad from fresh f where f.reverses_id is not null and (
      exists ((select e.kind, e.subject, e.currency, e.amount from money.ledger_entries e
                    where e.transaction_id = f.id)
        except all (select e.kind, e.subject, e.currency, -e.amount from money.ledger_entries e
                    where e.transaction_id = f.reverses_id))
      or exists ((select e.kind, e.subject, e.currency, -e.amount from money.ledger_entries e
                    where e.transaction_id = f.reverses_id)
        except all (select e.kind, e.subject, e.currency, e.amount from money.ledger_entries e
                    where e.transaction_id = f.id))) limit 1;
    if found then
      raise exception using errcode = 'check_violation', schema = 'money', table = 'ledger_transactions',
        constraint = 'ledger_transactions_reversal',
        message = format('transaction %s does not reverse exactly', bad.id);
    end if;
  end if;
  return null;
end $$;
create trigger ledger_transactions_check after insert on money.ledger_transactions
  referencing new table as fresh for each statement execute function money.check_transactions();
"""

# Amounts are never zero, so a sum of zero also means two entries at least. The proposed row of the upsert
# must pass the CHECK by itself: a negative change is proposed as zero where the balance exists and travels
# in `change`; where none exists it is proposed as it is and refused.
ENTRIES = """
create function money.check_entries() returns trigger language plpgsql security definer
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
  insert into money.ledger_balances as b (kind, subject, currency, posted, change)
    select d.kind, d.subject, d.currency,
        case when d.change >= 0 then d.change
             else coalesce((select 0 from money.ledger_balances k where k.kind = d.kind
                and k.subject = d.subject and k.currency = d.currency), d.change) end,
        d.change
      from (select f.kind, f.subject, f.currency, sum(f.amount)::bigint as change from fresh f
        where f.kind in ('rental:escrow', 'refund:in_flight', 'holder:pending', 'holder:payable',
          'holder:reserved', 'brand:credit')
        group by f.kind, f.subject, f.currency) d
      order by d.kind, d.subject, d.currency
    on conflict (kind, subject, currency) do update
      set posted = b.posted + excluded.change, change = excluded.change, version = b.version + 1;
  return null;
end $$;
create trigger ledger_entries_check after insert on money.ledger_entries
  referencing new table as fresh for each statement execute function money.check_entries();
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, INDEXES + APPEND_ONLY + HEADERS + ENTRIES)
