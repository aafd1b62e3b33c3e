"""What a form sent, and what a refusal says about it on the page."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from litestar import Request
from litestar.params import URLEncodedBody

from market.base.access import ROLE_RIGHTS, Principal, Right, Seat, principal_of
from market.base.errors import Refusal, Unauthenticated
from market.base.i18n import LANGUAGES, Language
from market.base.ids import canonical
from market.rentals.errors import RentalNotFound
from market.web.problems import PROBLEMS, status_of

Ask = Request[Any, Any, Any]
Form = URLEncodedBody[dict[str, Any]]

_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
LONGEST = 4096  # characters of one field; rules say the exact lengths by name


def text(form: Mapping[str, Any], field: str) -> str:
    """One field, trimmed; empty where it is missing: a form never breaks by what it lacks."""
    value = form.get(field)
    value = value[-1] if isinstance(value, list) and value else value
    return value[:LONGEST].strip() if isinstance(value, str) else ""


def whole(words: str) -> int:
    """A whole number that a page of ours has put into a form; 0 for anything else."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 16 else 0


def minor(words: str) -> int:
    """An amount in euros as people type it ("250", "250,50", "1 000") in minor units; 0 for what is none."""
    typed = (
        words.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").removesuffix("€").replace(",", ".")
    )
    return int(Decimal(typed).scaleb(2)) if _AMOUNT.fullmatch(typed) else 0


NEVER: Final = date(1, 1, 1)


def day_typed(words: str) -> date:
    """A day as a date field sends it; what is none is one that nothing here allows."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return NEVER


def typed_amount(cents: int, language: Language) -> str:
    """Minor units in euros as they are typed: "0,50"."""
    words = str(Decimal(cents).scaleb(-2))
    return words.replace(".", ",") if language == "fr" else words


def several(form: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """All values of a field that may be ticked more than once."""
    value = form.get(field, [])
    return tuple(
        it[:LONGEST] for it in (value if isinstance(value, list) else [value]) if isinstance(it, str)
    )


@dataclass(frozen=True)
class Said:
    """A refusal in the reader's language: what is the matter, the way out, and the field to blame or ""."""

    status: int
    code: str
    title: str
    way_out: str
    field: str

    @property
    def words(self) -> str:
        """Both sentences in one."""
        return f"{self.title} {self.way_out}".strip()


def said(refusal: Refusal, language: Language) -> Said:
    """The words of a refusal, the same as its problem+json has."""
    words = PROBLEMS.get(refusal.code, PROBLEMS["unexpected"])
    return Said(
        status_of(refusal),
        refusal.code,
        words.title(language),
        words.way_out(language),
        str(refusal.facts.get("field", "")),
    )


def seat_of(request: Ask) -> Seat:
    """The reader's place in a brand; the route's rule has let only members pass."""
    seat = principal_of(request).seat
    if seat is None:
        raise Unauthenticated()
    return seat


def may(who: Principal, right: Right) -> bool:
    """Whether a page shows this reader what needs `right`; the routes and actions decide again."""
    return who.seat is not None and right in ROLE_RIGHTS[who.seat.role]


def agreement_id(words: str) -> uuid.UUID:
    """The agreement's id in an address; RentalNotFound for what is none."""
    try:
        return canonical(words)
    except ValueError as error:
        raise RentalNotFound() from error


def in_languages(path: str) -> dict[str, str]:
    """Where this page stands in each language, for pages that answer a POST: their own address has no GET."""
    return {code: f"{path}{'&' if '?' in path else '?'}language={code}" for code in LANGUAGES}
