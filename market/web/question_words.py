"""Questions and answers in a reader's words, the same for both sides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from contracts.vocabulary import CLAIMS, PURPOSES
from market.base.filters import day, number
from market.base.i18n import Language, marked, translate, translate_count
from market.relations.questions.results import Result
from market.relations.questions.rules import UNITS, Answer, Kind, Question
from market.relations.questions.subjects import SUBJECTS

KINDS: Final[Mapping[Kind, tuple[str, str]]] = MappingProxyType(
    {
        "choice": (marked("A choice"), marked("one answer of a few, or several")),
        "scale": (marked("A scale"), marked("from 1 to 5, 7 or 10")),
        "number": (marked("A number"), marked("between two bounds, with its unit")),
        "date": (marked("A day"), marked("between two days")),
        "ranking": (marked("A ranking"), marked("a few things in their order")),
        "text": (marked("In their words"), marked("a short text, which is looked through")),
        "claim": (marked("A trait"), marked("one that the rental does not show")),
    }
)
WISH = marked("would like: %(value)s")


@dataclass(frozen=True)
class Bar:
    """One line of a result: how many, and which part of the largest in percent."""

    words: str
    figure: str
    part: int


def words_of(question: Question, language: Language) -> str:
    """What is asked; a trait's question is the vocabulary's own, in the reader's language."""
    return CLAIMS[question.claim].question.in_(language) if question.claim else question.text


def kind_in(kind: Kind, language: Language) -> str:
    """What kind of question it is."""
    return translate(language, KINDS[kind][0])


def purpose_in(question: Question, language: Language) -> str:
    """What it is asked for."""
    return PURPOSES[question.purpose].text.in_(language)


def subjects_in(question: Question, language: Language) -> str:
    """What it is about, in the order of the list."""
    return " · ".join(
        text.in_(language) for subject, text in SUBJECTS.items() if subject in question.subjects
    )


def answer_in(question: Question, answer: Answer, language: Language) -> str:
    """The answer in words."""
    said = _said(question, answer.value, language)
    return translate(language, WISH, value=said) if answer.wish else said


def _said(question: Question, value: object, language: Language) -> str:
    match question.kind:
        case "choice":
            return " · ".join(question.choices[it - 1] for it in _numbers(value))
        case "ranking":
            return " > ".join(question.choices[it - 1] for it in _numbers(value))
        case "scale":
            return f"{value}/{question.most}"
        case "number":
            return _counted(str(value), question.unit, language)
        case "date":
            return day(date.fromisoformat(str(value)), language, year=True)
        case "claim":
            return CLAIMS[str(question.claim)].code(str(value)).text.in_(language)
    return str(value)


def _numbers(value: object) -> list[int]:
    return value if isinstance(value, list) else []


def _counted(value: str, unit: str | None, language: Language) -> str:
    figure = number(int(value), language) if value.lstrip("-").isdigit() else value.replace(".", ",")
    return f"{figure}\u00a0{UNITS[unit].in_(language)}" if unit else figure


def bars(question: Question, found: Result, language: Language) -> list[Bar]:
    """The result as lines: how often each was answered; of a ranking, its mean place."""
    if found.places:
        worst = len(question.choices)
        return [
            Bar(
                question.choices[choice - 1],
                translate(language, marked("place %(place)s"), place=_figure(place, language)),
                round(100 * (worst + 1 - place) / worst),
            )
            for choice, place in found.places
        ]
    largest = max((count for _, count in found.counts), default=0)
    return [
        Bar(_key(question, key, language), str(count), round(100 * count / largest) if largest else 0)
        for key, count in found.counts
    ]


def _key(question: Question, key: str, language: Language) -> str:
    if question.kind == "claim":
        return CLAIMS[str(question.claim)].code(key).text.in_(language)
    if question.kind == "scale":
        ends = dict(zip(("1", str(question.most)), question.choices, strict=False))
        return f"{key}, {ends[key]}" if key in ends else key
    return question.choices[int(key) - 1]


def _figure(value: float, language: Language) -> str:
    return f"{value:g}".replace(".", "," if language == "fr" else ".")


def figures(question: Question, found: Result, language: Language) -> list[dict[str, str]]:
    """The other figures of a result: label and value."""
    rows = []
    names = {
        "date": (marked("Earliest"), marked("Middle"), marked("Latest")),
        "number": (marked("Lowest"), marked("Middle"), marked("Highest")),
    }
    for label, value in zip(
        names.get(question.kind, ()), (found.least, found.middle, found.most), strict=False
    ):
        if value is not None:
            said = (
                day(date.fromisoformat(value), language, year=True)
                if question.kind == "date"
                else _counted(value, question.unit, language)
            )
            rows.append({"label": translate(language, label), "value": said})
    if found.mean is not None:
        unit = question.unit if question.kind == "number" else None
        mean = _figure(found.mean, language)
        said = f"{mean}\u00a0{UNITS[unit].in_(language)}" if unit else mean
        rows.append({"label": translate(language, marked("Mean")), "value": said})
    return rows


_Why = Callable[[Language, int], str]
WHY: Final[Mapping[str, _Why]] = MappingProxyType(
    {
        "rental-suspended": lambda language, num: translate_count(
            language,
            "%(num)s is suspended: your bank contests its payment",
            "%(num)s are suspended: your bank contests their payment",
            num,
        ),
        "question-not-included": lambda language, num: translate_count(
            language,
            "%(num)s has no question left without a reward this month",
            "%(num)s have no question left without a reward this month",
            num,
        ),
        "purpose-not-of-rental": lambda language, num: translate_count(
            language,
            "%(num)s was not rented for this purpose",
            "%(num)s were not rented for this purpose",
            num,
        ),
        "shown-already": lambda language, num: translate_count(
            language,
            "%(num)s shows this trait on its sheet",
            "%(num)s show this trait on their sheet",
            num,
        ),
        "deadline-impossible": lambda language, num: translate_count(
            language,
            "%(num)s ends before this last day, or the day is too near",
            "%(num)s end before this last day, or the day is too near",
            num,
        ),
        "question-already-asked": lambda language, num: translate_count(
            language,
            "%(num)s has had its questions of this month",
            "%(num)s have had their questions of this month",
            num,
        ),
    }
)


def left_out(found: Mapping[str, int], language: Language) -> list[str]:
    """Why some cannot be asked, with how many."""
    return [WHY[code](language, found[code]) for code in WHY if code in found]
