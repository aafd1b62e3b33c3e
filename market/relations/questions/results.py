"""What the answers to one question come to, over the personas that its brand rents: exact, as it reads each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from contracts.vocabulary import CLAIMS
from market.relations.questions.rules import Answer, Question


@dataclass(frozen=True)
class Result:
    """`counts`: how often each choice, point or code was answered, by its number or id, in the question's order.

    Of a ranking `places` are the mean places, by choice, best first. `least`, `middle`, `most` are of numbers and days.
    """

    asked: int
    answered: int
    counts: tuple[tuple[str, int], ...] = ()
    places: tuple[tuple[int, float], ...] = ()
    least: str | None = None
    middle: str | None = None
    most: str | None = None
    mean: float | None = None


def result(question: Question, asked: int, answers: Sequence[Answer]) -> Result:
    """All of them added up."""
    values = [it.value for it in answers]
    match question.kind:
        case "choice":
            return Result(asked, len(values), counts=_counts(_numbers(question), values))
        case "scale":
            points = [str(it) for it in range(1, (question.most or 0) + 1)]
            return Result(asked, len(values), counts=_counts(points, values), mean=_mean(values))
        case "claim":
            codes = [it.id for it in CLAIMS[str(question.claim)].codes]
            found = [it for it in _counts(codes, values) if it[1]]
            return Result(asked, len(values), counts=tuple(found))
        case "ranking":
            return Result(asked, len(values), places=_places(len(question.choices), values))
        case "number":
            numbers = sorted(it for it in values if isinstance(it, int))
            if not numbers:
                return Result(asked, 0)
            ends = (str(numbers[0]), f"{median(numbers):g}", str(numbers[-1]))
            return Result(asked, len(values), (), (), *ends, mean=_mean(values))
        case "date":
            days = sorted(str(it) for it in values)
            if not days:
                return Result(asked, 0)
            return Result(asked, len(values), (), (), days[0], days[(len(days) - 1) // 2], days[-1])
    return Result(asked, len(values))


def _numbers(question: Question) -> list[str]:
    return [str(it + 1) for it in range(len(question.choices))]


def _counts(keys: Sequence[str], values: Sequence[object]) -> tuple[tuple[str, int], ...]:
    found = dict.fromkeys(keys, 0)
    for value in values:
        for it in value if isinstance(value, list) else [value]:
            found[str(it)] += 1
    return tuple(found.items())


def _mean(values: Sequence[object]) -> float | None:
    numbers = [it for it in values if isinstance(it, int)]
    return round(float(Fraction(sum(numbers), len(numbers))), 2) if numbers else None


def _places(choices: int, values: Sequence[object]) -> tuple[tuple[int, float], ...]:
    """(choice, mean place), the best place first; nothing without answers."""
    orders = [it for it in values if isinstance(it, list)]
    if not orders:
        return ()
    found = {
        choice: round(float(Fraction(sum(order.index(choice) + 1 for order in orders), len(orders))), 2)
        for choice in range(1, choices + 1)
    }
    return tuple(sorted(found.items(), key=lambda it: (it[1], it[0])))
