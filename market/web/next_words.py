"""What a brand does next, in words, and where it is done."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from market.base.access import Principal, Right
from market.base.filters import day
from market.base.i18n import Language, marked, translate, translate_count
from market.base.names import for_brand, handle, name
from market.relations.intents.queries import INTENT
from market.relations.questions.queries import round_name
from market.relations.steps.rules import Kind, Named, Step
from market.web.forms import may


@dataclass(frozen=True)
class Line:
    """One thing to do. `href`: where, empty where the reader may not do it; `named`: each with its own page."""

    kind: Kind
    words: str
    late: str
    href: str
    act: str
    named: list[tuple[str, str]]
    more: int


_Words = Callable[[Language, int, str], str]
WORDS: Final[Mapping[Kind, _Words]] = MappingProxyType(
    {
        "erasure": lambda language, num, by: translate_count(
            language,
            "Copies of %(num)s rental: erase them and sign for it by %(day)s",
            "Copies of %(num)s rentals: erase them and sign for it, the first by %(day)s",
            num,
            day=by,
        ),
        "offer": lambda language, num, by: translate_count(
            language,
            "%(num)s offer awaits your answer until %(day)s",
            "%(num)s offers await your answer, the first until %(day)s",
            num,
            day=by,
        ),
        "closes_today": lambda language, num, by: translate_count(
            language, "%(num)s question closes today", "%(num)s questions close today", num
        ),
        "closes_tomorrow": lambda language, num, by: translate_count(
            language, "%(num)s question closes tomorrow", "%(num)s questions close tomorrow", num
        ),
        "closing_note": lambda language, num, by: translate_count(
            language,
            "%(num)s rental is over: say what you did with it",
            "%(num)s rentals are over: say what you did with them",
            num,
        ),
        "casting_closes": lambda language, num, by: translate_count(
            language,
            "%(num)s casting call has places left, until %(day)s",
            "%(num)s casting calls have places left, the first until %(day)s",
            num,
            day=by,
        ),
        "looked_for": lambda language, num, by: translate_count(
            language,
            "%(num)s person looks for what you have saved a search for, until %(day)s",
            "%(num)s people look for what you have saved searches for, the first until %(day)s",
            num,
            day=by,
        ),
        "lapsing": lambda language, num, by: translate_count(
            language,
            "%(num)s invitation lapses on %(day)s",
            "%(num)s invitations lapse, the first on %(day)s",
            num,
            day=by,
        ),
        "drawn": lambda language, num, by: translate_count(
            language,
            "%(num)s has said yes to your casting call, and has not been invited yet",
            "%(num)s have said yes to your casting calls, and have not been invited yet",
            num,
        ),
        "uninvited": lambda language, num, by: translate_count(
            language, "%(num)s has not been invited yet", "%(num)s have not been invited yet", num
        ),
        "unasked": lambda language, num, by: translate_count(
            language,
            "%(num)s can be asked this month’s question",
            "%(num)s can be asked this month’s question each",
            num,
        ),
    }
)

ACTS: Final[Mapping[Kind, tuple[str, str, Right]]] = MappingProxyType(
    {
        "erasure": (marked("Sign"), "", Right.READ),
        "offer": (marked("Answer"), "/requests", Right.READ),
        "closes_today": (marked("See the answers"), "/questions?state=open", Right.READ),
        "closes_tomorrow": (marked("See the answers"), "/questions?state=open", Right.READ),
        "closing_note": (marked("Say it"), "", Right.READ),
        "casting_closes": (marked("See them"), "/castings", Right.READ),
        "looked_for": (marked("Bid"), "/open-intents", Right.RENT),
        "lapsing": (marked("Invite"), "/campaigns/new", Right.INVITE),
        "drawn": (marked("Invite them"), "/campaigns/new?whom=drawn", Right.INVITE),
        "uninvited": (marked("Invite them"), "/campaigns/new?whom=uninvited", Right.INVITE),
        "unasked": (marked("Ask"), "/questions/new", Right.INVITE),
    }
)
_PAGES: Final = {
    "erasure": "/rentals/%s/erasure",
    "closing_note": "/rentals/%s/closing-note",
    "offer": "/requests/%s",
}


def line(step: Step, brand_id: uuid.UUID, who: Principal, language: Language) -> Line:
    """One step in words."""
    act, href, right = ACTS[step.kind]
    named = [_named(step.kind, it, brand_id, language) for it in step.named]
    alone = named[0][0] if step.count == 1 and named else ""
    late = step.late if step.kind == "erasure" else 0
    return Line(
        step.kind,
        WORDS[step.kind](language, step.count, day(step.by, language) if step.by else ""),
        translate_count(language, "%(num)s of it overdue", "%(num)s of them overdue", late) if late else "",
        (alone or href) if may(who, right) else "",
        translate(language, act),
        named if step.count > 1 and step.kind in _PAGES else [],
        step.count - len(step.named),
    )


def _named(kind: Kind, it: Named, brand_id: uuid.UUID, language: Language) -> tuple[str, str]:
    """(where it is done, what it is called)."""
    if it.round is not None:
        return f"/questions/{round_name(it.round, brand_id)}", ""
    if it.casting is not None:
        return "/castings", ""
    if it.intent is not None:
        return f"/open-intents/{name(INTENT, it.intent, for_brand(brand_id))}", ""
    assert it.persona is not None, "what is neither is a rental"
    called = handle(name("persona", it.persona, for_brand(brand_id)))
    by = translate(
        language, marked("%(handle)s, by %(day)s"), handle=called, day=day(it.by, language, short=True)
    )
    return _PAGES[kind] % it.agreement, by
