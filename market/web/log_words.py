"""Acts of the log of intermediation in words, for the holder whose persona it is."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from contracts.terms import EDITIONS, ROSTER
from contracts.vocabulary import PURPOSES
from market.base.filters import day, last_day, money
from market.base.i18n import Language, marked, translate, translate_count
from market.web.closing_words import outcome_in, use_in
from market.web.space_contact import REACTIONS

WHAT: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("offered", ""): marked("Offered for rent"),
        ("hidden", "person"): marked("Hidden by you"),
        ("hidden", ""): marked("Hidden by Moi"),
        ("retired", ""): marked("Retired for good"),
        ("stopped", ""): marked("Stopped by Moi"),
        ("reinstated", ""): marked("Given back by Moi, still hidden"),
        ("erased", ""): marked("Erased"),
        ("requested", ""): marked("Rental requested"),
        ("counter_offered", ""): marked("Your counter-offer"),
        ("accepted", ""): marked("You accepted; the brand is told within 24 hours"),
        ("not_agreed", "person"): marked("Request ended by you"),
        ("not_agreed", "brand"): marked("Request taken back by the brand"),
        ("not_agreed", "clock"): marked("No answer in time"),
        ("not_agreed", ""): marked("Request ended by Moi"),
        ("agreed", ""): marked("Contract agreed"),
        ("activated", ""): marked("Period paid"),
        ("abandoned", ""): marked("Came to nothing"),
        ("disputed", ""): marked("Payment contested by the brand’s bank, access closed"),
        ("dispute_won", ""): marked("Payment stands, access open again"),
        ("ended", "person"): marked("Switched off by you"),
        ("ended", "brand"): marked("Ended by the brand"),
        ("ended", "clock"): marked("Ended, as agreed"),
        ("ended", ""): marked("Rental stopped by Moi"),
        ("invited", ""): marked("Invitation"),
        ("reacted", ""): marked("You answered:"),
        ("asked", ""): marked("Question"),
        ("answered", ""): marked("You answered the question"),
        ("answer_taken_back", ""): marked("You took your answer back"),
        ("messaged", "person"): marked("You wrote"),
        ("messaged", ""): marked("Message"),
        ("renewal_noticed", ""): marked("Renewal announced"),
        ("renewed", ""): marked("Renewed"),
        ("renewal_called_off", ""): marked("No renewal"),
        ("erasure_attested", ""): marked("Copies erased, signed by the brand"),
        ("erasure_breached", ""): marked("Copies not signed as erased in time"),
        ("closing_note", ""): marked("What they did with it"),
        ("read", ""): marked("Sheet read"),
        ("refunded", ""): marked("Given back to the brand"),
    }
)
"""What was done, by act and by whose it was; "" for anybody's."""

CHANNELS: Final = MappingProxyType(
    {"api": marked("by its software: %(purpose)s"), "page": marked("on the page: %(purpose)s")}
)

Facts = Mapping[str, Any]


def what(act: str, by: str, language: Language) -> str:
    """What was done, in a few words."""
    return translate(language, WHAT.get((act, by)) or WHAT[act, ""])


def detail(act: str, facts: Facts, language: Language) -> str:
    """What else is told of it, in words; empty where there is nothing."""
    return DETAILS[act](facts, language) if act in DETAILS else ""


def _purposes(codes: list[str], language: Language) -> str:
    return ", ".join(PURPOSES[it].text.in_(language) if it in PURPOSES else it for it in codes)


def _offered(facts: Facts, language: Language) -> str:
    terms = ROSTER.get(facts.get("variant", ""))
    return (
        translate(language, marked("under the terms “%(name)s”"), name=terms.name.in_(language))
        if terms
        else ""
    )


def _requested(facts: Facts, language: Language) -> str:
    purposes = _purposes(facts["purposes"], language)
    asked = marked("at %(price)s, for: %(purposes)s")
    return translate(language, asked, price=money(facts["price"], language), purposes=purposes)


def _counter_offered(facts: Facts, language: Language) -> str:
    terms = EDITIONS.get(facts["terms"])
    offered = marked("at %(price)s, under the terms “%(name)s”")
    name = terms.name.in_(language) if terms else facts["terms"]
    return translate(language, offered, price=money(facts["price"], language), name=name)


def _activated(facts: Facts, language: Language) -> str:
    first = day(datetime.fromisoformat(facts["starts_at"]), language, short=True)
    last = last_day(datetime.fromisoformat(facts["ends_at"]), language, short=True)
    return translate(language, marked("from %(first)s to %(last)s"), first=first, last=last)


def _ended(facts: Facts, language: Language) -> str:
    used = facts.get("used_days", 0)
    return translate_count(language, "after %(num)s day", "after %(num)s days", used) if used else ""


def _read(facts: Facts, language: Language) -> str:
    purpose = _purposes([facts["purpose"]], language)
    words = CHANNELS[facts["channel"]]
    return translate(language, words, purpose=purpose)


def _reacted(facts: Facts, language: Language) -> str:
    answer = REACTIONS[facts["reaction"]]
    return translate(language, answer)


def _attested(facts: Facts, language: Language) -> str:
    return translate(language, marked("late")) if facts.get("late") else ""


def _breached(facts: Facts, language: Language) -> str:
    by = day(date.fromisoformat(facts["delete_by"]), language, short=True)
    return translate(language, marked("due by %(day)s"), day=by)


def _noted(facts: Facts, language: Language) -> str:
    used = [use_in(it, language) for it in facts["used_for"]]
    return ". ".join([*used, outcome_in(facts["outcome"], language)])


DETAILS: Final[Mapping[str, Callable[[Facts, Language], str]]] = MappingProxyType(
    {
        "offered": _offered,
        "requested": _requested,
        "counter_offered": _counter_offered,
        "activated": _activated,
        "ended": _ended,
        "read": _read,
        "reacted": _reacted,
        "asked": lambda facts, language: _purposes([facts["purpose"]], language),
        "refunded": lambda facts, language: money(facts["amount"], language, exact=True),
        "erasure_attested": _attested,
        "erasure_breached": _breached,
        "closing_note": _noted,
    }
)
