"""The API's shapes of a conversation. Days are days of the market's zone, ISO 8601."""

from datetime import date
from typing import Literal

from pydantic import Field, StrictBool

from market.relations.conversation import rules
from market.relations.schemas import Shape


class MessageShape(Shape):
    """What is written: plain text."""

    text: str = Field(max_length=4 * rules.TEXT_MOST)


class WordsShape(MessageShape):
    """What a holder writes."""

    confirmed: StrictBool = Field(
        False, description="Send words that may give away who wrote them all the same."
    )


class WrittenOut(Shape):
    """A message that was sent: its name in this relation."""

    id: str


class MessageOut(Shape):
    """A message as its brand has it: of the person's no more than the day."""

    id: str
    by: Literal["brand", "person"]
    text: str
    sent_on: date
    read_on: date | None = Field(
        description="Of a message of the brand's: when it was read, where the person lets that be known. Else null."
    )


class HeardOut(Shape):
    """A conversation as its holder has it. `waiting`: so many messages lie unread, in a silence of theirs."""

    messages: list[MessageOut]
    waiting: int
