"""What the templates of the holder's space are given, in the reader's language. Pure but for names and faces."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from contracts.period import Interval, rental_days
from contracts.price import Money, proration
from contracts.vocabulary import PURPOSES
from market.base import names
from market.base.clock import market_date
from market.base.filters import LOCALES, clock_time, day
from market.base.i18n import Language, marked, translate
from market.money.orders import Earnings
from market.rentals.absences import Absence
from market.rentals.actions.end import Ending, preview
from market.rentals.queries import ReadRow, RentalRow
from market.web import charts, faces

ENDED = {
    "person": marked("switched off by you on %(day)s"),
    "brand": marked("ended by the brand on %(day)s"),
    "clock": marked("ended on %(day)s, as agreed"),
    "operator": marked("stopped by Moi on %(day)s"),
}
ABSENT = marked("stopped by Moi on %(day)s, because your account was not opened for long")
NEVER = marked("never began, %(how)s")
OVER = ("Expired", "Terminated")


@dataclass(frozen=True)
class Copies:
    """The brand's copies after the end: in words, with the day that belongs to them."""

    label: str
    on: date


@dataclass(frozen=True)
class Relation:
    """A relation in the list and on its page. `card`, `handle`, `face`: the persona as this brand has it.

    While it is on, `cut` says what switching off now would mean; afterwards `kept` and `refunded` say what
    it meant, in cents. `never_began`: it was paid ahead and ended before its period.
    """

    agreement: uuid.UUID
    path: str
    brand: str
    card: str
    handle: str
    face: str
    on: bool
    suspended: bool
    today: int
    days: int
    starts_at: datetime
    ends_at: datetime
    words: str
    cut: Ending | None
    kept: int
    refunded: int
    copies: Copies | None
    never_began: bool

    @property
    def href(self) -> str:
        return self.path

    @property
    def action(self) -> str:
        """The page that asks before it is switched off."""
        return f"{self.path}/switch-off"

    @property
    def dialog(self) -> str:
        """The same question on this page."""
        return f"cut-{self.agreement}"


def relation(row: RentalRow, card: str, language: Language, *, absent: bool = False) -> Relation:
    """A paid rental for its holder; `card` is what the holder calls the persona, `absent` that it ended for their
    absence.
    """
    if row.starts_at is None or row.ends_at is None:
        raise ValueError("a relation has begun")
    handle, face = faces.of_persona(row.persona, names.for_brand(row.brand))
    on = row.phase not in OVER
    over = row.ended_at or row.ends_at
    how = ABSENT if absent else ENDED[row.ended_by or "clock"]
    days = rental_days(Interval(row.starts_at, row.ends_at), row.now if on else min(over, row.ends_at))
    agreed = row.agreed()
    refunded = row.refunded or 0
    kept = (
        proration(Money(row.price - refunded), 1, 1, agreed.holder_bps).holder
        if row.price > refunded
        else None
    )
    return Relation(
        agreement=row.agreement,
        path=f"/relations/{row.agreement}",
        brand=row.document["second_party"]["name"],
        card=card,
        handle=handle,
        face=face,
        on=on,
        suspended=row.phase == "TemporarilySuspended",
        today=days.used,
        days=days.total,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        words="" if on else _since(row, translate(language, how, day=day(over, language)), language),
        cut=preview(row) if on else None,
        kept=kept.amount if kept else 0,
        refunded=refunded,
        copies=_copies(row, language),
        never_began=row.never_began,
    )


def _since(row: RentalRow, ended: str, language: Language) -> str:
    """How it ended, and of a period that was paid ahead that it had not begun."""
    return translate(language, NEVER, how=ended) if row.never_began else ended


@dataclass(frozen=True)
class Away:
    """What is told to a holder who is back: hidden on `hidden_on`, if anything still is, away since `since`, and the
    rentals that `ended` (path, brand, day).
    """

    since: date
    hidden_on: date | None
    ended: Sequence[tuple[str, str, date]]


def away(absence: Absence, rows: Sequence[RentalRow], *, hidden: bool) -> Away | None:
    """None once there is nothing left to tell: what was hidden is shown again. `hidden`: a persona of theirs is."""
    if not (hidden if absence.personas else absence.ended):
        return None
    mine = {row.agreement: row for row in rows}
    return Away(
        market_date(absence.since),
        market_date(absence.hidden_at) if absence.personas else None,
        [
            (f"/relations/{it}", mine[it].document["second_party"]["name"], market_date(ended_at))
            for it in absence.ended
            if it in mine and (ended_at := mine[it].ended_at)
        ],
    )


def _copies(row: RentalRow, language: Language) -> Copies | None:
    """What the brand owes once it is over: to erase, overdue, or done and signed."""
    if row.erased_at is not None:
        return Copies(
            translate(language, marked("Copies erased, the brand signed on")), market_date(row.erased_at)
        )
    if row.delete_by is None or row.renewed:
        return None
    overdue = market_date(row.now) > row.delete_by
    label = marked("Copies not signed as erased, due since") if overdue else marked("Copies to be erased by")
    return Copies(translate(language, label), row.delete_by)


@dataclass(frozen=True)
class Read:
    """One line of who read what."""

    at: datetime
    when: str
    brand: str
    card: str
    text: str


def reads(
    rows: Sequence[ReadRow],
    mine: Mapping[uuid.UUID, RentalRow],
    called: Mapping[uuid.UUID, str],
    language: Language,
) -> list[Read]:
    """The log, newest first; `mine`: the holder's relations by agreement, `called`: the names of personas."""
    return [_read(row, mine[row.agreement], called, language) for row in rows if row.agreement in mine]


def _read(row: ReadRow, rental: RentalRow, called: Mapping[uuid.UUID, str], language: Language) -> Read:
    today = market_date(rental.now) == market_date(row.at)
    purpose = PURPOSES[row.purpose].text.in_(language) if row.purpose in PURPOSES else row.purpose
    words = {
        "api": marked("read the whole sheet, %(count)s traits, by its software: %(purpose)s"),
        "page": marked("read the whole sheet, %(count)s traits, on the page: %(purpose)s"),
    }[row.channel]
    count = len(rental.agreed().terms.disclosure.claims)
    return Read(
        at=row.at,
        when=clock_time(row.at, language) if today else day(row.at, language, short=True),
        brand=rental.document["second_party"]["name"],
        card=called.get(rental.persona, ""),
        text=translate(language, words, count=count, purpose=purpose),
    )


def months(
    by_month: Mapping[date, int], sums: Earnings, today: date, language: Language, last: int = 6
) -> list[charts.Earnings]:
    """The last months up to this one, oldest first. What was earned first is ready first and paid first."""
    paid, ready = sums.paid, sums.payable + sums.reserved
    bars: dict[date, charts.Earnings] = {}
    for month, earned in sorted(by_month.items()):
        of_paid = min(paid, earned)
        of_ready = min(ready, earned - of_paid)
        paid, ready = paid - of_paid, ready - of_ready
        bars[month] = charts.Earnings(_month(month, language), of_paid, of_ready, earned - of_paid - of_ready)
    count = today.year * 12 + today.month
    shown = [date((n - 1) // 12, (n - 1) % 12 + 1, 1) for n in range(count - last + 1, count + 1)]
    return [bars.get(month) or charts.Earnings(_month(month, language)) for month in shown]


def _month(month: date, language: Language) -> str:
    return format_date(month, "MMM", LOCALES[language])
