"""The desk's own money: what is ours and missing is shown, transfers are written down, confirmed, called off."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from market.base.database import fetch_value
from market.base.ids import new_id
from market.money.chart import Kind, credit, debit, escrow, own
from market.money.ownfunds import queries
from market.money.ownfunds.actions import confirm, record
from market.money.reconciliation.actions import reconcile
from market.web.operator_names import FINDING, outward
from tests.accounts.people import browser
from tests.market import Market, market
from tests.money.books import CLEARING, book
from tests.money.ownfunds.standing import a_transfer, in_bank, today
from tests.money.payouts.paying import an_operator, client_money
from tests.relations.helpers import a_session
from tests.web.brands import Page, reading

__all__ = ["market"]

PATH, API = "/operator/own-funds", "/v1/operator/own-funds"
ABOVE = 150_000


@pytest.fixture
async def holding(market: Market) -> AsyncIterator[Market]:
    with client_money():
        yield market


async def test_the_page_says_what_is_ours_and_a_transfer_is_written_down(holding: Market) -> None:
    await in_bank(ours=5000, owed=3000)
    async with reading(holding, await an_operator()) as visitor:
        page = Page(await visitor.get(PATH))
        assert "€50.00" in page.words and "Ours, to be taken out" in page.words
        form = page.form(PATH)
        wanted = form.values | {"direction": "out", "amount": "20", "reference": "vir 7"}
        answer = await visitor.post(PATH, data=wanted)
        assert answer.status_code == 303
        page = Page(await visitor.get(PATH))
        assert "VIR 7" in page.words and "booked" in page.words and "€30.00" in page.words
        again = await visitor.post(PATH, data=wanted)
        assert again.status_code == 303
    assert await fetch_value("select count(*) from money.own_transfers") == 1
    async with reading(holding, await an_operator(), "fr") as visitor:
        assert "À nous, à sortir" in Page(await visitor.get(PATH)).words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": "50,01"}, "This is more than what is ours"),
        ({"amount": "abc"}, "This amount is not possible."),
        ({"reference": " "}, "This is no reference of a bank’s."),
        ({"direction": "up"}, "Say which way this transfer goes."),
        ({"day": "2099-01-01"}, "This day is not possible"),
        ({"day": "2026-02-30"}, "This day is not possible"),
        ({"day": "yesterday"}, "The books begin after this day"),
    ],
)
async def test_what_cannot_be_is_said_at_its_place_and_what_was_typed_is_kept(
    holding: Market, changed: dict[str, str], words: str
) -> None:
    await in_bank(ours=5000)
    if changed.get("day") == "yesterday":
        changed = {"day": (await today() - timedelta(days=1)).isoformat()}
    async with reading(holding, await an_operator()) as visitor:
        form = Page(await visitor.get(PATH)).form(PATH)
        typed = form.values | {"direction": "out", "amount": "20", "reference": "vir 7"} | changed
        answer = await visitor.post(PATH, data=typed)
        assert answer.status_code in (409, 422)
        page = Page(answer)
        assert words in page.words
        assert page.form(PATH).values["amount"] == typed["amount"]
    assert await fetch_value("select count(*) from money.own_transfers") == 0


async def test_above_the_limit_another_operator_confirms_on_the_page(holding: Market) -> None:
    await in_bank(ours=2 * ABOVE)
    first = await an_operator()
    row = await record(first, await a_transfer(ABOVE, reference="VIR 8"))
    async with reading(holding, first) as visitor:
        page = Page(await visitor.get(PATH))
        assert "another operator confirms it" in page.words
        assert not [it for it in page.forms if it.values.get("act") == "confirm"]
        (form,) = [it for it in page.forms if it.values.get("act") == "call_off"]
        answer = await visitor.post(form.action, data=form.values | {"reason": ""})
        assert answer.status_code == 422 and "Say why" in Page(answer).words
        assert (await visitor.post(form.action, data={"act": "confirm"})).status_code == 403
    async with reading(holding, await an_operator()) as visitor:
        page = Page(await visitor.get(PATH))
        (form,) = [it for it in page.forms if it.values.get("act") == "confirm"]
        assert (await visitor.post(form.action, data=form.values)).status_code == 303
        assert (await visitor.post(form.action, data=form.values)).status_code == 409
    assert (await queries.transfer(row.id)).status == "booked"
    other = await record(await an_operator(), await a_transfer(ABOVE, reference="VIR 9"))
    async with reading(holding, await an_operator()) as visitor:
        page = Page(await visitor.get(PATH))
        (form,) = [it for it in page.forms if it.values.get("act") == "call_off"]
        await visitor.post(form.action, data=form.values | {"reason": "mistyped"})
        assert "mistyped" in Page(await visitor.get(PATH)).words
        assert (await visitor.post(f"{PATH}/x/decision", data={})).status_code == 404
    assert (await queries.transfer(other.id)).status == "called_off"


async def test_a_mistyped_transfer_is_reversed_on_the_page_once(holding: Market) -> None:
    await in_bank(ours=5000)
    operator = await an_operator()
    wrong = await record(operator, await a_transfer(2000, reference="VIR 7"))
    async with reading(holding, operator) as visitor:
        (way,) = [it for it in Page(await visitor.get(PATH)).links if "reverse=" in it]
        page = Page(await visitor.get(way))
        (form,) = [it for it in page.forms if it.values.get("act") == "reverse"]
        answer = await visitor.post(form.action, data=form.values | {"reason": " "})
        assert answer.status_code == 422 and "Say why" in Page(answer).words
        told = await visitor.post(form.action, data=form.values | {"reason": "two zeros too many"})
        assert told.status_code == 303
        for path in (PATH, way):
            page = Page(await visitor.get(path))
            assert "Reversal: Out to our own account" in page.words and "two zeros too many" in page.words
            assert not [it for it in page.forms if it.values.get("act") == "reverse"]
            assert not [it for it in page.links if "reverse=" in it]
        again = await visitor.post(form.action, data=form.values | {"reason": "again"})
        assert again.status_code == 409 and "cannot be reversed" in Page(again).words
    assert (await queries.transfer(wrong.id)).status == "reversed"
    async with reading(holding, operator, "fr") as visitor:
        assert "contre-passé" in Page(await visitor.get(PATH)).words


async def test_a_large_reversal_waits_on_the_page_for_another_operator(holding: Market) -> None:
    await in_bank(ours=ABOVE)
    first, second = await an_operator(), await an_operator()
    wrong = await confirm(second, (await record(first, await a_transfer(ABOVE, reference="VIR 8"))).id)
    async with reading(holding, first) as visitor:
        (way,) = [it for it in Page(await visitor.get(PATH)).links if "reverse=" in it]
        (form,) = [it for it in Page(await visitor.get(way)).forms if it.values.get("act") == "reverse"]
        await visitor.post(form.action, data=form.values | {"reason": "mistyped"})
        page = Page(await visitor.get(PATH))
        assert "Its reversal waits to be confirmed" in page.words
        assert not [it for it in page.forms if it.values.get("act") in ("reverse", "confirm")]
    async with reading(holding, second) as visitor:
        page = Page(await visitor.get(PATH))
        assert "what is not there is taken back" in page.words
        (form,) = [it for it in page.forms if it.values.get("act") == "confirm"]
        assert (await visitor.post(form.action, data=form.values)).status_code == 303
    assert (await queries.transfer(wrong.id)).status == "reversed"


async def test_where_no_client_money_is_held_the_page_says_who_holds_it(market: Market) -> None:
    async with reading(market, await an_operator()) as visitor:
        page = Page(await visitor.get(PATH))
        assert "This market holds no clients’ money" in page.words
        assert not [it for it in page.forms if it.action == PATH]
        answer = await visitor.post(
            PATH,
            data={"direction": "out", "amount": "1", "reference": "x", "day": (await today()).isoformat()},
        )
        assert answer.status_code == 409


async def test_a_finding_says_what_is_missing_and_leads_to_the_page(holding: Market) -> None:
    await book([debit(CLEARING, 1900), credit(escrow(new_id()), 1900)])
    await book([debit(own(Kind.STRIPE_FEES), 54), credit(CLEARING, 54)])
    await reconcile()
    id = await fetch_value("select id from money.reconciliation_findings where kind = 'uncovered'")
    async with reading(holding, await an_operator()) as visitor:
        assert "Too little to pay what is owed" in Page(await visitor.get("/operator/findings")).words
        page = Page(await visitor.get(f"/operator/findings/{outward(FINDING, id)}"))
    assert "€0.54" in page.words and "Own money" in page.words and "Stripe’s object" not in page.words


async def test_by_api_it_is_the_same(holding: Market) -> None:
    await in_bank(ours=2 * ABOVE, owed=3000)
    day = (await today()).isoformat()
    async with (
        browser(holding.app, await a_session(await an_operator())) as first,
        browser(holding.app, await a_session(await an_operator())) as second,
    ):
        stands = (await first.get(API)).json()
        assert (stands["held"], stands["ours"], stands["owed"]) == (True, 2 * ABOVE, 3000)
        assert stands["owed_by_kind"]["brand:credit"] == 3000
        made = {"direction": "out", "amount": ABOVE, "reference": "VIR 1", "day": day}
        answer = (await first.post(f"{API}/transfers", json=made)).json()
        assert (answer["status"], answer["needed"]) == ("waiting", 2)
        confirm = f"{API}/transfers/{answer['id']}/confirmation"
        assert (await first.post(confirm)).status_code == 403
        assert (await second.post(confirm)).json()["status"] == "booked"
        refused = await first.post(
            f"{API}/transfers", json=made | {"amount": 10 * ABOVE, "reference": "VIR 2"}
        )
        assert refused.json()["type"] == "/problems/more-than-ours" and refused.json()["most"] == ABOVE
        reused = await first.post(f"{API}/transfers", json=made | {"amount": 1})
        assert reused.json()["type"] == "/problems/transfer-reference-reused"
        waits = (await first.post(f"{API}/transfers", json=made | {"reference": "VIR 3"})).json()
        gone = await first.post(f"{API}/transfers/{waits['id']}/cancellation", json={"reason": "mistyped"})
        assert gone.status_code == 204
        assert [it["status"] for it in (await first.get(f"{API}/transfers")).json()] == [
            "called_off",
            "booked",
        ]
        reverse = f"{API}/transfers/{answer['id']}/reversal"
        back = (await first.post(reverse, json={"reason": "mistyped"})).json()
        assert (back["status"], back["reverses"], back["direction"]) == ("waiting", answer["id"], "in")
        twice = await second.post(reverse, json={"reason": "mistyped"})
        assert (twice.status_code, twice.json()["type"]) == (409, "/problems/transfer-not-reversible")
        await second.post(f"{API}/transfers/{back['id']}/confirmation")
        states = [(it["status"], it["why"]) for it in (await first.get(f"{API}/transfers")).json()]
        assert states == [("booked", "mistyped"), ("called_off", "mistyped"), ("reversed", None)]
        assert (await first.get(API)).json()["ours"] == 2 * ABOVE
