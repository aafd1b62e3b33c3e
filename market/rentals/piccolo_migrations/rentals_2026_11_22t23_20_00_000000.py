from market.base.migration import raw

ID = "2026-11-22T23:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what is looked up, what is append-only"

SQL = """
create unique index rentals_agreement on rentals.rentals (agreement);
create index rentals_brand on rentals.rentals (brand, id);
create index rentals_holder on rentals.rentals (holder, id);
create index rentals_order on rentals.rentals (order_id);
create index rentals_running on rentals.rentals (ends_at) where state in ('Active', 'TemporarilySuspended');
create index rentals_unpaid on rentals.rentals (held_until) where state = 'Inactive';
create index reads_rental on rentals.reads (rental, at);
create trigger record_events_append_only before update or delete or truncate on rentals.record_events
  for each statement execute function base.refuse_change();
create trigger reads_append_only before update or delete or truncate on rentals.reads
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
