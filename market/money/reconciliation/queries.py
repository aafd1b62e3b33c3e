"""Reads of findings for the desk."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.errors import NotFound
from market.money.reconciliation.rules import Kind

PER_PAGE = 50


@dataclass(frozen=True)
class Finding:
    """One finding; times UTC, `difference` minor units. `gone_at`: a later run did not see it any more."""

    id: uuid.UUID
    kind: Kind
    subject: str
    currency: str | None
    difference: int | None
    facts: Mapping[str, Any]
    version: int
    state: str
    found_at: datetime
    opened_at: datetime
    seen_at: datetime
    gone_at: datetime | None

    @property
    def about(self) -> str:
        """What it is about, without ids of ours: an object of Stripe's, a kind of row, a currency, or nothing."""
        return "" if self.kind is Kind.INVARIANT else self.subject.split(":")[0]


@dataclass(frozen=True)
class Closure:
    """Why a finding was closed, as it was at `version`."""

    at: datetime
    version: int
    note: str


_COLUMNS = (
    "id, kind, subject, currency, difference, facts, version, state, found_at, opened_at, seen_at, gone_at"
)


async def list_findings(
    state: str, kind: Kind | None = None, after: uuid.UUID | None = None, most: int = PER_PAGE
) -> Sequence[Finding]:
    """Findings that are `open` or `closed`, of one kind or all, the latest opened first, below `after`."""
    rows = await fetch(
        f"select {_COLUMNS} from money.reconciliation_findings where state = $1"
        " and ($2::text is null or kind = $2)"
        " and ($3::uuid is null or (opened_at, id) <"
        "  (select opened_at, id from money.reconciliation_findings where id = $3))"
        " order by opened_at desc, id desc limit $4",
        *(state, kind, after, most),
    )
    return [_finding(row) for row in rows]


async def finding(id: uuid.UUID) -> Finding:
    """One finding. Raises NotFound."""
    row = await fetch_row(f"select {_COLUMNS} from money.reconciliation_findings where id = $1", id)
    if row is None:
        raise NotFound()
    return _finding(row)


async def closures(finding: uuid.UUID) -> Sequence[Closure]:
    """How often and why it was closed, latest first."""
    rows = await fetch(
        "select at, version, note from money.reconciliation_closures where finding_id = $1 order by id desc",
        finding,
    )
    return [Closure(**row) for row in rows]


async def open_by_kind() -> Mapping[Kind, int]:
    """How many findings of each kind are open."""
    rows = await fetch(
        "select kind, count(*) as count from money.reconciliation_findings where state = 'open' group by kind"
    )
    return {Kind(row["kind"]): row["count"] for row in rows}


async def count_open(since: datetime | None = None) -> int:
    """How many findings are open, or of these were opened at or after `since`."""
    found: int = await fetch_value(
        "select count(*) from money.reconciliation_findings where state = 'open'"
        " and ($1::timestamptz is null or opened_at >= $1)",
        since,
    )
    return found


def _finding(row: Record) -> Finding:
    values = dict(row)
    return Finding(**values | {"kind": Kind(row["kind"]), "facts": json.loads(row["facts"])})
