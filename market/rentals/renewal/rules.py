"""When a rental is renewed: what is due, when, and what stands against it. Pure; times UTC.

Both sides must want it at the moment of the notice, and still want it at every step after it. The notice freezes
the terms; the charges follow at set times, one try each, and none after the period's end. What is paid begins
when the period before it ends. Until then either side may take it back, and everything goes back to the brand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from contracts.period import days_after
from contracts.states import Machine
from market.money.bankcards.rules import Declined

RENEWAL: Final = Machine(
    "renewal",
    "open",
    frozenset(
        {
            ("open", "notify", "noticed"),
            ("noticed", "pay", "paid"),
            ("open", "fail", "failed"),
            ("noticed", "fail", "failed"),
            # Either side takes it back, or the rental before it is switched off; also once it is paid.
            ("open", "call_off", "called_off"),
            ("noticed", "call_off", "called_off"),
            ("paid", "call_off", "called_off"),
        }
    ),
)
"""The renewal of one rental. `open`: the notice is not given yet."""


@dataclass(frozen=True)
class Calendar:
    """Days before the end of a period: the notice, and the tries to charge, earliest first."""

    notice: int
    charges: tuple[int, ...]


CALENDARS: Final[Mapping[str, Calendar]] = MappingProxyType(
    {"P1W": Calendar(3, (2, 1)), "P1M": Calendar(14, (3, 2, 1)), "P3M": Calendar(14, (3, 2, 1))}
)
DEBITS: Final[Mapping[str, Calendar]] = MappingProxyType(
    {"P1M": Calendar(14, (10,)), "P3M": Calendar(14, (10,))}
)
"""Where a SEPA debit pays: a bank takes days, so there is one, early. A week has too few for it."""
MOST_TRIES: Final = max(len(calendar.charges) for calendar in CALENDARS.values())


@dataclass(frozen=True)
class Dates:
    """The instants of a renewal. The notice may go out late, as when the worker was down, but before a charge."""

    notice: datetime
    charges: tuple[datetime, ...]
    end: datetime

    def steps_due(self, now: datetime) -> int:
        """How many of the tries have become due."""
        return sum(at <= now for at in self.charges)


def dates(period: str, ends_at: datetime, means: str = "card") -> Dates:
    """The instants by local days before `ends_at`; the notice is the same whatever pays (`means`)."""
    calendar = (DEBITS if means == "debit" else CALENDARS)[period]
    return Dates(
        days_after(ends_at, -calendar.notice),
        tuple(days_after(ends_at, -days) for days in calendar.charges),
        ends_at,
    )


MEANS: Final = frozenset({"card", "balance", "debit"})
"""What can pay a renewal: the brand's default card; its balance, at once and whole; or a debit of its account."""

TOO_LOW: Final = "balance_too_low"
"""What stands for a bank's word where a balance did not cover the price."""


class Against(StrEnum):
    """What stands against a renewal, by the fact. The words of each are in the letters and on the pages."""

    NOT_WANTED = "not_wanted"
    NOT_RUNNING = "not_running"
    NO_NOTICE = "no_notice"
    HIDDEN = "hidden"
    OFFER_CHANGED = "offer_changed"
    TERMS_RETIRED = "terms_retired"
    FEWER_PLACES = "fewer_places"
    ABSENT = "absent"
    BRAND_STOPPED = "brand_stopped"
    BRAND_OWES = "brand_owes"
    VAT_NUMBER = "vat_number"
    NOT_PAID = "not_paid"


MENDABLE: Final = frozenset({Against.BRAND_OWES, Against.VAT_NUMBER})
"""What the brand, or the register of VAT numbers, can put right: nothing is done meanwhile, until the last moment."""


class Paying(StrEnum):
    """Where the money of a renewal stands."""

    NONE = "none"  # nothing was tried yet
    WAITING = "waiting"  # a try was refused; another may follow
    ASKING = "asking"  # the bank asks the brand something, on a page that may have been left
    BUSY = "busy"  # a try is under way, or its outcome unknown: nothing else is tried
    PAID = "paid"


@dataclass(frozen=True)
class Facts:
    """Everything a decision is made of.

    `holder_since` and `brand_since` are since when each side has wanted it without a break; None: it does not.
    `step` is the last try that was used up. `declined` is what the last refusal means, `same_card` whether the
    card that would be charged now is the one that was refused, or is asked about; `card` whether there is one
    that is good. `against` is what the world has against it besides these.
    """

    state: str
    running: bool
    holder_since: datetime | None
    brand_since: datetime | None
    step: int = 0
    paying: Paying = Paying.NONE
    declined: Declined | None = None
    card: bool = True
    same_card: bool = True
    against: Against | None = None

    @property
    def wanted(self) -> bool:
        return self.holder_since is not None and self.brand_since is not None


class Act(StrEnum):
    """What to do now."""

    NOTHING = "nothing"
    NOTIFY = "notify"
    CHARGE = "charge"  # one try, which uses up the steps that are due
    MISS = "miss"  # the same, without a card that could be charged, or with one that will not pass
    FAIL = "fail"


@dataclass(frozen=True)
class Decision:
    """An act; why, where it is a failure; the step that it uses up, where it does."""

    act: Act
    because: Against | None = None
    step: int = 0


NOTHING: Final = Decision(Act.NOTHING)


def decide(facts: Facts, when: Dates, now: datetime) -> Decision:
    """What is due for a renewal at `now`."""
    if facts.state == "open":
        return _before_notice(facts, when, now)
    if facts.state == "noticed":
        return _after_notice(facts, when, now)
    return NOTHING


def _before_notice(facts: Facts, when: Dates, now: datetime) -> Decision:
    if now < when.notice:
        return NOTHING
    if not _wanted_at(facts, when.notice):
        return Decision(Act.FAIL, Against.NOT_WANTED)
    if now >= when.charges[0]:  # nobody was told in time
        return Decision(Act.FAIL, facts.against if facts.against in MENDABLE else Against.NO_NOTICE)
    against = _against(facts)
    if against in MENDABLE:
        return NOTHING
    return Decision(Act.FAIL, against) if against else Decision(Act.NOTIFY)


def _after_notice(facts: Facts, when: Dates, now: datetime) -> Decision:
    if facts.paying is Paying.PAID:
        return NOTHING
    if now >= when.end:
        return Decision(Act.FAIL, Against.NOT_PAID)
    against = _against(facts)
    if against in MENDABLE and now < when.charges[-1]:
        return NOTHING
    if against:
        return Decision(Act.FAIL, against)
    step = when.steps_due(now)
    if step <= facts.step or facts.paying is Paying.BUSY:
        return NOTHING
    asks = facts.paying is Paying.ASKING or facts.declined in (Declined.HARD, Declined.ASKS)
    hopeless = asks and facts.same_card
    return Decision(Act.MISS if hopeless or not facts.card else Act.CHARGE, step=step)


def _wanted_at(facts: Facts, moment: datetime) -> bool:
    """Both have wanted it since `moment` at the latest."""
    sides = (facts.holder_since, facts.brand_since)
    return all(since is not None and since <= moment for since in sides)


def _against(facts: Facts) -> Against | None:
    if not facts.wanted:
        return Against.NOT_WANTED
    return facts.against if facts.running else Against.NOT_RUNNING


def may_call(facts: Facts, when: Dates, now: datetime) -> bool:
    """Whether a try that was decided may still be made, asked right before the call."""
    return facts.state == "noticed" and now < when.end and _against(facts) is None


def may_wish(state: str, when: Dates, now: datetime) -> bool:
    """Whether a side may still say that it wants a renewal: until the notice is due."""
    return state == "open" and now < when.notice


def may_take_back(state: str, when: Dates, now: datetime) -> bool:
    """Whether a side may still take it back: until the new period begins."""
    return state in RENEWAL.sources("call_off") and now < when.end


AGAIN: Final = timedelta(minutes=10)
"""When a renewal whose try is still under way, or that waits for something to be put right, is looked at again."""


def next_look(state: str, step: int, when: Dates, now: datetime) -> datetime | None:
    """When something may become due; None for never again."""
    if state == "open":
        return when.notice if when.notice > now else now + AGAIN
    if state != "noticed":
        return None
    ahead = [*when.charges[step:], when.end]
    return ahead[0] if ahead[0] > now else now + AGAIN


ASKED_TOO_OFTEN: Final = 2
"""Letters without an answer after which a holder does not renew: a brand pays for somebody who can answer."""


@dataclass(frozen=True)
class Offer:
    """What a persona is offered under, or a rental was agreed on; `price` in minor units a month."""

    edition: str
    period: str
    price: int


def against_offer(
    agreed: Offer, now: Offer | None, *, known: bool, place: int, places: int
) -> Against | None:
    """What the persona's offer has against renewing a rental; `now` is None while it is not listed.

    `known`: the roster and the price ladder still have what was agreed. `place` is the rental's among those that
    are taken, counted from 1; `places` is how many the holder wants.
    """
    if now is None:
        return Against.HIDDEN
    if not known:
        return Against.TERMS_RETIRED
    if now != agreed:
        return Against.OFFER_CHANGED
    return Against.FEWER_PLACES if place > places else None
