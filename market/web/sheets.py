"""A sheet in a reader's words, and a rental's dates as a timeline. Pure: values in, words out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.agreement import delete_by
from contracts.period import Interval, rental_days
from contracts.terms import Terms
from contracts.vocabulary import ACTIONS, CLAIMS, PHRASES, PROHIBITIONS, about, portrait
from market.base.clock import market_date
from market.base.filters import clock_time, day, day_of, money
from market.base.i18n import Language, marked, translate, translate_count
from market.rentals.queries import RentalRow
from market.web import disclosed, proof_words

LIKE = "like"

ENDED = {
    "switched_off": marked("The person switched off."),
    "ended_by_brand": marked("You ended it."),
    "period_over": marked("The period was over."),
    "stopped": marked("Moi stopped it."),
    "not_paid": marked("It was not paid in time."),
    "not_available": marked("When your payment came, the persona was no longer available."),
    "payment_lost": marked("Your bank took this payment back."),
    "payment_before_lost": marked("Your bank took back the payment of the period before it."),
}
PAID_LATE = marked("Your payment came too late and went back in full.")


NEXT = marked("The next period begins, at %(time)s")
NEXT_IF_PAID = marked("If this payment stands, the next period begins, at %(time)s")
ERASE = marked("At the latest: erase your copies, and sign for it")
OVERDUE = marked("Overdue: erase your copies, and sign for it")
ERASED = marked("You signed that your copies are erased")


@dataclass(frozen=True)
class Group:
    """Facts under a heading: label and value."""

    heading: str
    facts: list[dict[str, str]]


@dataclass(frozen=True)
class Sheet:
    """What a rental has shown: a portrait, phrases, what was answered by subject, and the names of what was not."""

    groups: list[Group]
    silent: list[disclosed.Named]
    answered: int
    shown: int
    portrait: str
    phrases: list[str]

    @property
    def unsaid(self) -> int:
        return self.shown - self.answered


def worded(body: bytes, language: Language) -> Sheet:
    """The sheet that a read has handed out: `{"claims": {claim: {"value", "stance"} | null}, "phrases": [...],
    "verified": {claim: month}}`."""
    data = json.loads(body)
    claims: Mapping[str, Mapping[str, str] | None] = data["claims"]
    said = {claim: answer for claim, answer in claims.items() if answer is not None}
    mine = {claim: answer["value"] for claim, answer in said.items() if answer["stance"] != LIKE}
    silent = disclosed.by_group((claim for claim in claims if claim not in said), language)
    return Sheet(
        groups=_groups(said, mine, data.get("verified", {}), language),
        silent=[(heading, tuple(CLAIMS[it].text.in_(language) for it in found)) for heading, found in silent],
        answered=len(said),
        shown=len(claims),
        portrait=portrait(mine, language),
        phrases=[PHRASES[it].text.in_(language) for it in data["phrases"]],
    )


def _groups(
    said: Mapping[str, Mapping[str, str]],
    mine: Mapping[str, str],
    verified: Mapping[str, str],
    language: Language,
) -> list[Group]:
    """What the persona is about comes first, with its interest; then the rest by group. What an operator verified bears
    the month as its mark."""
    subject = [claim for claim in ("passion", *about(mine)) if claim in said]
    rest = disclosed.by_group((claim for claim in said if claim not in subject), language)
    headed = [(translate(language, marked("What it is about")), subject)] if subject else []
    return [
        Group(
            heading,
            [
                {
                    "label": CLAIMS[it].text.in_(language),
                    "value": _value(it, said[it], language),
                    "mark": _mark(verified.get(it), language),
                }
                for it in claims
            ],
        )
        for heading, claims in (*headed, *rest)
    ]


def _mark(month: str | None, language: Language) -> str:
    if month is None:
        return ""
    return translate(language, marked("verified, %(month)s"), month=proof_words.month(month, language))


def _value(claim: str, said: Mapping[str, str], language: Language) -> str:
    words = CLAIMS[claim].code(said["value"]).text.in_(language)
    if said["stance"] == LIKE:
        return translate(language, marked("would like: %(value)s"), value=words)
    return words


def allowed(terms: Terms, language: Language) -> list[str]:
    """What the brand may do, in short."""
    return [ACTIONS[rule.term].text.in_(language) for rule in terms.actions]


def forbidden(terms: Terms, language: Language) -> list[str]:
    """What the brand must not do, in short."""
    return [PROHIBITIONS[rule.term].text.in_(language) for rule in terms.prohibitions]


def days(row: RentalRow) -> dict[str, int] | None:
    """Today's number and the number of rental days; None before the start. After the end today is one more."""
    if row.starts_at is None or row.ends_at is None:
        return None
    over = row.phase in ("Expired", "Terminated")
    counted = rental_days(Interval(row.starts_at, row.ends_at), row.now)
    return {
        "today": counted.total + 1 if over else counted.used,
        "total": counted.total,
        "left": 0 if over else counted.total - counted.used,
    }


def ended_because(row: RentalRow, language: Language) -> str:
    """Why a rental is over, in words; nothing while it is not, or for a reason of tomorrow."""
    if row.phase not in ("Expired", "Terminated"):
        return ""
    # What the clock has ended and nobody has recorded yet has no reason in its row.
    reason = row.end_reason or ("period_over" if row.phase == "Expired" else "not_paid")
    words = PAID_LATE if reason == "not_paid" and row.refunded else ENDED.get(reason, "")
    return translate(language, words) if words else ""


def timeline(row: RentalRow, reads: int, language: Language) -> list[dict[str, Any]]:
    """What happened and what follows, for `components/page.html`; nothing before the start."""
    if row.starts_at is None or row.ends_at is None:
        return []
    over = row.phase in ("Expired", "Terminated")
    price = money(row.price, language)
    paid = _point(language, row.starts_at, "done", marked("Paid %(price)s, sheet open"), price=price)
    return [paid, *(_ended(row, language) if over else _running(row, row.ends_at, reads, language))]


def _running(row: RentalRow, ends_at: datetime, reads: int, language: Language) -> list[dict[str, Any]]:
    time = clock_time(ends_at, language)
    today = _dot(row.now, "now", _today(reads, language), language)
    if row.renewed:
        contested = row.phase == "TemporarilySuspended"
        return [today, _point(language, ends_at, "", NEXT_IF_PAID if contested else NEXT, time=time)]
    return [
        today,
        _point(language, ends_at, "", marked("End of access, at %(time)s"), time=time),
        _point(language, market_date(delete_by(row.agreed(), ends_at)), "", ERASE),
    ]


def _today(reads: int, language: Language) -> str:
    return translate_count(language, "Today, %(num)s read so far", "Today, %(num)s reads so far", reads)


def _ended(row: RentalRow, language: Language) -> list[dict[str, Any]]:
    over = row.ended_at or row.ends_at or row.now
    why, erase = ended_because(row, language), row.delete_by or market_date(delete_by(row.agreed(), over))
    points = [_point(language, over, "done", marked("End of access. %(why)s"), why=why)]
    if row.refunded:
        back = money(row.refunded, language, exact=True)
        points.append(_point(language, over, "done", marked("%(refund)s for days not used"), refund=back))
    if row.renewed:
        return points
    if row.erased_at is not None:
        return [*points, _point(language, row.erased_at, "done", ERASED)]
    overdue = market_date(row.now) > erase
    return [*points, _point(language, erase, "late" if overdue else "", OVERDUE if overdue else ERASE)]


def _point(
    language: Language, at: date | datetime, state: str, message: str, **values: object
) -> dict[str, Any]:
    """One point, to the day: what others did has no hour for a brand."""
    return _dot(at, state, translate(language, message, **values), language)


def _dot(at: date | datetime, state: str, words: str, language: Language) -> dict[str, Any]:
    return {"when": day(at, language), "at": day_of(at), "state": state, "text": words}
