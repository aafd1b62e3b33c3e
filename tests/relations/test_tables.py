"""The schema defends itself: the fifth invitation, the second answer, the rewritten text."""

import uuid
from typing import Any

import asyncpg
import pytest

from market.base.database import fetch
from market.base.ids import new_id
from market.relations import rules
from market.relations.rules import About, Reaction

pytestmark = pytest.mark.usefixtures("database")

INSERT = (
    "insert into relations.invitations (id, rental, month, number, per_month, sealed, sent_at)"
    " values ($1, $2, $3, $4, $5, 'x', base.now())"
)


async def invitation(rental: uuid.UUID, number: int = 1, per_month: int = 4, month: int = 1) -> uuid.UUID:
    identity = new_id()
    await fetch(INSERT, identity, rental, month, number, per_month)
    return identity


@pytest.mark.parametrize(
    ("number", "per_month", "month"), [(5, 4, 1), (5, 5, 1), (3, 2, 1), (0, 4, 1), (1, 4, 0)]
)
async def test_no_number_beyond_what_the_month_has(number: int, per_month: int, month: int) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="invitations_per_month"):
        await invitation(new_id(), number, per_month, month)


async def test_a_place_in_the_month_is_given_once() -> None:
    rental = new_id()
    await invitation(rental)
    await invitation(rental, month=2)
    await invitation(new_id())
    with pytest.raises(asyncpg.UniqueViolationError, match="invitations_number"):
        await invitation(rental)


async def test_an_invitation_that_was_sent_is_not_rewritten(owner: asyncpg.Connection) -> None:
    identity = await invitation(new_id())
    await fetch("update relations.invitations set notified_at = base.now() where id = $1", identity)
    for change in ("sealed = 'y'", "number = 2", "month = 2", "rental = id", "sent_at = sent_at + '1 day'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="not rewritten"):
            await owner.execute(f"update relations.invitations set {change}")
    for statement in ("delete from relations.invitations", "truncate relations.invitations cascade"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await owner.execute(statement)


async def test_an_invitation_has_one_answer_of_three_kinds() -> None:
    identity = await invitation(new_id())
    answer = "insert into relations.reactions (id, invitation, kind, at) values ($1, $2, $3, base.now())"
    with pytest.raises(asyncpg.CheckViolationError, match="reactions_kind"):
        await fetch(answer, new_id(), identity, "maybe")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await fetch(answer, new_id(), new_id(), "interested")
    await fetch(answer, new_id(), identity, "interested")
    with pytest.raises(asyncpg.UniqueViolationError, match="reactions_once"):
        await fetch(answer, new_id(), identity, "not_now")


@pytest.mark.parametrize("kind", list(Reaction))
async def test_the_table_knows_every_answer(kind: Reaction) -> None:
    identity = await invitation(new_id())
    await fetch(
        "insert into relations.reactions (id, invitation, kind, at) values ($1, $1, $2, base.now())",
        identity,
        kind,
    )


async def report(**changes: Any) -> None:
    facts = {
        "id": new_id(),
        "reporter": b"r" * 32,
        "author": b"a" * 32,
        "side": "holder",
        "subject_kind": "rental",
        "subject": uuid.UUID(int=1),
        "reason": "offensive",
        "outcome": None,
    } | changes
    names = ", ".join(facts)
    places = ", ".join(f"${n}" for n in range(1, len(facts) + 1))
    closed = "base.now()" if facts["outcome"] not in (None, "open") else "null"
    await fetch(
        f"insert into relations.reports ({names}, created_at, closed_at) values ({places}, base.now(), {closed})",
        *facts.values(),
    )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"reporter": b"short"}, "reports_tags"),
        ({"author": b"short"}, "reports_tags"),
        ({"side": "operator"}, "reports_side"),
        ({"subject_kind": "person"}, "reports_subject"),
        ({"outcome": "open"}, "reports_closure"),
        ({"outcome": "forgotten"}, "reports_closure"),
    ],
)
async def test_a_report_is_whole(changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        await report(**changes)


async def test_one_report_is_open_for_a_party_and_a_subject() -> None:
    await report(outcome="dismissed")
    await report()
    await report(subject=uuid.UUID(int=2))
    await report(reporter=b"s" * 32)
    with pytest.raises(asyncpg.UniqueViolationError, match="reports_one_open"):
        await report()


@pytest.mark.parametrize("about", list(About))
@pytest.mark.parametrize("side", ["holder", "brand"])
async def test_the_table_knows_every_subject_and_reason(side: str, about: About) -> None:
    for reason in {reason for reasons in rules.REASONS.values() for reason in reasons}:
        await report(side=side, subject_kind=about, reason=reason, subject=new_id())
