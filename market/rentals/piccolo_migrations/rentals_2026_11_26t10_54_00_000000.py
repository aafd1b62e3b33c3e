from market.base.migration import raw

ID = "2026-11-26T10:54:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "each event waits for a day's head; one head a day, each after the one before, with all that is in it"
)

SQL = """
create index growing_at on rentals.growing (at);
create index growing_rental on rentals.growing (rental, seq);
create index day_entries_day on rentals.day_entries (day, leaf);

alter table rentals.day_heads
  add constraint day_heads_hash unique (day, hash),
  add constraint day_heads_before unique nulls not distinct (before),
  add constraint day_heads_chain foreign key (before, prev) references rentals.day_heads (day, hash);
alter table rentals.day_blocks add constraint day_blocks_day
  foreign key (day) references rentals.day_heads (day) deferrable initially deferred;
-- None to the rental: it would be locked, and the night would meet whoever changes it meanwhile.
alter table rentals.day_entries add constraint day_entries_day
  foreign key (day) references rentals.day_heads (day) deferrable initially deferred;

create trigger day_heads_append_only before update or delete or truncate on rentals.day_heads
  for each statement execute function base.refuse_change();
create trigger day_blocks_append_only before update or delete or truncate on rentals.day_blocks
  for each statement execute function base.refuse_change();
create trigger day_entries_append_only before update or delete or truncate on rentals.day_entries
  for each statement execute function base.refuse_change();

create function rentals.record_grows() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into rentals.growing (event, rental, seq, at) select id, rental, seq, at from added;
  return null;
end $$;
create trigger record_events_grow after insert on rentals.record_events
  referencing new table as added for each statement execute function rentals.record_grows();
insert into rentals.growing (event, rental, seq, at) select id, rental, seq, at from rentals.record_events;
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
