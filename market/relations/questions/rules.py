"""Pure decisions of questions: what one may ask and until when, and which answer fits it.

Choices, bounds and units are fixed or short, so that no answer but a short text can hold words; a number is too small
to be called, and a day too near to be a birthday.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from dataclasses import field as made_by
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from contracts.vocabulary import CLAIMS, Text
from market.base.disguise import plain
from market.money.rewards.rules import check_reward
from market.relations import scan
from market.relations.errors import (
    AnswerUnclear,
    ContactNotAllowed,
    DeadlineImpossible,
    PurposeNotOfRental,
    QuestionOver,
    QuestionUnclear,
    ShownAlready,
)
from market.relations.questions import subjects
from market.relations.text import line, words

TEXT_MOST, CHOICE_MOST, ANSWER_MOST = 200, 80, 200  # characters
MOST_CHOICES, MOST_RANKED = 8, 6
NUMBER_MOST: Final = 1_000_000
DAYS_MOST: Final = timedelta(days=5 * 366)
POINTS: Final = (5, 7, 10)
MOST_ANSWERS: Final = 10
"""So often an answer is given or changed: each time is an event of the record, which both sides keep for ever."""

Kind = Literal["choice", "scale", "number", "date", "ranking", "text", "claim"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Value = int | str | list[int]

UNITS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "euros": Text("€", "€"),
        "percent": Text("%", "%"),
        "km": Text("km", "km"),
        "kg": Text("kg", "kg"),
        "hours": Text("heures", "hours"),
        "minutes": Text("minutes", "minutes"),
        "days": Text("jours", "days"),
        "times": Text("fois", "times"),
        "pieces": Text("pièces", "pieces"),
        "people": Text("personnes", "people"),
    }
)
"""What a number counts: no words of the brand's own, which could ask for a code."""

_WHO: Final = re.compile(
    r"\b(?:code postal|postcode|zip|date de naissance|jour de naissance|anniversaire|birthday|birth ?date"
    r"|date of birth|nom de famille|prenom|surname|first name|last name|quel(?:le)? (?:rue|adresse|ville)"
    r"|what (?:street|town|city)|employeur|employer|immatriculation|number plate|numero|phone number"
    r"|adresse|address|pseudo|username|email|e-mail|courriel)\b"
)


@dataclass(frozen=True)
class Question:
    """What is asked, for one of the rental's purposes, until the end of a day of the market's zone.

    `choices` are what is chosen from or ranked, or what both ends of a scale mean; `least` and `most` bound a number,
    `first` and `last` a day, `most` alone is how many points a scale has. `reward`: what an answer brings, minor units.
    """

    kind: Kind
    purpose: str
    until: date
    text: str = ""
    subject: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    least: int | None = None
    most: int | None = None
    unit: str | None = None
    first: date | None = None
    last: date | None = None
    claim: str | None = None
    reward: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is sealed; nothing is said of a reward where there is none, as before there were any."""
        days = {it: day.isoformat() for it in ("until", "first", "last") if (day := getattr(self, it))}
        said = asdict(self) | {"choices": list(self.choices)} | days
        return {name: it for name, it in said.items() if name != "reward" or it is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Question":
        """As it was sealed."""
        days = {it: date.fromisoformat(data[it]) for it in ("until", "first", "last") if data[it]}
        return cls(**{**data, **days, "choices": tuple(data["choices"])})

    @property
    def subjects(self) -> frozenset[str]:
        """What it is about, for standing rules."""
        if self.claim is not None:
            return subjects.of_claim(self.claim)
        return subjects.of_words(self.subject, self.text, *self.choices)


@dataclass(frozen=True)
class Answer:
    """What fits a question: numbers of choices, points, a number, a day, words, or a trait's code.

    `wish`: of a trait, that the holder would like it to be so.
    """

    value: Value
    wish: bool = False


def check_question(draft: Question, today: date) -> Question:
    """The question as it is kept, whatever the rental; `today` in the market's zone.

    Raises QuestionUnclear, TextNotAccepted, ContactNotAllowed, RewardOutOfRange.
    """
    if draft.kind not in KINDS:
        raise QuestionUnclear(field="kind", reason="unknown", known=list(KINDS))
    reward = None if draft.reward is None else check_reward(draft.reward)
    if draft.kind == "claim":
        if draft.claim not in CLAIMS:
            raise QuestionUnclear(field="claim", reason="unknown")
        return Question("claim", draft.purpose, draft.until, claim=draft.claim, reward=reward)
    if draft.subject not in subjects.SUBJECTS:
        raise QuestionUnclear(field="subject", reason="unknown", known=list(subjects.SUBJECTS))
    text = words("text", draft.text, TEXT_MOST)
    choices = tuple(line("choices", it, CHOICE_MOST) for it in draft.choices)
    for field, said in (("text", text), *(("choices", it) for it in choices)):
        refuse_identity(field, said)
    kept = Question(draft.kind, draft.purpose, draft.until, text, draft.subject, reward=reward)
    match draft.kind:
        case "choice" | "ranking":
            return replace(kept, choices=_choices(draft.kind, choices), several=_several(draft))
        case "scale":
            return replace(kept, choices=_ends(choices), most=_points(draft.most))
        case "number":
            return replace(kept, **_bounds(draft))
        case "date":
            return replace(kept, **_days(draft, today))
    return kept


def refuse_identity(field: str, text: str) -> None:
    """Raises ContactNotAllowed for what gives contact, asks for it, or asks who the person is."""
    scan.refuse_details(field, text)
    scan.refuse_requests(field, text)
    if _WHO.search(plain(text)):
        raise ContactNotAllowed(field=field, what="identity")


def _several(draft: Question) -> bool:
    return draft.kind == "choice" and draft.several


def _choices(kind: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    most = MOST_CHOICES if kind == "choice" else MOST_RANKED
    if not 2 <= len(choices) <= most:
        raise QuestionUnclear(field="choices", reason="how-many", least=2, most=most)
    if len({plain(it) for it in choices}) < len(choices):
        raise QuestionUnclear(field="choices", reason="twice")
    return choices


def _ends(choices: tuple[str, ...]) -> tuple[str, ...]:
    if len(choices) not in (0, 2):
        raise QuestionUnclear(field="choices", reason="how-many", least=0, most=2)
    return choices


def _points(most: int | None) -> int:
    if most not in POINTS:
        raise QuestionUnclear(field="most", reason="points", known=list(POINTS))
    return most


def _bounds(draft: Question) -> dict[str, Any]:
    if draft.unit is not None and draft.unit not in UNITS:
        raise QuestionUnclear(field="unit", reason="unknown", known=list(UNITS))
    if draft.least is None or draft.most is None:
        raise QuestionUnclear(field="least" if draft.least is None else "most", reason="missing")
    if not -NUMBER_MOST <= draft.least < draft.most <= NUMBER_MOST:
        raise QuestionUnclear(field="most", reason="range", most=NUMBER_MOST)
    return {"least": draft.least, "most": draft.most, "unit": draft.unit}


def _days(draft: Question, today: date) -> dict[str, Any]:
    if draft.first is None or draft.last is None:
        raise QuestionUnclear(field="first" if draft.first is None else "last", reason="missing")
    if not today - DAYS_MOST <= draft.first < draft.last <= today + DAYS_MOST:
        raise QuestionUnclear(field="last", reason="range")
    return {"first": draft.first, "last": draft.last}


def check_for_rental(
    question: Question, purposes: Sequence[str], shown: Sequence[str], today: date, last_day: date
) -> None:
    """Whether a rental with these purposes and these traits shown may be asked, until then.

    Raises PurposeNotOfRental, ShownAlready, DeadlineImpossible.
    """
    if question.purpose not in purposes:
        raise PurposeNotOfRental(field="purpose", agreed=list(purposes))
    if question.claim in shown:
        raise ShownAlready(field="claim")
    if not today < question.until <= last_day:
        days = {"from": (today + timedelta(days=1)).isoformat(), "to": last_day.isoformat()}
        raise DeadlineImpossible(field="until", **days)


def check_open(question: Question, today: date) -> None:
    """An answer is given, changed and taken back to the end of the last day; raises QuestionOver."""
    if today > question.until:
        raise QuestionOver(ended_on=question.until.isoformat())


def check_answer(question: Question, value: Value, *, wish: bool = False) -> Answer:
    """The answer as it is kept. Raises AnswerUnclear, and for words TextNotAccepted."""
    if wish and question.kind != "claim":
        raise AnswerUnclear(field="wish", reason="no-wish")
    fits: Value | None
    match question.kind:
        case "choice":
            fits = _chosen(value, len(question.choices), several=question.several)
        case "ranking":
            fits = _ranked(value, len(question.choices))
        case "scale":
            fits = _within(value, 1, question.most)
        case "number":
            fits = _within(value, question.least, question.most)
        case "date":
            fits = _day(value, question)
        case "text":
            fits = words("value", value, ANSWER_MOST) if isinstance(value, str) else None
        case "claim":
            codes = {it.id for it in CLAIMS[str(question.claim)].codes}
            fits = value if isinstance(value, str) and value in codes else None
    if fits is None:
        raise AnswerUnclear(field="value", reason=question.kind)
    return Answer(fits, wish)


def _chosen(value: Value, choices: int, *, several: bool) -> list[int] | None:
    if not isinstance(value, list) or not value or len(set(value)) < len(value):
        return None
    if not all(1 <= it <= choices for it in value) or (len(value) > 1 and not several):
        return None
    return sorted(value)


def _ranked(value: Value, choices: int) -> list[int] | None:
    return value if isinstance(value, list) and sorted(value) == list(range(1, choices + 1)) else None


def _within(value: Value, least: int | None, most: int | None) -> int | None:
    if not isinstance(value, int) or least is None or most is None:
        return None
    return value if least <= value <= most else None


def _day(value: Value, question: Question) -> str | None:
    if not isinstance(value, str) or question.first is None or question.last is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day.isoformat() if question.first <= day <= question.last else None


Standing = Literal["always", "never"]
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)


@dataclass(frozen=True)
class Rules:
    """What a holder has said by subject; `least`: from which reward on an "always" holds, minor units."""

    said: Mapping[str, str] = made_by(default_factory=dict)
    least: Mapping[str, int] = made_by(default_factory=dict)

    def of(self, about: frozenset[str], reward: int | None) -> Standing | None:
        """What they say of a question about these subjects: one "never" outweighs any "always"."""
        if any(self.said.get(it) == "never" for it in about):
            return "never"
        willing = any(
            self.said.get(it) == "always" and (reward or 0) >= self.least.get(it, 0) for it in about
        )
        return "always" if willing else None
