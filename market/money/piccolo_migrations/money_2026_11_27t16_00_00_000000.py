from market.base.migration import raw

ID = "2026-11-27T16:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "batches through Stripe that holders left empty by giving another account are closed"

SQL = """
with closed as (
  update money.payout_batches b
    set closed_at = base.now(), status = case when exists (
      select from money.payouts p where p.batch_id = b.id and p.status = 'paid') then 'executed' else 'rejected' end
    where b.method = 'connect' and b.status = 'submitted' and not exists (
      select from money.payouts p where p.batch_id = b.id
        and p.status in ('requested', 'held', 'approved', 'submitted', 'in_transit'))
    returning b.id, b.status
)
insert into base.audit_entries (id, at, action, actor_kind, actor, subject_kind, subject, facts)
  select uuidv7(), base.now(), 'payout_batch.' || status, 'system', '', 'payout_batch', id, '{}' from closed;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
