"""Whether what somebody has signed of the charter is enough on a day. Pure; days are the market's."""

from datetime import date
from typing import Literal

from contracts.charter.model import Edition

Standing = Literal["signed", "term", "unsigned"]
"""``term``: not signed, and there is still time to."""


def standing(edition: Edition, signed: int | None, here_since: date | None, today: date) -> Standing:
    """How somebody stands to the current ``edition``: ``signed`` is the latest that they signed.

    The term is for who was here before the edition was published; whoever comes after begins with signing it.
    """
    if signed is not None and signed >= edition.edition:
        return "signed"
    if today < edition.published_on:
        return "term"
    was_here = here_since is not None and here_since < edition.published_on
    return "term" if was_here and today < edition.due_on else "unsigned"
