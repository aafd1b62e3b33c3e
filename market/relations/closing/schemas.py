"""The API's shapes of closing notes. Days are the market's, ISO 8601."""

from datetime import date

from pydantic import Field

from market.relations.closing.queries import Given
from market.relations.closing.rules import TEXT_MOST, Outcome
from market.relations.schemas import Shape


class ClosingNoteShape(Shape):
    """What the brand did with the rental."""

    used_for: list[str] = Field(
        max_length=32,
        description="For improve: product-changed, needs-noted, idea-dropped. For benefits: offer-made,"
        " offer-prepared, offer-not-made. For recommend: product-recommended, range-compared. For market-research:"
        " counted, compared. For persona-testing: idea-tested, prototype-shown. Or nothing, alone.",
    )
    outcome: str = Field(max_length=24, description="One of: changed, learned, still-open, no-use.")
    text: str | None = Field(None, max_length=4 * TEXT_MOST, description="Words for the person alone.")


class ClosingNoteOut(Shape):
    """A note as its brand sees it: its own words are kept for the person. Another one replaces all of it."""

    used_for: list[str]
    outcome: Outcome
    number: int = Field(description="How often it was said; the last word stands.")
    given_on: date
    changed_on: date
    until: date | None = Field(description="The last day on which it can be said otherwise.")

    @classmethod
    def of(cls, it: Given) -> "ClosingNoteOut":
        return cls(**_facts(it))


class ClosingNoteForHolder(ClosingNoteOut):
    """A note as the holder reads it."""

    text: str | None

    @classmethod
    def of(cls, it: Given) -> "ClosingNoteForHolder":
        return cls(text=it.note.text, **_facts(it))


def _facts(it: Given) -> dict[str, object]:
    note = {"used_for": list(it.note.used_for), "outcome": it.note.outcome}
    return note | {name: getattr(it, name) for name in ("number", "given_on", "changed_on", "until")}
