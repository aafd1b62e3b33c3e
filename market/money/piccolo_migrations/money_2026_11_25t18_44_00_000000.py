from market.base.migration import raw

ID = "2026-11-25T18:44:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what reconciliation and the ledger's pages look up; one run at a time"

SQL = """
create unique index reconciliation_runs_one on money.reconciliation_runs ((finished_at is null))
  where finished_at is null;
create index reconciliation_runs_ended on money.reconciliation_runs (finished_at)
  where outcome in ('done', 'unanswered');
create index reconciliation_matches_movement on money.reconciliation_matches (movement_id);
create index reconciliation_findings_listed on money.reconciliation_findings (state, opened_at, id);
create index reconciliation_closures_finding on money.reconciliation_closures (finding_id, id);
create index stripe_balance_transactions_object on money.stripe_balance_transactions (object);
create index stripe_balance_transactions_created on money.stripe_balance_transactions (created);
create index stripe_balance_transactions_unexplained on money.stripe_balance_transactions (object)
  where outcome is null;

create index inbox_events_dead on money.inbox_events (received_at) where status = 'dead';
create index refunds_notices on money.refunds (id)
  where origin = 'external' or status in ('failed', 'canceled');
create index ledger_transactions_effective on money.ledger_transactions (effective_at, id);
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
