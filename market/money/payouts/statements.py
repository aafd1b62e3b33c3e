"""Payouts in set operations: the requests of a month, and the postings of many at once.

A request reads each holder's balance anew under the lock on their identity, so what another drew meanwhile is not
drawn again; the guarded account would refuse it besides.
"""

from market.money.chart import Kind, Movement

_REFERENCE = (
    "upper(left(replace(gen_random_uuid()::text, '-', ''), 12)"
    " || right(replace(gen_random_uuid()::text, '-', ''), 12))"
)

_WANTED = f"""
  from money.payout_identities i join money.ledger_balances b
    on b.kind = '{Kind.HOLDER_PAYABLE}' and b.subject = i.holder and b.currency = $2
  where i.replaced_at is null and i.refused_at is null and i.ready_at is not null and i.method = any($4)
    and b.posted >= $3 and not exists (
      select from money.payouts p where p.holder = i.holder and p.currency = $2 and p.period = $1)
"""

# $1 month, $2 currency, $3 threshold, $4 methods that are open. A run lets go first of what is due, so that counts.
PREVIEW = """
select count(*)::int as payouts, coalesce(sum(s.amount), 0)::bigint as amount
  from money.payout_identities i cross join lateral (select
      coalesce((select b.posted from money.ledger_balances b where b.kind = 'holder:payable'
        and b.subject = i.holder and b.currency = $2), 0)
      + coalesce((select sum(e.amount) from money.earnings e where e.holder = i.holder and e.currency = $2
        and e.released_at is null and e.payable_at <= base.now()), 0) as amount) s
  where i.replaced_at is null and i.refused_at is null and i.ready_at is not null and i.method = any($4)
    and s.amount >= $3 and not exists (
      select from money.payouts p where p.holder = i.holder and p.currency = $2 and p.period = $1)
"""

# $5 after which holder, $6 how many.
LOCK = f"select i.holder {_WANTED} and i.holder > $5 order by i.holder limit $6 for no key update of i"

# The same for those who were asked in that month's run and have answered since.
LOCK_LATE = LOCK.replace(
    "order by",
    "and exists (select from money.payout_asks a where a.holder = i.holder and a.period = $1) order by",
)

# $5 the holders that were locked, $6 and $7 who acts.
REQUEST = f"""
with moment as materialized (select base.now() as now),
wanted as materialized (
  select gen_random_uuid() as id, uuidv7() as transaction, i.holder, b.posted as amount, i.id as identity_id,
    i.method, {_REFERENCE} as reference
  {_WANTED} and i.holder = any($5)
), payouts as (
  insert into money.payouts (id, holder, currency, amount, period, identity_id, method, status, reference,
    requested_at, changed_at)
  select id, holder, $2, amount, $1, identity_id, method, 'requested', reference, now, now from wanted, moment
), headers as (
  insert into money.ledger_transactions
    (id, kind, source_type, source_id, idempotency_key, effective_at, created_at)
  select transaction, '{Movement.PAYOUT_REQUESTED}', 'payout', id, '{Movement.PAYOUT_REQUESTED}:' || id || ':1',
    now, now from wanted, moment
), entries as (
  insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)
  select w.transaction, e.line, e.kind, w.holder, $2, e.amount from wanted w cross join lateral (values
    (1, '{Kind.HOLDER_PAYABLE}', -w.amount), (2, '{Kind.HOLDER_RESERVED}', w.amount)) e (line, kind, amount)
), trail as (
  insert into base.audit_entries (id, at, action, actor_kind, actor, subject_kind, subject, facts)
  select uuidv7(), now, 'payout.requested', $6, $7, 'payout', id, jsonb_build_object('amount', amount)
  from wanted, moment
)
select count(*)::int as payouts, coalesce(sum(amount), 0)::bigint as amount from wanted
"""

# Those with enough and nowhere to send it in a way that is open ($4): asked once a month. Whoever has left cannot be
# asked. Where months are made up for, a holder is asked for each of them, so that an answer finds its run, and written
# to once: not again in the same month ($5: the market's zone), nor for one before a month that they were asked for.
ASK = f"""
with fresh as (
  insert into money.payout_asks (id, holder, period, made_at, told_at)
  select uuidv7(), b.subject, $1::text, base.now(), (select base.now() where exists (
      select from money.payout_asks a where a.holder = b.subject and (a.period > $1::text
        or a.made_at >= date_trunc('month', base.now() at time zone $5) at time zone $5)))
  from money.ledger_balances b
  where b.kind = '{Kind.HOLDER_PAYABLE}' and b.currency = $2 and b.posted >= $3
    and not exists (select from money.payout_identities i where i.holder = b.subject and i.replaced_at is null
      and i.refused_at is null and i.ready_at is not null and i.method = any($4))
    and not exists (select from money.payout_leavers l where l.holder = b.subject)
  on conflict (holder, period) do nothing returning told_at
)
select count(*)::int from fresh where told_at is null
"""

# One posting a payout. $1 the payouts, $2 why, $3 the account that is debited, $4 the one credited; an account
# of a holder's is the payout's holder's, one of the platform's own has no subject. $5 what made money move: the
# payout, or its transfer at Stripe, which is its attempt.
POST = """
with moment as materialized (select base.now() as now),
due as materialized (
  select uuidv7() as transaction, id, holder, currency, amount, attempt from money.payouts where id = any($1)
), headers as (
  insert into money.ledger_transactions
    (id, kind, source_type, source_id, idempotency_key, effective_at, created_at)
  select transaction, $2::text, $5::text, case when $5::text = 'transfer' then (select a.id from money.payout_attempts a
      where a.payout_id = due.id and a.number = due.attempt) else id end,
    $2::text || ':' || id || ':' || attempt, now, now from due, moment
)
insert into money.ledger_entries (transaction_id, line, kind, subject, currency, amount)
select d.transaction, e.line, e.kind, case when e.kind like 'holder:%' then d.holder else '' end, d.currency,
  e.amount
from due d cross join lateral (values (1, $3::text, -d.amount), (2, $4::text, d.amount)) e (line, kind, amount)
"""
