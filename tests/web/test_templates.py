from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from market.base.i18n import LANGUAGES, Language
from market.base.templating import WEB, environment
from tests.web.styleguide import CARDS, problem, samples, styleguide_environment, visitor

PAGES = [
    ("styleguide.html", samples),
    ("landing.html", lambda language: visitor(language, CARDS)),
    ("landing.html", lambda language: visitor(language, [])),
    ("error.html", problem),
    ("error.html", lambda language: problem(language) | {"fragment": True}),
]
VOID = {"input", "img", "br", "meta", "link", "path", "rect", "circle"}
TEMPLATES = sorted((WEB.parent).glob("*/templates/**/*.html"))


class Page(HTMLParser):
    """The elements of a page, and whether its tags close in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(markup)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"{tag} says an attribute twice"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(params=[(page, language) for page in PAGES for language in LANGUAGES])
def markup(request: pytest.FixtureRequest) -> str:
    (name, context), language = request.param
    return styleguide_environment().get_template(name).render(context(language))


def test_a_page_is_well_formed_and_gives_no_id_twice(markup: str) -> None:
    ids = Counter(attributes["id"] for _, attributes in Page(markup).elements if "id" in attributes)
    assert [name for name, count in ids.items() if count > 1] == []


def test_a_page_obeys_a_strict_content_security_policy(markup: str) -> None:
    page = Page(markup)
    assert all(script["src"].startswith("/static/") for script in page.all("script"))
    assert page.all("style") == []
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (
            tag,
            attributes,
        )
        for name in ("src", "href", "action"):
            assert not attributes.get(name, "").startswith(("http", "//", "javascript", "data:")), attributes


def test_what_an_attribute_points_at_is_on_the_page(markup: str) -> None:
    page = Page(markup)
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    for _, attributes in page.elements:
        for name in ("for", "aria-labelledby", "aria-describedby", "data-dialog"):
            assert set(attributes.get(name, "").split()) <= ids, (name, attributes)


def test_every_control_and_picture_has_a_name(markup: str) -> None:
    page = Page(markup)
    labelled = {attributes.get("for") for attributes in page.all("label")}
    for attributes in page.all("input", "select", "textarea"):
        wrapped = attributes.get("type") in {"radio", "checkbox"} and "id" not in attributes
        named = attributes.get("id") in labelled or "aria-label" in attributes or wrapped
        assert named or attributes.get("type") == "hidden", attributes
    assert all("alt" in attributes for attributes in page.all("img"))
    for attributes in page.all("svg"):
        assert attributes.get("aria-hidden") == "true" or attributes.get("aria-label"), attributes


def test_a_page_says_nothing_undefined_or_untranslated(markup: str) -> None:
    assert "%(" not in markup and "None" not in markup
    assert "\u202f" not in markup


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_names_its_language_and_leads_to_the_other(language: Language) -> None:
    page = Page(environment().get_template("landing.html").render(visitor(language, CARDS)))
    other = "en" if language == "fr" else "fr"
    assert page.all("html")[0]["lang"] == language
    links = [link for link in page.all("a") if link.get("hreflang")]
    assert [link["lang"] for link in links] == [other]
    assert {link["hreflang"] for link in page.all("link") if "hreflang" in link} == {"fr", "en"}


def test_the_landing_page_says_what_wording_says() -> None:
    landing = environment().get_template("landing.html")
    french, english = (landing.render(visitor(language, [])) for language in LANGUAGES)
    assert "Mettez un moi en location, gardez votre nom." in french
    assert "Une marque vérifiée le loue un mois et vous invite." in french
    assert "Rent out a persona, keep your name." in english
    assert "15,20\u00a0€" in french and "€15.20" in english
    assert "une carte paraît dès qu’au moins 11 personnes la partagent" in french


def test_what_people_wrote_is_escaped() -> None:
    markup = styleguide_environment().get_template("styleguide.html").render(samples("fr"))
    assert "&lt;b&gt;" in markup and "<b></textarea>" not in markup
    assert "Graines &amp; Cie" in markup


def test_a_field_tells_its_error_to_all() -> None:
    markup = styleguide_environment().get_template("styleguide.html").render(samples("fr"))
    (email,) = [field for field in Page(markup).all("input") if field.get("name") == "email"]
    assert email["aria-invalid"] == "true"
    assert email["aria-describedby"].split() == ["field-email-hint", "field-email-error"]


def test_a_lamp_asks_before_it_acts_and_a_cut_one_cannot_be_pressed() -> None:
    markup = styleguide_environment().get_template("styleguide.html").render(samples("fr"))
    lamps = [button for button in Page(markup).all("button") if button.get("role") == "switch"]
    assert [lamp["aria-checked"] for lamp in lamps] == ["true", "true", "false"]
    assert ["disabled" in lamp for lamp in lamps] == [False, False, True]
    assert '<form class="lamp" method="get" action="/cut">' in markup


def test_an_error_can_be_a_fragment() -> None:
    error = environment().get_template("error.html")
    fragment = error.render(problem("fr") | {"fragment": True})
    assert "<html" not in fragment and 'role="alert"' in fragment and "Cette location est finie" in fragment
    assert "<html" in error.render(problem("fr"))


@pytest.mark.parametrize("today", range(-1, 33))
def test_a_month_has_one_day_lit_at_most(today: int) -> None:
    source = '{% from "components/figures.html" import days_meter with context %}{{ days_meter(today, 31) }}'
    markup = environment().from_string(source).render(language="fr", today=today)
    counts = [markup.count(f'class="{kind}"') for kind in ("full", "now", "free")]
    assert sum(counts) == 31
    assert counts[1] == (1 if 1 <= today <= 31 else 0)
    assert counts[0] == min(max(today - 1, 0), 31)


@pytest.mark.parametrize("name", ["cards", "crowd", "price", "start", "catalogue"])
def test_what_is_missing_is_an_error_and_not_a_gap(name: str) -> None:
    context: dict[str, Any] = visitor("fr", CARDS)
    del context[name]
    with pytest.raises(UndefinedError):
        environment().get_template("landing.html").render(context)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_macros_are_imported_with_the_context_that_holds_the_language(path) -> None:  # type: ignore[no-untyped-def]
    for imported in re.findall(r"{% (?:from|import) .*?%}", path.read_text()):
        assert "with context" in imported or "components/icons.html" in imported, imported
