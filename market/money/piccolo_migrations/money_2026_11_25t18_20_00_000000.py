from market.base.migration import raw

ID = "2026-11-25T18:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what settlement looks up; what was earned before there were settlements"

SQL = """
create index order_lines_running on money.order_lines (id) where closed_at is null and starts_at is not null;
create index earnings_on_hold on money.earnings (payable_at, id) where released_at is null;
create index earnings_of_holder on money.earnings (holder, payable_at);

update money.order_lines set earned = amount - refunded where closed_at is not null;
insert into money.earnings (id, holder, rental_id, currency, amount, transaction_id, payable_at)
  select uuidv7(), e.subject, t.source_id, e.currency, e.amount, t.id, t.created_at + interval '14 days'
  from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id
  where t.kind = 'rental.ended' and e.kind = 'holder:pending' and e.amount > 0;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
