import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base.i18n import LANGUAGES, LanguageMissing, choose, translate
from market.base.templating import environment


@pytest.mark.parametrize(
    ("cookie", "accept", "chosen"),
    [
        ("en", "fr", "en"),
        ("fr", "en", "fr"),
        ("de", "en", "en"),
        (None, "de-DE, en-GB;q=0.8, fr;q=0.5", "en"),
        (None, "en;q=0.3, fr-CA;q=0.9", "fr"),
        (None, "EN-us", "en"),
        (None, "en;q=0, de", "fr"),
        (None, "en;q=0.5, fr;q=0.5", "en"),
        (None, "en;q=high", "fr"),
        (None, "*", "fr"),
        (None, None, "fr"),
    ],
)
def test_the_language_is_the_kept_one_then_the_asked_one_then_french(
    cookie: str | None, accept: str | None, chosen: str
) -> None:
    assert choose(cookie, accept) == chosen


@given(st.none() | st.text(), st.none() | st.text(alphabet="enfr,;q=.0159-* \x00é") | st.text())
def test_whatever_a_stranger_sends_a_language_is_chosen(cookie: str | None, accept: str | None) -> None:
    assert choose(cookie, accept) in LANGUAGES


def test_python_speaks_both_languages_too() -> None:
    assert translate("en", "Day %(day)s of %(days)s", day=1, days=31) == "Day 1 of 31"
    assert translate("fr", "Day %(day)s of %(days)s", day=1, days=31) == "Jour 1 sur 31"


def test_one_environment_serves_both_languages() -> None:
    template = environment().from_string(
        '{{ _("paid") }} {{ ngettext("Filters: %(num)s chosen", "Filters: %(num)s chosen", n) }} '
        "{{ 1900|money }}"
    )
    assert template.render(language="en", n=2) == "paid Filters: 2 chosen €19"
    assert template.render(language="fr", n=2) == "versé Filtrer\u00a0: 2 choisis 19\u00a0€"
    assert template.render(language="fr", n=1) == "versé Filtrer\u00a0: 1 choisi 19\u00a0€"


def test_values_in_a_message_are_escaped() -> None:
    template = environment().from_string('{{ _("Relation with %(brand)s", brand=brand) }}')
    assert template.render(language="fr", brand="<b>&") == "Relation avec &lt;b&gt;&amp;"


@pytest.mark.parametrize("source", ['{{ _("paid") }}', "{{ 1900|money }}"])
@pytest.mark.parametrize("context", [{}, {"language": "de"}])
def test_a_template_without_a_language_is_refused(source: str, context: dict[str, str]) -> None:
    with pytest.raises(LanguageMissing):
        environment().from_string(source).render(context)
