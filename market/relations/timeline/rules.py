"""What a relation's timeline tells: the acts of the log of intermediation, and what only the holder's side has."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from market.relations.intermediation import rules as log
from market.relations.intermediation.rules import Told

OWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "relation.pause": "paused",
        "relation.pause_over": "resumed",
        "relation.closed": "conversation_closed",
        "relation.closed_over": "conversation_opened",
        "relation.receipts": "receipts_given",
        "relation.receipts_over": "receipts_withheld",
        "person.detox": "all_paused",
        "person.detox_over": "all_resumed",
    }
)
"""The holder's choices, by the action of their audit row."""

SAID: Final = ("redeemed", "redemption_taken_back", "question_left", "reported")
"""What the holder said or left, which no record has."""

HOLDERS: Final[frozenset[str]] = frozenset(OWN.values()) | frozenset(SAID)


def told(kind: str, facts: Mapping[str, Any]) -> tuple[Told, bool]:
    """What an act is, and whether the brand is told nothing of it. Raises ActUnknown.

    `told` among the facts: the holder lets the brand know that it was they.
    """
    act = OWN.get(kind, kind)
    if act in HOLDERS:
        return Told(act, "person", {}), act != "receipts_given" and not facts.get("told")
    return log.told(kind, facts), False
