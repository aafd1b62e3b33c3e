"""The API's shapes of what holders would welcome. Days are the market's, ISO 8601."""

from datetime import date
from typing import Self

from pydantic import Field

from market.relations.schemas import Shape
from market.relations.welcome.queries import Welcomed
from market.relations.welcome.rules import NAME_MOST, WEBSITE_MOST


class WishShape(Shape):
    """A registered brand by the name of its public page, or another by its name and website."""

    brand: str | None = Field(None, max_length=200, description="as in /v1/brands/{name}; then nothing else")
    name: str | None = Field(None, max_length=4 * NAME_MOST)
    website: str | None = Field(None, max_length=4 * WEBSITE_MOST)


class WishOut(Shape):
    """A brand on your own list. `brand`: the name of its public page, where it is registered."""

    id: str
    label: str
    brand: str | None
    website: str | None
    since: date

    @classmethod
    def of(cls, name: str, it: Welcomed, since: date) -> Self:
        return cls(id=name, label=it.label, brand=it.page, website=it.host, since=since)
