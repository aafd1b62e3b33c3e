"""An operator approves, refuses, stops and judges: one act, one reason, one trace, money back to the cent."""

import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.accounts.actions.keys import create_api_key
from market.accounts.authentication import BadKey, of_key, of_session
from market.accounts.refusals import ApplicationNotConfirmed, BrandNotMovable, OwnBrand
from market.base import clock, vault
from market.base.access import NotYours, Principal, Role
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.base.ids import new_id
from market.operators import queries
from market.operators.actions.brands import approve_brand, refuse_brand, stop_brand
from market.operators.actions.decisions import Reason
from market.operators.actions.personas import stop_persona
from market.operators.actions.reports import close_report
from market.operators.errors import OwnPersona, OwnReport
from market.operators.rules import Act
from market.personas.rules import NotInThisState
from market.personas.slots import PersonaUnavailable
from market.relations import queries as relations
from market.relations.actions.invite import send
from market.relations.actions.report import in_relation, report
from market.relations.errors import ReasonNeedsWords, ReasonUnknown, ReportAlreadyClosed, ReportNotFound
from market.relations.rules import About
from market.rentals import record
from market.rentals.errors import BrandNotApproved, BrandStopped, RentalAlreadyEnded
from tests.factories import a_holder, a_member, a_persona
from tests.market import Market, market
from tests.operators.helpers import (
    BREACH,
    FALSE,
    REGISTERED,
    an_operator,
    an_owner,
    audited,
    decided,
    state_of,
)
from tests.relations.helpers import a_relation, a_session, an_offer, brand_of, with_mailbox

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("config")


async def test_an_approved_brand_may_rent_and_a_waiting_one_may_not(market: Market) -> None:
    operator, owner = await an_operator(), await an_owner(approved=False)
    persona = await a_persona(await a_holder())
    with pytest.raises(BrandNotApproved):
        await market.request(owner, persona)
    await approve_brand(operator, brand_of(owner), REGISTERED)
    assert await state_of(owner) == "approved"
    assert await market.request(owner, persona)


async def test_an_approval_leaves_one_audit_row_and_says_why() -> None:
    operator, owner = await an_operator(), await an_owner(approved=False)
    await approve_brand(operator, brand_of(owner), REGISTERED)
    assert await audited(brand_of(owner)) == [("brand.approved", "operator", operator.actor.tag)]
    assert await decided(brand_of(owner)) == [("approve", "registered", "Vu au registre.")]
    tag = await fetch_value("select operator from operators.decisions")
    assert operator.person is not None and tag == vault.tag("operators", operator.person)
    (past,) = await queries.decisions_on("brand", brand_of(owner))
    assert (past.act, past.reason, past.note) == ("approve", "registered", "Vu au registre.")


async def test_a_refused_brand_stays_refused() -> None:
    operator, owner = await an_operator(), await an_owner(approved=False)
    await refuse_brand(operator, brand_of(owner), Reason("not-registered"))
    assert await state_of(owner) == "refused"
    for act in (refuse_brand, approve_brand, stop_brand):
        with pytest.raises((BrandNotMovable, ReasonUnknown)):
            await act(operator, brand_of(owner), Reason("other", "Encore."))
    assert await decided(brand_of(owner)) == [("refuse", "not-registered", None)]


@pytest.mark.parametrize(
    ("reason", "error"), [(Reason("because"), ReasonUnknown), (Reason("other"), ReasonNeedsWords)]
)
async def test_an_act_without_a_good_reason_changes_nothing(reason: Reason, error: type[Exception]) -> None:
    relation = await a_relation(brand=await an_owner())
    operator, waiting = await an_operator(), await an_owner(approved=False)
    before = await fetch_value("select count(*) from base.audit_entries")
    for act, subject in (
        (approve_brand(operator, brand_of(waiting), reason), error),
        (refuse_brand(operator, brand_of(waiting), reason), error),
        (stop_persona(operator, await a_idle_persona(), reason), error),
    ):
        with pytest.raises(subject):
            await act
    assert await state_of(waiting) == "applied"
    assert await state_of(relation.brand) == "approved"
    assert await fetch_value("select count(*) from operators.decisions") == 0
    assert await fetch_value("select count(*) from base.audit_entries where actor_kind = 'operator'") == 0
    assert before <= await fetch_value("select count(*) from base.audit_entries")


async def a_idle_persona() -> uuid.UUID:
    return await a_persona(await a_holder())


async def test_stopping_a_brand_ends_its_rentals_and_gives_the_unused_days_back(market: Market) -> None:
    operator, owner, holder = await an_operator(), await an_owner(), await a_holder()
    agreements = [await market.rented(owner, await a_persona(holder)) for _ in range(2)]
    other = await an_owner(address="autre@example.org")
    untouched = await market.rented(other, await a_persona(holder))
    await clock.travel(timedelta(days=9, hours=1))
    pending = await market.request(owner, await a_persona(holder))
    assert await stop_brand(operator, brand_of(owner), BREACH) == 3
    for agreement in agreements:
        with pytest.raises(BrandNotApproved):
            await market.read(owner, agreement)
        with pytest.raises(RentalAlreadyEnded):
            await send(owner, agreement, await an_offer())
        with pytest.raises(RentalAlreadyEnded):
            await relations.of_brand(brand_of(owner), agreement)
        row = await fetch(
            "select id, ended_by, end_reason, refunded, delete_by from rentals.rentals where agreement = $1",
            agreement,
        )
        assert (row[0]["ended_by"], row[0]["end_reason"]) == ("operator", "stopped")
        assert 0 < row[0]["refunded"] < 1900 and row[0]["delete_by"]
        assert [event.kind for event in await record.read(row[0]["id"])][-1] == "ended"
    assert await market.state(pending.agreement) == "Terminated"
    assert await market.state(untouched) == "Active"
    await market.quiet()
    refunds = await market.refunds()
    assert len(refunds) == 2 and {status for _, status in refunds} == {"succeeded"}
    assert await market.findings() == []
    assert await decided(brand_of(owner)) == [("stop", "breach", None)]
    assert [row[0] for row in await audited(brand_of(owner))] == ["brand.stopped"]


async def test_a_stopped_brand_has_no_keys_even_once_it_is_back_and_its_members_know_why(
    market: Market,
) -> None:
    operator, owner = await an_operator(), await an_owner()
    token = await a_session(owner)
    _, key = await create_api_key(owner, "crm", frozenset({"rentals:read"}))
    await stop_brand(operator, brand_of(owner), BREACH)
    seat = (await of_session(token)).seat
    assert seat is not None and seat.stopped and not seat.approved
    with pytest.raises(BadKey):
        await of_key(f"Bearer {key}")
    with pytest.raises(BrandStopped):
        await market.request(owner, await a_idle_persona())
    await approve_brand(operator, brand_of(owner), Reason("reinstated"))
    with pytest.raises(BadKey):
        await of_key(f"Bearer {key}")
    assert await market.request(owner, await a_idle_persona()), "it rents again, as a new beginning"


async def test_stopping_a_persona_ends_its_rentals_and_takes_it_from_the_market(market: Market) -> None:
    operator, owner, holder = await an_operator(), await an_owner(), await a_holder()
    persona = await a_persona(holder)
    agreement = await market.rented(owner, persona)
    untouched = await market.rented(owner, await a_persona(holder))
    assert await stop_persona(operator, persona, FALSE) == 1
    assert await market.state(agreement) == "Terminated"
    assert await market.state(untouched) == "Active"
    with pytest.raises(RentalAlreadyEnded):
        await market.read(owner, agreement)
    with pytest.raises(PersonaUnavailable):
        await market.request(owner, persona)
    await market.quiet()
    assert [status for _, status in await market.refunds()] == ["succeeded"]
    assert await market.findings() == []
    assert await audited(persona) == [
        *[row for row in await audited(persona) if row[1] == "person"],
        ("persona.stopped", "operator", operator.actor.tag),
    ]
    assert await decided(persona) == [("stop", "false-traits", None)]
    with pytest.raises(NotInThisState):
        await stop_persona(operator, persona, FALSE)
    assert len(await decided(persona)) == 1


async def test_a_stop_that_cannot_be_whole_is_nothing(market: Market, owner: asyncpg.Connection) -> None:
    operator, member = await an_operator(), await an_owner()
    agreement = await market.rented(member, await a_idle_persona())
    await owner.execute(
        "create function public.no() returns trigger language plpgsql as"
        " $$begin raise 'no'; end$$; create trigger no before insert on operators.decisions"
        " execute function public.no()"
    )
    with pytest.raises(asyncpg.RaiseError):
        await stop_brand(operator, brand_of(member), BREACH)
    assert await state_of(member) == "approved"
    assert await market.state(agreement) == "Active"
    assert await market.read(member, agreement)


async def test_nobody_decides_on_what_is_their_own() -> None:
    operator = await an_operator()
    owner = await an_owner(approved=False)
    await a_member(operator, brand_of(owner), Role.BUYER)
    with pytest.raises(OwnBrand):
        await approve_brand(operator, brand_of(owner), REGISTERED)
    mine = await a_persona(operator)
    with pytest.raises(OwnPersona):
        await stop_persona(operator, mine, FALSE)


async def test_a_brand_that_nobody_confirmed_is_not_approved() -> None:
    operator, owner = await an_operator(), await an_owner(approved=False)
    await fetch("update accounts.memberships set joined_at = null")
    with pytest.raises(ApplicationNotConfirmed):
        await approve_brand(operator, brand_of(owner), REGISTERED)


async def test_only_operators_decide() -> None:
    owner = await an_owner(approved=False)
    for nobody in (owner, await a_holder(), Principal(), Principal(scopes=frozenset(), seat=owner.seat)):
        with pytest.raises(NotYours):
            await approve_brand(nobody, brand_of(owner), REGISTERED)
        with pytest.raises(NotYours):
            await stop_persona(nobody, new_id(), FALSE)
        with pytest.raises(NotYours):
            await close_report(nobody, new_id(), Act.UPHOLD, Reason("proven"))
    assert await state_of(owner) == "applied"


async def test_what_is_not_there_is_not_found() -> None:
    operator = await an_operator()
    with pytest.raises(NotFound):
        await approve_brand(operator, new_id(), REGISTERED)
    with pytest.raises(NotFound):
        await stop_persona(operator, new_id(), FALSE)
    with pytest.raises(ReportNotFound):
        await close_report(operator, new_id(), Act.UPHOLD, Reason("proven"))


async def test_a_report_is_judged_once_with_a_reason() -> None:
    relation, operator = await a_relation(), await an_operator()
    subject = await in_relation(relation.holder, relation.agreement, About.BRAND)
    made = await report(relation.holder, subject, "misleading", "Le code ne marche pas.")
    await close_report(operator, made, Act.DISMISS, Reason("unfounded"))
    assert (await relations.report(made)).outcome == "dismissed"
    assert [row[:2] for row in await audited(made)][-1] == ("report.closed", "operator")
    assert await decided(made) == [("dismiss", "unfounded", None)]
    with pytest.raises(ReportAlreadyClosed):
        await close_report(operator, made, Act.UPHOLD, Reason("proven"))
    assert await decided(made) == [("dismiss", "unfounded", None)]


async def test_an_operator_does_not_judge_a_report_of_their_own() -> None:
    operator = await with_mailbox(await an_operator(), "op@example.org")
    relation = await a_relation(brand=await a_member(operator, brand_of(await an_owner()), Role.BUYER))
    subject = await in_relation(relation.brand, relation.agreement, About.PERSONA)
    made = await report(relation.brand, subject, "not-a-person")
    with pytest.raises(OwnReport):
        await close_report(operator, made, Act.UPHOLD, Reason("proven"))


async def test_a_decision_is_never_altered(owner: asyncpg.Connection) -> None:
    operator, member = await an_operator(), await an_owner(approved=False)
    await approve_brand(operator, brand_of(member), REGISTERED)
    for statement in ("update operators.decisions set note = 'x'", "delete from operators.decisions"):
        for run in (fetch, owner.execute):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await run(statement)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ("'\\x00', 'stop', 'brand', 'breach', null", "decisions_operator"),
        ("repeat('o', 32)::bytea, 'stop', 'report', 'breach', null", "decisions_act"),
        ("repeat('o', 32)::bytea, 'approve', 'persona', 'breach', null", "decisions_act"),
        ("repeat('o', 32)::bytea, 'uphold', 'brand', 'breach', null", "decisions_act"),
        ("repeat('o', 32)::bytea, 'stop', 'brand', '', null", "decisions_reason"),
        ("repeat('o', 32)::bytea, 'stop', 'brand', 'other', null", "decisions_reason"),
    ],
)
async def test_a_decision_is_whole(values: str, constraint: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        async with transaction():
            await fetch(
                "insert into operators.decisions (id, at, subject, operator, act, subject_kind, reason, note)"
                f" values (gen_random_uuid(), base.now(), gen_random_uuid(), {values})"
            )
