"""The API's shapes for proofs. Times are UTC, ISO 8601."""

import uuid
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from contracts.proof.statement import Asker, Provenance
from market.proofs.rules import State


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class AskShape(Shape):
    """What is to be proven, and the public half of an Ed25519 key made for this question alone (JSON Web Key).

    At most one age, one region, or `client` alone: see the list at `GET /v1/predicates`.
    """

    jwk: dict[str, object] = Field(max_length=20)
    predicates: list[str] = Field(max_length=10)


class PredicateOut(Shape):
    """Something that can be proven, in both languages."""

    id: str
    about: str
    fr: str
    en: str


class AskedOut(Shape):
    """A question that waits. `link` is what the QR code carries; `words` are shown beside it, to be compared with those
    on the person's screen; the answer must come before `expires_at`, two minutes from now. Compare `nonce` with the
    statement's."""

    code: uuid.UUID
    nonce: str
    words: list[str]
    link: str
    expires_at: datetime
    asked_as: str | None = Field(
        description="The verified brand that the person sees; null: nobody identified."
    )


class StateOut(Shape):
    """How a question stands. Once it is answered, sign the UTF-8 of `challenge` with the question's key."""

    state: State
    challenge: str | None


class FetchShape(Shape):
    """The signature over the challenge, base64url."""

    signature: str = Field(max_length=200)


class QuestionOut(Shape):
    """What a person is asked, and on whose word each point would be proven; null: it cannot be proven of them.

    `asker` is null where nobody is identified. Compare `words` with those on the screen of who asks.
    """

    words: list[str]
    asker: Asker | None
    predicates: dict[str, Provenance | None]
    expires_at: datetime


class ApprovalShape(Shape):
    """The person's own password."""

    password: str = Field(max_length=4096)


class AnswerOut(Shape):
    """What the person was asked and answered; `proven` is empty where they declined."""

    on: date
    at: datetime
    asker: Asker | None
    predicates: list[str]
    proven: dict[str, Provenance]
