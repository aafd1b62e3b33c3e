"""Pure decisions of the closing note: what it may say, and until when it can be said otherwise.

It is a fixed form, so that it can be read in both languages and compared; words of the brand's own are few, optional,
and looked through for contact and for questions about who somebody is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, get_args

from contracts.vocabulary import PURPOSES
from market.relations import scan
from market.relations.errors import ClosingNoteFinal, ClosingNoteUnclear
from market.relations.text import words

TEXT_MOST: Final = 600  # characters

MOST_WORDS: Final = 10
"""So often a note is said: each time is an event of the record, which both sides keep for ever."""

NOTHING: Final = "nothing"

USES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "improve": ("product-changed", "needs-noted", "idea-dropped"),
        "benefits": ("offer-made", "offer-prepared", "offer-not-made"),
        "recommend": ("product-recommended", "range-compared"),
        "market-research": ("counted", "compared"),
        "persona-testing": ("idea-tested", "prototype-shown"),
    }
)
"""What a rental can have been used for, by the purposes that it was agreed for."""

Outcome = Literal["changed", "learned", "still-open", "no-use"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
"""It changed something, something was learned, it is too soon to say, or it was of no use."""


def uses_of(purposes: Sequence[str]) -> tuple[str, ...]:
    """What can be said of a rental for these purposes, in one order; `nothing` is always among it."""
    return (*(it for purpose in PURPOSES if purpose in purposes for it in USES[purpose]), NOTHING)


@dataclass(frozen=True)
class Note:
    """What a brand says that it did with a rental; `text` is None where it wrote no words of its own."""

    used_for: tuple[str, ...]
    outcome: Outcome
    text: str | None = None


def check_note(purposes: Sequence[str], used_for: Sequence[str], outcome: str, text: str | None) -> Note:
    """The note as it is kept. Raises ClosingNoteUnclear, TextNotAccepted, ContactNotAllowed."""
    known = uses_of(purposes)
    said = tuple(it for it in known if it in used_for)
    if not said:
        raise ClosingNoteUnclear(field="used_for", reason="nothing-said", known=list(known))
    if len(said) < len(set(used_for)):
        raise ClosingNoteUnclear(field="used_for", reason="not-agreed", known=list(known))
    if NOTHING in said and len(said) > 1:
        raise ClosingNoteUnclear(field="used_for", reason="nothing-and-some", known=list(known))
    came = next((it for it in OUTCOMES if it == outcome), None)
    if came is None:
        raise ClosingNoteUnclear(field="outcome", reason="nothing-said", known=list(OUTCOMES))
    kept = words("text", text, TEXT_MOST) if text and text.strip() else None
    if kept is not None:
        scan.refuse_details("text", kept)
        scan.refuse_requests("text", kept)
    return Note(said, came, kept)


def check_still_open(said: int, today: date, until: date | None) -> None:
    """A note that was given can be said otherwise to the end of the day by which copies are gone, a few times.

    Raises ClosingNoteFinal.
    """
    if said and (said >= MOST_WORDS or (until is not None and today > until)):
        raise ClosingNoteFinal(until=until.isoformat() if until else None)
