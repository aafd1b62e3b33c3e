"""The API's shapes of questions. Days are days of the market's zone, ISO 8601."""

from datetime import date
from typing import Any

from pydantic import Field, StrictBool, StrictInt, StrictStr

from market.relations.questions import rules
from market.relations.questions.board import State
from market.relations.questions.results import Result
from market.relations.questions.rules import Question
from market.relations.schemas import Shape

Value = StrictInt | StrictStr | list[StrictInt]
VALUE = (
    "choice: the numbers of what is chosen, from 1; ranking: all of them, best first; scale: how many points;"
    " number: it; date: a day; text: words; claim: a code of the vocabulary."
)
Given = Value  # what a value is before it is looked at


class QuestionShape(Shape):
    """What is asked. Which fields a kind has: `choices` (choice, ranking; both ends of a scale), `several` (choice),
    `most` (scale: 5, 7 or 10 points), `least`, `most`, `unit` (number), `first`, `last` (date), `claim` alone (claim).
    """

    kind: rules.Kind
    purpose: str = Field(max_length=40, description="One of those that the rental was agreed for.")
    until: date = Field(description="The last day to answer.")
    text: str = Field("", max_length=4 * rules.TEXT_MOST)
    subject: str = Field("", max_length=40, description="One of /v1/question-subjects.")
    choices: list[str] = Field([], max_length=rules.MOST_CHOICES)
    several: StrictBool = False
    least: StrictInt | None = None
    most: StrictInt | None = None
    unit: str | None = Field(None, max_length=16)
    first: date | None = None
    last: date | None = None
    claim: str | None = Field(None, max_length=40)
    reward: StrictInt | None = Field(
        None,
        description="What an answer brings, in minor units. One question a rental month is included without one; terms"
        " of the fifth edition on allow others with one.",
    )

    def question(self) -> Question:
        """The value that the rules work on; they say the exact bounds by name."""
        return Question(**{**self.model_dump(), "choices": tuple(self.choices)})


class AskShape(QuestionShape):
    """A question with what an answer brings, and the budget that this is held of."""

    budget: str | None = Field(None, max_length=120, description="One of /v1/reward-budgets, for a reward.")

    def question(self) -> Question:
        """The value that the rules work on."""
        said = self.model_dump(exclude={"budget"})
        return Question(**{**said, "choices": tuple(self.choices)})


class AskedOut(Shape):
    """A round that was begun or goes on: how many were asked, and how many the same request again will ask."""

    id: str
    asked: int
    to_come: int


class PreviewOut(Shape):
    """How many would be asked, and why others would not, by the code of the refusal."""

    would_be_asked: int
    left_out: dict[str, int]
    included_left: int = Field(
        description="Included questions that the months of running rentals still have."
    )
    rewarded_left: int = Field(description="Questions that those months still have with a reward.")


class QuestionOut(QuestionShape):
    """A question with the answer that stands. Without one nothing says why: silence and a refusal are the same."""

    id: str
    round: str
    agreement: str
    persona: str = Field(description="The persona's lasting name for the brand.")
    month: int
    asked_on: date
    answer: Given | None = Field(description=VALUE)
    wish: StrictBool = Field(description="Of a trait: the person would like it to be so.")
    answered_on: date | None


class ResultOut(Shape):
    """What the answers come to, exactly, over the personas that the brand rents now and asked."""

    asked: int
    answered: int
    counts: dict[str, int]
    places: list[tuple[int, float]]
    least: str | None
    middle: str | None
    most: str | None
    mean: float | None

    @classmethod
    def of(cls, it: Result) -> "ResultOut":
        figures = {name: getattr(it, name) for name in ("least", "middle", "most", "mean")}
        return cls(
            asked=it.asked, answered=it.answered, counts=dict(it.counts), places=list(it.places), **figures
        )


class RoundOut(Shape):
    """Questions that were asked together: what was asked, and how many answers there are."""

    id: str
    question: QuestionShape
    asked_on: date
    state: State = Field(description="It can be answered still; all have answered; its last day is over.")
    asked: int
    answered: int


class RoundAnswersOut(RoundOut):
    """A round with all its answers and what they come to."""

    result: ResultOut
    answers: list[QuestionOut]


class ReceivedOut(QuestionShape):
    """A question as its holder has it. `state`: open, answered, left or over."""

    id: str
    asked_on: date
    state: str
    answer: Given | None = Field(description=VALUE)
    wish: StrictBool
    by_rule: bool = Field(description="A rule of yours gave this answer.")


class AnswerShape(Shape):
    """The holder's answer."""

    value: Value = Field(description=VALUE)
    wish: StrictBool = False
    confirmed: StrictBool = Field(
        False, description="Send words that may give away who wrote them all the same."
    )


class SubjectOut(Shape):
    """What a question can be about, in both languages."""

    id: str
    fr: str
    en: str


class RulesShape(Shape):
    """For each subject that has a rule: always or never. `least`: from which reward on an "always" holds, cents."""

    rules: dict[str, str] = Field(max_length=100)
    least: dict[str, StrictInt] = Field({}, max_length=100)


def shape_of(question: Question) -> dict[str, Any]:
    """The fields of a QuestionShape."""
    return {name: getattr(question, name) for name in QuestionShape.model_fields} | {
        "choices": list(question.choices)
    }
