"""Questions of an agreement on their way through its record: in which turn each stands, until when it is answered."""

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from contracts.agreement import Agreement
from contracts.record_kinds import Answered, AnswerTakenBack, Asked
from contracts.told import When


@dataclass
class Question:
    """Until when it is answered, how often it was, and whether an answer stands."""

    until: date
    answers: int = 0
    stands: bool = False


@dataclass
class Questions:
    """All that were asked, by name, and how many in each rental month."""

    named: dict[str, Question] = field(default_factory=dict)
    asked_in: dict[int, int] = field(default_factory=dict)

    def follow(self, facts: Asked | Answered | AnswerTakenBack) -> None:
        """Let one more event happen that nothing is `against`."""
        match facts:
            case Asked():
                self.named[facts.question] = Question(facts.until)
                self.asked_in[facts.month] = facts.number
            case Answered():
                question = self.named[facts.question]
                question.answers, question.stands = facts.number, True
            case AnswerTakenBack():
                self.named[facts.question].stands = False

    def against(
        self, agreement: Agreement, when: When, facts: Asked | Answered | AnswerTakenBack
    ) -> str | None:
        """What forbids the event; None when nothing does."""
        if isinstance(facts, Asked):
            return self._against_asking(agreement, facts)
        question = self.named.get(facts.question)
        if question is None:
            return "unasked"
        if when.earliest.astimezone(ZoneInfo(agreement.zone)).date() > question.until:
            return "deadline"
        if isinstance(facts, Answered):
            return None if facts.number == question.answers + 1 else "number"
        return None if question.stands else "unanswered"

    def _against_asking(self, agreement: Agreement, facts: Asked) -> str | None:
        if facts.question in self.named:
            return "twice"
        if facts.purpose not in agreement.purposes:
            return "purpose"
        if facts.number > agreement.terms.contact.questions_per_month:
            return "quota"
        return None if facts.number == self.asked_in.get(facts.month, 0) + 1 else "number"
