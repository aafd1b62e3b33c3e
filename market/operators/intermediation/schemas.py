"""The API's shapes of exports of the log, and the lines of their files. Days are UTC's."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from market.operators.intermediation.rules import AUTHORITY_MOST, Line
from market.operators.schemas import Shape

LAW = "Regulation (EU) 2022/868, article 12 (o)"
FORMAT = "moi.intermediation-log"
FACTS = ("day", "act", "by", "brand", "brand_number", "persona", "relation", "count", "facts")
HEADING = ("day (UTC)", *FACTS[1:])


class LogExportShape(Shape):
    """Which days, and who asked."""

    first_day: date
    last_day: date = Field(description="In it too, and over; a year at most.")
    authority: str = Field(max_length=4 * AUTHORITY_MOST, description="The office that asked, no person.")


class LogExportOut(Shape):
    """An export, and where its files are; each time one is fetched is written down."""

    id: str
    authority: str
    first_day: date
    last_day: date
    made_at: datetime
    csv: str
    json_lines: str


class LogHead(Shape):
    """The first line of a file of JSON lines; the last one is `{"lines": n}`, so that a torn file shows."""

    format: str = FORMAT
    version: int = 1
    law: str = LAW
    authority: str
    first_day: date
    last_day: date
    zone: str = Field(default="UTC", description="Of each `day`; days in `facts` are of the contract's zone.")


class LogLine(Shape):
    """One act on one day."""

    day: date
    act: str
    by: str
    brand: str | None
    brand_number: str | None
    persona: str = Field(description="A name of this export before this brand.")
    relation: str | None
    count: int
    facts: dict[str, Any]

    @classmethod
    def of(cls, it: Line) -> "LogLine":
        return cls(**{name: getattr(it, name) for name in FACTS[:-1]}, facts=dict(it.facts))
