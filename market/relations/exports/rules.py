"""Pure decisions of a brand's files: one row for each invitation and each question, the same in JSON and in a table.

A row says what its brand reads of the rental by other ways, and not more: of the holder's acts the day, and of a code
only that its holder let the brand know.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from market.base.clock import MARKET_ZONE, market_day
from market.base.tabular import plain
from market.relations.queries import Sent
from market.relations.questions.queries import Asked
from market.relations.questions.rules import Question, Value

Row = dict[str, Any]
PARTS: Final = " | "

_BENEFIT: Final = ("percent", "amount", "what", "where", "when", "public_on")
WHO: Final = ("agreement", "persona", "handle")
INVITATIONS: Final = (
    *(*WHO, "month", "number", "sent_on", "kind", "title", *_BENEFIT, "conditions", "code", "link"),
    *("valid_from", "valid_until", "ends_at", "reaction", "reacted_on", "told"),
)
QUESTIONS: Final = (
    *(
        "round",
        *WHO,
        "month",
        "asked_on",
        "until",
        "kind",
        "purpose",
        "subject",
        "text",
        "choices",
        "least",
        "most",
    ),
    *("unit", "first", "last", "claim", "answer", "answer_words", "wish", "answered_on"),
)


def of_invitation(it: Sent, who: Mapping[str, str]) -> Row:
    """One invitation with its reaction; `who`: its rental, as the brand calls it."""
    content = it.content
    benefit = content.benefit.to_json() if content.benefit else {}
    return {
        **who,
        "month": it.month,
        "number": it.number,
        "sent_on": market_day(it.sent_at),
        "kind": content.kind,
        "title": content.title,
        **{name: benefit.get(name) for name in _BENEFIT},
        "conditions": content.conditions,
        "code": content.code,
        "link": content.link,
        "valid_from": content.valid_from.isoformat(),
        "valid_until": content.valid_until.isoformat(),
        "ends_at": content.ends_at.astimezone(MARKET_ZONE).isoformat() if content.ends_at else None,
        "reaction": it.reaction,
        "reacted_on": market_day(it.reacted_at) if it.reacted_at else None,
        "told": it.redeemed == "told",
    }


def of_question(it: Asked, round_name: str, who: Mapping[str, str]) -> Row:
    """One question with the answer that stands; without one nothing says why."""
    content, answer = it.content, it.answer
    days = {name: day.isoformat() if (day := getattr(content, name)) else None for name in ("first", "last")}
    said = {
        name: getattr(content, name) for name in ("kind", "purpose", "text", "least", "most", "unit", "claim")
    }
    return {
        "round": round_name,
        **who,
        "month": it.month,
        "asked_on": market_day(it.asked_at),
        "until": content.until.isoformat(),
        **said,
        "subject": content.subject or None,
        "choices": list(content.choices),
        **days,
        "answer": answer.value if answer else None,
        "answer_words": in_words(content, answer.value) if answer else None,
        "wish": answer.wish if answer else None,
        "answered_on": market_day(it.answered_at) if it.answered_at else None,
    }


def in_words(question: Question, value: Value) -> list[str]:
    """What was chosen or put in order, as the brand wrote it; of other kinds the value."""
    if isinstance(value, list):
        return [question.choices[it - 1] for it in value]
    return [str(value)]


def cells(row: Mapping[str, Any], columns: Sequence[str]) -> list[str]:
    """A row of a table. What is text is kept from being worked out as a formula; a number is a number."""
    return [_cell(row[name]) for name in columns]


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case list():
            return plain(PARTS.join(str(it) for it in value))
    return plain(str(value))
