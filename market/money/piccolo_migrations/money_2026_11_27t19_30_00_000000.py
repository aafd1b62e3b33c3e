from market.base.migration import raw

ID = "2026-11-27T19:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what is set aside for rewards, and owed to charities, is guarded; where rewards are looked for"

# The whole function anew: only the list of guarded accounts has grown.
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
    select coalesce(d.kept, gen_random_uuid()), d.kind, d.subject, d.currency,
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

ACCOUNTS = """
alter table money.ledger_balances drop constraint ledger_balances_kind,
  add constraint ledger_balances_kind check (kind in ('brand:credit', 'brand:reserved', 'charity:payable',
    'holder:payable', 'holder:pending', 'holder:reserved', 'refund:in_flight', 'rental:escrow', 'reward:budget'))
    not valid;
alter table money.ledger_balances validate constraint ledger_balances_kind;
alter table money.ledger_entries drop constraint ledger_entries_subject_fits,
  add constraint ledger_entries_subject_fits check (
    (octet_length(subject) = 0 and kind in ('bank:client_funds', 'bank:operating', 'dispute:held', 'platform:losses',
      'platform:revenue', 'stripe:clearing', 'stripe:fees', 'tax:vat'))
    or (octet_length(subject) = 16 and kind in ('charity:payable', 'refund:in_flight', 'rental:escrow',
      'reward:budget'))
    or (octet_length(subject) = 32 and kind in ('brand:credit', 'brand:receivable', 'brand:reserved',
      'holder:payable', 'holder:pending', 'holder:reserved'))) not valid;
alter table money.ledger_entries validate constraint ledger_entries_subject_fits;
"""

INDEXES = """
create index reward_budgets_brand_opened on money.reward_budgets (brand, opened_at desc, id);
create index reward_budgets_until on money.reward_budgets (until) where status = 'open';
create index reward_budgets_closing on money.reward_budgets (id) where status = 'closing';
create index rewards_budget on money.rewards (budget);
create index rewards_rental on money.rewards (rental_id);
create index rewards_holder on money.rewards (holder, offered_at desc, id);
create index rewards_offered on money.rewards (id) where status = 'offered';
create index rewards_unchosen on money.rewards (choose_by, id) where status = 'earned';
create index rewards_charity on money.rewards (charity) where status = 'given';
create unique index voucher_codes_reward on money.voucher_codes (reward) where reward is not null;
create index voucher_codes_free on money.voucher_codes (budget, id) where reward is null;
create index charity_payments_charity on money.charity_payments (charity);
create unique index charity_payments_reference on money.charity_payments (reference)
  where status in ('waiting', 'booked');
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, ENTRIES + ACCOUNTS + INDEXES)
