"""Reads of questions. The tenant is in every query; a brand reads while the rental runs, and never what was left."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.base import names, vault
from market.base.database import Record, fetch, fetch_row, fetch_value
from market.base.errors import NotFound
from market.personas import queries as personas
from market.relations.errors import QuestionNotFound
from market.relations.questions.rules import Answer, Question, Rules
from market.relations.questions.turns import Month
from market.relations.silence import queries as silences
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow

KIND, ROUND = "question", "round"
PADDING = 1024  # bytes: neither a question nor an answer shall tell by its length which it is
RUNNING = "r.state = 'Active' and r.starts_at <= base.now() and r.ends_at > base.now()"


@dataclass(frozen=True)
class Asked:
    """A question in one rental, and its answer if one stands. Times UTC."""

    id: uuid.UUID
    agreement: uuid.UUID
    persona: uuid.UUID
    round: uuid.UUID
    month: int
    asked_at: datetime
    content: Question
    answer: Answer | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Received:
    """A question as its holder has it; `by_rule`: a rule of theirs gave the answer that stands; `left`: they, or a
    rule, left it."""

    asked: Asked
    by_rule: bool
    left: bool
    times: int


def question_place(question: uuid.UUID) -> vault.Place:
    """Where a question is sealed."""
    return vault.Place("questions", "sealed", question)


def answer_place(question: uuid.UUID) -> vault.Place:
    """Where the answer to a question is sealed."""
    return vault.Place("answers", "sealed", question)


def rules_place(persona: uuid.UUID) -> vault.Place:
    """Where the standing rules of a persona are sealed."""
    return vault.Place("standing_rules", "sealed", persona)


def name_of(question: uuid.UUID, agreement: uuid.UUID) -> str:
    """What a question is called in its relation."""
    return names.name(KIND, question, names.for_agreement(agreement))


def question_of(agreement: uuid.UUID, name: str) -> uuid.UUID:
    """The question behind its name in a relation; raises QuestionNotFound."""
    try:
        return names.inner_id(KIND, name, names.for_agreement(agreement))
    except NotFound as error:
        raise QuestionNotFound() from error


def round_name(round_id: uuid.UUID, brand: uuid.UUID) -> str:
    """What a round is called before its brand."""
    return names.name(ROUND, round_id, names.for_brand(brand))


ASKED = (
    "q.id, r.agreement, r.persona, r.holder, q.round, q.month, q.asked_at, q.sealed, a.sealed as answer, a.at"
    " from relations.questions q join rentals.rentals r on r.id = q.rental"
    " left join relations.answers a on a.question = q.id and a.sealed is not null"
)
"""The columns and tables of what `open_all` opens; `q`, `r` and `a` for a condition after it."""


def _opened(row: Record, key: vault.DataKey) -> Asked:
    content = key.unseal(question_place(row["id"]), row["sealed"])["question"]
    answer = None
    if row["answer"] is not None:
        answer = Answer(**key.unseal(answer_place(row["id"]), row["answer"])["answer"])
    return Asked(
        *(row["id"], row["agreement"], row["persona"], row["round"], row["month"], row["asked_at"]),
        Question.from_json(content),
        answer,
        row["at"] if answer is not None else None,
    )


async def open_all(rows: Sequence[Record]) -> list[Asked]:
    """Those whose holder's key still is."""
    keys = await vault.keys_of(rentals.ROOM, {row["holder"] for row in rows})
    return [_opened(row, keys[row["holder"]]) for row in rows if row["holder"] in keys]


async def of_brand(brand: uuid.UUID, agreement: uuid.UUID) -> list[Asked]:
    """What the brand asked in one rental that runs, oldest first. The caller has looked whether it does."""
    return await open_all(
        await fetch(
            f"select {ASKED} where q.brand = $1 and r.agreement = $2 and {RUNNING} order by q.id",
            brand,
            agreement,
        )
    )


async def round_of(brand: uuid.UUID, name: str) -> list[Asked]:
    """Every question of a round whose rental runs, in the order asked. Raises QuestionNotFound."""
    try:
        round_id = names.inner_id(ROUND, name, names.for_brand(brand))
    except NotFound as error:
        raise QuestionNotFound() from error
    found = await open_all(
        await fetch(
            f"select {ASKED} where q.brand = $1 and q.round = $2 and {RUNNING} order by q.id",
            brand,
            round_id,
        )
    )
    if not found:
        raise QuestionNotFound()
    return found


async def asked_in_round(round_id: uuid.UUID) -> int:
    """How many were asked in a round, whatever became of their rentals."""
    return int(await fetch_value("select count(*) from relations.questions where round = $1", round_id) or 0)


async def asked_in(rental: uuid.UUID, month: int) -> Month:
    """What was asked in a rental month; asked under the rental's lock."""
    row = await fetch_row(
        "select count(*) as asked, count(*) filter (where not rewarded) as free from relations.questions"
        " where rental = $1 and month = $2",
        *(rental, month),
    )
    return Month(row["asked"], row["free"]) if row else Month()


SPENT = (
    "array(select q.month from relations.questions q where q.rental = r.id group by q.month"
    " having bool_or(not q.rewarded)"
    " or count(*) > coalesce((r.document #>> '{terms,contact,rewarded_per_month}')::int, 0))"
)
"""The months of a rental `r` that have no included question left."""


_RECEIVED = ASKED.replace(
    "a.sealed as answer, a.at",
    "a.sealed as answer, a.at, a.number, exists (select from relations.questions_left l where l.question = q.id)"
    " as was_left",
).replace(" and a.sealed is not null", "")


async def of_holder(person: uuid.UUID, agreement: uuid.UUID, *, looking: bool = False) -> list[Received]:
    """What the holder was asked in this relation, newest first, also after its end; what lies in a silence of theirs
    only where they are `looking`.

    Raises RentalNotFound, Erased.
    """
    row = await rentals.of_holder(person, agreement)
    silence = await silences.of(row)
    key = await vault.data_key(person)
    rows = await fetch(f"select {_RECEIVED} where q.rental = $1 order by q.id desc", row.id)
    return [_received(it, key) for it in rows if looking or not silence.lies(it["asked_at"])]


async def one(rental: RentalRow, question: uuid.UUID) -> Received:
    """A question of this rental, opened; raises QuestionNotFound, Erased."""
    row = await fetch_row(f"select {_RECEIVED} where q.id = $1 and q.rental = $2", question, rental.id)
    if row is None:
        raise QuestionNotFound()
    return _received(row, await vault.data_key(vault.person_of(rentals.ROOM, rental.holder)))


def _received(row: Record, key: vault.DataKey) -> Received:
    asked = _opened(row, key)
    by_rule = False
    if row["answer"] is not None:
        by_rule = bool(key.unseal(answer_place(row["id"]), row["answer"])["by_rule"])
    return Received(asked, by_rule, asked.answer is None and row["was_left"], row["number"] or 0)


async def rules_of(person: uuid.UUID, persona: uuid.UUID) -> Rules:
    """What the holder has said for all questions to a persona of theirs, by subject. Raises NotFound, Erased."""
    await personas.own(person, persona)
    return await standing(persona, await vault.data_key(person))


async def standing(persona: uuid.UUID, key: vault.DataKey) -> Rules:
    """The rules of a persona, opened with its holder's key."""
    sealed = await fetch_value("select sealed from relations.standing_rules where persona = $1", persona)
    if sealed is None:
        return Rules()
    said: dict[str, Any] = key.unseal(rules_place(persona), sealed)
    return Rules(said["rules"], said.get("least", {}))
