"""A holder answers, answers otherwise, takes an answer back or leaves a question; and says what rules are to do.

All under the rental's row lock, which its end takes too. What is left writes nothing that a brand's read looks at, and
no event: to the brand it is silence.
"""

import os
import uuid

from contracts.canonical import digest
from contracts.record import SALT_BYTES
from market.base import audit, names, vault
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, transaction
from market.base.errors import NotFound, Unauthenticated
from market.base.ids import new_id
from market.money.rewards.rules import check_reward
from market.personas import queries as personas
from market.relations import speech
from market.relations.errors import QuestionNotFound, StandingRuleUnknown, TooManyAnswers
from market.relations.queries import check_running
from market.relations.questions import queries, rules
from market.relations.questions.queries import Received
from market.relations.questions.rules import Answer, Rules, Value
from market.relations.questions.subjects import SUBJECTS
from market.relations.silence import queries as silences
from market.rentals import queries as rentals
from market.rentals import record
from market.rentals.queries import RentalRow


async def answer(
    who: Principal,
    agreement: uuid.UUID,
    name: str,
    value: Value,
    *,
    wish: bool = False,
    confirmed: bool = False,
) -> None:
    """The holder answers, or otherwise, to the end of the question's last day. The same again changes nothing.

    Raises QuestionNotFound, RentalAlreadyEnded, RentalNotActive, RelationPaused, QuestionOver, AnswerUnclear,
    TextNotAccepted, GivesYouAway, MayGiveYouAway (unless `confirmed`), TooManyAnswers.
    """
    async with transaction():
        row, received = await _locked(who, agreement, name)
        given = rules.check_answer(received.asked.content, value, wish=wish)
        if received.asked.content.kind == "text":
            await speech.check(rentals.ROOM, row.holder, "value", str(given.value), confirmed=confirmed)
        if given == received.asked.answer and not received.by_rule:
            return
        if received.times >= rules.MOST_ANSWERS:
            raise TooManyAnswers(most=rules.MOST_ANSWERS)
        await write(row, received, given, by_rule=False)
        await audit.record(who.actor, "question.answered", queries.KIND, received.asked.id)


async def leave(who: Principal, agreement: uuid.UUID, name: str) -> None:
    """The holder leaves a question, or takes the answer back. To the brand there is no answer, and no more.

    Raises QuestionNotFound, RentalAlreadyEnded, RentalNotActive, RelationPaused, QuestionOver.
    """
    async with transaction():
        row, received = await _locked(who, agreement, name)
        question = received.asked.id
        if received.asked.answer is not None:
            await fetch(
                "update relations.answers set sealed = null, at = $2 where question = $1", question, row.now
            )
            said = {"question": queries.name_of(question, row.agreement)}
            await record.write(row.id, row.agreement, "answer_taken_back", row.now, said)
        await mark_left(question, row)
        await audit.record(who.actor, "question.left", queries.KIND, question)


async def mark_left(question: uuid.UUID, row: RentalRow) -> None:
    """Note that nobody is to be asked again; where no brand's read looks."""
    await fetch(
        "insert into relations.questions_left (question, at) values ($1, $2) on conflict do nothing",
        *(question, row.now),
    )


async def _locked(who: Principal, agreement: uuid.UUID, name: str) -> tuple[RentalRow, Received]:
    if who.person is None:
        raise Unauthenticated()
    try:  # another's, none and rubbish are refused alike
        row = await rentals.locked((await rentals.of_holder(who.person, agreement)).id)
        question = names.inner_id(queries.KIND, name, names.for_agreement(agreement))
        received = await queries.one(row, question)
    except NotFound as error:
        raise QuestionNotFound() from error
    check_running(row)
    (await silences.of(row)).check_speaking()
    rules.check_open(received.asked.content, market_date(row.now))
    return row, received


async def write(row: RentalRow, received: Received, given: Answer, *, by_rule: bool) -> None:
    """Keep an answer and tell the record of it, under the rental's lock."""
    question, number = received.asked.id, received.times + 1
    said, salt = {"value": given.value, "wish": given.wish}, os.urandom(SALT_BYTES).hex()
    key = await vault.data_key(vault.person_of(rentals.ROOM, row.holder))
    sealed = key.seal(
        queries.answer_place(question),
        {"answer": said, "salt": salt, "by_rule": by_rule},
        queries.PADDING,
    )
    await fetch(
        "insert into relations.answers (id, question, number, sealed, at) values ($1, $2, $3, $4, $5)"
        " on conflict (question) do update set number = excluded.number, sealed = excluded.sealed,"
        " at = excluded.at",
        *(new_id(), question, number, sealed, row.now),
    )
    facts = {
        "question": queries.name_of(question, row.agreement),
        "number": number,
        "content": digest({"salt": salt, "answer": said}).hex(),
    }
    await record.write(row.id, row.agreement, "answered", row.now, facts)


async def set_rules(who: Principal, persona: uuid.UUID, wanted: Rules) -> Rules:
    """What rules do with questions to this persona from now on, by subject: all of them anew.

    Raises NotFound, StandingRuleUnknown, RewardOutOfRange.
    """
    if who.person is None:
        raise Unauthenticated()
    said, least = wanted.said, wanted.least
    for subject, standing in said.items():
        if subject not in SUBJECTS or standing not in rules.STANDINGS:
            raise StandingRuleUnknown(field=subject[:40], known=list(SUBJECTS))
    for subject, amount in least.items():
        if said.get(subject) != "always":
            raise StandingRuleUnknown(field=subject[:40], known=[it for it in said if said[it] == "always"])
        check_reward(amount)
    async with transaction():
        await personas.own(who.person, persona, lock=True)
        kept = Rules(
            {subject: said[subject] for subject in SUBJECTS if subject in said},
            {subject: least[subject] for subject in SUBJECTS if subject in least},
        )
        content = {"rules": kept.said, "least": kept.least}
        key = await vault.data_key(who.person)
        await fetch(
            "insert into relations.standing_rules (persona, sealed, changed_at) values ($1, $2, base.now())"
            " on conflict (persona) do update set sealed = excluded.sealed, changed_at = excluded.changed_at",
            *(persona, key.seal(queries.rules_place(persona), content, queries.PADDING)),
        )
        await audit.record(who.actor, "persona.standing_rules", "persona", persona)
    return kept
