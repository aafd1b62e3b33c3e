"""What is asked of the database about our own money."""

from market.money.days.statements import DIRTY, FRESH
from market.money.ownfunds.rules import CURRENCY, OWNED

_OWNED = ", ".join(f"'{kind}'" for kind in OWNED)

# What each account holds, all of one moment: read one after another, a payout that is executed meanwhile would be
# in the bank still and owed no more.
BALANCES = f"""
with {DIRTY}, fresh as ({FRESH})
select kind, sum(amount)::bigint as amount from (
  select kind, amount from money.account_days
    where currency = '{CURRENCY}' and kind in ({_OWNED}) and day not in (select day from dirty)
  union all
  select kind, amount from fresh where currency = '{CURRENCY}' and kind in ({_OWNED})
  union all
  select kind, posted from money.ledger_balances where currency = '{CURRENCY}' and posted <> 0
) held group by kind
"""

# Invariant 9: what is booked stands in the books once, over its amount and in its direction; what is not does not.
# What was reversed stands there as well, and so does the one that reverses it; the ledger compares their entries.
BOOKED_ONCE = """
select o.id::text as subject, format('%s, %s of %s, booked %s time(s) over %s', o.status, o.direction, o.amount, b.n,
    b.amount) as detail
  from money.own_transfers o cross join lateral (
    select count(*) as n, sum(e.amount) as amount from money.ledger_transactions t
      join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'bank:client_funds'
      where t.source_type = 'own_transfer' and t.source_id = o.id) b
  where (b.n, coalesce(b.amount, 0)) is distinct from case
    when o.status not in ('booked', 'reversed') then (0::bigint, 0::numeric)
    else (1::bigint, case o.direction when 'out' then o.amount else -o.amount end::numeric) end
union all
select t.id::text, format('%s without its row', t.kind) from money.ledger_transactions t
  where t.kind like 'own.%' and not exists (
    select from money.own_transfers o where t.source_type = 'own_transfer' and o.id = t.source_id)
union all
select o.id::text, format('%s, and %s that reverse it are booked', o.status, r.n) from money.own_transfers o
  cross join lateral (
    select count(*) as n from money.own_transfers r join money.ledger_transactions t
      on t.source_type = 'own_transfer' and t.source_id = r.id
      join money.ledger_transactions w on w.id = t.reverses_id and w.source_id = o.id
      where r.reverses = o.id and r.status = 'booked') r
  where r.n <> case o.status when 'reversed' then 1 else 0 end
"""
