"""Pure decisions of a relation: what an invitation may say, which month it counts in, what may be reported."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Literal

from contracts.period import PERIODS, Interval, step_on
from market.base.clock import MARKET_ZONE, market_date
from market.relations import scan
from market.relations.benefits import AnyKind, Benefit, check_benefit, check_kind
from market.relations.errors import (
    InvitationNotBegun,
    InvitationOver,
    NoCodeToRedeem,
    NothingToRedeem,
    ReasonNeedsWords,
    ReasonUnknown,
    ValidityImpossible,
)
from market.relations.text import line, words

TITLE_MOST, CONDITIONS_MOST, CODE_MOST, REPORT_MOST = 120, 1000, 40, 600  # characters
LONGEST_VALIDITY = timedelta(days=366)
MOST_A_MONTH = 4  # whatever the terms say; the table says it too


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
    """What a brand offers. The validity is two days of the market's zone, the last one included; one that lasts for
    hours ends at `ends_at` (UTC, to the minute), on its last day. `benefit` is None in what was sent before there were
    types."""

    kind: AnyKind
    title: str
    conditions: str
    code: str | None
    link: str | None
    valid_from: date
    valid_until: date
    benefit: Benefit | None = None
    ends_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is sealed: what has no type says no benefit, and what ends with its day no instant."""
        said = asdict(self) | {
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "benefit": self.benefit.to_json() if self.benefit else None,
            "ends_at": self.ends_at.astimezone(UTC).isoformat() if self.ends_at else None,
        }
        return {name: value for name, value in said.items() if name not in _LATER or value is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Invitation":
        """As it was sealed."""
        said: dict[str, Any] = {name: data[name] for name in ("kind", "title", "conditions", "code", "link")}
        said |= {name: date.fromisoformat(data[name]) for name in ("valid_from", "valid_until")}
        if data.get("benefit") is not None:
            said["benefit"] = Benefit.from_json(data["benefit"])
        if data.get("ends_at") is not None:
            said["ends_at"] = datetime.fromisoformat(data["ends_at"])
        return cls(**said)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the holder is told beside the invitation."""
        return (scan.LINK_REVEALS_ADDRESS,) if self.link else ()

    @property
    def over_at(self) -> datetime:
        """The first instant (UTC) at which it is over."""
        return self.ends_at or day_begins(self.valid_until + timedelta(days=1))


_LATER = ("benefit", "ends_at")  # fields that the first invitations do not have


def day_begins(day: date) -> datetime:
    """The first instant (UTC) of a day of the market."""
    return datetime.combine(day, time(), MARKET_ZONE).astimezone(UTC)


def check_invitation(draft: Invitation, now: datetime) -> Invitation:
    """The invitation as it is kept, its texts trimmed and scanned; `now` UTC.

    Raises KindUnknown, BenefitUnfit, TextNotAccepted, ContactNotAllowed, LinkNotAccepted, NothingToRedeem,
    ValidityImpossible.
    """
    kind = check_kind(draft.kind)
    title = line("title", draft.title, TITLE_MOST)
    conditions = words("conditions", draft.conditions, CONDITIONS_MOST)
    code = line("code", draft.code, CODE_MOST) if draft.code is not None else None
    link = scan.check_link("link", draft.link) if draft.link is not None else None
    for field, text in (("title", title), ("conditions", conditions), ("code", code or "")):
        scan.refuse_details(field, text)
        scan.refuse_requests(field, text)
    if code is None and link is None:
        raise NothingToRedeem(field="code")
    _check_validity(draft, now)
    benefit = check_benefit(kind, draft.benefit or Benefit(), draft.valid_from)
    ends_at = draft.ends_at.astimezone(UTC) if draft.ends_at else None
    return Invitation(
        kind, title, conditions, code, link, draft.valid_from, draft.valid_until, benefit, ends_at
    )


def _check_validity(draft: Invitation, now: datetime) -> None:
    today = market_date(now)
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
    if draft.ends_at is not None:
        _check_end(draft.ends_at, draft.valid_until, now)


def _check_end(ends_at: datetime, last: date, now: datetime) -> None:
    if ends_at.second or ends_at.microsecond:
        raise ValidityImpossible(field="ends_at", reason="not-a-minute")
    if last_day_of(ends_at) != last:
        raise ValidityImpossible(field="ends_at", reason="another-day")
    if ends_at <= now:
        raise ValidityImpossible(field="ends_at", reason="over")


def last_day_of(ends_at: datetime) -> date:
    """The market's day on which something ends at this moment. Raises ValidityImpossible beyond the calendar."""
    try:
        return market_date(ends_at)
    except OverflowError as error:
        raise ValidityImpossible(field="ends_at", reason="too-long") from error


def wall_time(day: date, at: time) -> datetime:
    """The instant (UTC) at which the market's clocks show `at` on `day`; the first one where they show it twice.

    Raises ValidityImpossible for a time that this day does not have.
    """
    moment = datetime.combine(day, at, MARKET_ZONE)
    if moment.astimezone(UTC).astimezone(MARKET_ZONE).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValidityImpossible(field="ends_at", reason="no-such-time")
    return moment.astimezone(UTC)


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


def check_still_valid(invitation: Invitation, now: datetime) -> None:
    """A reaction is given and changed to the end of the last day, or to its hour; raises InvitationOver."""
    if now < invitation.over_at:
        return
    facts = {"ended_on": invitation.valid_until.isoformat()}
    if invitation.ends_at is not None:
        facts["ended_at"] = invitation.ends_at.astimezone(MARKET_ZONE).isoformat(timespec="minutes")
    raise InvitationOver(**facts)


def check_redeemable(invitation: Invitation, now: datetime) -> None:
    """That its code was redeemed is said, or taken back, while it is valid.

    Raises NoCodeToRedeem, InvitationNotBegun, InvitationOver.
    """
    if invitation.code is None:
        raise NoCodeToRedeem()
    if market_date(now) < invitation.valid_from:
        raise InvitationNotBegun(begins_on=invitation.valid_from.isoformat())
    check_still_valid(invitation, now)


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
