"""The API's shape of a broken word at the desk."""

import uuid
from datetime import date

from pydantic import Field

from market.operators.schemas import Shape


class BreachOut(Shape):
    """Copies that were not signed for when their day was over."""

    agreement: uuid.UUID
    brand: str
    trading_name: str
    delete_by: date
    attested_on: date | None = Field(description="When the brand signed after all; null: not to this day.")
