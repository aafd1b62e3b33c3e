"""What leaves the desk as a file: the ledger's lists as shown, and the accounting file."""

import csv
import io
import uuid
from datetime import UTC, date, datetime, timedelta

import httpx

from market.base import audit, clock
from market.money.chart import Account, Kind, escrow, own
from market.money.explorer import balance_at
from market.money.reconciliation.actions import reconcile
from market.money.settlement.actions import settle
from market.web.operator_exports import PATH, euros
from market.web.operator_names import account_name
from tests.factories import a_brand, a_person
from tests.market import Market, market
from tests.money.accounting.fec import faults
from tests.money.books import book, charge
from tests.money.settlement.running import Running, run
from tests.web.brands import Page, reading

__all__ = ["market"]

LEDGER = "/operator/ledger"


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


async def test_each_list_of_the_ledger_has_its_file_with_the_same_figures(market: Market) -> None:
    rentals = [uuid.uuid4() for _ in range(3)]
    for rental in rentals:
        await book(charge(rental))
    await reconcile()
    async with reading(market, await a_person(operator=True)) as operator:
        page = Page(await operator.get(LEDGER))
        assert f"{LEDGER}/csv" in page.links
        balances = {it["account"]: it["balance"] for it in rows(await operator.get(f"{LEDGER}/csv"))}
        assert set(balances) == set(Kind)
        assert (balances["rental:escrow"], balances["stripe:clearing"]) == ("57.00", "-57.00")
        held = rows(await operator.get(f"{LEDGER}/kinds/rental-escrow/csv"))
        assert [it["balance"] for it in held] == ["19.00"] * 3
        shown = Page(await operator.get(f"{LEDGER}/kinds/rental-escrow")).words
        assert all(it["who"] in shown for it in held)
        assert (await operator.get(f"{LEDGER}/kinds/nothing/csv")).status_code == 404
        account = f"{LEDGER}/accounts/{account_name(own(Kind.STRIPE_CLEARING))}"
        postings = rows(await operator.get(f"{account}/csv"))
        assert [(it["debit"], it["credit"]) for it in postings] == [("19.00", "0.00")] * 3
        for it in postings:
            found = await operator.get(f"{LEDGER}/transactions/{it['transaction']}")
            assert found.status_code == 200
        assert (await operator.get(f"{LEDGER}/accounts/x/csv")).status_code == 404


async def test_a_file_is_of_the_day_that_was_shown_and_longer_than_a_page(market: Market) -> None:
    start = await clock.now()
    rental = uuid.uuid4()
    await book(charge(rental), at=start)
    await clock.travel(timedelta(days=3))
    for _ in range(60):
        await book(charge(rental, 100))
    account: Account = escrow(rental)
    async with reading(market, await a_person(operator=True)) as operator:
        here = f"{LEDGER}/accounts/{account_name(account)}"
        early = rows(await operator.get(f"{here}/csv?day={clock.market_date(start).isoformat()}"))
        late = rows(await operator.get(f"{here}/csv"))
    assert (len(early), len(late)) == (1, 61)
    for day, told in ((clock.market_date(start), early), (clock.market_date(await clock.now()), late)):
        total = sum(round(float(it["credit"]) * 100) - round(float(it["debit"]) * 100) for it in told)
        assert total == await balance_at(account, day)


async def test_an_operator_closes_the_books_and_downloads_the_file(market: Market) -> None:
    began = datetime(2027, 3, 12, 9, tzinfo=UTC)
    await clock.travel_to(began)
    await run(Running(began))
    await clock.travel_to(datetime(2027, 4, 2, tzinfo=UTC))
    async with reading(market, await a_person(operator=True)) as operator:
        assert "First the month is over" in Page(await operator.get(PATH)).words
        early = await operator.post(PATH, data={"period": "2027-03"})
        assert early.status_code == 409 and "Close the settlement first." in Page(early).words
        await settle("2027-03", audit.SYSTEM)
        form = Page(await operator.get(PATH)).form(PATH)
        assert (await operator.post(form.action, data=form.values)).status_code == 303
        assert f"{PATH}/books/2027-03" in Page(await operator.get(PATH)).links
        file = await operator.get(f"{PATH}/books/2027-03")
        assert 'filename="000000018FEC20270331.txt"' in file.headers["content-disposition"]
        assert faults(file.content.decode(), (date(2027, 3, 1), date(2027, 3, 31))) == []
        assert (await operator.get(f"{PATH}/books/2027-04")).status_code == 404
        api = await operator.get("/v1/operator/books", headers={"accept": "application/json"})
        assert api.json()[0] | {"amount": 0} == {
            "period": "2027-03",
            "first_number": 1,
            "last_number": 2,
            "amount": 0,
        }
        same = await operator.get("/v1/operator/books/2027-03/file")
        assert same.content == file.content
        again = await operator.post("/v1/operator/books/2027-03", headers={"accept": "application/json"})
        assert (again.status_code, again.json()["type"]) == (409, "/problems/books-closed")
        early = await operator.post("/v1/operator/books/2025-12", headers={"accept": "application/json"})
        assert (early.status_code, early.json()["type"]) == (409, "/problems/before-the-books")
        assert early.json()["begins"] == "2027-03"
        page = await operator.post(PATH, data={"period": "2025-12"})
        assert page.status_code == 409 and "The books begin later" in Page(page).words


async def test_nobody_else_has_a_file(market: Market) -> None:
    for who in (await a_brand(), await a_person(holder=True), None):
        async with reading(market, who) as other:
            for path in (PATH, f"{LEDGER}/csv", f"{LEDGER}/kinds/rental-escrow/csv", "/v1/operator/books"):
                assert (await other.get(path)).status_code in (401, 403)


def test_amounts_are_whole_cents() -> None:
    assert [euros(it) for it in (0, 5, -5, 190000, -1901)] == ["0.00", "0.05", "-0.05", "1900.00", "-19.01"]
