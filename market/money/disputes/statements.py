"""What must always hold of disputes, as queries: parts of the invariants of money, by their number there."""

from market.money.disputes.rules import TAKEN
from market.money.going_back import OWED

_TAKEN = ", ".join(f"'{status}'" for status in TAKEN)

# Invariant 6: what waits in escrow waits for a dispute.
WAITING = f"""
select l.rental_id::text, format('%s wait for no dispute', l.withheld) from money.order_lines l
  where l.withheld > 0 and not exists (select from money.payments p join money.disputes d on d.payment_id = p.id
    where p.order_id = l.order_id and d.status in ({_TAKEN}))
"""

# Invariant 7: refunds and disputes are not more than what was captured, but for a bank that asks for what was refunded
# before, which is its mistake and comes back to us (`booking`); each dispute stands in the books as its row
# says; of what went back past us no more is repaid or given up than did; and what each brand owes is what these rows
# say.
BOOKED = f"""
select p.id::text as subject, format('refunds and disputes of %s on %s captured', b.total, p.captured) as detail
  from money.payments p cross join lateral (
    select sum(d.amount - case d.status when 'lost' then d.reinstated else 0 end) as taken,
        min(t.created_at) as since from money.disputes d left join money.ledger_transactions t
      on t.source_type = 'dispute' and t.source_id = d.id and t.kind = 'dispute.withdrawn'
    where d.payment_id = p.id and d.status in ({_TAKEN}, 'lost')) d cross join lateral (
    select coalesce(sum(r.amount), 0) as total, coalesce(sum(r.amount) filter (where r.created_at < d.since), 0)
        as before from money.refunds r where r.payment_id = p.id and r.status = 'succeeded') r cross join lateral (
    select d.taken + r.total - greatest(0, least(r.before, d.taken + r.before - p.captured)) as total) b
  where b.total > p.captured
union all
select d.id::text, format('%s of %s, withdrawn %s, reinstated %s, booked %s, fee %s, booked %s', d.status, d.amount,
    d.withdrawn, d.reinstated, b.held, d.fee, b.fee)
  from money.disputes d cross join lateral (select
      -coalesce(sum(e.amount) filter (where e.kind = 'dispute:held'), 0) as held,
      -coalesce(sum(e.amount) filter (where e.kind = 'stripe:fees'), 0) as fee
    from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id
    where t.source_type = 'dispute' and t.source_id = d.id
      and t.kind in ('dispute.withdrawn', 'dispute.reinstated')) b
  where (b.held, b.fee) <> (d.withdrawn - d.reinstated, d.fee)
union all
select d.id::text, format('%s of %s, taken for good %s', d.status, d.amount, b.lost)
  from money.disputes d join money.payments p on p.id = d.payment_id cross join lateral (
    select coalesce(sum(e.amount), 0) as lost from money.order_lines l
      join money.ledger_transactions t on t.source_type = 'rental' and t.source_id = l.rental_id
        and t.kind = 'dispute.lost' and starts_with(t.idempotency_key, 'dispute.lost:' || d.id)
      join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'dispute:held'
      where l.order_id = p.order_id) r cross join lateral (
    select r.lost + coalesce(sum(e.amount), 0) as lost from money.ledger_transactions t
      join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'dispute:held'
      where t.source_type = 'dispute' and t.source_id = d.id and t.kind = 'dispute.lost') b
  where b.lost <> case when d.status in ('lost', 'restored') then d.amount else 0 end
union all
select d.id::text, format('repaid %s, given up %s, given back %s, booked %s, %s and %s', d.repaid, d.written_off,
    d.given_back, b.repaid, b.written_off, b.given_back)
  from money.disputes d cross join lateral (select
      coalesce(sum(e.amount) filter (where e.kind = 'brand:receivable' and t.kind <> 'receivable.written_off'), 0)
        as repaid,
      coalesce(-sum(e.amount) filter (where t.kind = 'receivable.written_off' and e.kind = 'platform:losses'), 0)
        as written_off,
      coalesce(sum(e.amount) filter (where t.kind = 'dispute.restored' and e.kind = 'brand:credit'), 0) as given_back
    from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id
    where t.source_type = 'dispute' and t.source_id = d.id and t.kind in
      ('receivable.written_off', 'dispute.restored', 'debt.paid')) b
  where (b.repaid, b.written_off, b.given_back) <> (d.repaid, d.written_off, d.given_back)
union all
select 'EUR', format('dispute:held stands at %s, disputes at %s', h.held, d.held)
  from (select coalesce(sum(amount), 0) as held from money.ledger_entries where kind = 'dispute:held') h,
    (select coalesce(sum(reinstated - withdrawn + case status when 'lost' then amount - reinstated else 0 end), 0)
      as held from money.disputes) d where h.held <> d.held
union all
select p.id::text, format('repaid %s, went back past us %s', l.repaid, coalesce(r.total, 0))
  from money.payments p join (select order_id, sum(repaid) as repaid from money.order_lines
      where repaid > 0 group by order_id) l on l.order_id = p.order_id
    left join (select payment_id, sum(amount) as total from money.refunds
      where origin = 'external' and status = 'succeeded' group by payment_id) r on r.payment_id = p.id
  where p.status = 'succeeded' and l.repaid > coalesce(r.total, 0)
union all
select p.id::text, format('repaid or given up %s more than went back past us', -{OWED}) from money.payments p
  where p.id in (select payment_id from money.write_offs where booked_at is not null) and {OWED} < 0
union all
select encode(coalesce(b.subject, w.brand), 'hex'), format('owes %s, its disputes and refunds past us say %s',
    coalesce(b.owed, 0), coalesce(w.owed, 0))
  from (select subject, -sum(amount) as owed from money.ledger_entries where kind = 'brand:receivable'
    group by subject) b
  full join (select brand, sum(owed) as owed from (
      select o.brand, d.from_receivable - d.written_off - d.repaid as owed from money.disputes d
        join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id
        where d.status in ('lost', 'restored')
      union all
      select o.brand, r.amount from money.refunds r
        join money.payments p on p.id = r.payment_id join money.orders o on o.id = p.order_id
        where r.origin = 'external' and r.status = 'succeeded'
      union all
      select o.brand, -p.past_us_repaid from money.payments p join money.orders o on o.id = p.order_id
        where p.past_us_repaid > 0
      union all
      select o.brand, w.restored - w.amount from money.write_offs w join money.payments p on p.id = w.payment_id
        join money.orders o on o.id = p.order_id where w.booked_at is not null
      union all
      select o.brand, -l.repaid from money.order_lines l join money.orders o on o.id = l.order_id where l.repaid > 0
    ) each group by brand) w on w.brand = b.subject
  where coalesce(b.owed, 0) <> coalesce(w.owed, 0)
"""
