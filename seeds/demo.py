"""Who can sign in to the demo, and how far it may be in a market. Imports nothing: every start reads it first."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

HOLDER, BRAND, OPERATOR = "camille@demo.example", "marque@demo.example", "operateur@demo.example"
SECOND = "verification@demo.example"
"""Another operator, for what takes two."""
PASSWORD = "dix-neuf euros"  # noqa: S105  (everybody's in the demo; shown at each start)
LAG = timedelta(hours=1)


class Standing(Enum):
    """How far the demo is in the open database."""

    EMPTY = "nobody is here"
    CUT_OFF = "a demo was interrupted"
    PLAYED = "the demo is here"
    OTHER = "somebody else is here"


class MarketNotEmpty(RuntimeError):
    """Somebody is in this market already."""


class NoDemoHere(RuntimeError):
    """The demo is played in local mode, on the sandbox and with a clock that travels; nowhere else."""


class Interrupted(RuntimeError):
    """The demo was told to stop half-way; its database is of no use any more."""


@dataclass(frozen=True)
class Filled:
    """How much there is now."""

    holders: int
    personas: int
    brands: int
    rentals: int
