"""Where the ledger's sources meet Stripe's objects. Whoever posts to `stripe:clearing` has a line here."""

from market.money.chart import Kind

# (source_type, source_id, object): which object of Stripe's stands behind a ledger transaction's source.
_OBJECTS = (
    "select 'payment' as type, id, stripe_charge_id as object from money.payments",
    "select case origin when 'platform' then 'refund' when 'balance' then 'balance_refund'"
    " else 'external_refund' end, id, stripe_refund_id"
    " from money.refunds",
    "select 'stripe_movement', id, object from money.stripe_balance_transactions",
    # A reversal is an object of its own; which of the two explains what, the signs tell.
    "select 'transfer', id, stripe_transfer_id from money.payout_attempts",
    "select 'transfer', id, stripe_reversal_id from money.payout_attempts",  # before each had a row of its own
    "select 'transfer_reversal', id, stripe_reversal_id from money.transfer_reversals",
    "select 'dispute', id, stripe_dispute_id from money.disputes",
)

# Our rows behind objects, and whether they still wait for their end.
_ROWS = (
    "select 'payment' as kind, id, status, stripe_charge_id as object,"
    " status not in ('succeeded', 'failed', 'canceled') as waiting from money.payments",
    "select 'refund', id, status, stripe_refund_id, status not in ('succeeded', 'failed', 'canceled')"
    " from money.refunds",
    "select 'payout', p.id, p.status, a.stripe_transfer_id, p.status not in ('paid', 'failed', 'canceled')"
    " from money.payout_attempts a join money.payouts p on p.id = a.payout_id",
    # What a dispute moved is booked when it is heard, not when it ends: nothing of it waits.
    "select 'dispute', id, status, stripe_dispute_id, false from money.disputes",
)

# What may wait for its end, since when: named as in `rules.LIMITS`.
_WAITING = (
    "select case when status = 'authorized' then 'hold' when method = 'sepa_debit' then 'debit'"
    " else 'payment' end as kind, id, status, created_at as since,"
    " amount, currency from money.payments p"
    " where status in ('created', 'submitted', 'requires_action', 'processing', 'unknown', 'authorized')"
    # A kept card that was refused waits for its next try, or for the brand to answer its bank, for days.
    " and not (status in ('submitted', 'requires_action') and exists (select from money.orders o"
    " where o.id = p.order_id and o.closed_at is null) and 'off_session' = any (select a.mode"
    " from money.payment_attempts a where a.payment_id = p.id) and not exists (select from money.payment_attempts a"
    " where a.payment_id = p.id and a.status in ('prepared', 'requested')))",
    "select 'refund', id, status, created_at, amount, currency from money.refunds"
    " where status in ('requested', 'submitted', 'unknown', 'pending')",
    "select 'payout', id, status, changed_at, amount, currency from money.payouts"
    " where status in ('requested', 'held', 'approved', 'submitted', 'in_transit')",
    "select 'dispute', id, status, created_at, amount, currency from money.disputes where closed_at is null",
    "select 'bank_return', id, status, changed_at, amount, currency from money.bank_returns"
    " where status in ('requested', 'approved', 'sent')",
    "select 'own_transfer', id, status, recorded_at, amount, currency from money.own_transfers"
    " where status = 'waiting'",
    "select 'inbox', id, status, received_at, null, null from money.inbox_events where status = 'received'",
)


def _all(parts: tuple[str, ...]) -> str:
    return " union all ".join(parts)


OBJECTS, ROWS, WAITING = _all(_OBJECTS), _all(_ROWS), _all(_WAITING)

# What a ledger transaction adds to the money at Stripe; one that was reversed, and its reversal, add nothing.
EFFECTS = f"""
  select t.id, t.kind, t.source_type, t.source_id, t.created_at, e.currency, -sum(e.amount)::bigint as effect
  from money.ledger_transactions t
    join money.ledger_entries e on e.transaction_id = t.id and e.kind = '{Kind.STRIPE_CLEARING}'
  where t.reverses_id is null
    and not exists (select from money.ledger_transactions r where r.reverses_id = t.id)
  group by t.id, e.currency
"""
