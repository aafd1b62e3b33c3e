"""Pure decisions of a conversation: what a message may say, and how many there are."""

from dataclasses import dataclass
from typing import Final, Literal

from market.relations.errors import (
    ContactNotAllowed,
    MessageLeadsAway,
    PictureMissing,
    PictureUndescribed,
)
from market.relations.questions.rules import refuse_identity
from market.relations.text import line, words

Side = Literal["brand", "person"]

TEXT_MOST, ALT_MOST = 1000, 200  # characters
MOST_A_DAY: Final = 20
"""So many a holder writes in one relation on one day of the market: no figure of the terms, a plain fence."""


@dataclass(frozen=True)
class Enclosed:
    """A file that goes with a message, as it came, and what its picture shows in words."""

    data: bytes
    alt: str


@dataclass(frozen=True)
class Words:
    """What a message says as it is kept. `alt`: what its picture shows; empty where there is none."""

    text: str
    alt: str

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Each of its texts by the field that it was written into."""
        return (("text", self.text), *((("alt", self.alt),) if self.alt else ()))


def check_words(text: str, enclosed: Enclosed | None) -> Words:
    """The words of a message, plain and trimmed.

    Raises TextNotAccepted, PictureMissing, PictureUndescribed.
    """
    kept = check_text(text)
    if enclosed is None:
        return Words(kept, "")
    if not enclosed.data:
        raise PictureMissing(field="picture")
    if not enclosed.alt.strip():
        raise PictureUndescribed(field="alt")
    return Words(kept, line("alt", enclosed.alt, ALT_MOST))


def refuse_leading(said: Words) -> None:
    """Raises MessageLeadsAway where a brand's words do what `leads_away` says."""
    for field, text in said.fields:
        what = leads_away(text)
        if what is not None:
            raise MessageLeadsAway(field=field, what=what)


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
