"""Questions, their answers, what was left, and what holders have said for all questions to come."""

from piccolo.columns import UUID, Boolean, Bytea, Date, ForeignKey, SmallInt, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.relations.questions.turns import MOST_A_MONTH

SCHEMA = "relations"


class Question(Table, tablename="questions", schema=SCHEMA):
    """What a brand asks in one rental. All that it says is sealed under the *holder's* key, as an invitation is.

    Those that were asked together have one `round`. `number` counts within the rental month: one of them is included
    (`questions_free`, an index), the others are `rewarded`. What was asked before there were any is none of those.
    """

    id = UUID(primary_key=True, default=InnerId())
    rental = UUID(null=False, default=None)
    brand = UUID(null=False, default=None)
    round = UUID(null=False, default=None)
    month = SmallInt(null=False, default=None)
    number = SmallInt(null=False, default=None)
    rewarded = Boolean(null=False, default=False)  # an answer brings something
    until = Date(null=False, default=None)  # the last day to answer, of the market's zone
    sealed = Bytea(null=False, default=None)
    asked_at = Timestamptz(null=False, default=None)
    seen_to_at = Timestamptz(null=True, default=None)  # when rules were applied, and the holder was told

    questions_number = Unique([rental, month, number], name="questions_number")
    questions_once = Unique([round, rental], name="questions_once")
    questions_included = Check(
        f"month >= 1 and number between 1 and {MOST_A_MONTH}", name="questions_included"
    )


class Answer(Table, tablename="answers", schema=SCHEMA):
    """The holder's answer as it stands, sealed under the holder's key; none once it was taken back.

    `number` counts how often it was given, as the record does.
    """

    id = UUID(primary_key=True, default=InnerId())
    question = ForeignKey(Question, null=False, default=None, on_delete=OnDelete.restrict)
    number = SmallInt(null=False, default=1)
    sealed = Bytea(null=True, default=None)
    at = Timestamptz(null=False, default=None)

    answers_once = Unique([question], name="answers_once")
    answers_number = Check("number >= 1", name="answers_number")


class Left(Table, tablename="questions_left", schema=SCHEMA):
    """A question that its holder, or a rule of theirs, leaves without an answer. No read of a brand's looks here."""

    question = ForeignKey(Question, primary_key=True, null=False, default=None, on_delete=OnDelete.restrict)
    at = Timestamptz(null=False, default=None)


class StandingRules(Table, tablename="standing_rules", schema=SCHEMA):
    """What a holder has said for all questions to one persona, by subject, sealed under the holder's key."""

    persona = UUID(primary_key=True, null=False, default=None)
    sealed = Bytea(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)


RIGHTS: dict[type[Table], str] = {
    Question: "select, insert, update",
    Answer: "select, insert, update",
    Left: "select, insert",
    StandingRules: "select, insert, update",
}
