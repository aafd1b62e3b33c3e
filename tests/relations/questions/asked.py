"""Builders: a question that may be asked today, and one that was."""

import uuid
from dataclasses import replace
from datetime import timedelta

from market.base import clock
from market.base.database import fetch_value
from market.relations.questions import jobs, queries
from market.relations.questions.asking import ask
from market.relations.questions.queries import Asked, Received
from market.relations.questions.rules import Question
from tests.relations.helpers import Relation, brand_of


async def a_question(**changes: object) -> Question:
    """One of two, to be answered within ten days."""
    today = clock.market_date(await clock.now())
    question = Question(
        kind="choice",
        purpose="benefits",
        until=today + timedelta(days=10),
        text="Plutôt un atelier ou une remise\u00a0?",
        subject="buying",
        choices=("Un atelier", "Une remise"),
    )
    return replace(question, **changes)  # type: ignore[arg-type]


async def asked(relation: Relation, **changes: object) -> str:
    """Ask, let the worker see to it, and give the question's name in its relation."""
    await ask(relation.brand, relation.agreement, await a_question(**changes))
    question: uuid.UUID = await fetch_value(
        "select id from relations.questions where rental = $1 order by id desc limit 1", relation.rental
    )
    await jobs.asked(str(question))
    return queries.name_of(question, relation.agreement)


async def seen(relation: Relation) -> Asked:
    """The only question, as its brand has it."""
    (found,) = await queries.of_brand(brand_of(relation.brand), relation.agreement)
    return found


async def mine(relation: Relation) -> Received:
    """The only question, as its holder has it."""
    assert relation.holder.person is not None
    (found,) = await queries.of_holder(relation.holder.person, relation.agreement)
    return found
