"""What one operator has let out alone within a day: a large sum in small parts is a large sum."""

from market.base.database import fetch, fetch_value
from market.money.payouts.operators import Operator

# Payouts, balances that go to a bank, gifts, and our own money that left clients' money.
_ALONE = """
select (
  select coalesce(sum(a.amount), 0) from money.payout_approvals a join money.payout_batches b on b.id = a.batch_id
    where a.operator = $1 and b.needed = 1 and a.at > base.now() - interval '1 day'
      -- Nothing left with a batch that Stripe refused whole. That a bank did, the operator alone says: it counts.
      and not (b.method = 'connect' and b.status = 'rejected' and not exists (
        select from money.payout_attempts t where t.batch_id = b.id
          and (t.status <> 'refused' or t.stripe_transfer_id is not null)))) + (
  select coalesce(sum(amount), 0) from money.bank_returns
    where first_by = $1 and needed = 1 and approved_at > base.now() - interval '1 day') + (
  select coalesce(sum(amount), 0) from money.charity_payments where recorded_by = $1 and needed = 1
    and booked_at > base.now() - interval '1 day') + (
  -- Also what was reversed: it may have left all the same. A reversal itself lets nothing out.
  select coalesce(sum(amount), 0) from money.own_transfers where recorded_by = $1 and needed = 1
    and direction = 'out' and status in ('booked', 'reversed') and reverses is null
    and booked_at > base.now() - interval '1 day')
"""

# Two at the same moment would each find the other not yet let out, and both be within the limit.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('payouts.approve:' || encode($1, 'hex'), 0))"


async def let_out_alone(operator: Operator) -> int:
    """How much (minor units); whoever asks for the same operator meanwhile waits for the caller's commit."""
    await fetch(_ONE_AT_A_TIME, operator.tag)
    return int(await fetch_value(_ALONE, operator.tag))
