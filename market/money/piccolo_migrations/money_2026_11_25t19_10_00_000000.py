from market.base.migration import raw

ID = "2026-11-25T19:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what payouts and a rental's earnings are found by; one current identity a holder, one payout a month, one batch to join"

SQL = """
create unique index payout_identities_current on money.payout_identities (holder) where replaced_at is null;
create unique index payout_batches_joinable on money.payout_batches (method, currency)
  where kind = 'run' and status = 'open' and frozen_at is null;
create unique index payout_batches_message on money.payout_batches (message_id) where message_id is not null;
create unique index payouts_one_a_month on money.payouts (holder, currency, period) where period is not null;
create unique index payout_attempts_transfer on money.payout_attempts (stripe_transfer_id)
  where stripe_transfer_id is not null;

create index payout_identities_holder on money.payout_identities (holder);
create index payout_batches_open on money.payout_batches (created_at)
  where status not in ('executed', 'rejected', 'canceled');
create index payouts_holder_time on money.payouts (holder, requested_at);
create index payouts_batch on money.payouts (batch_id);
create index payouts_identity on money.payouts (identity_id);
create index payouts_waiting on money.payouts (method, currency) where status = 'requested' and batch_id is null;
create index payout_attempts_batch on money.payout_attempts (batch_id);
create index payout_attempts_open on money.payout_attempts (asked_at)
  where status in ('prepared', 'requested', 'unknown');
create index payout_approvals_operator_time on money.payout_approvals (operator, at);
create index payout_asks_untold on money.payout_asks (made_at) where told_at is null;
create index earnings_of_rental on money.earnings (rental_id);
create index payout_leavers_open on money.payout_leavers (left_at) where closed_at is null;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
