"""What must hold once the dust has settled: the life of the market goes on, then everything is looked at (G4)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from drills.town import Town, late_jobs, wait
from drills.truths import WAITS, untrue
from market.base.database import fetch, fetch_value
from market.base.sweeps import sweep_once
from market.money.invariants import check
from market.money.jobs import SWEEPS as MONEY
from market.money.reconciliation.actions import reconcile
from market.money.reconciliation.rules import Scope
from market.rentals.jobs import SWEEPS as RENTALS

LEASES = timedelta(minutes=2)
"""Longer than any lease and than the janitor's patience, shorter than a slot is held."""

# What the books say that Stripe holds, and the debits that it counts before their banks have paid.
_OURS = """
select currency, sum(amount)::bigint as held from (
  select currency, -amount as amount from money.ledger_entries where kind = 'stripe:clearing'
  union all
  select upper(m.body->>'currency'), (m.body->>'net')::bigint from sandbox.objects m
    join sandbox.objects c on c.id = m.body->>'source' and c.kind = 'charge' and c.body->>'status' = 'pending'
    where m.kind = 'balance_transaction') found group by currency
"""


async def recover(town: Town, rounds: int = 3) -> None:
    """A new worker takes over: jobs and webhooks, then what the sweeps find once every lease is over."""
    await late_jobs()
    await town.quiet()
    for _ in range(rounds):
        await wait(LEASES)
        await late_jobs()
        await sweep_once([it for it in (*MONEY, *RENTALS) if it.name != "money.reconcile"])
        await town.quiet()
        if not await fetch_value(WAITS):
            return


async def examine(known: Sequence[str] = ()) -> list[str]:
    """What is wrong: findings of reconciliation with Stripe, broken invariants, jobs that were given up.

    Findings of a `known` kind are meant to be there.
    """
    done = await reconcile(Scope.ASKED, patience=timedelta(0))
    faults = [] if done.outcome == "done" else [f"reconciliation {done.outcome}"]
    rows = await fetch(
        "select kind, facts::text as detail from money.reconciliation_findings where state = 'open' and gone_at is null"
        " and kind <> all($1)",
        [*known, "uncovered"],  # Stripe's fees are paid in by a person, and there is none here
    )
    faults += [f"finding {row['kind']}: {row['detail']}" for row in rows]
    faults += [f"invariant {it.invariant}: {it.subject} {it.detail}" for it in await check()]
    faults += await untrue()
    if done.numbers.held is not None:
        clearing = await fetch(_OURS)
        ours = {row["currency"]: row["held"] for row in clearing}
        if any(ours.get(name, 0) != held for name, held in done.numbers.held.items()):
            faults.append(f"Stripe holds {done.numbers.held}, the books say {ours}")
    failed = await fetch("select entrypoint from jobs.pgqueuer where status = 'failed'")
    return faults + [f"job {row['entrypoint']} was given up" for row in failed]


# What an act has come to, whoever was in it and however often it was tried: sums and states, no ids.
_STATE: Mapping[str, str] = {
    "accounts": "select kind, currency, sum(amount)::bigint as amount, count(distinct subject) as subjects"
    " from money.ledger_entries group by kind, currency having sum(amount) <> 0",
    "postings": "select kind, count(*) as n from money.ledger_transactions group by kind",
    "payments": "select status, method, capture, captured, refunded, fee, count(*) as n from money.payments"
    " group by 1, 2, 3, 4, 5, 6",
    "decisions": "select act, resolved_at is not null as done, count(*) as n from money.payment_decisions"
    " group by 1, 2",
    "disputes": "select status, amount, withdrawn, reinstated, fee, from_escrow, from_commission, from_receivable,"
    " count(*) as n from money.disputes group by 1, 2, 3, 4, 5, 6, 7, 8",
    "cards": "select status, last4, is_default, count(*) as n from money.bank_cards group by 1, 2, 3",
    "refunds": "select status, origin, amount, count(*) as n from money.refunds group by 1, 2, 3",
    "lines": "select amount, earned, refunded, repaid, withheld, charged_back, forgone, close_reason,"
    " starts_at is not null as begun, count(*) as n from money.order_lines group by 1, 2, 3, 4, 5, 6, 7, 8, 9",
    "earnings": "select amount, released_at is not null as released, count(*) as n from money.earnings"
    " group by 1, 2",
    "payouts": "select status, amount, attempt, count(*) as n from money.payouts group by 1, 2, 3",
    "to a bank": "select status, amount, sealed <> '' as known, count(*) as n from money.bank_returns group by 1, 2, 3",
    "own transfers": "select direction, amount, status, count(*) as n from money.own_transfers group by 1, 2, 3",
    "attempts": "select status, count(*) as n from money.payout_attempts group by 1",
    "reversals": "select amount, count(*) as n from money.transfer_reversals group by 1",
    "batches": "select status, count(*) as n from money.payout_batches group by 1",
    "runs": "select payouts, amount, asked, closed_at is not null as closed from money.payout_runs",
    "months": "select period, lines, holders, revenue, vat, closed_at is not null as closed"
    " from money.settlements order by period",
    "rentals": "select state, end_reason, refunded, count(*) as n from rentals.rentals group by 1, 2, 3",
    "castings": "select state, closed_because, count(*) as n from relations.castings group by 1, 2",
    "casting places": "select state, count(*) as n from rentals.casting_places group by 1",
    "intents": "select state, closed_because, count(*) as n from relations.intents group by 1, 2",
    "bids": "select state, price_step, count(*) as n from relations.bids group by 1, 2",
    "yeses": "select state, count(*) as n from relations.casting_acceptances group by 1",
    "renewals": "select state, because, next is not null as made, count(*) as n from rentals.renewals"
    " group by 1, 2, 3",
    "record": "select kind, count(*) as n from rentals.record_events group by 1",
    # Who says no twice is heard twice.
    "audit": "select action, count(*) as n from base.audit_entries"
    " where action ~ '^(bank_card|rental|renewal)[.]|_decided$|_wanted$' and action !~ '_(wishes|declines)$'"
    " group by 1",
    "slots": "select released_at is null as taken, count(*) as n from personas.slots group by 1",
    "documents": "select kind, count(*) as n from money.documents group by 1",
    # A page for a card that nobody filled in takes no money, and may be opened again.
    "at stripe": "select kind, body->>'status' as status, body->>'amount' as amount, count(*) as n"
    " from sandbox.objects where kind in ('charge', 'refund', 'payout', 'transfer', 'checkout.session', 'dispute')"
    " and (kind <> 'checkout.session' or body->>'mode' = 'payment' or body->>'status' = 'complete')"
    " group by 1, 2, 3",
    "held at stripe": "select body->>'status' as status, body->>'amount' as amount, count(*) as n"
    " from sandbox.objects where kind = 'payment_intent' and body->>'capture_method' = 'manual' group by 1, 2",
}


async def state() -> dict[str, list[tuple[Any, ...]]]:
    """What there is, by table: equal after two lives that should have come to the same."""
    return {name: sorted((tuple(row) for row in await fetch(sql)), key=repr) for name, sql in _STATE.items()}


def differences(reference: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Where a life came to something else than the reference did."""
    return [
        f"{name}: {found[name]} instead of {reference[name]}"
        for name in reference
        if found[name] != reference[name]
    ]


def excess(reference: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Where more happened at Stripe than in the reference: (kind, status) with a higher count."""

    def counted(rows: list[tuple[Any, ...]]) -> Counter[tuple[str, str]]:
        counts: Counter[tuple[str, str]] = Counter()
        for kind, status, _, n in rows:
            if status in ("succeeded", "pending", "paid", "complete"):
                counts[kind, status] += n
        return counts

    more = counted(found["at stripe"]) - counted(reference["at stripe"])
    return [f"at Stripe, beyond the reference: {dict(more)}"] if more else []
