"""The API's shapes of brands that crowds would welcome. Days are the market's, ISO 8601."""

from datetime import date
from typing import Literal

from pydantic import Field

from market.operators.schemas import Shape


class WantedBrandOut(Shape):
    """A brand that many would welcome. `brand`: the name of its public page, where it is registered."""

    id: str
    label: str
    brand: str | None
    website: str | None
    at_least: int = Field(description="so many persons have named it, in steps; it never falls")
    invited_on: date | None


class BrandInvitationShape(Shape):
    """Where the brand is written to, and in which language."""

    email: str = Field(max_length=254)
    language: Literal["fr", "en"]
