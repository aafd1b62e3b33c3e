"""The routes themselves: classified, refusing in the reader's language, steady without a database."""

import httpx
import pytest
from litestar import Litestar, get

from market.app import check_classified, create_app, handlers_of
from market.base.access import UnclassifiedRoute
from market.base.database import DB
from market.base.settings import Settings
from tests.conftest import FreshDatabase


def test_a_route_that_nobody_classified_stops_the_start() -> None:
    @get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(UnclassifiedRoute, match="/forgotten"):
        check_classified(Litestar([forgotten], openapi_config=None))


def test_the_application_has_routes_and_each_is_classified() -> None:
    app = create_app(Settings())
    assert len(handlers_of(app)) > 2
    check_classified(app)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en-GB,en;q=0.9", "There is nothing here, or it is not for you."),
        ("fr", "Il n’y a rien ici, ou ce n’est pas pour vous."),
    ],
)
async def test_an_unknown_address_is_refused_in_the_readers_language(
    client: httpx.AsyncClient, language: str, title: str
) -> None:
    answer = await client.get("/nowhere", headers={"accept-language": language, "accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {"type": "/problems/not-found", "title": title, "status": 404}


async def test_a_missing_database_is_503_and_mends_itself(
    client: httpx.AsyncClient, database: FreshDatabase
) -> None:
    assert (await client.get("/readyz")).status_code == 200
    await DB.close()
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/database-away")
    assert answer.headers["retry-after"] == "2"
    assert (await client.get("/healthz")).status_code == 200
    await DB.open(database.service)
    assert (await client.get("/readyz")).status_code == 200
