"""The SQL of days. A day is one of the market's zone."""

# Days that something was posted for since they were rolled: the ledger's own notes, as this statement sees them.
DIRTY = "dirty as materialized (select distinct day from money.days_to_roll)"

# Their entries in the platform's own accounts, found by the index on the time when money moved.
FRESH = """
select d.day, e.kind, t.kind as why, e.currency, sum(e.amount)::bigint as amount, count(*)::int as entries
from dirty d
join money.ledger_transactions t on t.effective_at >= (d.day::timestamp at time zone 'Europe/Paris')
  and t.effective_at < ((d.day + 1)::timestamp at time zone 'Europe/Paris')
join money.ledger_entries e on e.transaction_id = t.id and e.subject = ''
group by d.day, e.kind, t.kind, e.currency"""

# The notes that are taken away and the postings that are added up are those of one snapshot. Of two sweeps at once
# the one with more of a day's entries saw more of it.
ROLL = f"""
with gone as (delete from money.days_to_roll returning day),
dirty as materialized (select distinct day from gone), fresh as ({FRESH}), rolled as (
  insert into money.account_days as a (id, day, kind, why, currency, amount, entries)
  select uuidv7(), day, kind, why, currency, amount, entries from fresh
  on conflict (kind, currency, day, why) do update set amount = excluded.amount, entries = excluded.entries
    where excluded.entries > a.entries
)
select count(*)::int as days from dirty
"""

# What one account moved, day by day: the rolled days that nothing was posted for since, and the others anew.
OF_ACCOUNT = f"""
with {DIRTY}, fresh as ({FRESH})
select day, sum(amount)::bigint as amount, sum(entries)::bigint as entries from (
  select day, amount, entries from money.account_days
  where (kind, currency) = ($1, $2) and day not in (select day from dirty)
  union all
  select day, amount, entries from fresh where (kind, currency) = ($1, $2)
) days where day <= $3 group by day order by day desc
"""

# Invariant 5: what was rolled, and has not been posted for since, is what the ledger's entries sum to.
AS_THE_LEDGER = """
select format('%s %s on %s', kind, currency, day) as subject,
    format('by the day %s, summed %s', a.amount, s.amount) as detail
  from (select kind, currency, day, sum(amount) as amount from money.account_days group by kind, currency, day) a
  full join (
    select e.kind, e.currency, (t.effective_at at time zone 'Europe/Paris')::date as day, sum(e.amount) as amount
      from money.ledger_entries e join money.ledger_transactions t on t.id = e.transaction_id
      where e.subject = '' group by 1, 2, 3) s using (kind, currency, day)
  where a.amount is distinct from s.amount and not exists (
    select from money.days_to_roll d where d.day = coalesce(a.day, s.day))
"""
