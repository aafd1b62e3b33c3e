from market.base.migration import raw

ID = "2026-11-26T07:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "a transfer is reversed once, and its reference is free then; what is decided of clients' money stays"
)

SQL = """
drop index money.own_transfers_reference;
create unique index own_transfers_reference on money.own_transfers (reference)
  where status in ('waiting', 'booked') and reverses is null;
create unique index own_transfers_reverses on money.own_transfers (reverses)
  where reverses is not null and status <> 'called_off';
alter table money.own_transfers
  add constraint own_transfers_wrong foreign key (reverses) references money.own_transfers (id) on delete restrict;
create trigger client_money_append_only before update or delete or truncate
  on money.client_money for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
