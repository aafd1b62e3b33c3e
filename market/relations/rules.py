"""Pure decisions of a relation: what an invitation may say, which month it counts in, what may be reported."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, get_args

from contracts.period import PERIODS, Interval, step_on
from market.base.clock import market_date
from market.relations import scan
from market.relations.errors import (
    InvitationOver,
    NothingToRedeem,
    ReasonNeedsWords,
    ReasonUnknown,
    TextNotAccepted,
    ValidityImpossible,
)

TITLE_MOST, CONDITIONS_MOST, CODE_MOST, REPORT_MOST = 120, 1000, 40, 600  # characters
LONGEST_VALIDITY = timedelta(days=366)
MOST_A_MONTH = 4  # whatever the terms say; the table says it too

_SPACES = "\u00a0\u202f"  # French typography puts them before ; : ! ?


class Reaction(StrEnum):
    """What the holder answers."""

    INTERESTED = "interested"
    NOT_FOR_ME = "not_for_me"
    NOT_NOW = "not_now"


class About(StrEnum):
    """What a report is about."""

    RENTAL = "rental"
    PERSONA = "persona"
    BRAND = "brand"


Side = Literal["holder", "brand"]
Kind = Literal["offer", "experience"]
KINDS: tuple[Kind, ...] = get_args(Kind)

REASONS: Mapping[tuple[Side, About], frozenset[str]] = {
    ("holder", About.RENTAL): frozenset(
        {"asks-identity", "offensive", "misleading", "not-honoured", "other"}
    ),
    ("holder", About.BRAND): frozenset(
        {"asks-identity", "offensive", "misleading", "not-honoured", "unlawful", "other"}
    ),
    ("brand", About.RENTAL): frozenset({"offensive", "not-as-agreed", "other"}),
    ("brand", About.PERSONA): frozenset({"not-a-person", "false-traits", "unlawful", "other"}),
}


@dataclass(frozen=True)
class Invitation:
    """An offer or an experience. The validity is two days of the market's zone, the last one included."""

    kind: Kind
    title: str
    conditions: str
    code: str | None
    link: str | None
    valid_from: date
    valid_until: date

    def to_json(self) -> dict[str, Any]:
        """As it is sealed."""
        return asdict(self) | {
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Invitation":
        """As it was sealed."""
        days = {name: date.fromisoformat(data[name]) for name in ("valid_from", "valid_until")}
        return cls(**{**{name: data[name] for name in cls.__dataclass_fields__}, **days})

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the holder is told beside the invitation."""
        return (scan.LINK_REVEALS_ADDRESS,) if self.link else ()


def check_invitation(draft: Invitation, today: date) -> Invitation:
    """The invitation as it is kept, its texts trimmed and scanned; `today` in the market's zone.

    Raises TextNotAccepted, ContactNotAllowed, LinkNotAccepted, NothingToRedeem, ValidityImpossible.
    """
    title = line("title", draft.title, TITLE_MOST)
    conditions = words("conditions", draft.conditions, CONDITIONS_MOST)
    code = line("code", draft.code, CODE_MOST) if draft.code is not None else None
    link = scan.check_link("link", draft.link) if draft.link is not None else None
    for field, text in (("title", title), ("conditions", conditions), ("code", code or "")):
        scan.refuse_details(field, text)
        scan.refuse_requests(field, text)
    if code is None and link is None:
        raise NothingToRedeem(field="code")
    if draft.valid_until < draft.valid_from:
        raise ValidityImpossible(field="valid_until", reason="before-it-begins")
    if draft.valid_until < today:
        raise ValidityImpossible(field="valid_until", reason="over")
    if draft.valid_from < today - LONGEST_VALIDITY:
        raise ValidityImpossible(field="valid_from", reason="too-early")
    if draft.valid_from > today + LONGEST_VALIDITY:  # first: beyond it, the calendar itself may end
        raise ValidityImpossible(field="valid_from", reason="too-long")
    if draft.valid_until > max(today, draft.valid_from) + LONGEST_VALIDITY:
        raise ValidityImpossible(field="valid_until", reason="too-long")
    return Invitation(draft.kind, title, conditions, code, link, draft.valid_from, draft.valid_until)


def line(field: str, text: str, most: int) -> str:
    """One line of visible text, trimmed, in NFC. Raises TextNotAccepted."""
    return _visible(field, text, most, _SPACES)


def words(field: str, text: str, most: int) -> str:
    """Visible text of any number of lines, trimmed, in NFC. Raises TextNotAccepted."""
    return _visible(field, text.replace("\r\n", "\n"), most, _SPACES + "\n")


def _visible(field: str, text: str, most: int, also: str) -> str:
    kept = unicodedata.normalize("NFC", text).strip()
    if not kept:
        raise TextNotAccepted(field=field, reason="empty")
    if len(kept) > most:
        raise TextNotAccepted(field=field, reason="too-long", most=most)
    if not all(letter.isprintable() or letter in also for letter in kept):
        raise TextNotAccepted(field=field, reason="characters")
    return kept


def rental_month(span: Interval, at: datetime) -> tuple[int, date]:
    """(the number of the rental month that holds `at`, from 1; the market's day on which the next one begins).

    The windows are those of `contracts.period.month_around`. `at` is UTC and in `span`.
    """
    if at not in span:
        raise ValueError(f"{at} is outside {span}")
    number = 1
    while (following := step_on(span.starts_at, PERIODS["P1M"], number)) <= at:
        number += 1
    return number, market_date(following)


def allowed_a_month(by_terms: int) -> int:
    """How many invitations a rental month has: what the terms say, and never more than four."""
    return min(by_terms, MOST_A_MONTH)


def check_still_valid(invitation: Invitation, today: date) -> None:
    """A reaction is given and changed to the end of the last day; raises InvitationOver."""
    if today > invitation.valid_until:
        raise InvitationOver(ended_on=invitation.valid_until.isoformat())


def check_report(side: Side, about: About, reason: str, text: str | None) -> str | None:
    """The text of a report as it is kept. Raises ReasonUnknown, ReasonNeedsWords, TextNotAccepted,
    ContactNotAllowed. A report may quote a request for identity, so only contact details are refused."""
    known = REASONS.get((side, about), frozenset())
    if reason not in known:
        raise ReasonUnknown(field="reason", known=sorted(known))
    if not text or not text.strip():
        if reason == "other":
            raise ReasonNeedsWords(field="text")
        return None
    kept = words("text", text, REPORT_MOST)
    scan.refuse_details("text", kept)
    return kept
