"""Messages as pages show them, for either side. Pure."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from market.base.clock import market_date
from market.base.filters import day, money
from market.base.i18n import Language, marked, translate
from market.relations.conversation.api import href_of
from market.relations.conversation.queries import Said
from market.relations.conversation.rules import Side

REFUSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "email": marked("an e-mail address"),
        "phone": marked("a telephone number"),
        "link": marked("a link"),
        "social": marked("an account elsewhere"),
        "identity": marked("who the person is"),
        "contact": marked("to be called or written to"),
    }
)
"""What a brand's message gave or asked for, for operators."""


@dataclass(frozen=True)
class Shown:
    """A message's picture. `href` is empty where the rental does not run: then only what it showed is said."""

    href: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Line:
    """One message. `own`: the reader wrote it; `read`: in words on which day it was read, or nothing; `thanks`: in
    words what for, and the gift with it, or nothing."""

    own: bool
    text: str
    on: date
    when: str
    read: str
    picture: Shown | None
    thanks: str = ""


def lines(
    said: Sequence[Said], side: Side, agreement: uuid.UUID, language: Language, *, running: bool
) -> list[Line]:
    """As the reader on this side has them, oldest first."""
    return [_line(it, side, agreement if running else None, language) for it in said]


def _line(it: Said, side: Side, agreement: uuid.UUID | None, language: Language) -> Line:
    on = market_date(it.sent_at)
    read = ""
    if it.read_on is not None:
        words = (
            marked("read on %(day)s") if side == "brand" else marked("they know that you read it on %(day)s")
        )
        read = translate(language, words, day=day(it.read_on, language, short=True))
    shown = None
    if it.picture is not None:
        href = href_of(side, agreement, it.id) if agreement else ""
        shown = Shown(href, it.picture.alt, it.picture.width, it.picture.height)
    when = day(on, language, short=True)
    return Line(it.side == side, it.text, on, when, read, shown, _thanks(it, language))


def _thanks(it: Said, language: Language) -> str:
    """What a message thanks for, and the gift with it; nothing where it is no thanks."""
    if it.thanks is None:
        return ""
    what = marked("Thanks for an answer") if it.thanks.question else marked("Thanks")
    if it.thanks.gift is None:
        return translate(language, what)
    gift = money(it.thanks.gift, language, exact=True)
    return translate(
        language,
        marked("%(thanks)s, with a gift of %(sum)s"),
        thanks=translate(language, what),
        sum=gift,
    )


def refused_in(flags: Mapping[str, int], language: Language) -> str:
    """How often a brand's messages were refused, and for what; empty where none was."""
    return ", ".join(f"{translate(language, REFUSED[what])} ({times})" for what, times in flags.items())
