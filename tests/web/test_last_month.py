"""A month of the calendar's last year has none after it: it is refused like any that is no month, at every door."""

import pytest

from market.base.database import fetch_value
from tests.factories import a_person
from tests.market import Market, market
from tests.web.brands import Page, reading

__all__ = ["market"]

MONTHS, BOOKS = "/v1/operator/settlements", "/v1/operator/books"


@pytest.mark.parametrize("period", ["9999-12", "9999-01", "2027-13"])
async def test_what_is_no_month_is_refused_at_every_door(market: Market, period: str) -> None:
    async with reading(market, await a_person(operator=True)) as operator:
        for path in ("/operator/settlements", "/operator/exports"):
            answer = await operator.post(path, data={"period": period})
            assert answer.status_code == 422 and "2026-11" in Page(answer).words, path
        for answer in (
            await operator.get(f"{MONTHS}/{period}/preview"),
            await operator.post(f"{MONTHS}/{period}/closing"),
            await operator.post(f"{BOOKS}/{period}"),
        ):
            assert (answer.status_code, answer.json()["type"]) == (422, "/problems/period-unknown")
        assert (await operator.get(f"{BOOKS}/{period}/file")).status_code == 404
        far = await operator.get(f"{MONTHS}/9998-12/preview")
        assert (far.status_code, far.json()["type"]) == (409, "/problems/period-not-over")
    assert await fetch_value("select count(*) from money.settlements") == 0
