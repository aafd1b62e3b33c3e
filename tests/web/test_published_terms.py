"""Terms, their readings and our profile are there for everybody, without an account, and can be kept."""

import html
import json
from collections.abc import Awaitable

import httpx
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from contracts import legal, odrl_readback
from contracts.facts import of_terms
from contracts.odrl import roster_policy
from contracts.readings import terms_reading
from contracts.roster_document import document
from contracts.sentences import KEPT
from contracts.terms import EDITIONS, ROSTER
from contracts.vocabulary import PR, Language
from market.web.public_documents import HTML, JSON_LD, TURTLE, preferred
from market.web.published_terms import kept_by
from tests.web import brands

LANGUAGES: tuple[Language, ...] = ("fr", "en")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


class Page(brands.Page):
    """A page, with its markup and with words as people see them."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer)
        self.text = answer.text
        self.words = html.unescape(self.words)


async def shown(asked: Awaitable[httpx.Response]) -> Page:
    return Page(await asked)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


async def test_the_roster_is_at_its_well_known_address(client: httpx.AsyncClient) -> None:
    answer = await client.get("/.well-known/moi-terms")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json() == json.loads(json.dumps(document()))
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/.well-known/moi-terms", "/terms/standard-5.jsonld", "/ns.ttl", "/ns.jsonld"]
)
async def test_what_is_published_may_be_kept_for_an_hour_and_then_asked_after(
    client: httpx.AsyncClient, path: str
) -> None:
    first = await client.get(path)
    assert first.headers["cache-control"] == "public, max-age=3600"
    again = await client.get(path, headers={"if-none-match": f'W/"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = await client.get(path, headers={"if-none-match": '"another"'})
    assert other.status_code == 200


async def test_every_link_of_the_roster_leads_to_its_reading(client: httpx.AsyncClient) -> None:
    for entry in document()["terms"]:
        terms = EDITIONS[entry["edition"]]
        for language in LANGUAGES:
            for kind in ("plain", "legal"):
                href, _, anchor = entry["readings"][kind][language].partition("#")
                page = await shown(client.get(href))
                assert f'<html lang="{language}"' in page.text
                assert f'id="{anchor}"' in page.text
        machine = await client.get(entry["readings"]["machine"])
        assert odrl_readback.facts(machine.json()) == of_terms(terms)
        texts = (await client.get(entry["readings"]["text"])).json()
        assert texts["fr"]["text"] == terms_reading(terms, "fr").text
        assert texts["legal"]["en"]["text"] == legal.terms_reading(terms, "en").text


@pytest.mark.parametrize("name", ["standard-5", "ample-1", "simple"])
async def test_an_edition_shows_its_plain_and_legal_readings_in_both_languages(
    client: httpx.AsyncClient, name: str
) -> None:
    terms = EDITIONS.get(name) or ROSTER[name]
    for language in LANGUAGES:
        page = await shown(client.get(f"/terms/{name}?language={language}"))
        for section in terms_reading(terms, language).sections:
            for line in section.lines:
                assert plain(line) in page.words
        for number, clause in legal.numbers(legal.terms_reading(terms, language)).items():
            assert f'id="clause-{number}"' in page.text
            assert plain(clause.text) in page.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_puts_each_rule_under_what_keeps_it_and_leaves_none_out(language: Language) -> None:
    for terms in EDITIONS.values():
        reading = terms_reading(terms, language)
        found = kept_by(reading, language)
        assert set(found) == set(KEPT) and all(found.values())
        marked = [line for part in reading.sections for line in part.lines if line.endswith("]")]
        told = [
            f"{sentence} [{KEPT[kind].in_(language)}]" for kind, those in found.items() for sentence in those
        ]
        assert sorted(told) == sorted(marked)


async def test_the_page_says_that_some_rules_rest_on_the_brands_word_alone(client: httpx.AsyncClient) -> None:
    page = await shown(client.get("/terms/standard-5?language=en"))
    assert "No technique sees or prevents a breach. The brand answers for it." in page.words
    french = await shown(client.get("/terms/standard-5?language=fr"))
    assert "Aucune technique ne voit ni n’empêche un manquement." in french.words


async def test_an_earlier_edition_says_so_and_leads_to_the_one_of_today(client: httpx.AsyncClient) -> None:
    page = await shown(client.get("/terms/standard-1?language=en"))
    assert "An earlier edition: it binds whoever agreed to it" in page.words
    assert "/terms/standard-5" in page.links
    later = await shown(client.get("/terms/standard-5?language=en"))
    assert "An earlier edition" not in later.words


async def test_machines_get_json_ld_where_people_get_a_page(client: httpx.AsyncClient) -> None:
    machine = await client.get("/terms/standard-5", headers={"accept": "application/ld+json"})
    assert machine.headers["content-type"].startswith("application/ld+json")
    assert machine.json() == json.loads(json.dumps(roster_policy(ROSTER["standard"])))
    assert machine.headers["vary"] == "accept"
    person = await client.get("/terms/standard-5", headers={"accept": BROWSER})
    assert person.headers["content-type"].startswith("text/html")
    assert "accept" in person.headers["vary"].split(", ")


@pytest.mark.parametrize("name", ["standard-9", "generous", "standard-5.ttl", ".jsonld"])
async def test_what_was_never_published_is_not_there(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/terms/{name}")).status_code == 404


async def test_all_terms_stand_on_one_page_with_how_their_rules_are_kept(client: httpx.AsyncClient) -> None:
    page = await shown(client.get("/terms?language=en"))
    for terms in EDITIONS.values():
        assert f"/terms/{terms.edition}" in page.links
    rules = kept_by(terms_reading(ROSTER["standard"], "en"), "en")
    assert f"{len(rules['legal'])} rules kept by the contract alone" in page.words


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
async def test_the_profile_is_at_the_address_that_its_iris_name(client: httpx.AsyncClient) -> None:
    path = "/" + PR.removesuffix("#").rpartition("/")[2]
    graphs = []
    for accept, kind in (("text/turtle", "turtle"), ("application/ld+json", "json-ld")):
        negotiated = await client.get(path, headers={"accept": accept})
        assert negotiated.headers["content-type"].startswith(accept)
        assert negotiated.headers["content-type"].count("charset") <= 1
        suffix = {"turtle": ".ttl", "json-ld": ".jsonld"}[kind]
        assert (await client.get(path + suffix)).content == negotiated.content
        graphs.append(Graph().parse(data=negotiated.text, format=kind))
    assert isomorphic(*graphs)
    page = await shown(client.get(path + "?language=fr", headers={"accept": BROWSER}))
    for name in ("rent", "profile-1", "legal", "HomeRegion", "EUR"):
        assert f'id="{name}"' in page.text
    assert "La réponse à la question" in page.words


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        ("", HTML),
        ("*/*", HTML),
        (BROWSER, HTML),
        ("application/ld+json", JSON_LD),
        ("text/turtle, text/html;q=0.5", TURTLE),
        ("text/html;q=0.2, application/ld+json;q=0.9", JSON_LD),
        ("text/*", HTML),
        ("application/*", JSON_LD),
        ("text/html;q=0, */*", TURTLE),
        ("application/ld+json;q=rubbish", HTML),
        ("image/png", HTML),
    ],
)
def test_the_type_that_is_wanted_most_is_given(accept: str, answer: str) -> None:
    assert preferred(accept, (HTML, TURTLE, JSON_LD)) == answer
