from market.base.migration import raw

ID = "2026-11-27T04:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "questions are of a rental and not rewritten, answers go on in their turn, and nothing of it is deleted"
)

SQL = """
alter table relations.questions
  add constraint questions_rental foreign key (rental) references rentals.rentals (id);
create index questions_brand on relations.questions (brand, round);
alter table relations.standing_rules
  add constraint standing_rules_persona foreign key (persona) references personas.personas (id);

create function relations.question_stands() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (new.id, new.rental, new.brand, new.round, new.month, new.number, new.until, new.sealed, new.asked_at)
     is distinct from
     (old.id, old.rental, old.brand, old.round, old.month, old.number, old.until, old.sealed, old.asked_at)
  then
    raise exception using errcode = 'insufficient_privilege', schema = tg_table_schema, table = tg_table_name,
      message = 'a question that was asked is not rewritten';
  end if;
  return new;
end $$;
create trigger questions_not_rewritten before update on relations.questions
  for each row execute function relations.question_stands();

create function relations.answer_moves() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if new.question <> old.question or new.at < old.at
    or not (new.number = old.number + 1 and new.sealed is not null
            or new.number = old.number and new.sealed is null)
  then
    raise exception 'an answer is given anew in its turn, or taken back' using errcode = 'check_violation',
      constraint = 'answers_moves', schema = 'relations', table = 'answers';
  end if;
  return new;
end $$;
create trigger answers_moves before update on relations.answers
  for each row execute function relations.answer_moves();

create trigger questions_kept before delete or truncate on relations.questions
  for each statement execute function base.refuse_change();
create trigger answers_kept before delete or truncate on relations.answers
  for each statement execute function base.refuse_change();
create trigger questions_left_kept before update or delete or truncate on relations.questions_left
  for each statement execute function base.refuse_change();
create trigger standing_rules_kept before delete or truncate on relations.standing_rules
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
