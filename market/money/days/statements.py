"""The SQL of days. A day is one of the market's zone; `$1` is the least id of what was posted since the last time."""

# Days that something was posted for since then. An id carries the wall time at which it was made.
DIRTY = """
dirty as materialized (
  select distinct (t.effective_at at time zone 'Europe/Paris')::date as day
  from money.ledger_transactions t where t.id >= $1
)"""

# Their entries in the platform's own accounts, found by the index on the time when money moved.
FRESH = """
select d.day, e.kind, t.kind as why, e.currency, sum(e.amount)::bigint as amount, count(*)::int as entries
from dirty d
join money.ledger_transactions t on t.effective_at >= (d.day::timestamp at time zone 'Europe/Paris')
  and t.effective_at < ((d.day + 1)::timestamp at time zone 'Europe/Paris')
join money.ledger_entries e on e.transaction_id = t.id and e.subject = ''
group by d.day, e.kind, t.kind, e.currency"""

ROLL = f"""
with {DIRTY}, fresh as ({FRESH})
insert into money.account_days as a (id, day, kind, why, currency, amount, entries, rolled_at)
select uuidv7(), day, kind, why, currency, amount, entries, clock_timestamp() from fresh
on conflict (kind, currency, day, why) do update set amount = excluded.amount, entries = excluded.entries,
  rolled_at = greatest(a.rolled_at, excluded.rolled_at)
  where excluded.entries >= a.entries
returning day
"""

# What one account moved, day by day: the rolled days that nothing was posted for since, and the others anew.
OF_ACCOUNT = f"""
with {DIRTY}, fresh as ({FRESH})
select day, sum(amount)::bigint as amount, sum(entries)::bigint as entries from (
  select day, amount, entries from money.account_days
  where (kind, currency) = ($2, $3) and day not in (select day from dirty)
  union all
  select day, amount, entries from fresh where (kind, currency) = ($2, $3)
) days where day <= $4 group by day order by day desc
"""
