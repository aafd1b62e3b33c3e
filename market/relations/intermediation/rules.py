"""What the log of intermediation tells: which acts, whose each is, and which of its facts.

Nothing is written for it. Acts come from the audit of a persona, its rentals, their records, requests that came to
nothing, the log of reads and the lines of orders; a kind of event of the record that is not named here stops the log by
name rather than be left out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from contracts.price import price
from contracts.record_kinds import facts_of

READ, REFUNDED, ACCEPTED, NOT_AGREED = "read", "refunded", "accepted", "not_agreed"

LISTING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "persona.published": "offered",
        "persona.listed": "offered",
        "persona.hidden": "hidden",
        "persona.retired": "retired",
        "persona.stopped": "stopped",
        "persona.reinstated": "reinstated",
        "persona.erased": "erased",
    }
)
"""Acts on a listing, by the action of their audit row."""

OF_RECORD: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "requested": ("terms", "period", "price", "currency", "purposes"),
        "counter_offered": ("terms", "period", "price", "currency"),
        "agreed": ("purposes", "number"),
        "activated": ("starts_at", "ends_at"),
        "abandoned": ("reason",),
        "disputed": (),
        "dispute_won": (),
        "ended": ("used_days",),
        "invited": ("month", "number"),
        "reacted": ("reaction",),
        "asked": ("month", "purpose"),
        "answered": ("number",),
        "answer_taken_back": (),
        "messaged": ("month", "number"),
        "renewal_noticed": (),
        "renewed": (),
        "renewal_called_off": (),
        "erasure_attested": ("late",),
        "erasure_breached": ("delete_by",),
        "closing_note": ("number", "used_for", "outcome"),
    }
)
"""Kinds of the record's events (`contracts.record_kinds`), and what is told of each beside who and when.

No hash, no name and no other agreement's id: those stand in files that brands hold too.
"""

OF_OTHERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(LISTING.values(), ()),
        "offered": ("variant", "period"),
        ACCEPTED: (),
        NOT_AGREED: (),
        READ: ("purpose", "channel"),
        REFUNDED: ("amount", "currency"),
    }
)
ACTS: Final[frozenset[str]] = frozenset(OF_RECORD) | frozenset(OF_OTHERS)
INSTANTS: Final = ("starts_at", "ends_at")
_LISTED_BY: Final[Mapping[str, str]] = MappingProxyType(
    {"person": "person", "operator": "operator", "clock": "clock", "system": "clock"}
)


class ActUnknown(RuntimeError):
    """An event stands in a record that nobody has said how to tell: a mistake of ours."""


@dataclass(frozen=True)
class Told:
    """What an act is in the log: its name, whose it is (as in `contracts.record_kinds.Actor`), its facts."""

    act: str
    by: str
    facts: Mapping[str, Any]


def told(kind: str, facts: Mapping[str, Any], actor: str = "") -> Told:
    """The act that an event is; `actor` is the audit row's for what is done to a listing. Raises ActUnknown."""
    act = LISTING.get(kind, kind)
    if act in OF_RECORD:
        facts = _priced(facts)
        return Told(act, facts_of(0, act, facts).actor, _only(facts, OF_RECORD[act]))
    if act not in OF_OTHERS:
        raise ActUnknown(kind)
    return Told(act, _by(kind, act, facts, actor), _only(facts, OF_OTHERS[act]))


def _by(kind: str, act: str, facts: Mapping[str, Any], actor: str) -> str:
    if kind in LISTING:
        return _LISTED_BY.get(actor, "clock")
    match act:
        case "accepted":
            return "person"
        case "not_agreed":
            return str(facts.get("by", "clock"))
        case "refunded":
            return "clock"
    return "brand"


def _priced(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """A request that is no agreement keeps a step of the ladder: what its period costs follows from that."""
    if "price_step" not in facts:
        return facts
    whole = price(facts["price_step"], facts["period"])
    kept = {name: value for name, value in facts.items() if name != "price_step"}
    return {**kept, "price": whole.amount, "currency": whole.currency}


def _only(facts: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: facts[name] for name in names if facts.get(name) is not None}


def by_day(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with their instants as UTC days: what leaves for somebody who is no party."""
    return {name: value[:10] if name in INSTANTS else value for name, value in facts.items()}


def in_a_cell(facts: Mapping[str, Any]) -> str:
    """The facts as one cell of a table: JSON, so that nothing of them is lost."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(", ", ": ")) if facts else ""
