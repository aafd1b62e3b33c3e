from market.base.migration import raw

ID = "2026-11-26T17:48:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "calls under way to payments that Stripe knew before"

SQL = """
update money.payment_attempts a set tries_again = p.stripe_payment_intent_id
  from money.payments p
  where p.id = a.payment_id and a.status = 'requested' and a.mode <> 'checkout'
    and exists (select from money.payment_attempts b
                where b.payment_id = a.payment_id and b.number < a.number and b.status in ('answered', 'abandoned'));
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
