"""Settlement in set operations: one statement moves a batch of lines, rules of the ledger included.

The same arithmetic as `contracts.price` and `contracts.period`, on whole batches; a test compares the two over
random rentals. Integer division truncates here and floors there: nothing in it is negative.
"""

from market.money.chart import Kind, Movement

# Day k of a line has begun when k local days have passed since its start. A month ends at local midnight, when
# no clock is changed, so that the two local times tell the days between them; the day that begins with the next month
# is not this one's.
_DUE = """
  select l.id, l.rental_id, l.holder, l.bps, l.vat_bps, l.earned as before, l.commission_before,
    o.currency, p.method,
    l.amount - l.amount * (l.total_days - u.used) / l.total_days as after
  from money.order_lines l join money.orders o on o.id = l.order_id
    join money.payments p on p.order_id = l.order_id and p.status = 'succeeded'
    cross join lateral (select least(l.total_days, ceil(extract(epoch from
      ($1::timestamptz at time zone $2) - (l.starts_at at time zone $2)) / 86400)::int) as used) u
  where l.closed_at is null and l.starts_at < $1::timestamptz
"""

# What a cumulative amount means for each side; the posting is the difference of two of these.
_SHARES = """
  select d.*, d.after * d.bps / 10000 - d.before * d.bps / 10000 as holders,
    v.after - v.before as vat
  from due d cross join lateral (select
      d.commission_before + d.after - d.after * d.bps / 10000 as after,
      d.commission_before + d.before - d.before * d.bps / 10000 as before, 10000 + d.vat_bps as divisor) c
    cross join lateral (select (2 * c.after * d.vat_bps + c.divisor) / (2 * c.divisor) as after,
      (2 * c.before * d.vat_bps + c.divisor) / (2 * c.divisor) as before) v
  where d.after > d.before
"""

PREVIEW = f"""
with due as ({_DUE}), shares as ({_SHARES})
select count(*)::int as lines, coalesce(sum(holders), 0)::bigint as holders,
  coalesce(sum(after - before - holders - vat), 0)::bigint as revenue, coalesce(sum(vat), 0)::bigint as vat
from shares
"""

ANYTHING = f"with due as ({_DUE}) select exists (select from due where after > before)"

# $1 end of the month, $2 zone, $3 after which line, $4 how many, $5 the month, $6 and $7 names of methods and
# their holds. A line that is being ended is waited for, and then is no longer due. The earnings' hold begins
# with the posting; the posting belongs to the month's last instant. The moment is asked once and an earning bears
# its posting's id: a clock and an id a row were a fifth of the time.
SETTLE = f"""
with moment as materialized (select base.now() as now),
due as materialized ({_DUE} and l.id > $3 order by l.id limit $4 for no key update of l),
shares as materialized (select uuidv7() as transaction, s.* from ({_SHARES}) s),
moved as (update money.order_lines l set earned = s.after from shares s where l.id = s.id),
headers as (
  insert into money.ledger_transactions
    (id, kind, source_type, source_id, idempotency_key, effective_at, created_at)
  select transaction, '{Movement.RENTAL_SETTLED}', 'rental', rental_id,
    '{Movement.RENTAL_SETTLED}:' || rental_id || ':' || $5, $1::timestamptz - interval '1 microsecond',
    (select now from moment)
  from shares
), entries as (
  insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)
  select s.transaction, e.line, e.kind, e.subject, s.currency, e.amount
  from shares s cross join lateral (select (s.holders <> 0)::int as holders,
      (s.after - s.before - s.holders - s.vat <> 0)::int as revenue) there
    cross join lateral (values
      (1, '{Kind.RENTAL_ESCROW}', uuid_send(s.rental_id), s.before - s.after),
      (1 + there.holders, '{Kind.HOLDER_PENDING}', s.holder, s.holders),
      (1 + there.holders + there.revenue, '{Kind.PLATFORM_REVENUE}', ''::bytea,
        s.after - s.before - s.holders - s.vat),
      (2 + there.holders + there.revenue, '{Kind.TAX_VAT}', ''::bytea, s.vat)
    ) as e (line, kind, subject, amount)
  where e.amount <> 0
), kept as (
  insert into money.earnings (id, holder, rental_id, currency, amount, transaction_id, payable_at)
  select s.transaction, s.holder, s.rental_id, s.currency, s.holders, s.transaction,
    (select now from moment) + h.hold
  from shares s join unnest($6::text[], $7::interval[]) h (method, hold) on h.method = s.method
  where s.holders > 0
)
select (select id from due order by id desc limit 1) as last, count(*)::int as lines,
  coalesce(sum(holders), 0)::bigint as holders,
  coalesce(sum(after - before - holders - vat), 0)::bigint as revenue, coalesce(sum(vat), 0)::bigint as vat
from shares
"""

# One posting a holder and currency. Rows that another run holds are left to it.
RELEASE = f"""
with moment as materialized (select base.now() as now),
due as materialized (
  select id, holder, currency, amount from money.earnings
  where released_at is null and payable_at <= (select now from moment)
  order by payable_at, id limit $1 for update skip locked
), moved as (
  update money.earnings e set released_at = (select now from moment) from due d where e.id = d.id
), sums as materialized (
  select uuidv7() as transaction, holder, currency, sum(amount)::bigint as amount from due group by holder, currency
), headers as (
  insert into money.ledger_transactions
    (id, kind, source_type, source_id, idempotency_key, effective_at, created_at)
  select transaction, '{Movement.EARNINGS_RELEASED}', 'release', transaction,
    '{Movement.EARNINGS_RELEASED}:' || transaction, now, now from sums, moment
), entries as (
  insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)
  select s.transaction, e.line, e.kind, s.holder, s.currency, e.amount from sums s cross join lateral (values
    (1, '{Kind.HOLDER_PENDING}', -s.amount), (2, '{Kind.HOLDER_PAYABLE}', s.amount)) e (line, kind, amount)
)
select (select count(*) from due)::int as earnings, count(*)::int as holders,
  coalesce(sum(amount), 0)::bigint as amount from sums
"""
