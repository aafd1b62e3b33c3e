"""The desk's API of findings and of what was held: the same as its pages, under the desk's own names."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from market.base import jobs, names
from market.base.access import NotYours, Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.base.ids import new_id
from market.base.jobs import drain
from market.money.reconciliation import findings
from market.money.reconciliation.differences import Difference, of_group, of_invariant
from market.money.reconciliation.rules import Booked, Group, Kind, Moved, Row
from market.operators.actions.findings import close_finding, replay_event, replay_job
from market.relations.errors import ContactNotAllowed, ReasonNeedsWords, TextNotAccepted
from tests.accounts.people import browser
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.operators.helpers import an_operator
from tests.relations.helpers import a_session

__all__ = ["market"]

FINDINGS, HELD = "/v1/operator/findings", "/v1/operator/held"


@pytest.fixture
async def desk(market: Market) -> AsyncIterator[httpx.AsyncClient]:
    """An operator's program."""
    async with browser(market.app, await a_session(await an_operator())) as visitor:
        yield visitor


def a_difference(number: int = 1) -> Difference:
    moved = Moved(new_id(), "txn_1", "charge", 1846, "EUR", f"ch_{number}")
    booked = Booked(new_id(), "charge.succeeded", 1900, "EUR", f"ch_{number}")
    row = Row("payment", new_id(), "succeeded", waiting=False)
    return of_group(Group(f"ch_{number}", "EUR", [moved], [booked], row), Kind.AMOUNT)


async def test_a_finding_is_listed_read_closed_and_read_again(desk: httpx.AsyncClient) -> None:
    difference = a_difference()
    await findings.report([difference])
    (listed,) = (await desk.get(FINDINGS)).json()["items"]
    path = f"{FINDINGS}/{listed['id']}"
    shown = (await desk.get(path)).json()
    assert (shown["kind"], shown["subject"], shown["difference"], shown["state"]) == (
        "amount",
        "ch_1",
        -54,
        "open",
    )
    assert shown["facts"]["stripe"] == [{"id": "txn_1", "type": "charge", "net": 1846}]
    assert shown["facts"]["books"][0]["effect"] == 1900 and shown["facts"]["row"]["status"] == "succeeded"
    inner = {difference.facts["books"][0]["transaction"], difference.facts["row"]["id"]}
    assert not {it for it in inner if it in (await desk.get(path)).text}, "no id of ours"
    answer = await desk.post(f"{path}/closure", json={"note": "Vu avec Stripe.", "version": 1})
    assert answer.status_code == 204
    assert (await desk.get(FINDINGS)).json()["items"] == []
    (closed,) = (await desk.get(FINDINGS, params={"state": "closed"})).json()["items"]
    assert closed["id"] == listed["id"]
    (closing,) = (await desk.get(path)).json()["closings"]
    assert (closing["note"], closing["version"]) == ("Vu avec Stripe.", 1)


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"note": "Vu.", "version": 2}, 409, "finding-changed"),
        ({"note": " ", "version": 1}, 422, "reason-needs-words"),
        ({"note": "Écrire à a@b.fr", "version": 1}, 422, "contact-not-allowed"),
        ({"note": "x" * 601, "version": 1}, 422, "text-not-accepted"),
        ({"note": "Vu."}, 422, "malformed"),
        ({"version": 1}, 422, "malformed"),
        ({"note": "Vu.", "version": 0}, 422, "malformed"),
    ],
)
async def test_a_closing_that_does_not_fit_is_refused(
    desk: httpx.AsyncClient, sent: dict[str, object], status: int, code: str
) -> None:
    await findings.report([a_difference()])
    (listed,) = (await desk.get(FINDINGS)).json()["items"]
    answer = await desk.post(f"{FINDINGS}/{listed['id']}/closure", json=sent)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
    assert await fetch_value("select state from money.reconciliation_findings") == "open"


async def test_findings_are_paged_and_filtered_by_kind(desk: httpx.AsyncClient) -> None:
    await findings.report([a_difference(number) for number in range(51)])
    await findings.report([replace(a_difference(99), kind=Kind.FOREIGN)])
    first = (await desk.get(FINDINGS)).json()
    rest = (await desk.get(FINDINGS, params={"after": first["after"]})).json()
    assert (len(first["items"]), len(rest["items"]), rest["after"]) == (50, 2, None)
    (foreign,) = (await desk.get(FINDINGS, params={"kind": "foreign"})).json()["items"]
    assert foreign["subject"] == "ch_99"
    for query in ({"kind": "x"}, {"state": "x"}):
        assert (await desk.get(FINDINGS, params=query)).status_code in (400, 422)
    assert (await desk.get(FINDINGS, params={"after": "x"})).status_code == 404


async def test_a_broken_rule_is_told_without_ids_or_tags(desk: httpx.AsyncClient) -> None:
    await findings.report([of_invariant(4, f"holder:pending {'ab' * 32} EUR", "holds -3")])
    (listed,) = (await desk.get(FINDINGS)).json()["items"]
    assert (listed["subject"], listed["facts"]) == ("", {"number": 4, "detail": "holds -3"})


async def failing(**payload: object) -> None:
    raise ZeroDivisionError


async def a_held_job() -> int:
    async with transaction():
        await jobs.enqueue("mail.send", message=uuid.uuid4())
    await drain({"mail.send": failing})
    (held,) = await jobs.held(10)
    return held.id


async def test_what_is_held_is_listed_and_done_again_once(desk: httpx.AsyncClient) -> None:
    await a_held_job()
    await fetch(
        "insert into money.inbox_events (id, source, external_id, type, livemode, object_id, received_at, status,"
        " tries, note) values (uuidv7(), 'stripe', 'evt_0', 'payout.paid', false, 'po_0', base.now(), 'dead', 17,"
        " 'too many tries')"
    )
    shown = (await desk.get(HELD)).json()
    ((job,), (event,)) = shown["jobs"], shown["events"]
    assert (job["name"], job["error"]) == ("mail.send", "ZeroDivisionError")
    assert (event["type"], event["object"], event["note"]) == ("payout.paid", "po_0", "too many tries")
    for path in (f"{HELD}/jobs/{job['id']}/replay", f"{HELD}/events/{event['id']}/replay"):
        assert [(await desk.post(path)).json() for _ in range(2)] == [{"replayed": True}, {"replayed": False}]
    assert (await desk.get(HELD)).json() == {"jobs": [], "events": []}
    rows = await fetch("select tries, note, status from money.inbox_events")
    assert [tuple(row) for row in rows] == [(0, None, "received")]


async def test_what_never_was_is_not_found(desk: httpx.AsyncClient) -> None:
    await a_held_job()
    for kind, inner in (("jobs", uuid.UUID(int=10**9)), ("jobs", uuid.uuid4()), ("events", uuid.uuid4())):
        name = names.name(kind.removesuffix("s"), inner, names.for_operators())
        assert (await desk.post(f"{HELD}/{kind}/{name}/replay")).status_code == 404


async def test_nobody_else_closes_or_replays(market: Market) -> None:
    """The second lock behind the routes' rule."""
    await findings.report([a_difference()])
    finding = await fetch_value("select id from money.reconciliation_findings")
    job = await a_held_job()
    strangers: list[Principal] = [await a_holder(), await a_brand(), Principal()]
    for who in strangers:
        for act in (close_finding(who, finding, 1, "Vu."), replay_job(who, job), replay_event(who, finding)):
            with pytest.raises(NotYours):
                await act
    operator = await an_operator()
    for note, error in (
        ("", ReasonNeedsWords),
        ("0612345678", ContactNotAllowed),
        ("\x00a", TextNotAccepted),
    ):
        with pytest.raises(error):
            await close_finding(operator, finding, 1, note)
    with pytest.raises(NotFound):
        await close_finding(operator, uuid.uuid4(), 1, "Vu.")
