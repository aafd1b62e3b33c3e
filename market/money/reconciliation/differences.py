"""What a run reports: each difference with a key that every run finds again, and both sides' facts. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from market.money.reconciliation.rules import Group, Kind, Row


@dataclass(frozen=True)
class Difference:
    """One thing to look at. A finding that was closed is opened again only when its `mark` is another.

    `difference`: by how much Stripe has more than the books, minor units, where that can be said.
    """

    key: str
    kind: Kind
    subject: str
    mark: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    currency: str | None = None
    difference: int | None = None


def key_of(object: str, currency: str) -> str:
    """The key of whatever is wrong with one object in one currency."""
    return f"object:{object}:{currency}"


def of_group(group: Group, kind: Kind) -> Difference:
    """What is left of one object: one finding, whatever it turns out to be."""
    stripe = [{"id": it.stripe_id, "type": it.type, "net": it.net} for it in group.moved]
    books = [{"transaction": str(it.id), "kind": it.kind, "effect": it.effect} for it in group.booked]
    return Difference(
        key=key_of(group.object, group.currency),
        kind=kind,
        subject=group.object,
        mark=_mark(kind, stripe, books),
        facts={"stripe": stripe, "books": books, "row": _row(group.row), "trouble": group.trouble},
        currency=group.currency,
        difference=sum(it.net for it in group.moved) - sum(it.effect for it in group.booked),
    )


def vanished(stripe_id: str, type: str, net: int, currency: str) -> Difference:
    """A movement that Stripe once showed, and does not any more."""
    shown = {"id": stripe_id, "type": type, "net": net}
    return Difference(
        f"vanished:{stripe_id}", Kind.VANISHED, stripe_id, str(net), {"gone": [shown]}, currency, -net
    )


def of_balance(currency: str, held: int, listed: int, booked: int) -> Difference:
    """Stripe's balance is not the sum of what it says has moved it; `booked` is what our books think it holds."""
    return Difference(
        f"balance:{currency}",
        Kind.BALANCE,
        currency,
        str(held - listed),
        {"held": held, "listed": listed, "booked": booked},
        currency,
        held - listed,
    )


def of_cover(currency: str, bank: int, stripe: int, contested: int, owed: int) -> Difference:
    """Clients' money is less than what is owed of it. Closed, it opens again when it is another order of magnitude."""
    missing = owed - bank - stripe
    facts = {
        "cover": {"bank": bank, "stripe": stripe, "contested": contested, "owed": owed, "missing": missing}
    }
    mark = str(missing.bit_length())
    return Difference(f"cover:{currency}", Kind.UNCOVERED, currency, mark, facts, currency)


def of_due(currency: str, stripe: int, due: int) -> Difference:
    """Stripe pays, and has less than may be paid any day. Closed, it opens again as the one above."""
    missing = due - stripe
    facts = {"cover": {"stripe": stripe, "due": due, "missing": missing}}
    return Difference(
        f"cover:{currency}", Kind.UNCOVERED, currency, str(missing.bit_length()), facts, currency
    )


def of_invariant(number: int, subject: str, detail: str) -> Difference:
    """A place where the books break a rule."""
    facts = {"number": number, "subject": subject, "detail": detail}
    return Difference(f"invariant:{number}:{subject}"[:160], Kind.INVARIANT, subject[:160], detail, facts)


def of_waiting(row: Row, since: datetime, amount: int | None, currency: str | None) -> Difference:
    """A row that waits for longer than it may."""
    facts = {"row": _row(row), "since": since.isoformat(), "amount": amount}
    return Difference(f"overdue:{row.kind}:{row.id}", Kind.OVERDUE, row.kind, row.status, facts, currency)


def of_refund(kind: Kind, row: Row, stripe_id: str | None, amount: int, currency: str) -> Difference:
    """A refund that is booked and that a person must know of."""
    facts = {"row": _row(row), "amount": amount, "id": stripe_id}
    return Difference(f"refund:{row.id}", kind, stripe_id or "", row.status, facts, currency)


def _row(row: Row | None) -> dict[str, str] | None:
    return None if row is None else {"kind": row.kind, "id": str(row.id), "status": row.status}


def _mark(*parts: Any) -> str:
    return json.dumps(parts, sort_keys=True, separators=(",", ":"))
