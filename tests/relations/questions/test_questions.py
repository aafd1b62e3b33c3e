"""A brand asks within a running rental; the holder answers, changes, takes back or leaves; all ends with the rental."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from contracts.canonical import digest
from contracts.record import verify_chain
from contracts.terms import EDITIONS
from market.base import clock, mail, vault
from market.base.access import NotYours, Principal
from market.base.database import fetch_row, fetch_value
from market.base.errors import Unauthenticated
from market.base.idempotency import IdempotencyKeyReused
from market.relations.errors import (
    AnswerUnclear,
    ContactNotAllowed,
    DeadlineImpossible,
    GivesYouAway,
    MayGiveYouAway,
    NobodyToAsk,
    PurposeNotOfRental,
    QuestionNotFound,
    QuestionNotIncluded,
    QuestionOver,
    QuestionUnclear,
    ShownAlready,
    StandingRuleUnknown,
    TooManyAnswers,
)
from market.relations.questions import asking, jobs, queries
from market.relations.questions.answering import answer, leave, set_rules
from market.relations.questions.asking import ask, ask_all, preview
from market.relations.questions.board import board_of
from market.relations.questions.rules import MOST_ANSWERS, Answer, Rules
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive, RentalNotFound, RentalSuspended
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.relations.helpers import a_paid_relation, a_relation, brand_of, with_mailbox
from tests.relations.questions.asked import a_question, asked, mine, seen

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")

TABLES = (
    *("relations.questions", "relations.answers", "relations.questions_left"),
    *("rentals.record_events", "base.audit_entries"),
)


async def counts() -> list[int]:
    return [await fetch_value(f"select count(*) from {table}") for table in TABLES]


async def letters() -> list[str]:
    """What the holder was told, oldest first."""
    return [it.kind for it in reversed(await mail.kept()) if it.address == "holder@example.org"]


async def test_both_sides_see_the_question_and_the_answer_which_may_change() -> None:
    relation = await a_relation()
    name = await asked(relation)
    assert (await seen(relation)).answer is None
    await answer(relation.holder, relation.agreement, name, [2])
    assert (await seen(relation)).answer == Answer([2]) == (await mine(relation)).asked.answer
    await answer(relation.holder, relation.agreement, name, [1])
    before = await counts()
    await answer(relation.holder, relation.agreement, name, [1])  # the same again is nothing
    assert await counts() == before
    assert (await seen(relation)).answer == Answer([1])
    events = await record.read(relation.rental)
    verify_chain(record.urn(relation.agreement), events)
    assert [it.kind for it in events[2:]] == ["asked", "answered", "answered"]
    assert [it.facts["number"] for it in events[3:]] == [1, 2]


async def test_the_record_commits_to_the_words_of_both() -> None:
    relation = await a_relation()
    name = await asked(relation)
    await answer(relation.holder, relation.agreement, name, [2])
    assert relation.holder.person is not None
    key = await vault.data_key(relation.holder.person)
    row = await fetch_row(
        "select q.id, q.sealed, a.sealed as answer from relations.questions q"
        " join relations.answers a on a.question = q.id"
    )
    assert row is not None
    *_, question, given = await record.read(relation.rental)
    opened = key.unseal(queries.question_place(row["id"]), row["sealed"])
    assert question.facts["content"] == digest(opened).hex()
    said = key.unseal(queries.answer_place(row["id"]), row["answer"])
    assert given.facts["content"] == digest({it: said[it] for it in ("answer", "salt")}).hex()


async def test_nothing_of_the_words_stands_in_clear(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    holder = relation.holder
    assert holder.person is not None
    name = await asked(relation, kind="text", text="Zanzibar-question ?", choices=())
    await answer(holder, relation.agreement, name, "zanzibar-reponse")
    await set_rules(holder, relation.persona, Rules({"velo": "always"}))
    tables = await owner.fetch(
        "select schemaname || '.' || tablename from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    for (table,) in tables:
        found = await owner.fetchval(f"select count(*) from {table} t where t::text ilike '%zanzibar%'")
        assert not found, table
    lengths = await owner.fetch("select length(sealed) from relations.questions union all"
                                " select length(sealed) from relations.answers")  # fmt: skip
    assert len({length for (length,) in lengths}) == 1
    await vault.destroy_key(holder.person)
    assert await queries.of_brand(brand_of(relation.brand), relation.agreement) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"purpose": "improve"}, PurposeNotOfRental),
        ({"purpose": "nothing"}, PurposeNotOfRental),
        ({"until": "today"}, DeadlineImpossible),
        ({"until": "after"}, DeadlineImpossible),
        ({"kind": "claim", "claim": "region"}, ShownAlready),
        ({"kind": "claim", "claim": "religion"}, QuestionUnclear),
        ({"subject": "astrology"}, QuestionUnclear),
        ({"choices": ("Un",)}, QuestionUnclear),
        ({"choices": ("Un", "UN")}, QuestionUnclear),
        ({"text": "Quel est votre nom ?"}, ContactNotAllowed),
        ({"text": "What is your date of birth?"}, ContactNotAllowed),
        ({"text": "Votre code postal ?"}, ContactNotAllowed),
        ({"choices": ("Appelez-nous au 06 12 34 56 78", "Non")}, ContactNotAllowed),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name_and_changes_nothing(
    changes: dict[str, Any], error: type[Exception]
) -> None:
    relation = await a_relation()
    row = await relation.row()
    assert row.ends_at is not None
    days = {"today": clock.market_date(row.now), "after": clock.market_date(row.ends_at) + timedelta(days=1)}
    changes = {**changes, "until": days[changes["until"]]} if "until" in changes else changes
    question, before = await a_question(**changes), await counts()
    with pytest.raises(error):
        await ask(relation.brand, relation.agreement, question, key="k1")
    assert await counts() == before
    assert await ask(relation.brand, relation.agreement, await a_question(), key="k1")  # the key is free


async def test_a_month_has_one_question_and_the_next_month_another() -> None:
    relation = await a_relation(period="P3M")
    await asked(relation)
    with pytest.raises(QuestionNotIncluded) as refused:
        await ask(relation.brand, relation.agreement, await a_question())
    assert refused.value.facts["with_a_reward"] == 4
    await clock.travel(timedelta(days=32))
    await ask(relation.brand, relation.agreement, await a_question())
    assert [(await queries.asked_in(relation.rental, it)).asked for it in (1, 2, 3)] == [1, 1, 0]


async def test_terms_of_before_there_were_questions_have_none(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    earlier = EDITIONS["standard-2"].model_dump_json()
    await owner.execute("alter table rentals.rentals disable trigger user")
    await owner.execute(
        "update rentals.rentals set document = jsonb_set(document, '{terms}', $1::jsonb)", earlier
    )
    with pytest.raises(QuestionNotIncluded):
        await ask(relation.brand, relation.agreement, await a_question())
    assert (await preview(relation.brand, await a_question())).left_out == {"question-not-included": 1}


async def test_the_same_key_is_the_same_question_and_another_content_an_error() -> None:
    relation = await a_relation()
    question = await a_question()
    first = await ask(relation.brand, relation.agreement, question, key="k1")
    before = await counts()
    assert await ask(relation.brand, relation.agreement, question, key="k1") == first
    with pytest.raises(IdempotencyKeyReused):
        await ask(relation.brand, relation.agreement, replace(question, text="Autre ?"), key="k1")
    assert await counts() == before


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({}, []),
        ({}, [3]),
        ({}, [0]),
        ({}, [1, 2]),
        ({"several": True}, [1, 1]),
        ({}, "1"),
        ({}, 1),
        ({"kind": "ranking"}, [1]),
        ({"kind": "ranking"}, [2, 2]),
        ({"kind": "scale", "choices": (), "most": 5}, 6),
        ({"kind": "scale", "choices": (), "most": 5}, 0),
        ({"kind": "number", "choices": (), "least": 0, "most": 10}, 11),
        ({"kind": "number", "choices": (), "least": 0, "most": 10}, "5"),
        ({"kind": "claim", "claim": "publicite"}, "no-code"),
        ({"kind": "text", "choices": ()}, 5),
    ],
)
async def test_an_answer_that_does_not_fit_is_refused(changes: dict[str, Any], value: Any) -> None:
    relation = await a_relation()
    name = await asked(relation, **changes)
    before = await counts()
    with pytest.raises(AnswerUnclear):
        await answer(relation.holder, relation.agreement, name, value)
    with pytest.raises(AnswerUnclear):
        await answer(relation.holder, relation.agreement, name, [1], wish=changes.get("kind") != "claim")
    assert await counts() == before


async def test_an_answer_is_given_to_the_last_day_and_not_after_it() -> None:
    relation = await a_relation()
    name = await asked(relation)
    await clock.travel(timedelta(days=10))
    await answer(relation.holder, relation.agreement, name, [1])
    await clock.travel(timedelta(days=1))
    before = await counts()
    who, which = relation.holder, relation.agreement
    for late in (answer(who, which, name, [2]), leave(who, which, name)):
        with pytest.raises(QuestionOver):
            await late
    assert await counts() == before
    assert (await seen(relation)).answer == Answer([1])


async def test_an_answer_changes_a_few_times_and_is_taken_back_all_the_same() -> None:
    relation = await a_relation()
    name = await asked(relation)
    for turn in range(MOST_ANSWERS):
        await answer(relation.holder, relation.agreement, name, [1 + turn % 2])
    with pytest.raises(TooManyAnswers):
        await answer(relation.holder, relation.agreement, name, [1])
    await leave(relation.holder, relation.agreement, name)
    assert (await seen(relation)).answer is None
    assert (await record.read(relation.rental))[-1].kind == "answer_taken_back"
    assert await fetch_value("select count(*) from relations.answers where sealed is not null") == 0


async def test_only_its_own_two_sides_reach_a_question() -> None:
    relation, other = await a_relation(), await a_relation(brand=await a_brand(), holder=await a_holder())
    name, elsewhere = await asked(relation), await asked(other)
    with pytest.raises(QuestionNotFound):
        await answer(other.holder, relation.agreement, name, [1])
    for wrong in (elsewhere, "x", ""):
        with pytest.raises(QuestionNotFound):
            await answer(relation.holder, relation.agreement, wrong, [1])
    with pytest.raises(RentalNotFound):
        await ask(other.brand, relation.agreement, await a_question())
    assert await queries.of_brand(brand_of(other.brand), relation.agreement) == []
    (round_,) = (await board_of(brand_of(relation.brand))).rounds
    for stranger, its_name in (
        (other.brand, queries.round_name(round_.id, brand_of(relation.brand))),
        (other.brand, queries.round_name(round_.id, brand_of(other.brand))),
    ):
        with pytest.raises(QuestionNotFound):
            await queries.round_of(brand_of(stranger), its_name)
    with pytest.raises(NotYours):
        await ask(relation.holder, relation.agreement, await a_question())
    with pytest.raises(Unauthenticated):
        await answer(Principal(), relation.agreement, name, [1])


async def test_after_the_end_nothing_of_it_works(market: Market) -> None:
    relation = await a_paid_relation(market)
    name = await asked(relation)
    await answer(relation.holder, relation.agreement, name, [1])
    await withdraw(relation.holder, relation.agreement)
    before, brand = await counts(), brand_of(relation.brand)
    for act in (
        ask(relation.brand, relation.agreement, await a_question()),
        answer(relation.holder, relation.agreement, name, [2]),
        leave(relation.holder, relation.agreement, name),
    ):
        with pytest.raises(RentalAlreadyEnded):
            await act
    with pytest.raises(NobodyToAsk):
        await ask_all(relation.brand, await a_question())
    assert await counts() == before
    assert await queries.of_brand(brand, relation.agreement) == []
    assert (await board_of(brand)).rounds == ()
    assert (await mine(relation)).asked.answer == Answer([1])


async def test_the_clock_alone_closes_it_and_so_does_a_suspension(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    name = await asked(relation)
    brand = brand_of(relation.brand)
    await owner.execute("update rentals.rentals set state = 'TemporarilySuspended'")
    assert await queries.of_brand(brand, relation.agreement) == []
    assert (await board_of(brand)).rounds == ()
    with pytest.raises(RentalSuspended):
        await ask(relation.brand, relation.agreement, await a_question())
    with pytest.raises(RentalNotActive):
        await answer(relation.holder, relation.agreement, name, [1])
    assert (await preview(relation.brand, await a_question())).left_out == {"rental-suspended": 1}
    await owner.execute("update rentals.rentals set state = 'Active'")
    await clock.travel(timedelta(days=40))
    assert await queries.of_brand(brand, relation.agreement) == []
    assert (await board_of(brand)).rounds == ()
    with pytest.raises(RentalAlreadyEnded):
        await answer(relation.holder, relation.agreement, name, [1])


async def test_the_holder_is_told_once_and_not_after_the_end(market: Market) -> None:
    relation = await a_paid_relation(market)
    name = await asked(relation)
    question = await fetch_value("select id from relations.questions")
    await jobs.asked(str(question))
    assert (await letters()).count("asked") == 1
    (letter,) = [it for it in await mail.kept() if it.kind == "asked"]
    assert "atelier" not in str(letter) and name not in str(letter)
    assert await fetch_value("select seen_to_at from relations.questions") is not None


async def test_to_all_asks_each_that_can_be_asked_and_says_why_others_not() -> None:
    first = await a_relation(period="P3M")
    brand = first.brand
    second, third = [
        await a_relation(brand=brand, holder=await with_mailbox(await a_holder(), f"{it}@example.org"))
        for it in ("b", "c")
    ]
    await a_relation(brand=await a_brand(), holder=await a_holder())  # another brand's
    await asked(second)
    question = await a_question(text="Et vous, quand ?")
    found = await preview(brand, question)
    assert (set(found.would_be), found.left_out) == (
        {first.rental, third.rental},
        {"question-not-included": 1},
    )
    before = await counts()
    made = await ask_all(brand, question, key="k1")
    assert (made.asked, made.to_come) == (2, 0)
    assert [b - a for a, b in zip(before, await counts(), strict=True)] == [2, 0, 0, 2, 2]
    assert await ask_all(brand, question, key="k1") == made  # again is the same round
    with pytest.raises(NobodyToAsk) as refused:
        await ask_all(brand, await a_question())
    assert refused.value.facts["left_out"] == {"question-not-included": 3}
    rounds = (await board_of(brand_of(brand))).rounds
    assert [(it.asked, it.answered) for it in rounds] == [(2, 0), (1, 0)]


async def test_a_long_round_goes_on_with_the_same_key_and_asks_nobody_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "MOST_AT_ONCE", 1)
    first = await a_relation()
    await a_relation(brand=first.brand, holder=await with_mailbox(await a_holder(), "b@example.org"))
    question = await a_question()
    assert [
        ((made := await ask_all(first.brand, question, key="k1")).asked, made.to_come) for _ in range(3)
    ] == [(1, 1), (2, 0), (2, 0)]
    later = await a_relation(brand=first.brand, holder=await with_mailbox(await a_holder(), "c@example.org"))
    assert (await ask_all(first.brand, question, key="k1")).asked == 2  # rented after the round began
    assert await queries.of_brand(brand_of(first.brand), later.agreement) == []


async def test_words_that_give_their_writer_away_are_not_sent_and_doubtful_ones_are_asked_about() -> None:
    holder = await with_mailbox(await a_holder(), "camille.moreau@example.org")
    relation = await a_relation(holder=holder)
    name = await asked(relation, kind="text", text="Qu’est-ce qui vous décide ?", choices=())
    before = await counts()
    for words in (
        "Écrivez à camille.moreau@example.org",
        "camille moreau arobase example point org",
        "C a m i l l e M o r e a u",
        "Au 12 rue des Lilas, 75011 Paris",
        "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
        "Je m’appelle comme ma grand-mère",
    ):
        with pytest.raises(GivesYouAway):
            await answer(holder, relation.agreement, name, words, confirmed=True)
    for words in ("Chez Decathlon, surtout", "avec camille, le dimanche"):
        with pytest.raises(MayGiveYouAway):
            await answer(holder, relation.agreement, name, words)
    assert await counts() == before
    await answer(holder, relation.agreement, name, "Chez Decathlon, surtout", confirmed=True)
    assert (await seen(relation)).answer == Answer("Chez Decathlon, surtout")


async def test_only_known_rules_are_kept_and_another_persona_is_nobodys() -> None:
    relation = await a_relation()
    for bad in ({"astrology": "never"}, {"velo": "maybe"}):
        with pytest.raises(StandingRuleUnknown):
            await set_rules(relation.holder, relation.persona, Rules(bad))
    with pytest.raises(Exception) as refused:
        await set_rules(await a_holder(), relation.persona, Rules({"velo": "never"}))
    assert type(refused.value).__name__ == "NotFound"
    assert await set_rules(relation.holder, relation.persona, Rules({"velo": "always", "money": "never"}))
    assert relation.holder.person is not None
    found = await queries.rules_of(relation.holder.person, relation.persona)
    assert found.said == {"velo": "always", "money": "never"} and found.least == {}
    await set_rules(relation.holder, relation.persona, Rules({}))
    assert await queries.rules_of(relation.holder.person, relation.persona) == Rules()


async def test_the_table_refuses_what_the_actions_never_do(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    name = await asked(relation)
    await answer(relation.holder, relation.agreement, name, [1])
    for statement, constraint in (
        ("update relations.answers set number = 5", "answers_moves"),
        ("update relations.answers set number = number", "answers_moves"),
        ("insert into relations.questions (id, rental, brand, round, month, number, rewarded, until, sealed,"
         " asked_at) select gen_random_uuid(), rental, brand, gen_random_uuid(), month, 1, true, until, sealed,"
         " asked_at from relations.questions", "questions_number"),
        ("insert into relations.answers (id, question, number, sealed, at)"
         " select gen_random_uuid(), question, 1, sealed, at from relations.answers", "answers_once"),
    ):  # fmt: skip
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await owner.execute(statement)
        assert refused.value.constraint_name == constraint
    for statement in (
        "update relations.questions set until = until + 1",
        "delete from relations.questions",
        "delete from relations.answers",
        "delete from relations.questions_left",
        "delete from relations.standing_rules",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute(statement)


async def test_a_sealed_answer_moved_to_another_question_does_not_open(owner: asyncpg.Connection) -> None:
    relation = await a_relation(period="P3M")
    await answer(relation.holder, relation.agreement, await asked(relation), [1])
    await clock.travel(timedelta(days=32))
    second = await asked(relation)
    await answer(relation.holder, relation.agreement, second, [2])
    await owner.execute("alter table relations.answers disable trigger user")
    await owner.execute(
        "update relations.answers set sealed = (select sealed from relations.answers order by at limit 1)"
    )
    with pytest.raises(vault.SealBroken):
        await queries.of_brand(brand_of(relation.brand), relation.agreement)
