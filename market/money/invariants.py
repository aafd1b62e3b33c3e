"""What must always hold of the books, as queries: tests ask after each attack, reconciliation nightly.

The numbers are those of the invariants of money. Nothing is ever posted to make one hold.
"""

from dataclasses import dataclass

from market.base.database import fetch_at_length
from market.money.bankreturns.statements import ONE_EACH as _BANK_RETURNS
from market.money.causes import EXPLAINED, PAYABLE
from market.money.days.statements import AS_THE_LEDGER
from market.money.disputes.statements import BOOKED, WAITING
from market.money.documents.statements import EXPLAINED as _DOCUMENTS
from market.money.ownfunds.statements import BOOKED_ONCE
from market.money.reconciliation.statements import UNNOTICED
from market.money.rewards.statements import SET_ASIDE

_ZERO = """
select t.id::text as subject, format('sums to %s in %s', sum(e.amount), e.currency) as detail
  from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id
  group by t.id, e.currency having sum(e.amount) <> 0
union all
select t.id::text, 'has fewer than two entries' from money.ledger_transactions t
  where (select count(*) from money.ledger_entries e where e.transaction_id = t.id) < 2
union all
select e.transaction_id::text, 'entries without their transaction' from money.ledger_entries e
  where not exists (select from money.ledger_transactions t where t.id = e.transaction_id)
"""

_APPEND_ONLY = """
select c.relname as subject, 'the service may ' || p.may as detail
  from pg_class c cross join (values ('update'), ('delete'), ('truncate')) p (may)
  where c.oid in ('money.ledger_transactions'::regclass, 'money.ledger_entries'::regclass,
                  'money.ledger_balances'::regclass)
    and has_table_privilege(current_user, c.oid, p.may)
union all
select w.name, 'its trigger is missing or disabled'
  from (values ('ledger_transactions_append_only'), ('ledger_entries_append_only'),
               ('ledger_transactions_check'), ('ledger_entries_check'),
               ('ledger_transactions_note_days')) w (name)
  where not exists (select from pg_trigger g where g.tgname = w.name and g.tgenabled = 'O')
union all
select r.id::text, 'is no exact reversal' from money.ledger_transactions r
  where r.reverses_id is not null and exists (
    select e.kind, e.subject, e.currency from money.ledger_entries e
      where e.transaction_id in (r.id, r.reverses_id)
      group by e.kind, e.subject, e.currency having sum(e.amount) <> 0)
union all
select reverses_id::text, 'is reversed more than once' from money.ledger_transactions
  where reverses_id is not null group by reverses_id having count(*) > 1
"""

_KEYS = """
select idempotency_key as subject, 'stands for more than one transaction' as detail
  from money.ledger_transactions group by idempotency_key having count(*) > 1
"""

_GUARDED = """
select format('%s %s %s', kind, encode(subject, 'hex'), currency) as subject,
    format('holds %s', posted) as detail
  from money.ledger_balances where posted < 0
"""

_KEPT = """
select format('%s %s %s', kind, encode(subject, 'hex'), currency) as subject,
    format('kept %s, summed %s', b.posted, s.total) as detail
  from money.ledger_balances b full join (
    select kind, subject, currency, sum(amount)::bigint as total from money.ledger_entries
      where kind in ('rental:escrow', 'refund:in_flight', 'holder:pending', 'holder:payable',
          'holder:reserved', 'brand:credit', 'brand:reserved', 'reward:budget', 'charity:payable')
      group by kind, subject, currency) s using (kind, subject, currency)
  where b.posted is distinct from s.total
union all
select currency, format('all accounts sum to %s', sum(amount)) from money.ledger_entries
  group by currency having sum(amount) <> 0
"""

# Each rental by its own transactions and those of its refunds, as `ledger.rental_position` does for one.
_EXPLAINED = """
with own as (
  select distinct t.source_type, t.source_id, e.subject from money.ledger_entries e
    join money.ledger_transactions t on t.id = e.transaction_id
    where e.kind in ('rental:escrow', 'refund:in_flight') and t.source_type in ('rental', 'refund')
), whole as (
  select o.subject, e.kind, e.amount from own o
    join money.ledger_transactions t using (source_type, source_id)
    join money.ledger_entries e on e.transaction_id = t.id
), captured as (
  select e.subject, sum(e.amount) as amount from money.ledger_entries e
    join money.ledger_transactions t on t.id = e.transaction_id
    where e.kind = 'rental:escrow' and t.kind in ('charge.succeeded', 'credit.spent') group by e.subject
), standing as (
  select subject, sum(amount) as amount from money.ledger_entries
    where kind in ('rental:escrow', 'refund:in_flight') group by subject
), settled as (
  select subject, sum(amount) as amount from whole where kind in
    ('stripe:clearing', 'brand:credit', 'brand:receivable', 'dispute:held', 'holder:pending', 'platform:revenue',
      'tax:vat') group by subject
)
select encode(subject, 'hex') as subject,
    format('captured %s, explained %s', coalesce(c.amount, 0), coalesce(s.amount, 0) + coalesce(d.amount, 0))
      as detail
  from captured c full join standing s using (subject) full join settled d using (subject)
  where coalesce(c.amount, 0) <> coalesce(s.amount, 0) + coalesce(d.amount, 0)
union all
select l.rental_id::text, format('is over with %s in escrow, %s wait', b.posted, l.withheld) from money.order_lines l
  join money.ledger_balances b on b.kind = 'rental:escrow' and b.subject = uuid_send(l.rental_id)
  where l.closed_at is not null and b.posted <> l.withheld
"""

# What Stripe has, what the rows say and what the books say, payment by payment and line by line.
_CAPTURED = """
select p.id::text as subject, format('refunds of %s on %s captured', r.total, p.captured) as detail
  from money.payments p join (select payment_id, sum(amount) as total from money.refunds
    where status not in ('failed', 'canceled') group by payment_id) r on r.payment_id = p.id
  where r.total > p.captured
union all
select p.id::text, format('refunded %s, its refunds sum to %s', p.refunded, coalesce(r.total, 0))
  from money.payments p left join (select payment_id, sum(amount) as total from money.refunds
    where status = 'succeeded' group by payment_id) r on r.payment_id = p.id
  where p.refunded <> coalesce(r.total, 0)
union all
select p.id::text, format('captured %s, booked %s', p.captured, coalesce(b.total, 0))
  from money.payments p left join (
    select t.source_id, -sum(e.amount) as total from money.ledger_transactions t
      join money.ledger_entries e on e.transaction_id = t.id and e.amount < 0
      where t.kind in ('charge.succeeded', 'credit.spent') and t.source_type = 'payment' group by t.source_id
  ) b on b.source_id = p.id
  where p.captured <> coalesce(b.total, 0)
union all
select r.id::text, format('%s of %s, booked %s', r.status, r.amount, coalesce(b.total, 0))
  from money.refunds r left join (
    select t.source_id, sum(e.amount) as total from money.ledger_transactions t
      join money.ledger_entries e on e.transaction_id = t.id
        and (e.kind = 'stripe:clearing' or e.kind = 'brand:credit' and t.kind = 'refund.credited')
      where t.source_type in ('refund', 'external_refund', 'balance_refund') group by t.source_id
  ) b on b.source_id = r.id
  where coalesce(b.total, 0) <> case when r.status = 'succeeded' then r.amount else 0 end
union all
select l.id::text, format('refunded %s, its refunds sum to %s', l.refunded, coalesce(r.total, 0))
  from money.order_lines l left join (select order_line_id, sum(amount - redirected) as total
    from money.refunds group by order_line_id) r on r.order_line_id = l.id
  where l.refunded <> coalesce(r.total, 0)
"""

# A holder's pending money is the earnings on hold, and nothing was let go before its hold was over.
_HELD = """
select encode(coalesce(b.subject, e.holder), 'hex') as subject,
    format('pending %s, earnings on hold %s', coalesce(b.posted, 0), coalesce(e.total, 0)) as detail
  from (select subject, currency, posted from money.ledger_balances where kind = 'holder:pending') b
  full join (select holder, currency, sum(amount) as total from money.earnings
    where released_at is null group by holder, currency) e on e.holder = b.subject and e.currency = b.currency
  where coalesce(b.posted, 0) <> coalesce(e.total, 0)
union all
select id::text, format('released %s, on hold until %s', released_at, payable_at) from money.earnings
  where released_at < payable_at
"""

# Reserved money is the open payouts, holder by holder.
_RESERVED = """
select encode(coalesce(b.subject, p.holder), 'hex') as subject,
    format('reserved %s, open payouts %s', coalesce(b.posted, 0), coalesce(p.total, 0)) as detail
  from (select subject, currency, posted from money.ledger_balances where kind = 'holder:reserved') b
  full join (select holder, currency, sum(amount) as total from money.payouts
    where status in ('requested', 'held', 'approved', 'submitted', 'in_transit') group by holder, currency) p
    on p.holder = b.subject and p.currency = b.currency
  where coalesce(b.posted, 0) <> coalesce(p.total, 0)
"""

# What is reserved of a balance is what is on its way back to its cards, or to its bank, brand by brand.
_GOING_BACK = """
select encode(coalesce(b.subject, r.brand), 'hex') as subject,
    format('reserved %s, on their way back %s', coalesce(b.posted, 0), coalesce(r.total, 0)) as detail
  from (select subject, currency, posted from money.ledger_balances where kind = 'brand:reserved') b
  full join (select brand, currency, sum(amount) as total from (
      select o.brand, f.currency, f.amount from money.refunds f
        join money.payments p on p.id = f.payment_id join money.orders o on o.id = p.order_id
        where f.origin = 'balance' and f.status in ('requested', 'submitted', 'unknown', 'pending')
      union all
      select brand, currency, amount from money.bank_returns where status in ('requested', 'approved', 'sent')) w
    group by brand, currency) r on r.brand = b.subject and r.currency = b.currency
  where coalesce(b.posted, 0) <> coalesce(r.total, 0)
"""

# Each attempt of a payout is reserved once and ends once, by what its state says, over its amount; what came back
# of it, whole or in parts, is no longer paid. A charge or a refund has one transaction by the keys of 3.
_ONE_EACH = """
select p.id::text as subject, format('%s at attempt %s: requested %s, left %s, returned %s, over %s', p.status,
    p.attempt, m.requested, m.paid + m.failed + m.canceled, m.returned, m.amounts) as detail
  from money.payouts p cross join lateral (
    select count(*) filter (where t.kind = 'payout.requested') as requested,
      count(*) filter (where t.kind = 'payout.paid') as paid,
      count(*) filter (where t.kind = 'payout.failed') as failed,
      count(*) filter (where t.kind = 'payout.canceled') as canceled,
      coalesce(sum(e.amount) filter (where t.kind = 'payout.returned'), 0)::bigint as returned,
      array_agg(distinct e.amount) filter (where t.source_type <> 'transfer_reversal') as amounts
    from (select 'payout' as type, p.id union all
        select 'transfer', a.id from money.payout_attempts a where a.payout_id = p.id union all
        select 'transfer_reversal', r.id from money.transfer_reversals r
          join money.payout_attempts a on a.id = r.attempt_id where a.payout_id = p.id) s
      join money.ledger_transactions t on t.source_type = s.type and t.source_id = s.id
      join money.ledger_entries e on e.transaction_id = t.id and e.amount > 0) m
    cross join lateral (select coalesce(sum(r.amount), 0)::bigint as amount from money.transfer_reversals r
      join money.payout_attempts a on a.id = r.attempt_id where a.payout_id = p.id and a.number = p.attempt) back
  where m.amounts is distinct from array[p.amount] or m.requested <> p.attempt
    or m.canceled <> (p.status = 'canceled')::int
    or m.paid * p.amount - m.returned <> case when p.status = 'paid' then p.amount - back.amount else 0 end
    or p.status = 'paid' and back.amount >= p.amount
    or m.paid + m.failed + m.canceled <> p.attempt - (p.status in
      ('requested', 'held', 'approved', 'submitted', 'in_transit'))::int
union all
select t.id::text, format('%s without its payout', t.kind) from money.ledger_transactions t
  where t.kind like 'payout.%' and not exists (
    select from money.payouts p where t.source_type = 'payout' and p.id = t.source_id)
    and not exists (select from money.payout_attempts a where t.source_type = 'transfer' and a.id = t.source_id)
    and not exists (select from money.transfer_reversals r
      where t.source_type = 'transfer_reversal' and r.id = t.source_id)
union all
select r.id::text, format('%s came back, booked %s', r.amount, coalesce(b.total, 0)) from money.transfer_reversals r
  left join (select t.source_id, -sum(e.amount) as total from money.ledger_transactions t
    join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'stripe:clearing'
    where t.kind = 'payout.returned' and t.source_type = 'transfer_reversal' group by t.source_id) b
    on b.source_id = r.id
  where r.amount is distinct from b.total
"""

BY_ROWS = 11
"""Every ledger transaction is what a row says."""

INVARIANTS: dict[int, str] = {
    1: _ZERO,
    2: _APPEND_ONLY,
    3: _KEYS,
    4: _GUARDED,
    5: f"{_KEPT} union all {AS_THE_LEDGER}",
    6: f"{_EXPLAINED} union all {WAITING}",
    7: f"{_CAPTURED} union all {BOOKED}",
    8: f"{_HELD} union all {_RESERVED} union all {_GOING_BACK} union all {PAYABLE} union all {SET_ASIDE}",
    9: f"{_ONE_EACH} union all {BOOKED_ONCE} union all {_BANK_RETURNS}",
    10: UNNOTICED,
    BY_ROWS: EXPLAINED,
    12: _DOCUMENTS,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where an invariant does not hold."""

    invariant: int
    subject: str
    detail: str


MOST = 1000
"""Of one invariant, so many places are told at most."""


async def check(most: int = MOST) -> list[Finding]:
    """Every place where the books break a rule, `most` of each; an empty list is what is right."""
    return [
        Finding(number, row["subject"], row["detail"])
        for number, sql in INVARIANTS.items()
        for row in await fetch_at_length(f"select * from ({sql}) broken limit $1", most)
    ]
