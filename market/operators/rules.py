"""Pure decisions of the desk: which reasons an act may have."""

from collections.abc import Mapping
from enum import StrEnum

from market.relations import scan
from market.relations.errors import ReasonNeedsWords, ReasonUnknown
from market.relations.text import words

NOTE_MOST = 600  # characters


class Act(StrEnum):
    """What an operator does."""

    APPROVE = "approve"
    REFUSE = "refuse"
    STOP = "stop"
    REINSTATE = "reinstate"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    VERIFY = "verify"


OUTCOMES: Mapping[Act, str] = {Act.UPHOLD: "upheld", Act.DISMISS: "dismissed"}

REASONS: Mapping[tuple[Act, str], frozenset[str]] = {
    (Act.APPROVE, "brand"): frozenset({"registered", "reinstated", "other"}),
    (Act.REFUSE, "brand"): frozenset({"not-registered", "not-who-they-say", "unlawful", "other"}),
    (Act.STOP, "brand"): frozenset({"breach", "asks-identity", "fraud", "unlawful", "other"}),
    (Act.STOP, "persona"): frozenset({"not-a-person", "false-traits", "fraud", "unlawful", "other"}),
    (Act.REINSTATE, "persona"): frozenset({"mistake", "mended", "other"}),
    (Act.UPHOLD, "report"): frozenset({"proven", "likely", "other"}),
    (Act.DISMISS, "report"): frozenset({"unfounded", "not-enough", "repeated", "other"}),
    (Act.VERIFY, "check"): frozenset({"document-seen", "other"}),
    (Act.REFUSE, "check"): frozenset({"document-differs", "document-unreadable", "not-shown", "other"}),
}


def check_reason(act: Act, subject_kind: str, reason: str, note: str | None) -> str | None:
    """The note as it is kept. Raises ReasonUnknown, ReasonNeedsWords, TextNotAccepted, ContactNotAllowed.

    A note outlives the people it is about, so it holds no contact details.
    """
    known = REASONS[act, subject_kind]
    if reason not in known:
        raise ReasonUnknown(field="reason", known=sorted(known))
    if not note or not note.strip():
        if reason == "other":
            raise ReasonNeedsWords(field="note")
        return None
    return check_note(note)


def check_note(note: str) -> str:
    """A note that must be there, as it is kept. Raises ReasonNeedsWords, TextNotAccepted, ContactNotAllowed."""
    if not note.strip():
        raise ReasonNeedsWords(field="note")
    kept = words("note", note, NOTE_MOST)
    scan.refuse_details("note", kept)
    return kept
