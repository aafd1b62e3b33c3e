"""The database's own walls: each refuses what the code never does, and lets it pass once it is taken away."""

from __future__ import annotations

import uuid

import asyncpg
import pytest

from market.base.database import fetch, fetch_value
from market.proofs.actions import answer, take
from tests.conftest import FreshDatabase
from tests.proofs.asking import Merchant, a_holder_with_a_password, approves

INSERT = (
    "insert into proofs.requests (id, code, nonce, key, asked, state, created_at, expires_at, answered_at,"
    " challenge, statement, taken_at) select gen_random_uuid(), {code}, 'n', 'k', 'a', {state}, base.now(),"
    " base.now() + interval '2 minutes', {answered}, {challenge}, {statement}, {taken}"
)
SOUND = {
    "code": "gen_random_uuid()",
    "state": "'open'",
    "answered": "null",
    "challenge": "null",
    "statement": "null",
    "taken": "null",
}
ANSWERED = {"state": "'answered'", "answered": "base.now()", "challenge": "'c'", "statement": "'s'"}
SAME = "'00000000-0000-4000-8000-000000000000'"


def insert(**changes: str) -> str:
    return INSERT.format(**SOUND | changes)


@pytest.mark.parametrize(
    ("wall", "wrong"),
    [
        ("requests_state", [insert(state="'lost'", answered="base.now()")]),
        ("requests_in_time", [insert(answered="base.now()")]),
        ("requests_in_time", [insert(**ANSWERED | {"answered": "base.now() + interval '2 minutes'"})]),
        ("requests_statement", [insert(**ANSWERED | {"statement": "null"})]),
        ("requests_statement", [insert(**ANSWERED | {"challenge": "null"})]),
        ("requests_statement", [insert(**ANSWERED | {"taken": "base.now()"})]),
        ("requests_statement", [insert(statement="'s'")]),
        ("requests_code", [insert(code=SAME), insert(code=SAME)]),
    ],
)
async def test_a_request_is_whole(
    database: FreshDatabase, owner: asyncpg.Connection, wall: str, wrong: list[str]
) -> None:
    await fetch(insert())
    await fetch(insert(**ANSWERED))
    *before, last = wrong
    for statement in before:
        await fetch(statement)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=wall):
        await fetch(last)
    await owner.execute(f"alter table proofs.requests drop constraint {wall}")
    await fetch(last)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'declined', challenge = null, statement = null",
        "answered_at = answered_at - interval '1 second'",
        "challenge = 'another'",
        "statement = 'another'",
        "key = 'another'",
        "brand = gen_random_uuid()",
        "asked = 'another'",
        "expires_at = expires_at + interval '1 hour'",
        "nonce = 'another'",
        "code = gen_random_uuid()",
    ],
)
async def test_what_was_asked_and_answered_is_not_altered(
    database: FreshDatabase, owner: asyncpg.Connection, change: str
) -> None:
    ada, shop = await a_holder_with_a_password(), Merchant()
    asked = await shop.asks()
    await approves(ada, asked.code)
    update = f"update proofs.requests set {change} where code = $1"
    with pytest.raises(asyncpg.CheckViolationError, match="answered once"):
        await fetch(update, asked.code)
    await owner.execute("drop trigger requests_answered_once on proofs.requests")
    await fetch(update, asked.code)


async def test_a_statement_that_was_given_does_not_come_back(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    ada, shop = await a_holder_with_a_password(), Merchant()
    asked = await shop.asks()
    await approves(ada, asked.code)
    await shop.fetches(asked.code)
    update = "update proofs.requests set taken_at = null, statement = 's' where code = $1"
    with pytest.raises(asyncpg.CheckViolationError, match="answered once"):
        await fetch(update, asked.code)
    await owner.execute("drop trigger requests_answered_once on proofs.requests")
    await fetch(update, asked.code)


async def test_the_log_is_not_altered_by_the_service_and_has_whole_tags(database: FreshDatabase) -> None:
    ada, shop = await a_holder_with_a_password(), Merchant()
    asked = await shop.asks()
    await answer.decline(ada, asked.code)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await fetch("update proofs.answers set at = base.now()")
    with pytest.raises(asyncpg.CheckViolationError, match="answers_holder"):
        await fetch(
            "insert into proofs.answers (id, holder, at, sealed) values ($1, 'x', base.now(), 'x')",
            uuid.uuid4(),
        )


async def test_nothing_leads_from_a_request_to_who_answered(database: FreshDatabase) -> None:
    """No id, no tag and no word of the one stands in the other, nor in the audit row of the answer."""
    ada, shop = await a_holder_with_a_password(), Merchant()
    asked = await shop.asks()
    await approves(ada, asked.code)
    request = dict((await fetch("select * from proofs.requests"))[0])
    [log] = await fetch("select id, holder, sealed from proofs.answers")
    [row] = await fetch(
        "select subject, facts::text, actor from base.audit_entries where action = 'proof.given'"
    )
    told = {str(it) for it in request.values()}
    assert row["subject"] == log["id"] and row["facts"] == "{}"
    assert not told & {str(log["id"]), str(row["subject"]), str(log["holder"]), str(row["actor"])}
    assert asked.code.bytes not in log["sealed"] and request["id"].bytes not in log["sealed"]
    await take.take(asked.code, await shop.signature(asked.code))
    assert await fetch_value("select statement from proofs.requests") is None
