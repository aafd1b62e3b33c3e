"""The compliance profile in public: each place that it names is there, and the page says what the data say."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from contracts import compliance
from contracts.compliance import KINDS_OF_REFERENCE, Profile, Reference, current
from contracts.compliance.editions import FILES
from contracts.consent import kinds as consent_kinds
from contracts.legal import articles
from contracts.record_kinds import KINDS
from contracts.terms import ROSTER
from contracts.vocabulary import Language
from market.app import ROUTES, handlers_of

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
LATEST = current().edition
LANGUAGES: tuple[Language, ...] = ("fr", "en")


def there() -> dict[str, set[str]]:
    """What can be named, by kind of reference."""
    app = Litestar([*ROUTES], openapi_config=None, logging_config=None)
    paths = {f"{method} {re.sub(r':(str|path)}', '}', path)}" for path, method, _ in handlers_of(app)}
    api = {it for it in paths if it.split(" ")[1].startswith("/v1/")}
    return {
        "page": paths - api,
        "api": api,
        "record": set(KINDS),
        "consent": set(consent_kinds.KINDS),
        "clause": {it.number for it in articles.BY_KEY.values()},
        "decision": {it.name[:4] for it in DECISIONS.glob("0*.md")},
        "rule": set.intersection(*({rule.term for rule in it.prohibitions} for it in ROSTER.values())),
    }


def references(profile: Profile) -> Iterator[tuple[str, Reference]]:
    for it in (*profile.obligations, *profile.measures):
        for reference in it.references:
            yield it.id, reference


def lost(profile: Profile) -> list[tuple[str, str, str]]:
    known = there()
    return [(at, it.kind, it.name) for at, it in references(profile) if it.name not in known[it.kind]]


def test_each_place_that_an_obligation_names_is_there() -> None:
    assert lost(current()) == []
    assert {it.kind for _, it in references(current())} == set(KINDS_OF_REFERENCE), "each kind is tried"


@pytest.mark.parametrize("kind", KINDS_OF_REFERENCE)
def test_control_a_place_that_went_away_would_be_missed(kind: str) -> None:
    data = json.loads((FILES / f"{LATEST}.json").read_text())
    data["obligations"][0]["references"].append({"kind": kind, "name": "GET /nowhere"})
    assert lost(Profile.model_validate_json(json.dumps(data))) == [
        (data["obligations"][0]["id"], kind, "GET /nowhere")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_tells_every_obligation_in_both_languages(
    client: httpx.AsyncClient, language: Language
) -> None:
    text = html.unescape((await client.get(f"/law?language={language}")).text)
    for it in current().obligations:
        for words in (it.title, it.asks, it.met, *([it.left] if it.left else [])):
            assert words.in_(language) in text
        assert f'id="{it.id}"' in text
    named = [reference for it in current().obligations for reference in it.references]
    for clause in {it.name for it in named if it.kind == "clause"}:
        href = f"/terms/{ROSTER['standard'].edition}"
        assert f'href="{href}#clause-{clause}"' in text
        assert f'id="clause-{clause}"' in (await client.get(href)).text


async def test_an_entry_that_changes_changes_the_page_and_the_document(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = another_edition()
    monkeypatch.setattr("contracts.compliance.editions.EDITIONS", {LATEST: current(), LATEST + 1: profile})
    text = html.unescape((await client.get("/law?language=en")).text)
    assert "Something new." in text and f"Edition {LATEST + 1}" in text
    assert profile.obligations[1].id in text
    assert f'id="{OVER}"' not in text, "what has ended is no longer asked"
    published = (await client.get("/.well-known/moi-law")).json()
    assert published["current"] == LATEST + 1 and len(published["editions"]) == 2
    assert published["editions"][1]["obligations"][0]["asks"]["en"] == "Something new."


OVER = current().obligations[2].id


def another_edition() -> Profile:
    """The next one: it asks something new, and one duty has ended."""
    data = json.loads((FILES / f"{LATEST}.json").read_text())
    data["edition"] = LATEST + 1
    data["obligations"][0]["asks"] = {"fr": "Du nouveau.", "en": "Something new."}
    assert data["obligations"][2]["id"] == OVER
    data["obligations"][2]["until"] = "2026-01-01"
    return Profile.model_validate_json(json.dumps(data))


async def test_the_document_is_the_data_and_may_be_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/.well-known/moi-law")
    assert answer.json() == json.loads(json.dumps(compliance.document()))
    assert answer.headers["cache-control"] == "public, max-age=3600"
    again = await client.get("/.well-known/moi-law", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
