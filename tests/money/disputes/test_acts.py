"""What an operator does at Stripe about a dispute has one effect, whatever fails."""

import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from market.base import audit, clock, vault
from market.base.database import fetch, fetch_row, fetch_value
from market.base.jobs import drain
from market.money.chart import Kind, brand_receivable, own
from market.money.disputes.actions import accept, answer, submit_act, write_off
from market.money.disputes.errors import (
    DisputeActUnderWay,
    DisputeAnswered,
    DisputeClosed,
    DisputeNotFound,
    NothingOwed,
    OwnDebt,
)
from market.money.disputes.jobs import take_up_acts
from market.money.invariants import check
from market.money.jobs import JOBS
from market.money.ledger import balance
from market.money.payouts.operators import operator_of
from market.money.sandbox import faults
from tests.factories import a_brand
from tests.money import acts
from tests.money.disputes.banks import AT_THE_DESK, decided, disputed, row_of
from tests.money.flows.shop import Bought, Shop, killed
from tests.money.payouts.paying import an_operator

OPERATOR = secrets.token_bytes(32)
WINNING = {"uncategorized_text": "winning_evidence", "product_description": "A rental."}


async def opened(shop: Shop) -> tuple[Bought, str, UUID]:
    """A disputed payment: what was bought, Stripe's id of the dispute, and ours."""
    bought = await shop.bought()
    dispute = await disputed(shop, bought)
    await shop.settle()
    return bought, dispute, (await row_of(dispute))["id"]


async def sent() -> list[tuple[str, str, int]]:
    return [
        tuple(row)
        for row in await fetch("select kind, status, key_number from money.dispute_acts order by made_at")
    ]


async def at_stripe(shop: Shop) -> dict[str, object]:
    (found,) = await shop.at_stripe("dispute")
    return dict(found)


async def test_evidence_is_submitted_once_and_the_bank_decides(shop: Shop) -> None:
    _, dispute, id = await opened(shop)
    await answer(audit.SYSTEM, OPERATOR, id, WINNING)
    assert ((await row_of(dispute))["status"], (await row_of(dispute))["answers"]) == ("under_review", 1)
    found = await at_stripe(shop)
    assert found["evidence"]["product_description"] == "A rental."  # type: ignore[index]
    assert found["metadata"] == {"app": "moi", "kind": "dispute", "row": str(id), "attempt": "1"}
    with pytest.raises(DisputeAnswered):
        await answer(audit.SYSTEM, OPERATOR, id, WINNING)
    await acts.hurry(shop.sandbox)
    await shop.settle()
    assert (await row_of(dispute))["status"] == "won"
    assert await sent() == [("answer", "answered", 1)]
    with pytest.raises(DisputeClosed):
        await accept(audit.SYSTEM, OPERATOR, id)
    assert await check() == []


async def test_giving_in_is_a_loss_at_once(shop: Shop) -> None:
    bought, dispute, id = await opened(shop)
    shop.running[bought.rental] = (bought.holder, 10)
    await accept(audit.SYSTEM, OPERATOR, id)
    assert (await row_of(dispute))["status"] == "lost"
    assert await check() == []


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        *(
            (faults.TIMEOUT_BEFORE, 0),
            (faults.TIMEOUT_AFTER, 1),
            (faults.RATE_LIMIT, 0),
            (faults.CONFLICT, 0),
        ),
        *((kind, 0) for kind in faults.WITHOUT_A_KEY),
    ],
)
async def test_without_an_answer_it_is_asked_again_under_the_same_key(
    shop: Shop, kind: str, there: int
) -> None:
    _, dispute, id = await opened(shop)
    await shop.fault("*", faults.DROP, "WEBHOOK", count=100)
    await shop.fault(f"/v1/disputes/{dispute}", kind)
    await answer(audit.SYSTEM, OPERATOR, id, {"product_description": "A rental."})
    assert (await sent())[0][1] in ("unknown", "requested")
    assert (await at_stripe(shop))["evidence_details"]["submission_count"] == there  # type: ignore[index]
    with pytest.raises(DisputeActUnderWay):
        await accept(audit.SYSTEM, OPERATOR, id)
    await clock.travel(timedelta(minutes=2))
    await take_up_acts()
    assert await sent() == [("answer", "answered", 1)]
    assert (await at_stripe(shop))["evidence_details"]["submission_count"] == 1  # type: ignore[index]
    assert (await row_of(dispute))["status"] == "under_review"


@pytest.mark.parametrize("kind", [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER])
@pytest.mark.parametrize("act", ["answer", "accept"])
async def test_a_saved_failure_is_looked_behind_and_overcome_in_minutes(
    shop: Shop, act: str, kind: str
) -> None:
    _, dispute, id = await opened(shop)
    await shop.fault("*", faults.DROP, "WEBHOOK", count=100)
    await shop.fault(f"/v1/disputes/{dispute}" + ("/close" if act == "accept" else ""), kind)
    if act == "answer":
        await answer(audit.SYSTEM, OPERATOR, id, {"product_description": "A rental."})
    else:
        await accept(audit.SYSTEM, OPERATOR, id)
    for _ in range(3):
        await clock.travel(timedelta(minutes=1))
        await take_up_acts()
    assert await sent() == [(act, "answered", 2)]
    assert (await row_of(dispute))["status"] == ("under_review" if act == "answer" else "lost")
    found = await at_stripe(shop)
    assert found["evidence_details"]["submission_count"] == (1 if act == "answer" else 0)  # type: ignore[index]
    assert await fetch_value("select error_code from money.dispute_acts") is None


async def test_a_look_that_gets_no_answer_sends_nothing_again(shop: Shop) -> None:
    _, dispute, id = await opened(shop)
    await shop.fault("*", faults.DROP, "WEBHOOK", count=100)
    await shop.fault(f"/v1/disputes/{dispute}", faults.SERVER_ERROR_AFTER)
    await answer(audit.SYSTEM, OPERATOR, id, {"product_description": "A rental."})
    await clock.travel(timedelta(minutes=1))
    await take_up_acts()
    await shop.fault(f"/v1/disputes/{dispute}", faults.TIMEOUT_BEFORE, "GET")
    shop.transport.posted.clear()
    for _ in range(3):
        await clock.travel(timedelta(minutes=2))
        await take_up_acts()
    assert shop.transport.posted == []
    assert await sent() == [("answer", "answered", 2)]


async def test_an_old_key_is_not_used_again_and_what_it_did_is_looked_up(shop: Shop) -> None:
    _, dispute, id = await opened(shop)
    await shop.fault("*", faults.DROP, "WEBHOOK", count=100)
    await shop.fault(f"/v1/disputes/{dispute}", faults.TIMEOUT_AFTER)
    await answer(audit.SYSTEM, OPERATOR, id, {"product_description": "A rental."})
    await clock.travel(timedelta(hours=25))
    await acts.run(shop.sandbox, "delete from sandbox.idempotency_keys")
    shop.transport.posted.clear()
    await take_up_acts()
    assert shop.transport.posted == [], "nothing was asked for again"
    assert await sent() == [("answer", "answered", 2)]


async def test_a_process_that_died_is_made_good_by_the_job(shop: Shop) -> None:
    _, dispute, id = await opened(shop)
    shop.transport.dies_after = f"/disputes/{dispute}"
    await killed(answer(audit.SYSTEM, OPERATOR, id, {"product_description": "A rental."}))
    await drain(JOBS)
    assert await sent() == [("answer", "requested", 1)], "the lease holds"
    await clock.travel(timedelta(minutes=2))
    await take_up_acts()
    assert await sent() == [("answer", "answered", 1)]
    act = await fetch_value("select id from money.dispute_acts")
    await submit_act(act)
    assert (await at_stripe(shop))["evidence_details"]["submission_count"] == 1  # type: ignore[index]


async def test_what_stripe_refuses_is_said_and_something_else_can_be_done(shop: Shop) -> None:
    """It was decided meanwhile, and we had not heard."""
    _, dispute, id = await opened(shop)
    await shop.fault("*", faults.DROP, "WEBHOOK", count=100)
    await decided(shop, dispute, "win")
    await answer(audit.SYSTEM, OPERATOR, id, {"product_description": "A rental."})
    row = await fetch_row("select status, error_code from money.dispute_acts")
    assert row and row["status"] == "refused" and row["error_code"]
    assert (await row_of(dispute))["status"] == "won", "and we hear of it by asking"


async def test_what_is_not_there_is_not_found(shop: Shop) -> None:
    for act in (
        answer(audit.SYSTEM, OPERATOR, UUID(int=1), {}),
        accept(audit.SYSTEM, OPERATOR, UUID(int=1)),
        write_off(AT_THE_DESK, UUID(int=1)),
    ):
        with pytest.raises(DisputeNotFound):
            await act


async def test_an_operator_gives_up_no_debt_of_their_own_brand(shop: Shop) -> None:
    bought, _, id = await opened(shop)
    shop.running[bought.rental] = (bought.holder, 10)
    await accept(audit.SYSTEM, OPERATOR, id)
    member = await a_brand()
    assert member.seat
    await fetch(
        "update money.orders set brand = $1", vault.tag("money", member.seat.brand)
    )  # the debt is theirs
    with pytest.raises(OwnDebt):
        await write_off(operator_of(replace(member, operator=True)), id)
    assert await fetch_value("select written_off from money.disputes") == 0
    assert await write_off(operator_of(await an_operator()), id) == 490


async def test_a_debt_is_given_up_once_and_is_our_loss(shop: Shop) -> None:
    bought, _, id = await opened(shop)
    shop.running[bought.rental] = (bought.holder, 10)
    with pytest.raises(NothingOwed):
        await write_off(AT_THE_DESK, id)
    await accept(audit.SYSTEM, OPERATOR, id)
    assert await balance(brand_receivable(bought.brand)) == -490
    assert await write_off(AT_THE_DESK, id) == 490
    assert (await balance(brand_receivable(bought.brand)), await balance(own(Kind.PLATFORM_LOSSES))) == (
        0,
        -490,
    )
    with pytest.raises(NothingOwed):
        await write_off(AT_THE_DESK, id)
    assert await check() == []
