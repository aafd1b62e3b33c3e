"""What an invitation brings and until when, in words: the same for both sides."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from market.base.filters import clock_time, day, money, percent
from market.base.i18n import Language, marked, translate
from market.relations.benefits import Benefit, Kind
from market.relations.rules import Invitation

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "discount": marked("A discount"),
        "sample": marked("A sample"),
        "experience": marked("An experience"),
        "early_access": marked("Early access"),
        "advice": marked("Advice"),
        "offer": marked("An offer"),
    }
)

WHAT: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "sample": marked("What is given: %(what)s"),
        "early_access": marked("What comes early: %(what)s"),
        "advice": marked("On what: %(what)s"),
    }
)


def kind_in(kind: str, language: Language) -> str:
    """The type's name."""
    return translate(language, KINDS[kind])


def benefit_in(content: Invitation, language: Language) -> list[str]:
    """What it brings, a line each; none for what was sent before there were types."""
    it = content.benefit
    return benefit_lines(content.kind, it, language) if it else []


def benefit_lines(kind: str, it: Benefit, language: Language) -> list[str]:
    """A benefit of this type, a line for each thing that it says."""
    found = []
    if it.percent is not None:
        found.append(
            translate(language, marked("%(percent)s off"), percent=percent(it.percent * 100, language))
        )
    if it.amount is not None:
        found.append(translate(language, marked("%(amount)s off"), amount=money(it.amount, language)))
    for known, words in WHAT.items():
        if kind == known and it.what is not None:
            found.append(translate(language, words, what=it.what))
    if it.where is not None:
        found.append(translate(language, marked("Where: %(where)s"), where=it.where))
    if it.when is not None:
        found.append(translate(language, marked("When: %(when)s"), when=it.when))
    if it.public_on is not None:
        found.append(
            translate(language, marked("For everybody from %(day)s"), day=day(it.public_on, language))
        )
    return found


def until_in(content: Invitation, language: Language) -> str:
    """Its last day, with the hour where it ends within it."""
    last = day(content.valid_until, language)
    if content.ends_at is None:
        return last
    words = marked("%(day)s at %(time)s")
    return translate(language, words, day=last, time=clock_time(content.ends_at, language))


def validity_in(content: Invitation, now: datetime, language: Language) -> str:
    """From when to when, or when it ended; `now` UTC."""
    until = until_in(content, language)
    if now >= content.over_at:
        return translate(language, marked("ended on %(until)s"), until=until)
    words = marked("valid from %(first)s to %(until)s")
    return translate(language, words, first=day(content.valid_from, language), until=until)
