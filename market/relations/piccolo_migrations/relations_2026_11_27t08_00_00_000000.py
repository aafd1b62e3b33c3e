from market.base.migration import raw

ID = "2026-11-27T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "messages are of a rental and not rewritten, and what nobody was told of is found by itself"

SQL = """
alter table relations.messages
  add constraint messages_rental foreign key (rental) references rentals.rentals (id);
alter table relations.message_flags
  add constraint message_flags_rental foreign key (rental) references rentals.rentals (id);
alter table relations.choices
  add constraint choices_persona foreign key (persona) references personas.personas (id);
create index message_flags_brand on relations.message_flags (brand);
create index messages_untold on relations.messages (id) where notified_at is null and side = 'brand';
create index invitations_untold on relations.invitations (id) where notified_at is null;
create index questions_untold on relations.questions (id) where seen_to_at is null;

create function relations.message_stands() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.rental, new.side, new.month, new.number, new.per_month, new.sealed, new.sent_at)
     is distinct from
     (old.id, old.rental, old.side, old.month, old.number, old.per_month, old.sealed, old.sent_at)
  then
    raise exception using errcode = 'insufficient_privilege', schema = tg_table_schema, table = tg_table_name,
      message = 'a message that was sent is not rewritten';
  end if;
  return new;
end $$;
create trigger messages_not_rewritten before update on relations.messages
  for each row execute function relations.message_stands();
create trigger messages_kept before delete or truncate on relations.messages
  for each statement execute function base.refuse_change();
create trigger message_receipts_kept before update or delete or truncate on relations.message_receipts
  for each statement execute function base.refuse_change();
create trigger message_flags_kept before update or delete or truncate on relations.message_flags
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
