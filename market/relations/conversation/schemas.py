"""The API's shapes of a conversation. Days are days of the market's zone, ISO 8601."""

import base64
from datetime import date
from typing import Annotated, Literal

from pydantic import EncodedBytes, EncoderProtocol, Field, StrictBool, StrictInt

from market.relations.conversation import rules
from market.relations.schemas import Shape


class _Strictly(EncoderProtocol):
    """Base64 (RFC 4648, section 4) and nothing else: what is skipped elsewhere is refused here."""

    @classmethod
    def decode(cls, data: bytes) -> bytes:
        return base64.b64decode(data, validate=True)

    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return base64.b64encode(value)

    @classmethod
    def get_json_format(cls) -> str:
        return "base64"


class EnclosedShape(Shape):
    """A picture to go with a message. Of the file its pixels alone are kept, drawn anew."""

    data: Annotated[bytes, EncodedBytes(encoder=_Strictly)] = Field(
        description="A JPEG, PNG or WebP file of at most 8 MiB, in base64."
    )
    alt: str = Field(max_length=4 * rules.ALT_MOST, description="What it shows, in words.")


class MessageShape(Shape):
    """What is written: plain text, and a picture with it or none."""

    text: str = Field(max_length=4 * rules.TEXT_MOST)
    picture: EnclosedShape | None = None

    @property
    def enclosed(self) -> rules.Enclosed | None:
        return rules.Enclosed(self.picture.data, self.picture.alt) if self.picture else None


class WordsShape(MessageShape):
    """What a holder writes."""

    confirmed: StrictBool = Field(
        False,
        description="Send words that may give away who wrote them all the same, and a picture, of which we cannot say "
        "what is to be seen in it.",
    )


class WrittenOut(Shape):
    """A message that was sent: its name in this relation."""

    id: str


class PictureOut(Shape):
    """A message's picture: a JPEG at `href`, for both sides of the rental while it runs."""

    href: str
    alt: str
    width: int
    height: int


class ThanksShape(Shape):
    """Thanks: for the answer to a question of this rental, or for none; with a gift out of a budget, or with none."""

    question: str | None = Field(
        None, max_length=120, description="The question whose answer one thanks for."
    )
    gift: StrictInt | None = Field(
        None, description="What the person is given, in minor units; nothing is asked back."
    )
    budget: str | None = Field(None, max_length=120, description="One of /v1/reward-budgets, for a gift.")


class ThanksOut(Shape):
    """What was thanked for, and the gift that came with it, minor units."""

    question: str | None
    gift: int | None


class BrandMessageShape(MessageShape):
    """What a brand writes."""

    thanks: ThanksShape | None = None


class MessageOut(Shape):
    """A message as its brand has it: of the person's no more than the day."""

    id: str
    by: Literal["brand", "person"]
    text: str
    sent_on: date
    read_on: date | None = Field(
        description="Of a message of the brand's: when it was read, where the person lets that be known. Else null."
    )
    picture: PictureOut | None
    thanks: ThanksOut | None = Field(description="Of a message of thanks: what for, and the gift with it.")


class HeardOut(Shape):
    """A conversation as its holder has it. `waiting`: so many messages lie unread, in a silence of theirs."""

    messages: list[MessageOut]
    waiting: int
