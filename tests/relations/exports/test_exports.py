"""A brand's files: all that it sent and asked in what runs, nothing of what is over, and no formula."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import clock, names
from market.base.tabular import FORMULA
from market.relations.actions import invite
from market.relations.actions.redeem import say_redeemed
from market.relations.benefits import Benefit
from market.relations.exports import queries
from market.relations.exports.rules import INVITATIONS, QUESTIONS, cells
from market.relations.questions.answering import answer
from market.relations.rules import Reaction
from market.relations.silence.actions import pause
from market.rentals.actions.end import withdraw
from tests.accounts.people import browser
from tests.factories import a_brand
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, a_relation, a_session, an_offer, brand_of
from tests.relations.questions.asked import asked

__all__ = ["market"]

FILES = ("/v1/exports/invitations", "/v1/exports/questions")


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


async def a_full_month(it: Relation, words: str = "=1+1") -> str:
    """An invitation that was answered and whose code was redeemed, and a question: its name."""
    offer = await an_offer(title="=HYPERLINK(1)", kind="sample", benefit=Benefit(what="-2+3"), code="+33-X")
    placed = await invite.send(it.brand, it.agreement, offer)
    await invite.react(it.holder, it.agreement, placed.id, Reaction.INTERESTED)
    await say_redeemed(it.holder, it.agreement, name_of(placed.id, it), told=True)
    name = await asked(it, kind="text", text="Qu’en dites-vous\u00a0?", choices=())
    await answer(it.holder, it.agreement, name, words, confirmed=True)
    return name


def name_of(invitation: Any, it: Relation) -> str:
    return names.name(invite.KIND, invitation, names.for_agreement(it.agreement))


async def files(market: Market, it: Relation) -> list[httpx.Response]:
    async with browser(market.app, await a_session(it.brand)) as brand:
        found = [await brand.get(path + end) for path in FILES for end in ("", "/csv")]
    assert {it.status_code for it in found} == {200}
    return found


async def test_both_files_say_what_was_sent_asked_and_answered(market: Market) -> None:
    it = await a_paid_relation(market)
    await a_full_month(it)
    sent, sent_table, questions, question_table = await files(market, it)
    persona = names.name("persona", it.persona, names.for_brand(brand_of(it.brand)))
    who = {"agreement": str(it.agreement), "persona": persona, "handle": names.handle(persona)}
    (row,) = sent.json()
    assert row.items() >= who.items() and sorted(row) == sorted(INVITATIONS)
    assert (row["title"], row["reaction"], row["told"], row["what"]) == (
        *("=HYPERLINK(1)", "interested", True, "-2+3"),
    )
    (asked_,) = questions.json()
    assert asked_.items() >= who.items() and sorted(asked_) == sorted(QUESTIONS)
    assert (asked_["answer"], asked_["answer_words"], asked_["wish"]) == ("=1+1", ["=1+1"], False)
    (line,) = table(sent_table.text)
    assert (line["title"], line["what"], line["code"], line["told"]) == (
        *("'=HYPERLINK(1)", "'-2+3", "'+33-X", "true"),
    )
    assert table(question_table.text)[0]["answer"] == "'=1+1"
    for answered, ending in zip(
        (sent, sent_table, questions, question_table), ("json", "csv") * 2, strict=True
    ):
        assert answered.headers["content-disposition"].endswith(f'.{ending}"')
        assert answered.headers["cache-control"] == "no-store"


async def test_what_was_not_answered_is_empty_whatever_the_reason(market: Market) -> None:
    it = await a_paid_relation(market)
    placed = await invite.send(it.brand, it.agreement, await an_offer())
    await asked(it)
    before = [one.content for one in await files(market, it)]
    (row,) = json.loads(before[0])
    assert (row["reaction"], row["reacted_on"], row["told"]) == (None, None, False)
    await say_redeemed(it.holder, it.agreement, name_of(placed.id, it), told=False)
    await pause(it.holder, it.agreement)
    assert [one.content for one in await files(market, it)] == before


async def test_after_the_end_nothing_of_the_relation_leaves_any_more(market: Market) -> None:
    it = await a_paid_relation(market)
    await a_full_month(it)
    full = [one.text for one in await files(market, it)]
    await withdraw(it.holder, it.agreement)
    empty = [one.text for one in await files(market, it)]
    assert [json.loads(it) for it in empty[::2]] == [[], []]
    assert [table(it) for it in empty[1::2]] == [[], []]
    assert all(len(table(it)) == 1 for it in full[1::2])


async def test_the_clock_and_a_suspension_alone_empty_them(market: Market, owner: asyncpg.Connection) -> None:
    it = await a_paid_relation(market)
    await a_full_month(it)
    await owner.execute("update rentals.rentals set state = 'TemporarilySuspended'")
    assert (await files(market, it))[0].json() == []
    await owner.execute("update rentals.rentals set state = 'Active'")
    assert len((await files(market, it))[0].json()) == 1
    await clock.travel(timedelta(days=40))
    assert [one.json() for one in (await files(market, it))[::2]] == [[], []]


async def test_what_ends_while_a_file_is_sent_is_not_in_the_pages_that_follow(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "A_PAGE", 1)
    it = await a_paid_relation(market)
    for _ in range(2):
        await invite.send(it.brand, it.agreement, await an_offer())
    pages = queries.invitations_of(brand_of(it.brand))
    assert len(await anext(pages)) == 1
    await withdraw(it.holder, it.agreement)
    assert [page async for page in pages] == []


async def test_pages_meet_and_miss_nothing(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "A_PAGE", 2)
    it = await a_relation()
    for _ in range(3):
        await invite.send(it.brand, it.agreement, await an_offer())
    assert [one["number"] for one in (await files(market, it))[0].json()] == [1, 2, 3]


async def test_another_brand_gets_nothing_of_it(market: Market) -> None:
    it = await a_paid_relation(market)
    await a_full_month(it)
    stranger = await a_brand()
    async with browser(market.app, await a_session(stranger)) as visitor:
        for path in FILES:
            assert (await visitor.get(path)).json() == []


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.builds("{}{}".format, st.sampled_from([*FORMULA, "", " "]), st.text(max_size=8)),
            st.lists(st.text(max_size=5), max_size=3),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_no_text_becomes_a_formula_and_a_number_stays_one(values: list[Any]) -> None:
    columns = [str(n) for n in range(len(values))]
    for value, cell in zip(values, cells(dict(zip(columns, values, strict=True)), columns), strict=True):
        if isinstance(value, int) and not isinstance(value, bool):
            assert int(cell) == value
        else:
            assert not cell.startswith(FORMULA)
