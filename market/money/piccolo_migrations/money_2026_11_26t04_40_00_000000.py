from market.base.migration import raw

ID = "2026-11-26T04:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "which payment gives way to another, and those that wait for it"

SQL = """
alter table money.payment_switches
  add constraint payment_switches_payment foreign key (payment_id) references money.payments (id)
    on delete restrict,
  add constraint payment_switches_kept foreign key (card_id) references money.bank_cards (id)
    on delete restrict;
create index payment_switches_open on money.payment_switches (asked_at) where resolved_at is null;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
