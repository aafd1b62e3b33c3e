"""The nodes that ODRL documents of ours are made of: their context, typed values, constraints and marks."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from contracts.period import spelled
from contracts.price import Money
from contracts.variant import Enforcement, Recorded
from contracts.vocabulary import ODRL, PR, Term

Node = dict[str, Any]

CONTEXT: Final[Node] = {
    "@vocab": ODRL,
    "odrl": ODRL,
    "pr": PR,
    "dpv": "https://w3id.org/dpv#",
    "gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "ieee7012": "https://w3id.org/dpv/standards/ieee/7012#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "timestamp": {"@id": "https://w3id.org/dspace/2025/1/timestamp", "@type": "xsd:dateTime"},
    **{
        name: {"@type": "@id"}
        for name in ("target", "assigner", "assignee", "profile", "inheritFrom", "unit")
    },
    **{name: {"@type": "@vocab"} for name in ("action", "leftOperand", "operator", "conflict")},
}

IN_MESSAGES: Final[Node] = CONTEXT | {"timestamp": "https://w3id.org/dspace/2025/1/timestamp"}
"""The same for what stands in messages of the Dataspace Protocol: its context protects its terms, so that they are
said as it says them or not at all (JSON-LD 1.1, section 4.1.11)."""

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "instant": "consentInAdvance",
        "approval": "consentEachTime",
        "record": "recordKept",
        "no_sale": "licenceOnly",
        "fixed": "fixedVersion",
        "phrases": "phrasesDisclosed",
        "never": "neverDisclosed",
        "closed_world": "closedWorld",
        "price": "paidInAdvance",
        "refund": "refundOfDays",
        "early_end": "earlyEnd",
        "period": "forAPeriod",
        "use": "useForAPeriod",
        "passed_on": "copiesFollow",
        "renewal": "renewalByBoth",
        "withdrawal": "withdrawalAnytime",
        "suspension": "suspendedWhileContested",
        "recipients": "namedRecipients",
        "spatial": "withinTheUnion",
    }
)
"""The rules of `contracts.standing` by their names in our profile."""
ACCESS: Final = "accessForAPeriod"
"""The name of the period where the end of use is a rule of its own."""


RECORDED: Final[Mapping[Recorded, str]] = MappingProxyType(
    {
        "day": "dayOfAct",
        "reference": "whatItAnswers",
        "number": "itsNumber",
        "taken_back": "answerTakenBack",
        "reaction": "whichReaction",
        "commitment": "saltedHash",
    }
)
"""What the brand's copy of the record keeps of what the person says, by its names in our profile."""

ALSO: Final[Node] = {"pr:alsoCovers": {"@id": "pr:words"}}
"""On a rule: it holds for what the person says within the rental, too."""


def constraint(left: str, operator: str, right: object) -> Node:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def typed(kind: str, value: str) -> Node:
    return {"@type": f"xsd:{kind}", "@value": value}


def boolean(value: bool) -> Node:
    return typed("boolean", "true" if value else "false")


def time(instant: datetime) -> Node:
    return typed("dateTime", spelled(instant))


def amount(value: Money) -> Node:
    whole, rest = divmod(value.amount, 10**value.decimals)
    return typed("decimal", f"{whole}.{rest:0{value.decimals}d}" if value.decimals else str(whole))


def unit(value: Money) -> Node:
    return {"unit": f"pr:{value.currency}"}


def mark(enforcement: Enforcement) -> Node:
    return {"@id": f"pr:{enforcement}"}


def compact(iri: str) -> str:
    """A term as these documents write it: ODRL's bare, others by prefix."""
    if iri.startswith(ODRL):
        return iri.removeprefix(ODRL)
    for prefix in ("pr", "dpv"):
        space = str(CONTEXT[prefix])
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return iri


def count(limit: int, unit: str, kept: Enforcement) -> list[Node]:
    """At most so many in each unit; ``odrl:unitOfCount`` says what the count starts anew with."""
    return [
        constraint("count", "lteq", typed("integer", str(limit))) | {"pr:enforcement": mark(kept)},
        constraint("unitOfCount", "eq", {"@id": f"pr:{unit}"}),
    ]


def rule_of(term: Term, kept: Enforcement, constraints: list[Node]) -> Node:
    """A rule on an act, with what keeps it."""
    rule: Node = {"action": compact(term.iri), "pr:enforcement": mark(kept)}
    return rule | {"constraint": constraints} if constraints else rule
