"""Of twenty who answer one question at once one does, and of twenty who fetch one statement one gets it."""

from __future__ import annotations

import asyncpg
import pytest

from market.base.database import Record, fetch, fetch_value
from market.proofs.actions import answer, take
from market.proofs.errors import ProofAnswered, ProofTaken
from market.proofs.rules import LIFE
from tests.conftest import FreshDatabase
from tests.proofs.asking import Merchant, a_holder_with_a_password, approves
from tests.races.conftest import CONTENDERS, arena, at_once

__all__ = ["arena"]


async def all_answer() -> list[object]:
    """As many people, half of whom prove it and half of whom decline."""
    asked = await Merchant().asks()
    people = [await a_holder_with_a_password(f"p{n}@example.org") for n in range(CONTENDERS)]
    acts = [
        lambda who=who, prove=n % 2 == 0: (
            approves(who, asked.code) if prove else answer.decline(who, asked.code)
        )
        for n, who in enumerate(people)
    ]
    return list(await at_once(acts))


async def test_of_twenty_answers_one_counts(arena: FreshDatabase) -> None:
    lost = [it for it in await all_answer() if it is not None]
    assert len(lost) == CONTENDERS - 1 and {type(it) for it in lost} == {ProofAnswered}
    assert await fetch_value("select count(*) from proofs.answers") == 1
    assert await fetch_value("select state in ('answered', 'declined') from proofs.requests")


async def test_control_without_the_condition_the_database_refuses_and_without_both_all_answer(
    arena: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "_ANSWER", answer._ANSWER.replace("and state = 'open'", ""))
    refused = [it for it in await all_answer() if it is not None]
    assert any(isinstance(it, asyncpg.CheckViolationError) for it in refused)
    assert await fetch_value("select count(*) from proofs.answers") == 1
    owner = await asyncpg.connect(arena.owner)
    await owner.execute("drop trigger requests_answered_once on proofs.requests")
    await owner.close()
    await fetch("delete from proofs.answers")
    asked = await Merchant().asks()
    people = [await a_holder_with_a_password(f"q{n}@example.org") for n in range(CONTENDERS)]
    await at_once([lambda who=who: answer.decline(who, asked.code) for who in people])
    assert await fetch_value("select count(*) from proofs.answers") > 1


async def test_an_answer_against_the_end_of_its_time_is_refused_by_name_or_in_time(
    arena: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock reaches the end while answers are under way: what was looked at in time is not answered late."""
    asked, other = [await Merchant().asks() for _ in range(2)]
    ada = await a_holder_with_a_password()
    step = 'update base.clock set "offset" = "offset" + interval \'{} seconds\''

    async def late(sql: str, *arguments: object) -> list[Record]:
        if sql == answer._ANSWER:
            await fetch(step.format(int(LIFE.total_seconds())))
        return await fetch(sql, *arguments)

    monkeypatch.setattr(answer, "fetch", late)
    [refusal] = await at_once([lambda: approves(ada, asked.code)])
    assert type(refusal).__name__ == "ProofRequestExpired"
    monkeypatch.setattr(answer, "_ANSWER", answer._ANSWER.replace("and expires_at > base.now()", ""))
    [control] = await at_once([lambda: answer.decline(ada, other.code)])
    assert isinstance(control, asyncpg.CheckViolationError), "the control: the wall behind the condition"
    assert await fetch("select 1 from proofs.answers") == []


async def all_fetch() -> list[object]:
    shop, ada = Merchant(), await a_holder_with_a_password()
    asked = await shop.asks()
    await approves(ada, asked.code)
    signature = await shop.signature(asked.code)
    return list(await at_once([lambda: take.take(asked.code, signature)] * CONTENDERS))


async def test_of_twenty_who_fetch_one_statement_one_gets_it(arena: FreshDatabase) -> None:
    got = await all_fetch()
    lost = [it for it in got if isinstance(it, Exception)]
    assert len(lost) == CONTENDERS - 1 and {type(it) for it in lost} == {ProofTaken}


async def test_control_without_the_lock_others_are_not_refused_by_name(
    arena: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = take.queries.request
    monkeypatch.setattr(take.queries, "request", lambda code, lock=False: request(code))
    lost = [it for it in await all_fetch() if isinstance(it, Exception)]
    assert {type(it) for it in lost} != {ProofTaken}, "the database alone keeps it from being given twice"
