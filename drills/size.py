"""How large a year is."""

import re
from dataclasses import dataclass

from market.money.settlement.rules import Month

LAST = Month(2027, 12)
"""The last month in which anything begins: what comes after brings the yearly statements of them all."""


@dataclass(frozen=True)
class Size:
    """How many people, and for how long."""

    holders: int
    brands: int
    months: int

    @classmethod
    def named(cls, name: str) -> "Size":
        """`200 holders, 20 brands, 12 months`."""
        return cls(*(int(it) for it in re.findall(r"\d+", name)))

    @property
    def first(self) -> Month:
        """The month in which everybody comes; at most twelve of them end with December."""
        return Month(LAST.year, LAST.month + 1 - self.months)

    def __str__(self) -> str:
        return f"{self.holders} holders, {self.brands} brands, {self.months} months"


WHOLE, SMALL = Size(200, 20, 12), Size(14, 3, 2)
