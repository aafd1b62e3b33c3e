"""Each end asks for a closing note, once: however early its brand signs, and however late the worker comes."""

from datetime import timedelta

import asyncpg
import pytest

from market.base import mail
from market.relations.closing.actions import give_note
from market.rentals.erasure.attest import attest_erasure
from tests.market import Market, market
from tests.rentals.erasure.erasing import ERASED, Over, a_rented, letters

__all__ = ["market"]

DAY = timedelta(days=1)


@pytest.fixture
async def over(market: Market) -> Over:
    return await (await a_rented(market)).switched_off()


async def asked(over: Over, *days: int) -> list[str]:
    """The letters that ask the brand for a note, with the worker at work on those days after the end."""
    ended_on = (await over.duty()).ended_on
    assert ended_on
    for after in days:
        for _ in range(2):
            await over.day(ended_on + after * DAY)
    found = reversed(await mail.kept())
    return [it.kind for it in found if "/closing-note" in it.text and it.address.startswith("brand")]


async def test_the_letter_of_the_end_asks_for_it(over: Over) -> None:
    assert await asked(over, 0) == [], "of the end itself, on the day after"
    assert await asked(over, 1, 2, 10, 40) == ["erasure_over"]


async def test_a_brand_that_signed_at_once_is_asked_on_the_day_after(over: Over) -> None:
    await attest_erasure(over.brand, over.agreement, ERASED)
    assert await asked(over, 0) == []
    assert await asked(over, 1, 2, 10, 40) == ["closing_note_asked"]


@pytest.mark.parametrize("after", [29, 40])
async def test_with_a_worker_that_comes_late_it_is_asked_all_the_same(over: Over, after: int) -> None:
    """On the eve, and after the date has passed."""
    assert await asked(over, after, after + 1) == ["closing_note_asked"]
    assert "erasure_over" not in [kind for kind, _ in await letters()]


async def test_who_has_said_it_unasked_is_not_asked(over: Over) -> None:
    await give_note(over.brand, over.agreement, ["offer-made"], "changed", None)
    assert await asked(over, 1, 2, 40) == []
    kinds = [kind for kind, _ in await letters()]
    assert "erasure_over" not in kinds and kinds[0] == "erasure_reminder", "of the copies alone"


async def test_who_signed_and_said_it_hears_nothing_more(over: Over) -> None:
    await attest_erasure(over.brand, over.agreement, ERASED)
    await give_note(over.brand, over.agreement, ["offer-made"], "changed", None)
    assert await asked(over, 1, 40) == []


async def test_once_asked_for_it_is_never_due_again(over: Over, owner: asyncpg.Connection) -> None:
    await asked(over, 1)
    with pytest.raises(asyncpg.CheckViolationError, match="does not go back"):
        await owner.execute("update rentals.erasure_duties set note_due_on = delete_by")
