"""The charter in public: for everybody, in both languages, signed by the platform's key of the record."""

import html

import httpx
import pytest

from contracts.charter import EDITIONS, PARTIES, current, digest_of, verify
from contracts.jws import trusting
from contracts.vocabulary import Language
from market.base.signing import rotate, signing_key

LANGUAGES: tuple[Language, ...] = ("fr", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/charter", "/charter/1"])
async def test_the_page_says_each_promise(client: httpx.AsyncClient, path: str, language: Language) -> None:
    answer = await client.get(f"{path}?language={language}")
    text = html.unescape(answer.text)
    assert answer.status_code == 200 and f'<html lang="{language}"' in text
    for party in PARTIES:
        for promise in EDITIONS[1].of(party):
            assert promise.text.in_(language) in text
    assert digest_of(EDITIONS[1]) in text


async def test_an_edition_that_never_was_is_none(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/charter/{current().edition + 1}")).status_code == 404
    assert (await client.get("/charter/0")).status_code == 404


async def test_the_signed_document_is_at_its_well_known_address(client: httpx.AsyncClient) -> None:
    answer = await client.get("/.well-known/moi-charter")
    assert answer.status_code == 200 and "set-cookie" not in answer.headers
    again = await client.get("/.well-known/moi-charter", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304, "the same key signs it the same way"
    keys = trusting([(await signing_key("record")).public])
    for entry in answer.json()["editions"]:
        verify(EDITIONS[entry["edition"]], entry["signed"], keys)


async def test_a_new_key_signs_it_anew(client: httpx.AsyncClient) -> None:
    before = (await client.get("/.well-known/moi-charter")).json()["editions"][-1]["signed"]
    key = await rotate("record")
    after = (await client.get("/.well-known/moi-charter")).json()["editions"][-1]["signed"]
    assert after != before
    verify(current(), after, trusting([key]))


async def test_every_visitor_finds_it_at_the_foot_of_the_page(client: httpx.AsyncClient) -> None:
    assert 'href="/charter"' in (await client.get("/")).text
