"""Messages as pages show them, for either side. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from market.base.clock import market_date
from market.base.filters import day
from market.base.i18n import Language, marked, translate
from market.relations.conversation.queries import Said

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
class Line:
    """One message. `own`: the reader wrote it; `read`: in words on which day it was read, or nothing."""

    own: bool
    text: str
    on: date
    when: str
    read: str


def lines(said: Sequence[Said], side: str, language: Language) -> list[Line]:
    """As the reader on this side has them, oldest first."""
    return [_line(it, side, language) for it in said]


def _line(it: Said, side: str, language: Language) -> Line:
    on = market_date(it.sent_at)
    read = ""
    if it.read_on is not None:
        words = (
            marked("read on %(day)s") if side == "brand" else marked("they know that you read it on %(day)s")
        )
        read = translate(language, words, day=day(it.read_on, language, short=True))
    return Line(it.side == side, it.text, on, day(on, language, short=True), read)


def refused_in(flags: Mapping[str, int], language: Language) -> str:
    """How often a brand's messages were refused, and for what; empty where none was."""
    return ", ".join(f"{translate(language, REFUSED[what])} ({times})" for what, times in flags.items())
