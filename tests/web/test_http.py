"""What every page and address owes HTTP: HEAD, a word on when to come back, one address for one thing."""

import re
import uuid
from pathlib import Path

import httpx
import pytest

from market.base.database import DB
from market.base.ids import canonical
from market.base.settings import Settings

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


def test_an_id_has_one_form() -> None:
    one = uuid.uuid4()
    assert canonical(str(one)) == one
    wide = str(one).translate({ord(str(n)): ord("０") + n for n in range(10)})
    others = (f"{{{one}}}", f"urn:uuid:{one}", one.hex, f" {one}", f"{one}\n", wide, "")
    for text in others[:5]:
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
