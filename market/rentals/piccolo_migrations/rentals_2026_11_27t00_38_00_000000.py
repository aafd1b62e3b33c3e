from market.base.migration import raw

ID = "2026-11-27T00:38:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "up to which number reads are sealed is written once, and with the day's head"

# No key to the rental, as in day_entries, and no index more on the reads themselves: each read would pay for it.
SQL = """
create index reads_sealed_by_day on rentals.reads_sealed (day, last);
alter table rentals.reads_sealed add constraint reads_sealed_day
  foreign key (day) references rentals.day_heads (day) deferrable initially deferred;
create trigger reads_sealed_append_only before update or delete or truncate on rentals.reads_sealed
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("rentals", ID, DESCRIPTION, SQL)
