"""What reconciliation asks the database, in set operations."""

from market.money.chart import Kind
from market.money.reconciliation.rules import LIMITS, Outcome
from market.money.reconciliation.sources import OBJECTS, ROWS, WAITING

# A row that Stripe shows otherwise than before is explained by nothing any more.
STORE = """
with fresh as (
  insert into money.stripe_balance_transactions as m
    (id, stripe_id, type, amount, fee, net, currency, source, object, created, available_on, listed_at)
  select uuidv7(), s.id, s.type, s.amount, s.fee, s.net, s.currency, s.source, coalesce(s.source, s.id),
    s.created, s.available, base.now()
  from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
    $8::timestamptz[], $9::timestamptz[])
    as s (id, type, amount, fee, net, currency, source, created, available)
  on conflict (stripe_id) do update set listed_at = excluded.listed_at, available_on = excluded.available_on,
    type = excluded.type, amount = excluded.amount, fee = excluded.fee, net = excluded.net,
    currency = excluded.currency, source = excluded.source, object = excluded.object,
    created = excluded.created,
    outcome = case when (m.type, m.net, m.currency, m.object)
      is not distinct from (excluded.type, excluded.net, excluded.currency, excluded.object) then m.outcome end
  returning (xmax = 0) as is_new
)
select count(*) filter (where is_new)::int from fresh
"""

# Effects on the money at Stripe; what was reversed, and what reverses it, have none.
_EFFECT = f"""
  join money.ledger_entries e on e.transaction_id = t.id and e.kind = '{Kind.STRIPE_CLEARING}'
  where t.reverses_id is null
    and not exists (select from money.ledger_transactions r where r.reverses_id = t.id)
"""
_UNMATCHED = "not exists (select from money.reconciliation_matches x where x.transaction_id = t.id)"

# What the books say of objects ($1) and explains no movement.
BOOKED = f"""
select t.id, t.kind, e.currency, -sum(e.amount)::bigint as effect, o.object
from ({OBJECTS}) o join money.ledger_transactions t on t.source_type = o.type and t.source_id = o.id {_EFFECT}
  and o.object = any($1) and {_UNMATCHED}
group by t.id, e.currency, o.object having sum(e.amount) <> 0
"""

# What the books say since $1 or longer, and Stripe does not. At most $2: these are few, or all is wrong.
AHEAD = f"""
with late as materialized (
  select t.id, t.kind, t.source_type, t.source_id, e.currency, -sum(e.amount)::bigint as effect
  from money.ledger_transactions t {_EFFECT} and t.created_at <= base.now() - $1::interval and {_UNMATCHED}
  group by t.id, e.currency having sum(e.amount) <> 0 order by t.id limit $2
)
select l.id, l.kind, l.currency, l.effect,
  coalesce(o.object, l.source_type || ':' || l.source_id) as object
from late l left join ({OBJECTS}) o on o.type = l.source_type and o.id = l.source_id
"""

ROWS_OF = f"select object, kind, id, status, waiting from ({ROWS}) r where object = any($1)"

UNEXPLAINED_OBJECTS = """
select distinct object from money.stripe_balance_transactions
  where outcome is null and object > $1 order by object limit $2
"""
UNEXPLAINED = """
select id, stripe_id, type, net, currency, object from money.stripe_balance_transactions
  where outcome is null and object = any($1)
"""
EXPLAINED = """
select object, currency, type, net from money.stripe_balance_transactions
  where outcome is not null and object = any($1)
"""
MATCHED = f"""
with made as (
  insert into money.reconciliation_matches (id, movement_id, transaction_id)
  select uuidv7(), movement, transaction from unnest($1::uuid[], $2::uuid[]) s (movement, transaction)
)
update money.stripe_balance_transactions set outcome = '{Outcome.MATCHED}' where id = any($1)
"""

OFFSET = f"update money.stripe_balance_transactions set outcome = '{Outcome.OFFSET}' where id = any($1)"

# Matches of what Stripe has changed since.
LOOSEN = """
delete from money.reconciliation_matches x using money.stripe_balance_transactions m
  where m.id = x.movement_id and m.outcome is null
"""
# Matches that no longer add up: the books were altered.
BROKEN = f"""
update money.stripe_balance_transactions b set outcome = null from (
  select m.id from money.stripe_balance_transactions m
    left join money.reconciliation_matches x on x.movement_id = m.id
    left join (select t.id, e.currency, e.amount from money.ledger_transactions t {_EFFECT}) e
      on e.id = x.transaction_id and e.currency = m.currency
    where m.outcome = '{Outcome.MATCHED}'
    group by m.id having m.net <> coalesce(-sum(e.amount), 0)
  union all
  select unnest(array_agg(m.id)) from money.stripe_balance_transactions m
    where m.outcome = '{Outcome.OFFSET}' group by m.object, m.currency having sum(m.net) <> 0
) bad where b.id = bad.id returning b.id
"""

# Stripe's list began at $2 (at the beginning of all where that is absent) and did not show these.
VANISHED = """
select stripe_id, type, net, currency from money.stripe_balance_transactions
  where listed_at < $1 and ($2::timestamptz is null or created >= $2) order by id limit $3
"""

COUNTED = """
select count(*)::int as listed, count(*) filter (where outcome is null)::int as unexplained
from money.stripe_balance_transactions
"""

LISTED = """
select currency, sum(net)::bigint as net from money.stripe_balance_transactions group by currency
"""

# Every account's kind with what is on it, and the sum over all of them, which is nothing.
BALANCES = """
select kind, currency, sum(amount)::bigint as amount from money.ledger_entries group by kind, currency
"""

_MOST = ", ".join(f"('{kind}', interval '{most.total_seconds():.0f} s')" for kind, most in LIMITS.items())
OVERDUE = f"""
select w.kind, w.id, w.status, w.since, w.amount, w.currency
from ({WAITING}) w join (values {_MOST}) m (kind, most) on m.kind = w.kind
where w.since <= base.now() - m.most order by w.since, w.id limit $1
"""

# Invariant 10: what waited for too long when somebody last looked at everything has a finding.
UNNOTICED = f"""
select w.kind || ' ' || w.id as subject, format('%s since %s, and no finding', w.status, w.since) as detail
from ({WAITING}) w join (values {_MOST}) m (kind, most) on m.kind = w.kind
where w.since + m.most <= (select max(started_at) from money.reconciliation_runs
    where scope <> 'hourly' and outcome in ('done', 'unanswered'))
  and not exists (select from money.reconciliation_findings f where f.key = 'overdue:' || w.kind || ':' || w.id)
"""

# Refunds that a person must know of, and that no finding tells as they are.
NOTICES = """
select r.id, r.origin, r.status, r.amount, r.currency, r.stripe_refund_id from money.refunds r
  where (r.origin = 'external' and r.status in ('succeeded', 'failed')
      or r.origin in ('platform', 'balance') and r.status in ('failed', 'canceled'))
    and not exists (select from money.reconciliation_findings f
      where f.key = 'refund:' || r.id and f.mark = r.status)
  order by r.id limit $1
"""
