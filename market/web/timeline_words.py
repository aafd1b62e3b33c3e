"""A relation's timeline in words: whose each act was, what it was, and whether the brand knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from market.base.clock import market_date
from market.base.filters import clock_time, day
from market.base.i18n import Language, marked, translate
from market.relations.timeline.queries import Moment
from market.web import log_words

OWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paused": marked("You paused this brand"),
        "resumed": marked("You resumed"),
        "conversation_closed": marked("You closed the conversation"),
        "conversation_opened": marked("You opened the conversation again"),
        "receipts_given": marked("You let the brand know on which day you read"),
        "receipts_withheld": marked("You no longer let the brand know when you read"),
        "all_paused": marked("You paused everything"),
        "all_resumed": marked("You ended the pause of everything"),
        "redeemed": marked("You noted that a code was redeemed"),
        "redemption_taken_back": marked("You took that note of a code back"),
        "question_left": marked("A question left without an answer"),
        "reported": marked("You reported this brand"),
    }
)
"""What only the holder's side has, by act."""

WHO: Final[Mapping[str, str]] = MappingProxyType(
    {
        "operator": "Moi",
        "clock": marked("automatically"),
        "bank": marked("the bank"),
    }
)


@dataclass(frozen=True)
class Line:
    """One act as it is shown. `who`: whose it was; nothing for the reader's own, which says so in its words."""

    at: datetime
    when: str
    who: str
    what: str
    detail: str
    private: bool


def lines(found: list[Moment], brand: str, today: date, language: Language) -> list[Line]:
    """The acts of a relation with `brand`, in their order; of `today` by the clock, of other days by the day."""
    return [_line(it, brand, today, language) for it in found]


def _line(it: Moment, brand: str, today: date, language: Language) -> Line:
    on, act = market_date(it.at), it.told.act
    dated = day(it.at, language, short=True, year=on.year != today.year)
    return Line(
        at=it.at,
        when=clock_time(it.at, language) if on == today else dated,
        who=_who(it.told.by, brand, language),
        what=translate(language, OWN[act]) if act in OWN else log_words.what(act, it.told.by, language),
        detail=log_words.detail(act, it.told.facts, language),
        private=it.private,
    )


def _who(by: str, brand: str, language: Language) -> str:
    if by == "brand":
        return brand
    return translate(language, WHO[by]) if by in WHO else ""
