"""The wording: typography and portraits, in both languages."""

from __future__ import annotations

import re

import pytest

from contracts import vocabulary as v
from tests.contracts.vocabulary_texts import every_text

# Words


def test_words_are_folded_without_accents_and_capitals() -> None:
    assert v.fold("Œuvre d’Été À NOËL") == "oeuvre d’ete a noel"


def test_french_is_set_as_in_print() -> None:
    for where, words in every_text():
        assert not re.search(r"(?<!\u00a0)[:;?!€»%]|«(?!\u00a0)|['\"\u202f]|\.\.\.|\d \d{3}", words.fr), (
            f"{where}: {words.fr}"
        )
        assert not re.search(r"['\"\u00a0]|\.\.\.| [:;?!]", words.en), f"{where}: {words.en}"
        assert "  " not in words.fr + words.en


def test_labels_begin_with_a_capital_and_questions_end_as_such() -> None:
    for claim_ in v.CLAIMS.values():
        assert claim_.question.fr.endswith("\u00a0?"), claim_.id
        assert claim_.question.en.endswith("?"), claim_.id
        for words in [claim_.text, *(code_.text for step_ in claim_.ladder for code_ in step_.codes)]:
            assert not words.fr[0].islower(), words
            assert not words.en[0].islower(), words
        names = [code_.text for code_ in claim_.codes]
        assert len({words.fr for words in names}) == len({words.en for words in names}) == len(names), (
            claim_.id
        )


def test_the_portrait_of_a_cyclist_reads_well() -> None:
    values = {
        "region": "bretagne",
        "naissance": "1970-1974",
        "passion": "velo",
        "trajet": "a-velo",
        "je-cherche": "cherche-vae",
        "repare-avant": "repare-avant",
        "chauffage": "bois",
    }
    assert v.portrait(values, "fr") == (
        "Ce moi est né entre 1970 et 1974 et vit en Bretagne. "
        "Il aime le vélo et se déplace à vélo chaque jour. "
        "Il cherche un vélo électrique. «\u00a0Je répare avant d’acheter.\u00a0»"
    )
    assert v.portrait(values, "en") == (
        "This persona was born between 1970 and 1974 and lives in Brittany. "
        "It loves cycling and gets around by bike every day. "
        "It is looking for an electric bike. “I mend before I buy.”"
    )


def test_a_portrait_speaks_from_coarser_codes_and_keeps_to_three_things_a_sentence() -> None:
    values = {"region": "ouest", "naissance": "1970-1989", "foyer": "avec-enfants", "logement": "maison"}
    assert v.portrait(values, "fr") == (
        "Ce moi est né entre 1970 et 1989 et vit avec des enfants dans l’ouest."
    )
    assert v.portrait({"passion": "dehors"}, "en") == "This persona loves being outdoors or on the way."
    assert v.portrait({"chauffage": "bois"}, "fr") == ""


def test_a_portrait_refuses_what_the_vocabulary_lacks() -> None:
    with pytest.raises(v.UnknownClaim):
        v.portrait({"email": "x"}, "fr")
    with pytest.raises(v.UnknownValue):
        v.portrait({"region": "atlantide"}, "en")


def test_every_fragment_is_whole_in_both_languages() -> None:
    for claim_ in v.CLAIMS.values():
        if claim_.phrase is None:
            continue
        for code_ in (code_ for step_ in claim_.ladder for code_ in step_.codes):
            french, english = (v.portrait({claim_.id: code_.id}, language) for language in ("fr", "en"))
            assert re.fullmatch(r"Ce moi [a-zéèà]\S* ?.*\.", french), french
            assert re.fullmatch(r"This persona [a-z]+.*\.", english), english
            assert "{" not in french + english
            assert not re.search(r"\b(de le|de les|à le|à les|se|ne) (?=[aeiouéè])|\bde les\b", french), (
                french
            )
            assert not re.search(r"\ba [aei]|\ba o(?!ne)|\bI\b", english), english


def test_the_vocabulary_on_a_card_has_a_fragment_for_what_it_opens_with() -> None:
    for id_ in ("passion", "region", "naissance", "trajet", "foyer", "je-cherche"):
        assert v.CLAIMS[id_].phrase is not None
