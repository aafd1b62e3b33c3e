"""Whether each ledger transaction is what a row of ours says: why, over how much, and whose. Invariant 11.

Set operations over the whole ledger, each table read once: no row is looked up by itself. A transaction that was
taken back, and the one that takes it back, are explained by each other; what then is missing the sums tell.
"""

from market.money.chart import Movement
from market.money.rewards.statements import REWARDED
from market.money.shapes import SHAPED

# Movements of which a row has one at most: their key is the movement and the row. What is settled is one for each
# month that it moved in, whether the month's settlement posted it or the end of the rental: the key names the month.
_ONCE = (
    Movement.CHARGE_SUCCEEDED,
    Movement.CHARGE_FEE,
    Movement.CREDIT_SPENT,
    Movement.RENTAL_ENDED,
    Movement.RENTAL_NOT_STARTED,
    Movement.REFUND_SUCCEEDED,
    Movement.REFUND_CREDITED,
    Movement.REFUND_FAILED,
    Movement.REFUND_EXTERNAL,
    Movement.CREDIT_RETURN_REQUESTED,
    Movement.CREDIT_RETURNED,
    Movement.CREDIT_RETURN_FAILED,
    Movement.EARNINGS_RELEASED,
    Movement.DISPUTE_WITHDRAWN,
    Movement.DISPUTE_REINSTATED,
    Movement.DISPUTE_RESTORED,
    Movement.RECEIVABLE_WRITTEN_OFF,
    Movement.OWN_TAKEN_OUT,
    Movement.OWN_PAID_IN,
    Movement.BANK_RETURN_REQUESTED,
    Movement.BANK_RETURN_RELEASED,
    Movement.BANK_RETURN_PAID,
    Movement.BANK_RETURN_CAME_BACK,
    Movement.BUDGET_FUNDED,
    Movement.REWARD_PAID,
    Movement.GIFT_GIVEN,
    Movement.GIFT_PAID,
    Movement.GIFT_CAME_BACK,
)
_LISTED_ONCE = ", ".join(f"'{it}'" for it in _ONCE)

# (kind, source_type, source_id, amount, holder, brand, rental): what may be posted, and by which row. The amount is
# that of all its credits; where a row does not tell it, a sum over its postings does: in _SHARED, or in 6 to 9. What
# settles or ends a rental is shared with its line.
_CAUSES = f"""
  select w.why, 'payment', p.id, w.amount, null::bytea, o.brand, null::bytea
    from money.payments p join money.orders o on o.id = p.order_id cross join lateral (values
      (case p.method when 'balance' then 'credit.spent' else 'charge.succeeded' end, p.captured),
      ('charge.fee', p.fee)) w (why, amount) where p.captured > 0 and w.amount > 0
union all
  select 'debt.paid', 'payment', p.id, null, null, o.brand, null
    from money.payments p join money.orders o on o.id = p.order_id and o.purpose <> 'rental'
    where p.captured > 0 and exists (select from money.refunds r where r.payment_id = p.id and r.origin = 'external'
      and r.status in ('succeeded', 'failed', 'canceled'))
union all
  select w.why, 'rental', l.rental_id, null, l.holder, o.brand, uuid_send(l.rental_id)
    from money.order_lines l join money.orders o on o.id = l.order_id
    left join (select distinct p.order_id from money.payments p join money.disputes d on d.payment_id = p.id
      where d.status in ('lost', 'restored')) gone on gone.order_id = l.order_id
    cross join lateral (values ('rental.settled', l.starts_at is not null),
      ('rental.ended', l.closed_at is not null),
      ('rental.not_started', l.closed_at is not null and l.used_days = 0),
      ('dispute.released', l.closed_at is not null),
      ('dispute.lost', l.closed_at is not null and gone.order_id is not null)) w (why, may) where w.may
union all
  select w.why, w.type, r.id, w.amount, null, o.brand, uuid_send(l.rental_id)
    from money.refunds r join money.payments p on p.id = r.payment_id join money.orders o on o.id = p.order_id
    left join money.order_lines l on l.id = r.order_line_id cross join lateral (values
      ('platform', 'refund', case p.method when 'balance' then 'refund.credited' else 'refund.succeeded' end,
        r.amount, r.status in ('succeeded', 'failed', 'canceled')),
      ('platform', 'refund', 'refund.failed', r.amount, r.status in ('failed', 'canceled')),
      ('platform', 'refund', 'dispute.withheld', null, r.status in ('failed', 'canceled')),
      ('external', 'external_refund', 'refund.external', r.amount, r.status in ('succeeded', 'failed', 'canceled')),
      ('external', 'external_refund', 'refund.failed', r.amount, r.status in ('failed', 'canceled')),
      ('balance', 'balance_refund', 'credit.return_requested', r.amount, true),
      ('balance', 'balance_refund', 'credit.returned', r.amount, r.status in ('succeeded', 'failed', 'canceled')),
      ('balance', 'balance_refund', 'credit.return_failed', r.amount, r.status in ('failed', 'canceled'))
    ) w (origin, type, why, amount, may) where w.origin = r.origin and w.may
union all
  select w.why, 'dispute', d.id, w.amount, null, o.brand, null
    from money.disputes d join money.payments p on p.id = d.payment_id join money.orders o on o.id = p.order_id
    cross join lateral (values ('dispute.withdrawn', null, d.withdrawn > 0),
      ('dispute.reinstated', null, d.reinstated > 0), ('dispute.restored', d.reinstated,
        d.status in ('lost', 'restored') and d.reinstated > 0),
      ('dispute.lost', d.amount, d.status in ('lost', 'restored') and o.purpose <> 'rental'),
      ('debt.paid', null, d.repaid > 0), ('receivable.written_off', d.written_off, d.written_off > 0)
    ) w (why, amount, may) where w.may
union all
  select 'receivable.written_off', 'write_off', w.id, w.amount, null, o.brand, null from money.write_offs w
    join money.payments p on p.id = w.payment_id join money.orders o on o.id = p.order_id where w.booked_at is not null
union all
  select distinct w.why, w.type, w.id, w.amount, p.holder, null::bytea, null::bytea
    from money.payouts p left join money.payout_attempts a on a.payout_id = p.id
    left join money.transfer_reversals r on r.attempt_id = a.id cross join lateral (
      select 'payout', why, p.id, p.amount from unnest(array['payout.requested', 'payout.paid', 'payout.failed',
        'payout.canceled', 'payout.returned']) why
      union all
      select 'transfer', why, a.id, p.amount from unnest(array['payout.paid', 'payout.returned']) why
      union all
      select 'transfer_reversal', 'payout.returned', r.id, r.amount) w (type, why, id, amount)
    where w.id is not null
union all
  select w.why, 'bank_return', r.id, r.amount, null, r.brand, null from money.bank_returns r cross join
    unnest(array['bank_return.requested', 'bank_return.released', 'bank_return.paid', 'bank_return.came_back']) w (why)
union all
  {REWARDED}
union all
  select w.why, 'own_transfer', o.id, o.amount, null, null, null from money.own_transfers o
    cross join unnest(array['own.taken_out', 'own.paid_in']) w (why)
union all
  select w.why, 'stripe_movement', m.id, abs(m.net), null, null, null from money.stripe_balance_transactions m
    cross join unnest(array['stripe.fee', 'stripe.payout', 'stripe.payout_returned',
      'stripe.topped_up', 'stripe.top_up_returned']) w (why)
"""

# A transaction with no row that explains it, over another amount, under another's key, or on another's account.
_EXPLAINED = f"""
select w.id::text as subject, w.detail from (
  with cause as (
    select * from ({_CAUSES}) c (why, type, id, amount, holder, brand, rental)
  ), posted as (
    select t.id, t.kind, t.source_type, t.source_id, t.idempotency_key as key, t.reverses_id,
        to_char(t.effective_at at time zone 'Europe/Paris', 'YYYY-MM') as month,
        sum(e.amount) filter (where e.amount > 0) as amount,
        min(e.subject) filter (where e.kind like 'holder:%') as holder,
        max(e.subject) filter (where e.kind like 'holder:%') as last_holder,
        min(e.subject) filter (where e.kind like 'brand:%') as brand,
        max(e.subject) filter (where e.kind like 'brand:%') as last_brand,
        min(e.subject) filter (where e.kind in ('rental:escrow', 'refund:in_flight')) as rental,
        max(e.subject) filter (where e.kind in ('rental:escrow', 'refund:in_flight')) as last_rental
      from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id group by t.id
  )
  select p.id, case
      when not starts_with(p.key, p.kind || ':') or p.kind in ({_LISTED_ONCE}) and p.key <> p.kind || ':' || p.source_id
        or p.kind = '{Movement.RENTAL_SETTLED}' and p.key <> concat_ws(':', p.kind, p.source_id, p.month)
        then format('%s under the key %s, in %s', p.kind, p.key, p.month)
      when p.source_type = 'release' and p.kind = 'earnings.released' and p.source_id = p.id
        and p.holder = p.last_holder and p.brand is null and p.rental is null then null
      when c.id is null then format('%s of %s by no row: %s %s', p.kind, p.amount, p.source_type, p.source_id)
      when c.amount <> p.amount then format('%s of %s, its row says %s', p.kind, p.amount, c.amount)
      when (p.holder, p.last_holder) <> (c.holder, c.holder) or p.holder is not null and c.holder is null
        or (p.brand, p.last_brand) <> (c.brand, c.brand) or p.brand is not null and c.brand is null
        or (p.rental, p.last_rental) <> (c.rental, c.rental)
        or p.rental is not null and c.rental is null and p.source_type <> 'payment'
        then format('%s on the account of another than its row says', p.kind)
    end as detail
    from posted p left join cause c on c.why = p.kind and c.type = p.source_type and c.id = p.source_id
    where p.source_type = 'own_transfer' or p.reverses_id is null and p.id not in (
      select reverses_id from money.ledger_transactions where reverses_id is not null)
) w where w.detail is not null
"""

# What was paid stands on the lines' rentals, each over its price.
_BOUGHT = """
select l.rental_id::text as subject, format('%s was paid, its line says %s', b.amount, l.amount) as detail
  from money.order_lines l join money.payments p on p.order_id = l.order_id and p.captured > 0 left join (
    select t.source_id, e.subject, sum(e.amount) as amount from money.ledger_transactions t
      join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'rental:escrow'
      where t.kind in ('charge.succeeded', 'credit.spent') group by t.source_id, e.subject) b
    on b.source_id = p.id and b.subject = uuid_send(l.rental_id)
  where l.amount is distinct from b.amount
union all
select p.id::text, format('its fee is %s, booked %s', p.fee, b.amount) from money.payments p
  left join (select t.source_id, sum(e.amount) as amount from money.ledger_transactions t
    join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'stripe:clearing'
    where t.kind = 'charge.fee' group by t.source_id) b on b.source_id = p.id
  where coalesce(p.fee, 0) <> coalesce(b.amount, 0)
"""

# What each line has earned was divided as agreed; what goes back of it is its refunds; each earning is its posting.
_SHARED = """
select l.rental_id::text as subject, format('earned %s: the holder %s and VAT %s, booked %s, %s and %s', l.earned,
    s.holders, s.vat, coalesce(b.earned, 0), coalesce(b.holders, 0), coalesce(b.vat, 0)) as detail
  from money.order_lines l
  cross join lateral (select l.earned * l.bps / 10000 as holders, l.commission_before as before,
    l.commission_before + l.earned - l.earned * l.bps / 10000 as after, 10000 + l.vat_bps as divisor) c
  cross join lateral (select c.holders, (2 * c.after * l.vat_bps + c.divisor) / (2 * c.divisor)
    - (2 * c.before * l.vat_bps + c.divisor) / (2 * c.divisor) as vat) s
  left join (
    select t.source_id,
        sum(e.amount) filter (where e.kind in ('holder:pending', 'platform:revenue', 'tax:vat')) as earned,
        sum(e.amount) filter (where e.kind = 'holder:pending') as holders,
        sum(e.amount) filter (where e.kind = 'tax:vat') as vat
      from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id
      where t.kind in ('rental.settled', 'rental.ended') and t.source_type = 'rental' group by t.source_id
  ) b on b.source_id = l.rental_id
  where (coalesce(b.earned, 0), coalesce(b.holders, 0), coalesce(b.vat, 0)) <> (l.earned, s.holders, s.vat)
union all
select l.rental_id::text, format('refunds of %s, booked on their way %s', coalesce(r.amount, 0), coalesce(b.amount, 0))
  from money.order_lines l
  left join (select order_line_id, sum(amount) as amount from money.refunds group by order_line_id) r
    on r.order_line_id = l.id
  left join (select t.source_id, sum(e.amount) as amount from money.ledger_transactions t
    join money.ledger_entries e on e.transaction_id = t.id and e.kind = 'refund:in_flight'
    where t.source_type = 'rental' group by t.source_id) b on b.source_id = l.rental_id
  where coalesce(r.amount, 0) <> coalesce(b.amount, 0)
union all
select coalesce(e.transaction_id, p.transaction_id)::text, format('earned %s, booked %s', e.amount, p.amount)
  from money.earnings e full join (select transaction_id, subject, amount from money.ledger_entries
    where kind = 'holder:pending' and amount > 0) p on p.transaction_id = e.transaction_id and p.subject = e.holder
  where e.amount is distinct from p.amount
"""

# One place is one finding, whatever is wrong there.
EXPLAINED = f"""
select subject, string_agg(detail, '; ' order by detail) as detail
  from ({_EXPLAINED} union all {SHAPED} union all {_BOUGHT} union all {_SHARED}) w group by subject
"""

# Invariant 8. What is ready is what was let go less the payouts that hold or took it, holder by holder.
PAYABLE = """
select encode(coalesce(b.subject, w.holder), 'hex') as subject,
    format('payable %s, released and not paid out %s', coalesce(b.posted, 0), coalesce(w.total, 0)) as detail
  from (select subject, currency, posted from money.ledger_balances where kind = 'holder:payable') b
  full join (select holder, currency, sum(amount) as total from (
      select holder, currency, sum(amount) as amount from money.earnings where released_at is not null
        group by holder, currency
      union all
      select holder, currency, -sum(amount) from money.payouts where status in
        ('requested', 'held', 'approved', 'submitted', 'in_transit', 'paid') group by holder, currency
      union all
      select p.holder, p.currency, sum(r.amount) from money.payouts p
        join money.payout_attempts a on a.payout_id = p.id and a.number = p.attempt
        join money.transfer_reversals r on r.attempt_id = a.id where p.status = 'paid' group by p.holder, p.currency
    ) m group by holder, currency) w on w.holder = b.subject and w.currency = b.currency
  where coalesce(b.posted, 0) <> coalesce(w.total, 0)
"""
