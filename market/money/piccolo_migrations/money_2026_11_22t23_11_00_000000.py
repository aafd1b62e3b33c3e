from market.base.migration import raw

ID = "2026-11-22T23:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what orders, payments and refunds are found by; optional ids are unique where they are"

SQL = """
create unique index payments_one_live on money.payments (order_id)
  where status not in ('failed', 'canceled');
create unique index payments_session on money.payments (stripe_checkout_session_id)
  where stripe_checkout_session_id is not null;
create unique index payments_intent on money.payments (stripe_payment_intent_id)
  where stripe_payment_intent_id is not null;
create unique index payments_charge on money.payments (stripe_charge_id)
  where stripe_charge_id is not null;
create unique index refunds_stripe on money.refunds (stripe_refund_id)
  where stripe_refund_id is not null;
-- One obligation: a line is closed once, so at most one refund is ours.
create unique index refunds_one_a_line on money.refunds (order_line_id)
  where order_line_id is not null;

create index order_lines_order on money.order_lines (order_id);
create index payments_order on money.payments (order_id);
create index payments_open on money.payments (asked_at)
  where status in ('created', 'submitted', 'requires_action', 'processing', 'unknown');
create index payments_without_fee on money.payments (asked_at) where status = 'succeeded' and fee is null;
create index refunds_payment on money.refunds (payment_id);
create index refunds_open on money.refunds (asked_at)
  where status in ('requested', 'submitted', 'unknown', 'pending');
create index inbox_events_waiting on money.inbox_events (received_at) where status = 'received';
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
