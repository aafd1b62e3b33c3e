"""The SQL of the accounting file."""

# One statement, so that a month and its numbers are there together. What moved money before the month's end and
# has no number yet, in the order in which it moved; what was posted late, into a month whose books are closed, is
# booked on the first day of this one. Of two closings at once the second waits at the month's name, and writes
# nothing.
#
# The first month of a year ($7) carries forward what the books of the years before it say, as its first number: what
# the last openings said and every number since, an account's subject where it has auxiliary accounts ($9). Accounts
# of the result ($8) begin anew: what each year came to stands as a profit or a loss.
CLOSE = """
with due as (
  select t.id, row_number() over (order by t.effective_at, t.id) as place,
    greatest((t.effective_at at time zone 'Europe/Paris')::date, $6::date) as booked_on
  from money.ledger_transactions t
  where t.effective_at < $5 and not exists
    (select 1 from money.accounting_entries a where a.transaction_id = t.id)
), begun as (
  select coalesce((select max(year) from money.accounting_openings), 0) as year
), before as (
  select a.year, e.kind, e.subject, e.currency, e.amount from begun
    join money.accounting_entries a on a.year >= begun.year and a.year < $3
    join money.ledger_entries e on e.transaction_id = a.transaction_id
  where $7::boolean
), carried as (
  select o.account, o.subject, o.currency, o.amount from begun
    join money.accounting_openings o on o.year = begun.year where $7
  union all
  select kind, case when kind = any($9::text[]) then subject else ''::bytea end, currency, amount from before
    where kind <> all($8::text[])
  union all
  select case when sum(amount) > 0 then 'result:profit' else 'result:loss' end, ''::bytea, currency, sum(amount)
    from before where kind = any($8) group by year, currency
), opening as materialized (
  select account, subject, currency, sum(amount)::bigint as amount,
    row_number() over (order by account, subject, currency)::int as line
  from carried group by account, subject, currency having sum(amount) <> 0
), shift as (
  select exists (select from opening)::int as by
), sums as (
  select (select coalesce(sum(e.amount) filter (where e.amount > 0), 0)
      from due join money.ledger_entries e on e.transaction_id = due.id)
    + (select coalesce(sum(amount) filter (where amount > 0), 0) from opening) as amount
), month as (
  insert into money.accounting_months (id, period, year, first_number, last_number, amount, closed_at, form)
  select $1, $2, $3, $4::int, $4::int - 1 + shift.by + (select count(*) from due)::int, sums.amount::bigint, base.now(),
    $10 from sums, shift
  on conflict (period) do nothing returning id, year
), numbered as (
  insert into money.accounting_entries (transaction_id, month, year, number, booked_on)
  select due.id, month.id, month.year, $4::int - 1 + shift.by + due.place, due.booked_on from due, month, shift
), opened as (
  insert into money.accounting_openings (id, month, year, line, account, subject, currency, amount)
  select uuidv7(), month.id, month.year, line, account, subject, currency, amount from opening, month
)
select id from month
"""

MONTHS = "select id, period, first_number, last_number, amount, closed_at, form from money.accounting_months"

# `banked`: the entry moves money at Stripe or in a bank ($4).
ENTRIES = """
select a.number, a.booked_on, t.id, t.kind, (t.effective_at at time zone 'Europe/Paris')::date as piece_on,
  e.kind as account, e.subject, e.currency, e.amount, e.line, t.reverses_id is not null as reversal,
  bool_or(e.kind = any($4)) over (partition by a.number) as banked
from money.accounting_entries a
join money.ledger_transactions t on t.id = a.transaction_id
join money.ledger_entries e on e.transaction_id = a.transaction_id
where a.year = $1 and a.number between $2 and $3 order by a.number, e.line
"""

OPENINGS = """
select line, account, subject, currency, amount from money.accounting_openings
where month = $1 and line > $2 order by line limit $3
"""
