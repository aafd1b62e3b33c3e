"""Findings: the same difference is the same finding; only a person closes it, only other facts open it again."""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from market.base import audit
from market.base.database import Record, fetch, fetch_row, transaction
from market.base.errors import Conflict, NotFound
from market.base.ids import new_id
from market.money.reconciliation.differences import Difference
from market.money.reconciliation.rules import Kind


class FindingClosed(Conflict):
    """The finding was closed already."""


class FindingChanged(Conflict):
    """The facts are not those that were looked at: a run has seen others since."""


async def report(differences: Iterable[Difference]) -> None:
    """Write down what a run has seen."""
    async with transaction():
        for each in sorted(differences, key=lambda it: it.key):
            await _report(each)


async def _report(it: Difference) -> None:
    said = (it.kind, it.subject, it.currency, it.difference, json.dumps(it.facts), it.mark)
    made = await fetch(
        "insert into money.reconciliation_findings (id, key, kind, subject, currency, difference, facts, mark,"
        " version, state, found_at, opened_at, seen_at)"
        " select $1, $2, $3, $4, $5, $6, $7::jsonb, $8, 1, 'open', n.now, n.now, n.now"
        " from (select base.now() as now offset 0) n on conflict (key) do nothing returning id",
        *(new_id(), it.key, *said),
    )
    if made:
        await audit.record(audit.SYSTEM, "finding.opened", "finding", made[0]["id"], kind=it.kind)
        return
    row = await fetch_row(
        "select id, state, mark, gone_at from money.reconciliation_findings where key = $1 for update", it.key
    )
    if row is None:
        raise LookupError(it.key)
    changed: bool = row["mark"] != it.mark
    # What was covered and falls short again is news, though by the same sum.
    again: bool = it.kind is Kind.UNCOVERED and row["gone_at"] is not None
    reopened: bool = (changed or again) and row["state"] == "closed"
    await fetch(
        "update money.reconciliation_findings set kind = $2, subject = $3, currency = $4, difference = $5,"
        " facts = $6::jsonb, mark = $7, seen_at = base.now(), gone_at = null, version = version + $8,"
        " state = case when $9 then 'open' else state end,"
        " opened_at = case when $9 then base.now() else opened_at end where id = $1",
        *(row["id"], *said, int(changed), reopened),
    )
    if reopened:
        await audit.record(audit.SYSTEM, "finding.reopened", "finding", row["id"], kind=it.kind)


async def seen_again(keys: Iterable[str]) -> None:
    """These differences are there still; their facts are looked at another time."""
    await fetch(
        "update money.reconciliation_findings set seen_at = base.now(), gone_at = null where key = any($1)",
        list(keys),
    )


async def not_seen_since(moment: datetime, kinds: Iterable[Kind]) -> None:
    """What a whole look did not find any more is gone; a person still closes it."""
    await fetch(
        "update money.reconciliation_findings set gone_at = base.now()"
        " where kind = any($1) and seen_at < $2 and gone_at is null",
        *(list(kinds), moment),
    )


async def known(keys: Sequence[str], kinds: Iterable[Kind]) -> set[str]:
    """Those of `keys` that have a finding of one of these kinds."""
    rows = await fetch(
        "select key from money.reconciliation_findings where key = any($1) and kind = any($2)",
        *(list(keys), list(kinds)),
    )
    return {row["key"] for row in rows}


async def close(actor: audit.Actor, finding: uuid.UUID, version: int, note: str) -> None:
    """Close a finding whose facts were seen at `version`, inside the caller's transaction; nothing is posted.

    Raises NotFound, FindingClosed, FindingChanged.
    """
    row = await _locked(finding)
    if row["state"] == "closed":
        raise FindingClosed()
    if row["version"] != version:
        raise FindingChanged()
    await fetch("update money.reconciliation_findings set state = 'closed' where id = $1", finding)
    await fetch(
        "insert into money.reconciliation_closures (id, finding_id, version, at, note)"
        " values ($1, $2, $3, base.now(), $4)",
        *(new_id(), finding, version, note),
    )
    await audit.record(actor, "finding.closed", "finding", finding, kind=row["kind"])


async def _locked(finding: uuid.UUID) -> Record:
    row = await fetch_row(
        "select state, version, kind from money.reconciliation_findings where id = $1 for update", finding
    )
    if row is None:
        raise NotFound()
    return row
