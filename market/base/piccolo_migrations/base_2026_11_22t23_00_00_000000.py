from market.base.migration import raw

ID = "2026-11-22T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the clock, the queue, what is append-only, UUIDv7 before PostgreSQL 18"

APPEND_ONLY = """
insert into base.clock (single, "offset") values (true, interval '0');
create function base.now() returns timestamptz language sql stable parallel safe return clock_timestamp();

create function base.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'insufficient_privilege', schema = tg_table_schema, table = tg_table_name,
    message = format('%I.%I is append-only: %s refused', tg_table_schema, tg_table_name, tg_op);
end $$;
create trigger audit_entries_append_only before update or delete or truncate on base.audit_entries
  for each statement execute function base.refuse_change();

create unique index idempotency_records_actor_key on base.idempotency_records (actor, key);
create index audit_entries_subject on base.audit_entries (subject_kind, subject, id);
create index messages_unsent on base.messages (created_at) where sent_at is null;
"""

UUID7 = """
do $do$ begin
  if to_regproc('pg_catalog.uuidv7') is null and to_regproc('public.uuidv7') is null then
    create function public.uuidv7() returns uuid language sql volatile parallel safe as $f$
      select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
    $f$;
  end if;
end $do$;
"""


def queue() -> str:
    from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
    from pgqueuer.domain.settings import DBSettings

    from market.base.jobs import queue_settings

    settings: DBSettings = queue_settings()
    # Its NOTIFY trigger halves commits under load: jobs are announced once, after the commit.
    dropped = f"drop trigger if exists tg_pgqueuer_changed on {settings.qualify('pgqueuer')};"
    return QueryBuilderEnvironment(settings=settings).build_install_query() + dropped


async def forwards():
    return raw("base", ID, DESCRIPTION, UUID7 + APPEND_ONLY + queue())
