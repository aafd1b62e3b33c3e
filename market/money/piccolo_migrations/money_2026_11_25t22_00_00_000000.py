from market.base.migration import raw

ID = "2026-11-25T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what becomes of held money is decided once, and the janitor finds it"

SQL = """
alter table money.payment_decisions
  add constraint payment_decisions_payment foreign key (payment_id) references money.payments (id)
    on delete restrict;
create index payment_decisions_open on money.payment_decisions (decided_at) where resolved_at is null;
create index payments_held on money.payments (capture_by) where status = 'authorized';
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
