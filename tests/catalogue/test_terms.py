"""What words mean: forms, languages, and what there is not. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import CLAIMS, Text, code_of, portrait
from market.base.i18n import LANGUAGES
from market.catalogue import search, sought, terms
from market.catalogue.codes import COARSER, SAYINGS, Saying
from market.catalogue.lexicon import ALIKE, ALSO, DENIES_ALL, DENIES_NEXT, SILENT
from market.catalogue.printed import apart, forms_of
from market.catalogue.search import known_facets, meanings, wish
from market.catalogue.sought import KNOWN, TERMS, holds, offer_terms, sense
from market.catalogue.terms import absence, read, stem, thing_of, tokens
from market.catalogue.vectors import Root


def found_by(text: str) -> set[Saying]:
    """The labels that a card needs to say, any of them, to be found by this text."""
    sought_for = wish(text=text)
    return {it for it in SAYINGS if all(set(some) & TERMS[it] for some in sought_for.words)}


def things(text: str) -> list[str]:
    return [it.term for it in read(text).words]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("voiture", "voitures"),
        ("journal", "journaux"),
        ("jeu", "jeux"),
        ("église", "églises"),
        ("étudiant", "étudiantes"),
        ("city", "cities"),
        ("house", "houses"),
        ("child", "children"),
        ("vélo", "bikes"),
        ("jardinage", "gardening"),
    ],
)
def test_numbers_genders_and_languages_come_to_one_thing(one: str, other: str) -> None:
    assert things(one) == things(other) != []


def test_short_words_keep_their_letters() -> None:
    assert stem("care") == "care" != stem("cars") == "car"
    assert stem("bus") == "bus"
    assert stem("business") == "business"


@given(st.text(alphabet="abcesxyaeu", min_size=1, max_size=12))
def test_a_stem_is_a_beginning_but_for_its_last_letters_and_never_empty(word: str) -> None:
    made = stem(word)
    assert made
    assert made[: max(len(made) - 2, 0)] == word[: max(len(made) - 2, 0)]


def test_a_word_stands_in_one_line_of_the_lexicon() -> None:
    ways = ALIKE.split()
    assert len(ways) > 200
    assert sorted(set(ways)) == sorted(ways)
    for line in ALIKE.strip().splitlines():
        assert {thing_of(way) for way in line.split() if "+" not in way} == {thing_of(line.split()[0])}


def test_a_word_that_another_resembles_is_taken_as_it_is_written() -> None:
    assert things("news") != things("new") == things("neuf")


def test_the_lexicon_is_folded_and_its_words_are_heard() -> None:
    for way in ALIKE.split():
        assert tokens(way.replace("+", " ")) == way.split("+"), way
        single = way.split("+")
        if len(single) == 1:
            assert way not in SILENT | DENIES_NEXT | DENIES_ALL, way
    for line in ALSO.strip().splitlines():
        word, more = line.split()
        assert tokens(word) == [word]
        assert thing_of(more.removeprefix("-"))
    assert all(len(line.split()[0].split("+")) == 1 for line in ALIKE.strip().splitlines())


def test_what_is_denied_is_another_term() -> None:
    assert things("sans enfant") == things("no children") == things("pas d’enfants") == [absence("enfant")]
    assert things("without a car") == things("pas de voiture") == [absence(thing_of("voiture"))]
    assert things("vélo sans voiture") == ["velo", absence(thing_of("voiture"))]
    assert things("je ne jardine pas") == [absence(thing_of("jardine"))]
    assert things("I don’t garden") == [absence("jardin")]
    assert things("Ne cherche rien") == things("Looking for nothing") == [absence("cherch")]


def test_a_little_of_it_is_no_denial() -> None:
    assert things("un peu de musique") == things("a little music") == [thing_of("musique")]
    assert things("peu de musique") == [absence(thing_of("musique"))]


def test_words_that_carry_nothing_are_not_heard() -> None:
    for text in ("le", "%", "€", "les des du", "of the", "  ", "sans", "rien", "a b"):
        assert [it for it in things(text) if len(it) > 1] == [], text


def test_no_label_says_that_there_is_and_is_not_the_same_thing() -> None:
    for label, found in TERMS.items():
        assert not {absence(it) for it in found} & found, label


def test_every_label_is_found_by_what_it_says_in_either_language() -> None:
    for label in SAYINGS:
        text = code_of(label.claim, label.code).text
        for words in (text.fr, text.en):
            asked = wish(text=words)
            if not asked.idle and not any(it.typed.isdigit() for it in read(words).words):
                assert label in found_by(words), (label, words)


def test_no_label_is_found_by_what_it_denies() -> None:
    for label in SAYINGS:
        for words in (code_of(label.claim, label.code).text.fr, code_of(label.claim, label.code).text.en):
            for denied in (it for it in read(words).words if it.denied):
                assert wish(text=denied.typed).idle or label not in found_by(denied.typed), (label, denied)


def test_a_claims_own_name_finds_those_who_say_something_of_it_and_not_those_who_have_none() -> None:
    for claim in {it.claim for it in SAYINGS} & CLAIMS.keys():
        for name in sense(CLAIMS[claim].text).has:
            named = {it for it in SAYINGS if it.claim == claim and name in TERMS[it]}
            negative = {it for it in named if sense(code_of(claim, it.code).text).negative}
            assert negative == set(), (claim, name)
    assert {it.claim for it in found_by("région")} == {"region"}
    assert len({it.code for it in found_by("passion")}) > 10


def test_a_finer_label_takes_no_word_that_belongs_to_its_sibling() -> None:
    music, books = Saying("passion", 0, "musique"), Saying("passion", 0, "lecture")
    assert books in found_by("livres")
    assert music not in found_by("livres")
    assert music in found_by("musique")
    assert Saying("region", 0, "bretagne") in found_by("ouest"), "but it stands in the west"


@pytest.mark.parametrize(
    ("words", "labels", "others"),
    [
        ("bike", {"passion:velo", "trajet:a-velo"}, {"trajet:a-pied"}),
        ("vélo", {"passion:velo", "trajet:a-velo"}, {"trajet:a-pied"}),
        ("jardinage", {"passion:jardin"}, set()),
        ("gardener", {"passion:jardin"}, set()),
        ("enfants", {"foyer:foyer-deux-parents", "foyer:avec-enfants"}, {"foyer:foyer-couple"}),
        ("children", {"foyer:foyer-deux-parents", "foyer:avec-enfants"}, {"foyer:foyer-couple"}),
        ("sans enfant", {"foyer:foyer-couple"}, {"foyer:avec-enfants"}),
        ("voiture", {"voiture:avec-voiture"}, {"voiture:sans-voiture-a-soi"}),
        ("no car", {"voiture:sans-voiture-a-soi"}, {"voiture:avec-voiture"}),
        ("occasion", {"occasion:seconde-main"}, {"occasion:plutot-neuf"}),
        ("new", {"occasion:plutot-neuf"}, {"occasion:seconde-main"}),
        ("town", {"commune:petites-villes"}, {"commune:village"}),
        ("country", {"commune:village"}, {"commune:en-ville", "voyage:villes-et-lointain"}),
        ("chômage", {"activite:sans-emploi"}, {"activite:salariat"}),
        ("job", {"activite:salariat"}, {"activite:sans-emploi"}),
        ("voyages", {"voyage:nature"}, {"voyage:reste"}),
        ("1975", {"naissance:1970-1979"}, {"naissance:1980-1989"}),
    ],
)
def test_words_find_what_they_should_and_not_the_opposite(
    words: str, labels: set[str], others: set[str]
) -> None:
    known, _ = known_facets([*labels, *others])
    found = {it.facet for it in found_by(words)}
    assert labels & set(known) <= found, words
    assert not others & found, words
    assert labels & set(known), "the vocabulary says none of this any more"


def test_a_price_is_found_by_its_number_and_an_offer_by_its_words() -> None:
    month, quarter = Root(1900, "standard", "P1M"), Root(4900, "ample", "P3M")
    for words in ("19 €", "19 EUR", "19,00 €", "€19", "19€", "standard"):
        (alternatives,) = wish(text=words).words
        assert set(alternatives) & offer_terms(month), words
        assert not set(alternatives) & offer_terms(quarter), words
    assert set(wish(text="132 €").words[0]) & offer_terms(quarter), "as the card shows it"
    assert set(wish(text="trois mois").words[0]) & offer_terms(quarter)
    assert wish(text="25 €").impossible, "no price of the ladder"


def test_a_word_may_be_begun_and_a_whole_one_is_not_taken_for_a_beginning() -> None:
    (begun,) = wish(text="jardi").words
    assert begun == wish(text="jardin").words[0]
    assert wish(text="car").words == wish(text="voiture").words, "and not caravan, cargo"


def test_what_a_word_may_also_mean_is_never_read_into_a_card() -> None:
    running = Saying("passion", 0, "course-a-pied")
    assert running in found_by("course")
    assert sense(Text("Cherche un cours", "Looking for a course")).has == {"cherch", thing_of("cours")}


def test_unknown_words_are_named_and_silent_ones_are_not() -> None:
    assert wish(text="vélo licorne").unknown == ("licorne",)
    assert wish(text="vélo licorne").impossible
    assert not wish(text="vélo").unknown
    assert wish(text="le %").idle
    assert not wish(text="").idle
    assert not wish(text="   ").idle


def test_every_meaning_is_something_that_a_card_could_say() -> None:
    for way in ALIKE.split():
        for word in read(way.replace("+", " ")).words:
            assert set(meanings(word)) <= KNOWN


def test_coarser_labels_hold_their_finer_ones() -> None:
    for finer, above in COARSER.items():
        assert (finer.claim, True) == (above.claim, finer.step < above.step)
    assert COARSER[Saying("region", 0, "bretagne")] == Saying("region", 1, "ouest")


@pytest.mark.parametrize(
    ("words", "facet"),
    [
        ("Nord et Est", "region:nord-et-est"),
        ("nord", "region:nord-et-est"),
        ("north", "region:nord-et-est"),
        ("north and east", "region:nord-et-est"),
        ("Dehors ou en chemin", "passion:dehors"),
        ("dehors", "passion:dehors"),
        ("outdoors", "passion:dehors"),
        ("On the way", "passion:dehors"),
    ],
)
def test_what_a_coarse_label_prints_finds_all_that_it_holds_and_nothing_else_of_its_claim(
    words: str, facet: str
) -> None:
    (label,) = {it for it in SAYINGS if it.facet == facet}
    assert {it for it in found_by(words) if it.claim == label.claim} == set(holds(label))


def test_everything_printed_on_a_facet_or_card_finds_all_that_it_was_said_of() -> None:
    for label in SAYINGS:
        for words in forms_of(label):
            if not wish(text=words).idle:
                assert set(holds(label)) <= found_by(words), (label, words)


def test_a_printed_form_that_is_denied_is_left_to_its_words() -> None:
    assert apart("jamais dehors ou en chemin") == ([], ["jamais dehors ou en chemin"])
    assert not {it.facet for it in found_by("sans lives with a partner")} & {"foyer:foyer-couple"}
    assert apart("bretagne, se déplace en voiture, vélo") == ([("=trajet:en-voiture",)], ["bretagne", "velo"])


@given(st.data())
def test_the_sentences_of_a_card_find_it(data: st.DataObject) -> None:
    claims = sorted({it.claim for it in SAYINGS})
    chosen = data.draw(st.lists(st.sampled_from(claims), min_size=1, max_size=8, unique=True))
    card = [data.draw(st.sampled_from(sorted(it for it in SAYINGS if it.claim == claim))) for claim in chosen]
    found = frozenset().union(*(TERMS[it] for it in card))
    for language in LANGUAGES:
        words = portrait({it.claim: it.code for it in card}, language)
        asked = wish(text=words)
        assert all(set(some) & found for some in asked.words), (words, asked)


def test_control_word_by_word_a_sentence_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "apart", lambda text: ([], [text]))
    search._words.cache_clear()
    assert Saying("trajet", 0, "en-voiture") not in found_by("Ce moi se déplace en voiture.")
    search._words.cache_clear()


# Controls: without the two rules that keep opposites apart, they meet.


def test_control_a_search_that_hears_no_denial_finds_the_opposite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "DENIES_NEXT", frozenset())
    assert "enfant" in sense(code_of("foyer", "foyer-couple").text).has


def test_control_a_label_that_takes_every_coarser_word_answers_for_its_siblings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sought, "_enumerates", lambda _: False)
    monkeypatch.setattr(sought, "_of_others", lambda *_: frozenset())
    assert thing_of("livre") in sought._terms(Saying("passion", 0, "musique"))
