"""What must always hold of balances that go to a bank, as a query: a part of invariant 9."""

from market.money.bankreturns.rules import OPEN

_OPEN = ", ".join(f"'{it}'" for it in OPEN)

# Each is reserved once, and leaves, comes back or is released once, by what its state says, over its amount.
ONE_EACH = f"""
select r.id::text as subject, format('%s of %s: requested %s, released %s, paid %s, came back %s, over %s', r.status,
    r.amount, m.requested, m.released, m.paid, m.back, m.amounts) as detail
  from money.bank_returns r cross join lateral (
    select count(*) filter (where t.kind = 'bank_return.requested') as requested,
      count(*) filter (where t.kind = 'bank_return.released') as released,
      count(*) filter (where t.kind = 'bank_return.paid') as paid,
      count(*) filter (where t.kind = 'bank_return.came_back') as back,
      array_agg(distinct e.amount) as amounts
    from money.ledger_transactions t
      join money.ledger_entries e on e.transaction_id = t.id and e.amount > 0
      where t.source_type = 'bank_return' and t.source_id = r.id) m
  where m.amounts is distinct from array[r.amount] or m.requested <> 1
    or m.released + m.paid <> (r.status not in ({_OPEN}))::int
    or m.paid - m.back <> (r.status = 'paid')::int
union all
select t.id::text, format('%s without its row', t.kind) from money.ledger_transactions t
  where t.kind like 'bank_return.%' and not exists (
    select from money.bank_returns r where t.source_type = 'bank_return' and r.id = t.source_id)
"""
