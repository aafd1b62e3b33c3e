"""The desk's payouts and settlements: seen, let out by two pairs of eyes, exported, executed, given back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from market.base import clock, names
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.jobs import drain
from market.money.payouts import queries
from market.money.settlement.rules import Month
from market.wiring import JOBS
from tests.market import Market, market
from tests.money.payouts.paying import (
    IBAN,
    NAME,
    a_payee,
    an_operator,
    approved,
    batch_of,
    client_money,
    payout_of,
    ready,
    requested,
    sent,
    status_of,
    sums,
    tag_of,
)
from tests.money.settlement.running import Running, run
from tests.web.brands import Page, reading, traces

__all__ = ["market"]


@pytest.fixture
async def paying(market: Market) -> AsyncIterator[Market]:
    with client_money():
        yield market


async def month() -> str:
    return str(Month.of(await clock.now() + timedelta(days=15)))


async def a_run(*amounts: int) -> list[Principal]:
    """A month's run with a payout of each amount."""
    holders = [await a_payee() for _ in amounts]
    await requested(*zip(holders, amounts, strict=True), period=await month())
    return holders


async def batch_path(who: Principal) -> str:
    return "/operator/payouts/" + names.name("batch", await batch_of(who), names.for_operators())


async def payout_path(who: Principal) -> str:
    return "/operator/payout/" + names.name("payout", (await payout_of(who))["id"], names.for_operators())


async def act(visitor: httpx.AsyncClient, path: str, which: str, **more: str) -> httpx.Response:
    """Send the form of an act as the page offers it."""
    page = Page(await visitor.get(path))
    (form,) = [it for it in page.forms if it.values.get("act") == which]
    return await visitor.post(form.action, data={**form.values, **more})


def alert(answer: httpx.Response) -> str:
    return answer.text.split('role="alert"')[1].split("</div>")[0] if 'role="alert"' in answer.text else ""


async def test_where_nothing_waits_it_says_so(paying: Market) -> None:
    async with reading(paying, await an_operator()) as visitor:
        page = Page(await visitor.get("/operator/payouts"))
    for words in ("No batch waits.", "Nothing is held back, nothing came back.", "None."):
        assert words in page.words


async def test_a_batch_goes_all_its_way_by_the_pages(paying: Market) -> None:
    one, two = await a_run(60_000, 50_000)
    path = await batch_path(one)
    async with reading(paying, await an_operator()) as first, reading(paying, await an_operator()) as second:
        desk = Page(await first.get("/operator/payouts"))
        assert path in desk.links and "€1,100.00" in desk.words and "none yet" in desk.words
        assert (await act(first, path, "approve")).status_code == 303
        page = Page(await first.get(path))
        assert "Approved by you. It takes one more operator." in page.words and "1 of 2" in page.words
        again = await act(first, path, "approve")
        assert again.status_code == 403 and "You have approved it already" in alert(again)
        assert (await act(second, path, "approve")).status_code == 303
        assert "2 of 2" in Page(await second.get(path)).words
        file = await second.post(f"{path}/file")
        assert file.status_code == 200 and file.headers["cache-control"] == "no-store"
        assert file.headers["content-disposition"].startswith('attachment; filename="')
        assert file.headers["content-type"].startswith("application/xml")
        assert IBAN.encode() in file.content and NAME.encode() in file.content
        assert (await first.post(f"{path}/file")).content == file.content
        assert "The same file as before, to the byte." in Page(await first.get(path)).words
        assert (await act(first, path, "accept")).status_code == 303
        assert (await act(first, path, "execute")).status_code == 303
        done = Page(await first.get(path))
        assert "Executed. The holders are paid." in done.words and "executed" in done.words
        assert path in Page(await first.get("/operator/payouts")).links
    assert {await status_of(one), await status_of(two)} == {"paid"}
    assert await paying.findings() == []


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("en", "You let out €20.00 in 1 payout.", "You let out €50.00 in 2 payouts."),
        ("fr", "en 1 versement.", "en 2 versements."),
    ],
)
async def test_one_payout_is_one(paying: Market, language: str, one: str, two: str) -> None:
    (who,) = await a_run(2000)
    async with reading(paying, await an_operator(), language) as visitor:
        assert one in Page(await visitor.get(await batch_path(who))).words
    await a_run(3000)
    async with reading(paying, await an_operator(), language) as visitor:
        assert two in Page(await visitor.get(await batch_path(who))).words


async def test_no_page_says_who_is_paid(paying: Market) -> None:
    (who,) = await a_run(2000)
    async with reading(paying, await an_operator()) as visitor:
        pages = [await visitor.get("/operator/payouts"), await visitor.get(await batch_path(who))]
        pages.append(await visitor.get(await payout_path(who)))
    row = await payout_of(who)
    for told in (NAME, IBAN, IBAN[-4:], str(who.person), str(row["id"]), tag_of(who).hex()):
        assert not any(told in page.text for page in pages), told


async def test_a_batch_that_changed_meanwhile_is_not_approved(paying: Market) -> None:
    one, two = await a_run(2000, 3000)
    path = await batch_path(one)
    async with reading(paying, await an_operator()) as visitor:
        page = Page(await visitor.get(path))
        (form,) = [it for it in page.forms if it.values.get("act") == "approve"]
        await act(visitor, await payout_path(two), "hold", reason="look")
        answer = await visitor.post(form.action, data=form.values)
        assert answer.status_code == 409 and "changed since you looked" in alert(answer)
        for rubbish in ("", "x", "-1", "9" * 99):
            answer = await visitor.post(form.action, data={"act": "approve", "amount": rubbish})
            assert answer.status_code == 409
    assert await fetch("select 1 from money.payout_approvals") == []


async def test_a_payout_is_held_looked_at_and_let_out(paying: Market) -> None:
    (who,) = await a_run(2000)
    path = await payout_path(who)
    async with reading(paying, await an_operator(), "fr") as visitor:
        answer = await act(visitor, path, "hold", reason="")
        assert answer.status_code == 422 and 'id="reason-hold-error"' in answer.text
        assert (await act(visitor, path, "hold", reason="Appel de la banque")).status_code == 303
        page = Page(await visitor.get(path))
        assert "retenu" in page.words and "Appel de la banque" in page.words
        assert "Appel de la banque" in Page(await visitor.get("/operator/payouts")).words
        assert (await act(visitor, path, "approve")).status_code == 303
    assert await status_of(who) == "approved"


@pytest.mark.parametrize("which", ["batch", "payout"])
async def test_what_is_called_off_is_ready_again(paying: Market, which: str) -> None:
    (who,) = await a_run(2000)
    path = await (batch_path if which == "batch" else payout_path)(who)
    async with reading(paying, await an_operator()) as visitor:
        assert (await act(visitor, path, "cancel", reason="Wrong month")).status_code == 303
        page = Page(await visitor.get(path))
    assert "Called off. The money is ready again." in page.words
    assert [it for it in page.forms if "act" in it.values] == []
    assert await sums(who) == (2000, 0)


async def test_a_payment_that_came_back_is_found_by_its_reference_and_tried_again(paying: Market) -> None:
    (who,) = await a_run(2000)
    await sent(await batch_of(who))
    path, reference = await payout_path(who), (await payout_of(who))["reference"]
    async with reading(paying, await an_operator()) as visitor:
        found = await visitor.get("/operator/payouts", params={"reference": reference.lower()})
        assert (found.status_code, found.headers["location"]) == (303, f"{path}?reference={reference}")
        missed = await visitor.get("/operator/payouts", params={"reference": "ABC"})
        assert "No payout has this reference." in Page(missed).words
        answer = await act(visitor, path, "return", code="")
        assert answer.status_code == 422 and 'id="code-return-error"' in answer.text
        assert (await act(visitor, path, "return", code="MS03")).status_code == 303
        assert path in Page(await visitor.get("/operator/payouts")).links, "to look at one by one"
        assert (await act(visitor, path, "retry")).status_code == 303
    assert (await payout_of(who))["attempt"] == 2
    assert await paying.findings() == []


async def test_a_list_that_is_cut_says_so(paying: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = await a_run(2000, 3000)
    async with reading(paying, await an_operator()) as visitor:
        path = await batch_path(one)
        assert "largest of them" not in Page(await visitor.get(path)).words
        monkeypatch.setattr(queries, "MOST_PAYOUTS", 2)
        assert "largest of them" not in Page(await visitor.get(path)).words, (
            "whole, as long as the list may be"
        )
        monkeypatch.setattr(queries, "MOST_PAYOUTS", 1)
        shown = Page(await visitor.get(path))
        assert "The 1 largest of them are shown." in shown.words
        assert await payout_path(two) in shown.links and await payout_path(one) not in shown.links
        assert "oldest of them" not in Page(await visitor.get("/operator/payouts")).words
        monkeypatch.setattr(queries, "MOST_BATCHES", 1)
        assert "The 1 oldest of them are shown." in Page(await visitor.get("/operator/payouts")).words


async def test_a_banks_message_with_several_numbers_finds_what_it_is_about(paying: Market) -> None:
    one, two = await a_run(2000, 3000)
    batch = await batch_of(one)
    await sent(batch)
    file = await fetch_value("select message_id from money.payout_batches where id = $1", batch)
    first, second = (await payout_of(one))["reference"], (await payout_of(two))["reference"]
    ibanlike = "AD1200012030200359100100"
    async with reading(paying, await an_operator()) as visitor:

        async def look(words: str) -> httpx.Response:
            return await visitor.get("/operator/payouts", params={"reference": words})

        for words in (
            f"OrgnlMsgId {file} OrgnlEndToEndId {first}",
            f"{ibanlike} Moi {first.lower()}, rejet",
            f"{first} / {first}",
            f"Moi{first}",
        ):
            found = await look(words)
            assert (found.status_code, found.headers["location"]) == (
                303,
                f"{await payout_path(one)}?reference={first}",
            )
        assert (await look(f"OrgnlMsgId {file}")).headers["location"] == await batch_path(one)
        both = Page(await look(f"{first} {second}"))
    assert "The message names several:" in both.words and "No payout has this reference." not in both.words
    for who, reference in ((one, first), (two, second)):
        assert f"{await payout_path(who)}?reference={reference}" in both.links


async def test_a_file_that_the_bank_refused_is_ready_again_whole(paying: Market) -> None:
    one, two = await a_run(2000, 3000)
    await sent(await batch_of(one))
    async with reading(paying, await an_operator()) as visitor:
        assert (await act(visitor, await batch_path(one), "reject", code="AM05")).status_code == 303
    assert (await sums(one), await sums(two)) == ((2000, 0), (3000, 0))


async def test_without_the_settings_the_export_says_what_to_do(paying: Market) -> None:
    (who,) = await a_run(2000)
    await approved(await batch_of(who))
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        async with reading(paying, await an_operator()) as visitor:
            answer = await visitor.post(f"{await batch_path(who)}/file")
    assert answer.status_code == 503 and "a setting is missing" in alert(answer)
    assert await status_of(who) == "approved"


async def test_a_month_is_foreseen_and_closed_by_the_worker(paying: Market) -> None:
    who = await a_payee()
    await ready((who, 4000))
    began = await clock.now()
    await run(Running(began))
    period = str(Month.of(began - timedelta(days=14)))
    async with reading(paying, await an_operator()) as visitor:
        early = await visitor.post("/operator/settlements", data={"period": str(Month.of(began))})
        assert early.status_code == 409 and "not over" in alert(early)
        await clock.travel_to(Month.of(began).ends_at + timedelta(hours=1))
    async with reading(paying, await an_operator()) as visitor:
        while True:
            page = Page(await visitor.get("/operator/settlements"))
            if f"To close: {Month.of(began)}" in page.words:
                break
            form = page.form("/operator/settlements")
            period = str(form.values["period"])
            assert (await visitor.post(form.action, data=form.values)).status_code == 303
            await drain(JOBS)
        assert "Payouts, of what is ready now" in page.words
        form = page.form("/operator/settlements")
        before = await traces()
        assert (await visitor.post(form.action, data=form.values)).status_code == 303
        assert await fetch_value("select count(*) from money.settlements where closed_at is null") == 1
        assert (await traces())["money.ledger_entries"] == before["money.ledger_entries"], (
            "the worker does it"
        )
        assert "being closed" in Page(await visitor.get("/operator/settlements")).words
        await drain(JOBS)
        after = Page(await visitor.get("/operator/settlements"))
        assert (
            "being closed" not in after.words
            and "closed" in after.words
            and "Nothing to close" in after.words
        )
        again = await visitor.post("/operator/settlements", data={"period": period})
        assert again.status_code == 409 and "closed already" in alert(again)
        assert (await visitor.post("/operator/settlements", data={"period": "x"})).status_code == 422
    assert await sums(who) == (0, 4000)
    assert await paying.findings() == []


async def test_a_closing_that_died_is_taken_up_again(paying: Market) -> None:
    from market.base import audit
    from market.money.settlement.actions import settle

    who = await a_payee()
    await ready((who, 4000))
    period = str(Month.of(await clock.now()))
    await clock.travel_to(Month.named(period).ends_at + timedelta(hours=1))
    await settle(period, audit.SYSTEM)  # and then it died, before the payouts
    async with reading(paying, await an_operator()) as visitor:
        page = Page(await visitor.get("/operator/settlements"))
        assert "payouts not requested" in page.words and f"Request the payouts of {period}" in page.words
        form = page.form("/operator/settlements")
        assert form.values == {"period": period}
        assert (await visitor.post(form.action, data=form.values)).status_code == 303
    await drain(JOBS)
    assert await sums(who) == (0, 4000)


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Un mois précédent n’est pas clos."), ("en", "An earlier month is not closed.")],
)
async def test_a_month_whose_turn_has_not_come_is_refused_in_words(
    paying: Market, language: str, words: str
) -> None:
    began = await clock.now()
    await run(Running(began, period="P3M"))
    later = Month.of(began).following
    await clock.travel_to(later.ends_at + timedelta(hours=1))
    async with reading(paying, await an_operator(), language) as visitor:
        answer = await visitor.post("/operator/settlements", data={"period": str(later)})
        assert answer.status_code == 409 and words in alert(answer)
        assert f": {Month.of(began)}" in Page(answer).words, "the page names the one whose turn it is"
        assert await fetch("select 1 from money.settlements") == []
        for _ in range(2):
            form = Page(await visitor.get("/operator/settlements")).form("/operator/settlements")
            assert (await visitor.post(form.action, data=form.values)).status_code == 303
            await drain(JOBS)
    assert await fetch_value("select max(period) from money.settlements") == str(later)


PATHS = ["/operator/payouts", "/operator/settlements", "/operator/payouts/x", "/operator/payout/x"]


@pytest.mark.parametrize("path", PATHS)
async def test_it_is_for_operators(paying: Market, path: str) -> None:
    async with reading(paying, await a_payee()) as visitor:
        assert (await visitor.get(path)).status_code == 403
    async with reading(paying) as visitor:
        assert (await visitor.get(path)).status_code == 401


async def test_rubbish_and_inner_ids_are_not_found(paying: Market) -> None:
    (who,) = await a_run(2000)
    row = await payout_of(who)
    async with reading(paying, await an_operator()) as visitor:
        for name in ("x", str(row["id"]), names.name("payout", row["id"], names.for_operators())):
            assert (await visitor.get(f"/operator/payouts/{name}")).status_code == 404
            assert (await visitor.post(f"/operator/payouts/{name}/file")).status_code == 404
        for name in ("x", str(row["id"]), names.name("batch", row["batch_id"], names.for_operators())):
            assert (await visitor.get(f"/operator/payout/{name}")).status_code == 404
