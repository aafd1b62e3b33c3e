"""The API's shapes of a duty to erase and of what is signed for it. Days are the market's, ISO 8601."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from market.rentals.erasure.rules import Standing


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class ErasureOut(Shape):
    """What is owed of a rental. `attested_late`, and `overdue`: the day went by unsigned."""

    standing: Standing
    ended_on: date | None
    delete_by: date | None = Field(description="The last day on which copies may be there.")
    attested_on: date | None
    passed_on_to: str | None = Field(
        description="The agreement of the period that follows: it holds the copies, and has the duty."
    )
    file: str | None = Field(description="Where the signed attestation is downloaded, if there is one.")


class ErasureRequest(Shape):
    """What the brand declares, and with a key of its own the signature over `message`, of today."""

    erased: list[str] = Field(
        max_length=16,
        description="Of: files, systems, derived, backups; or none alone, if nothing was copied.",
    )
    recipients: str = Field(
        max_length=16, description="`none` had any of it; or each was `reached`, and has erased it too."
    )
    kid: str | None = Field(None, min_length=43, max_length=43)
    day: date | None = None
    value: str | None = Field(None, min_length=86, max_length=86)


class ErasureMessageOut(Shape):
    """What the brand's current key is to sign today: `message` (base64url) is made of `said`; `kid` is that key."""

    said: dict[str, Any]
    by: Literal["party"]
    kid: str
    day: date
    message: str
