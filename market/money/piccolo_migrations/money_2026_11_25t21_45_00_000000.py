from market.base.migration import raw

ID = "2026-11-25T21:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a dispute is a payment's; one act at a time is under way for it"

SQL = """
alter table money.disputes
  add constraint disputes_payment foreign key (payment_id) references money.payments (id) on delete restrict;
create index disputes_of_payment on money.disputes (payment_id);
create index disputes_open on money.disputes (asked_at) where closed_at is null;
-- What failed because of a dispute is made anew once that is won; of those under way or done there is one.
drop index money.refunds_one_a_line;
create unique index refunds_one_a_line on money.refunds (order_line_id)
  where order_line_id is not null and status not in ('failed', 'canceled');
create unique index dispute_acts_one on money.dispute_acts (dispute_id)
  where status in ('prepared', 'requested', 'unknown');
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
