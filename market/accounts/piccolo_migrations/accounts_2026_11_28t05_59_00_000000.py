from market.base.migration import raw

ID = "2026-11-28T05:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "notifications go with their person; what is unread, waits for a digest or is old is found by an index"
)

SQL = """
alter table accounts.notifications add constraint notifications_person
  foreign key (person) references accounts.people (id) on delete cascade;
alter table accounts.notification_choices add constraint notification_choices_person
  foreign key (person) references accounts.people (id) on delete cascade;
create index notifications_of on accounts.notifications (person, id);
create index notifications_unread on accounts.notifications (person) where read_at is null;
create index notifications_awaiting on accounts.notifications (person, created_at) where awaits_digest;
create index notifications_created on accounts.notifications using brin (created_at);
"""


async def forwards():
    return raw("accounts", ID, DESCRIPTION, SQL)
