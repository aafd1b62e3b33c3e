from market.base.migration import raw

ID = "2026-11-28T01:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a rental month has several questions, one of them without a reward"

SQL = """
alter table relations.questions drop constraint questions_included,
  add constraint questions_included check (month >= 1 and number between 1 and 5);
create unique index questions_free on relations.questions (rental, month) where not rewarded;

create or replace function relations.question_stands() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.rental, new.brand, new.round, new.month, new.number, new.rewarded, new.until, new.sealed, new.asked_at)
     is distinct from
     (old.id, old.rental, old.brand, old.round, old.month, old.number, old.rewarded, old.until, old.sealed, old.asked_at)
  then
    raise exception using errcode = 'insufficient_privilege', schema = tg_table_schema, table = tg_table_name,
      message = 'a question that was asked is not rewritten';
  end if;
  return new;
end $$;
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
