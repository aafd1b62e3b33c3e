from market.base.migration import raw

ID = "2026-11-27T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "calls under way to payments that had a charge before"

SQL = """
update money.payment_attempts a set charge_before = p.stripe_charge_id
  from money.payments p
  where p.id = a.payment_id and a.status = 'requested' and a.tries_again is not null and a.charge_before is null;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
