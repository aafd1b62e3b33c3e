"""Pure decisions of a conversation: what a message may say, and how many there are."""

from typing import Final, Literal

from market.relations.errors import ContactNotAllowed
from market.relations.questions.rules import refuse_identity
from market.relations.text import words

Side = Literal["brand", "person"]

TEXT_MOST: Final = 1000  # characters
MOST_A_DAY: Final = 20
"""So many a holder writes in one relation on one day of the market: no figure of the terms, a plain fence."""


def check_text(text: str) -> str:
    """The text as it is kept, plain and trimmed. Raises TextNotAccepted."""
    return words("text", text, TEXT_MOST)


def leads_away(text: str) -> str | None:
    """What of a brand's text gives contact, asks for it, or asks who the person is; None where nothing does."""
    try:
        refuse_identity("text", text)
    except ContactNotAllowed as found:
        return str(found.facts["what"])
    return None
