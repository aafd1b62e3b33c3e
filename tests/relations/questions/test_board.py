"""The board of a brand: its rounds with their state and their answers, by state and subject, a page at a time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from market.base import clock
from market.relations.errors import QuestionNotFound, QuestionUnclear
from market.relations.questions import board, queries
from market.relations.questions.answering import answer, leave
from market.relations.questions.asking import ask, ask_all
from market.relations.questions.board import Wanted, board_of, latest_answers, state_of, wanted
from market.relations.silence.actions import pause
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_brand, a_holder
from tests.relations.helpers import Relation, a_relation, a_session, brand_of, with_mailbox
from tests.relations.questions.asked import a_question, asked

pytestmark = pytest.mark.usefixtures("database")


async def some(count: int) -> list[Relation]:
    """Running rentals of one brand, each of a holder of its own."""
    brand = await a_brand()
    return [
        await a_relation(brand=brand, holder=await with_mailbox(await a_holder(), f"h{n}@example.org"))
        for n in range(count)
    ]


async def states(relations: list[Relation], which: Wanted = board.ALL) -> list[tuple[str, int, int]]:
    found = await board_of(brand_of(relations[0].brand), which)
    return [(it.state, it.answered, it.asked) for it in found.rounds]


async def test_a_round_is_open_until_all_have_answered_or_its_last_day_is_over() -> None:
    relations = await some(2)
    await ask_all(relations[0].brand, await a_question())
    assert await states(relations) == [("open", 0, 2)]
    for n, it in enumerate(relations, 1):
        (seen,) = await queries.of_brand(brand_of(it.brand), it.agreement)
        await answer(it.holder, it.agreement, queries.name_of(seen.id, it.agreement), [1])
        assert await states(relations) == [("open" if n == 1 else "answered", n, 2)]
    await leave(it.holder, it.agreement, queries.name_of(seen.id, it.agreement))
    until = (await a_question()).until
    await clock.travel(timedelta(days=11))
    assert clock.market_date(await clock.now()) > until
    assert await states(relations) == [("over", 1, 2)]
    found = (await board_of(brand_of(it.brand))).rounds[0]
    each = await queries.round_of(brand_of(it.brand), queries.round_name(found.id, brand_of(it.brand)))
    assert state_of(each, clock.market_date(await clock.now())) == "over"


async def test_the_last_day_is_open_to_its_end() -> None:
    (it,) = await some(1)
    await asked(it)
    until = (await a_question()).until
    midnight = clock.market_date(await clock.now())
    for days in range(11):
        today = clock.market_date(await clock.now())
        assert (await states([it]))[0][0] == ("open" if today <= until else "over"), (midnight, days)
        await clock.travel(timedelta(days=1))


async def test_a_filter_leaves_what_is_of_that_state_and_about_that() -> None:
    first, second, third = await some(3)
    name = await asked(first, subject="velo", text="Quel vélo\u00a0?")
    await answer(first.holder, first.agreement, name, [1])
    await asked(second, subject="buying")
    await asked(third, subject="velo", text="Combien gagnez-vous\u00a0?")
    all_of_it = [first, second, third]
    assert [it[0] for it in await states(all_of_it)] == ["open", "open", "answered"]
    assert len(await states(all_of_it, Wanted("answered"))) == 1
    assert len(await states(all_of_it, Wanted("over"))) == 0
    assert len(await states(all_of_it, Wanted(subject="velo"))) == 2
    assert len(await states(all_of_it, Wanted("open", "velo"))) == 1
    assert len(await states(all_of_it, Wanted(subject="money"))) == 1, "words about money make it that, too"


def test_what_there_is_not_is_refused() -> None:
    for state, subject in (("pending", ""), ("", "weather")):
        with pytest.raises(QuestionUnclear):
            wanted(state, subject)
    assert wanted("", "") == board.ALL


@pytest.mark.parametrize("subject", [None, "buying"])
async def test_pages_meet_and_miss_nothing(monkeypatch: pytest.MonkeyPatch, subject: str | None) -> None:
    monkeypatch.setattr(board, "A_LOOK", 2)
    relations = await some(5)
    for n, it in enumerate(relations):
        await asked(it, subject="velo" if n == 2 and subject else "buying")
    brand, seen, before = brand_of(relations[0].brand), [], None
    for _ in range(6):
        found = await board_of(brand, Wanted(subject=subject), before, 2)
        seen += [it.first.agreement for it in found.rounds]
        before = found.following
        if before is None:
            break
    due = [it.agreement for n, it in enumerate(relations) if not (n == 2 and subject)]
    assert seen == due[::-1]


async def test_a_page_by_subject_looks_so_far_and_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "A_LOOK", 3)
    monkeypatch.setattr(board, "LOOKS", 1)
    relations = await some(5)
    for n, it in enumerate(relations):
        await asked(it, subject="velo" if n == 0 else "buying")
    brand = brand_of(relations[0].brand)
    nothing = await board_of(brand, Wanted(subject="velo"), None, 2)
    assert nothing.rounds == () and nothing.following is not None
    rest = await board_of(brand, Wanted(subject="velo"), nothing.following, 2)
    assert [it.first.agreement for it in rest.rounds] == [relations[0].agreement] and rest.following is None


async def test_the_latest_answers_are_of_running_rentals_and_few() -> None:
    relations = await some(5)
    made = await ask_all(relations[0].brand, await a_question())
    for it in relations[:4]:
        (seen,) = await queries.of_brand(brand_of(it.brand), it.agreement)
        await answer(it.holder, it.agreement, queries.name_of(seen.id, it.agreement), [2])
    brand = brand_of(relations[0].brand)
    found = await latest_answers(brand, [made.round])
    assert len(found[made.round]) == board.LATEST
    assert all(it.answer is not None for it in found[made.round])
    assert await latest_answers(brand_of(await a_brand()), [made.round]) == {}
    await clock.travel(timedelta(days=40))
    assert await latest_answers(brand, [made.round]) == {}


async def test_another_brands_round_is_nowhere() -> None:
    (ours,) = await some(1)
    await asked(ours)
    stranger = brand_of(await a_brand())
    assert (await board_of(stranger)).rounds == ()
    (found,) = (await board_of(brand_of(ours.brand))).rounds
    for name in (queries.round_name(found.id, brand_of(ours.brand)), "x"):
        with pytest.raises(QuestionNotFound):
            board.round_id(stranger, name)


# By JSON


@pytest.fixture
async def scene(
    app: Litestar, database: FreshDatabase
) -> AsyncIterator[tuple[list[Relation], httpx.AsyncClient]]:
    relations = await some(3)
    async with browser(app, await a_session(relations[0].brand)) as brand:
        yield relations, brand


async def test_the_list_goes_on_where_it_stopped_and_keeps_its_filter(
    scene: tuple[list[Relation], httpx.AsyncClient],
) -> None:
    relations, brand = scene
    for it in relations:
        await ask(it.brand, it.agreement, await a_question())
    first = await brand.get("/v1/questions?limit=2&state=open&subject=buying")
    assert [it["state"] for it in first.json()] == ["open", "open"]
    following = first.links["next"]["url"]
    assert "state=open" in following and "subject=buying" in following
    rest = await brand.get(following)
    assert len(rest.json()) == 1 and "next" not in rest.links
    assert (await brand.get("/v1/questions?state=over")).json() == []


@pytest.mark.parametrize(
    ("query", "status", "problem"),
    [
        ("state=left", 422, "question-unclear"),
        ("subject=x", 422, "question-unclear"),
        ("before=x", 404, "question-not-found"),
        ("paused=true", 422, "parameter-unknown"),
    ],
)
async def test_a_bad_query_is_refused(
    scene: tuple[list[Relation], httpx.AsyncClient], query: str, status: int, problem: str
) -> None:
    for path in ("/v1/questions", "/questions"):
        answered = await scene[1].get(f"{path}?{query}")
        if path == "/v1/questions":
            assert (answered.status_code, answered.json()["type"]) == (status, f"/problems/{problem}")


async def test_who_has_silenced_the_brand_is_on_the_board_as_who_says_nothing(
    scene: tuple[list[Relation], httpx.AsyncClient],
) -> None:
    relations, brand = scene
    await ask_all(relations[0].brand, await a_question())

    async def seen() -> list[Any]:
        return [
            (await brand.get(f"/v1/questions{query}")).content
            for query in ("", "?state=open", "?state=answered")
        ]

    before = await seen()
    await pause(relations[1].holder, relations[1].agreement)
    assert await seen() == before
