"""One brand is one, however it is typed; and a crowd's name for it is told, never one person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base.errors import Invalid
from market.catalogue.steps import CROWD
from market.relations.errors import ContactNotAllowed, LinkNotAccepted, TextNotAccepted
from market.relations.welcome.rules import FEWEST, host_of, name_of_a_crowd, same_name, told

SAME = (
    *(
        "exemple.fr",
        "EXEMPLE.FR",
        "www.exemple.fr",
        "https://exemple.fr",
        "http://www.Exemple.fr/velos?x=1#y",
    ),
    *(" //exemple.fr/ ", "www2.exemple.fr", "exemple.fr.", "HTTPS://WWW.EXEMPLE.FR"),
)


@pytest.mark.parametrize("website", SAME)
def test_a_website_is_one_however_it_is_typed(website: str) -> None:
    assert host_of(website) == "exemple.fr"


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("boutique.exemple.fr", "boutique.exemple.fr"),
        ("www.fr", "www.fr"),
        ("crème.fr", "xn--crme-6oa.fr"),
        ("CRÈME.fr", "xn--crme-6oa.fr"),
        ("exemple.co.uk", "exemple.co.uk"),
    ],
)
def test_another_website_is_another(website: str, host: str) -> None:
    assert host_of(website) == host


@pytest.mark.parametrize(
    ("website", "refusal"),
    [
        ("", TextNotAccepted),
        ("a" * 201, TextNotAccepted),
        ("exemple\u202e.fr", TextNotAccepted),
        ("exemple", LinkNotAccepted),
        ("127.0.0.1", LinkNotAccepted),
        ("ada@exemple.fr", LinkNotAccepted),
        ("https://ada:secret@exemple.fr", LinkNotAccepted),
        ("exemple.fr:8443", LinkNotAccepted),
        ("javascript:alert(1)", LinkNotAccepted),
        ("ftp://exemple.fr", LinkNotAccepted),
        ("exem ple.fr", LinkNotAccepted),
        (f"{'a' * 64}.fr", LinkNotAccepted),
        ("instagram.com/exemple", ContactNotAllowed),
        ("www.facebook.com", ContactNotAllowed),
    ],
)
def test_what_is_no_companys_website_is_refused(website: str, refusal: type[Invalid]) -> None:
    with pytest.raises(refusal) as refused:
        host_of(website)
    assert refused.value.facts["field"] == "website"


@given(st.text(max_size=60))
def test_any_text_is_a_website_or_is_refused_by_name(typed: str) -> None:
    try:
        host = host_of(typed)
    except (TextNotAccepted, LinkNotAccepted, ContactNotAllowed):
        return
    assert host_of(host) == host and host == host.lower() and host.isascii()


@pytest.mark.parametrize("name", ["Décathlon", "DECATHLON", "decathlon", "Dé-cathlon", "d.e.c.a.t.h.l.o.n "])
def test_a_name_is_compared_without_case_accents_and_signs(name: str) -> None:
    assert same_name(name) == "decathlon"


def test_what_is_told_begins_with_fifty_and_goes_in_steps() -> None:
    assert [told(it) for it in (0, 11, FEWEST - 1, 50, 99, 100, 199, 200, 730)] == [
        *(None, None, None, 50, 50, 100, 100, 200, 500)
    ]


def test_a_spelling_is_told_where_a_crowd_writes_it() -> None:
    names = ["Cycles d’Oc"] * CROWD + ["cycles d'oc"] * 5 + ["Camille Dupont, c’est moi"]
    assert name_of_a_crowd(names) == "Cycles d’Oc"


def test_where_no_spelling_is_a_crowds_the_bare_name_is_told() -> None:
    names = ["Décathlon"] * 6 + ["DECATHLON"] * 5
    assert name_of_a_crowd(names) == "decathlon"


def test_what_fewer_write_is_told_to_nobody() -> None:
    assert name_of_a_crowd(["Décathlon"] * (CROWD - 1) + [f"autre {n}" for n in range(90)]) == ""
    assert name_of_a_crowd([]) == ""
    assert name_of_a_crowd(["…"] * 30) == "", "a name of signs alone is none"


@given(st.lists(st.sampled_from(["Oc", "OC", "Öc", "Or", "or", "Ure"]), max_size=60))
def test_a_name_that_is_told_is_a_crowds(names: list[str]) -> None:
    name = name_of_a_crowd(names)
    assert not name or sum(same_name(it) == same_name(name) for it in names) >= CROWD
    if any(it == name for it in names):
        assert names.count(name) >= CROWD or name == same_name(name)
