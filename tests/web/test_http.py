"""What every page and address owes HTTP: HEAD, a word on when to come back, one address for one thing."""

import re
import uuid
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from market.base.database import DB
from market.base.ids import canonical
from market.base.settings import Settings
from market.base.templating import STATIC
from tests.accounts.people import browser
from tests.factories import a_person
from tests.relations.helpers import a_session, with_mailbox

PAGE = {"accept": "text/html"}


@pytest.mark.parametrize("path", ["/", "/catalogue", "/sign-in", "/nowhere", "/rentals", "/healthz"])
async def test_head_answers_as_get_without_a_body(client: httpx.AsyncClient, path: str) -> None:
    by_get = await client.get(path, headers=PAGE)
    by_head = await client.head(path, headers=PAGE)
    assert by_head.status_code == by_get.status_code
    assert by_head.content == b"" and by_get.content
    assert by_head.headers["content-type"] == by_get.headers["content-type"]
    assert int(by_head.headers["content-length"]) == len(by_get.content)
    assert by_head.headers["content-security-policy"]


async def test_the_api_takes_no_head_because_a_reading_is_written_down(client: httpx.AsyncClient) -> None:
    assert (await client.head("/v1/cards")).status_code == 405


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_while_the_database_is_away_page_and_api_say_when_to_come_back(
    client: httpx.AsyncClient, config: Settings, accept: str
) -> None:
    await DB.close()
    try:
        away = await client.get("/readyz", headers={"accept": accept})
    finally:
        await DB.open(str(config.database_url))
    assert away.status_code == 503 and int(away.headers["retry-after"]) > 0
    assert ("<html" in away.text) == (accept == "text/html")


@pytest.mark.parametrize(
    "path", ["/", "/catalogue", "/v1/cards", "/v1/rentals", "/operator", "/healthz", "/static/moi.js"]
)
async def test_options_tells_everybody_the_methods_and_nothing_else(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.options(path, headers=PAGE)
    assert (answer.status_code, answer.content) == (204, b"")
    methods = set(re.findall(r"[A-Z]+", answer.headers["allow"]))
    assert "OPTIONS" in methods and len(methods) >= 2


@pytest.mark.parametrize(
    "name", ["%00", "a%00b.css", "a" * 3000, "a/" * 1500, "..%2f..%2fpyproject.toml", "fonts"]
)
async def test_a_static_file_that_cannot_be_is_not_there(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/static/{name}", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


async def test_browsers_find_the_mark_where_no_page_names_it(client: httpx.AsyncClient) -> None:
    mark = await client.get("/favicon.ico")
    assert (mark.status_code, mark.headers["content-type"].split(";")[0]) == (200, "image/svg+xml")
    assert mark.content == (STATIC / "favicon.svg").read_bytes()
    assert "max-age" in mark.headers["cache-control"]


# Where a text of the address reaches the database as it is; NUL is no text there.
NUL_IN_ADDRESSES = (
    ("GET", "/sandbox/checkout/%00"),
    ("POST", "/sandbox/checkout/%00"),
    ("GET", "/sandbox/checkout/%00/authenticate"),
    ("POST", "/sandbox/checkout/%00/authenticate"),
    ("GET", "/sandbox/authenticate/%00"),
    ("POST", "/sandbox/authenticate/%00"),
    ("GET", "/sandbox/connect/%00"),
    ("POST", "/sandbox/connect/%00"),
)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize(("method", "path"), NUL_IN_ADDRESSES)
async def test_nothing_in_the_sandbox_is_called_nul(
    client: httpx.AsyncClient, method: str, path: str, accept: str
) -> None:
    answer = await client.request(
        method, path, headers={"accept": accept}, data={} if method == "POST" else None
    )
    assert answer.status_code in (404, 405, 422), answer.text


async def test_nul_is_looked_for_at_the_desk_and_not_found(app: Litestar) -> None:
    token = await a_session(await with_mailbox(await a_person(operator=True), "desk@example.org"))
    async with browser(app, token, accept="text/html") as desk:
        for path in ("/operator/ledger?q=%00", "/operator/payouts?reference=%00"):
            answer = await desk.get(path)
            assert answer.status_code in (200, 404, 422), answer.text
            assert "An error on our side" not in answer.text and "erreur de notre côté" not in answer.text


def test_an_id_has_one_form() -> None:
    one = uuid.UUID("0190b5fe-9c1b-7f3a-8b2c-1d2e3f4a5b6c")
    assert canonical(str(one)) == one
    wide = str(one).translate({ord(str(n)): ord("０") + n for n in range(10)})
    others = (f"{{{one}}}", f"urn:uuid:{one}", one.hex, f" {one}", f"{one}\n", str(one).upper(), wide, "")
    for text in others[:6]:
        assert text == f"{one}\n" or uuid.UUID(text.strip()) == one, "control: the library reads it"
    for text in others:
        with pytest.raises(ValueError):
            canonical(text)


def test_no_address_is_read_in_another_way() -> None:
    """Every door that takes an inner id takes it by `canonical`."""
    market = Path(__file__).parents[2] / "market"
    doors = [*market.glob("*/api*.py"), *market.glob("*/api/*.py"), *market.glob("web/*.py")]
    assert len(doors) > 30
    assert [it.name for it in doors if re.search(r"uuid\.UUID\((?!int=)", it.read_text())] == []
    assert sum("canonical(" in it.read_text() for it in doors) >= 3
