"""Every coarser answer is true of all who gave a finer one: numbers, places, birthdays, and what a union names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date
from math import inf

import pytest

from contracts import vocabulary as v
from contracts.vocabulary import demography
from contracts.vocabulary.demography import AS_OF, MAJORITY, cohorts

Bounds = tuple[float, float]
"""From (included) to (excluded)."""

# Claims that speak in numbers, and by how much a number that is the last of its bracket reaches beyond itself:
# 1 where one counts ("1 à 5" books are at most 5), 0 where one measures ("50 à 100 €" ends before 100).
COUNTED = {
    "lecture-rythme": 1,
    "trajet-distance": 1,
    "taille-entreprise": 1,
    "naissance": 1,
    "annee-logement": 1,
    "budget-loisirs": 0,
    "budget-entretien-velo": 0,
    "budget-travaux": 0,
    "dernier-achat-date": 0,
    "reseaux-temps": 0,
    "commune": 0,
}
# Said without a number: what it stands for, or None where it is beside the numbers.
WORDS: dict[str, Bounds | None] = {
    "1": (1, 2),
    "ne-sait-pas": None,
    "non-concerne": None,
    "sans-velo": None,
    "petites-villes": (2_000, 20_000),
}
NOTHING = ("aucun", "rien")
FORMS = {
    "fr": (
        (r"(?:Moins de|Avant|avant) (\d+)", "below"),
        (r"Jusqu’à (\d+)", "up to"),
        (r"(\d+)\D*? et plus", "from"),
        (r"Depuis (\d+)", "from"),
        (r"Plus de (\d+)", "above"),
        (r"(\d+) (?:à|et) (\d+)", "between"),
        (r"moins de (\d+)", "below"),
    ),
    "en": (
        (r"(?:Under|Less than a|Before|before|under) ?(\d+)?", "below"),
        (r"Up to (\d+)", "up to"),
        (r"(\d+)\D*? or more", "from"),
        (r"Since (\d+)", "from"),
        (r"Over (\d+)", "above"),
        (r"(\d+) (?:to|and) (\d+)", "between"),
    ),
}


def bounds(words: str, language: str, beyond: int) -> Bounds:
    """What a wording says in numbers; raises LookupError where it says none."""
    plain = re.sub(r"(?<=\d)[\u00a0,](?=\d)|€", "", words).replace("d’un mois", "de 1 mois")
    for pattern, kind in FORMS[language]:
        if found := re.search(pattern, plain):
            low, high = int(found[1] or 1), int(found[found.lastindex or 1] or 1)
            return {
                "below": (0, low),
                "up to": (0, low + beyond),
                "from": (low, inf),
                "above": (low + beyond, inf),
                "between": (low, high + beyond),
            }[kind]
    raise LookupError(words)


def numbers(claim: str, code: v.Code) -> Bounds | None:
    """The same in both languages, or it is no translation."""
    if code.id in NOTHING:
        return 0, COUNTED[claim]
    if code.id in WORDS:
        return WORDS[code.id]
    french, english = (bounds(code.text.in_(it), it, COUNTED[claim]) for it in ("fr", "en"))
    assert french == english, f"{claim}: {code.text}"
    return french


@pytest.mark.parametrize("claim", COUNTED)
def test_numbers_neither_overlap_nor_leave_a_gap_and_a_coarser_bracket_holds_its_finer_ones(
    claim: str,
) -> None:
    own = {code.id: numbers(claim, code) for code in v.CLAIMS[claim].codes}
    brackets = sorted(it for it in own.values() if it is not None)
    for (_, end), (start, _) in itertools.pairwise(brackets):
        assert end == start, f"{claim}: {end} is followed by {start}"
    assert brackets[0][0] in (0, 1)
    for position, step in enumerate(v.CLAIMS[claim].ladder):
        said = {code.id: numbers(claim, code) for code in step.codes}
        for code_, inner in own.items():
            outer = said[v.CLAIMS[claim].at(position, code_)]
            assert (inner is None) == (outer is None), (claim, code_)
            if inner is not None and outer is not None:
                assert outer[0] <= inner[0] and inner[1] <= outer[1], (claim, code_, step.id)


def test_control_a_rung_that_was_untrue_once_is_caught() -> None:
    """Six books a year are not one or two a month: 12 to 24 a year."""
    six, twelve = bounds("6 à 12", "fr", 1)
    assert not (six >= 12 and twelve <= 25)
    assert bounds("Moins de 100 €", "fr", 0)[1] < bounds("50 à 101 €", "fr", 0)[1]


# Code de la défense, article R. 1211-4: the zones to which regions belong whole.
ZONES = {
    "ile-de-france": "Paris",
    "bretagne": "Ouest",
    "centre-val-de-loire": "Ouest",
    "normandie": "Ouest",
    "pays-de-la-loire": "Ouest",
    "hauts-de-france": "Nord",
    "bourgogne-franche-comte": "Est",
    "grand-est": "Est",
    "auvergne-rhone-alpes": "Sud-Est",
    "corse": "Sud",
    "provence-alpes-cote-d-azur": "Sud",
    "occitanie": "Sud",
    "nouvelle-aquitaine": "Sud-Ouest",
    "outre-mer": "Outre-mer",
}
PARTS = {
    "ile-de-france": {"Paris"},
    "ouest": {"Ouest"},
    "nord-et-est": {"Nord", "Est"},
    "sud-est": {"Sud-Est", "Sud"},
    "sud-ouest-et-occitanie": {"Sud-Ouest", "Sud"},
    "outre-mer": {"Outre-mer"},
}
SOUTH_EAST = {"corse", "provence-alpes-cote-d-azur"}  # of the zone Sud; its third region is named


def test_a_region_lies_in_the_part_of_france_that_it_becomes() -> None:
    region = v.CLAIMS["region"]
    assert set(ZONES) == {code.id for code in region.codes}
    for id_, zone in ZONES.items():
        part = region.at(1, id_)
        assert zone in PARTS[part], id_
        if zone == "Sud":
            assert (part == "sud-est") == (id_ in SOUTH_EAST), id_
    assert "Occitanie" in region.code("sud-ouest-et-occitanie").text.fr


# Nobody under 18


def of_age(last: int, day: date) -> bool:
    """Whether all who were born until the end of that year are 18 on that day."""
    return date(last + MAJORITY, 12, 31) <= day


def reaching_minors(codes: Iterator[v.Code] | tuple[v.Code, ...], day: date) -> list[str]:
    """Cohorts that some minor could call theirs on that day: no adults among them, or nothing said of age."""
    found = []
    for code in codes:
        last = int(code.id.split("-")[-1])
        says = "majeur" in code.text.fr and "18" in code.text.en
        if last + MAJORITY > day.year or not (of_age(last, day) or says):
            found.append(code.id)
    return found


def test_no_cohort_reaches_a_minor_on_the_vocabularys_day() -> None:
    birth = v.CLAIMS["naissance"]
    assert reaching_minors(birth.codes, AS_OF) == []
    youngest = max(int(code.id.split("-")[-1]) for code in birth.codes)
    assert youngest == AS_OF.year - MAJORITY == 2008
    for step in birth.ladder:
        assert max(int(code.id.split("-")[-1]) for code in step.codes) == youngest


def test_control_a_cohort_of_whole_fives_reaches_minors() -> None:
    assert reaching_minors((demography._born(2005, 2009),), AS_OF) == ["2005-2009"]
    assert reaching_minors((demography._born(2005, 2008),), AS_OF) == ["2005-2008"]
    assert reaching_minors((demography._born(2005, 2008),), date(2026, 12, 31)) == []


@pytest.mark.parametrize("year", range(2026, 2036))
def test_the_cohorts_follow_the_vocabularys_day(year: int) -> None:
    made = cohorts(date(year, 6, 1))
    assert made[0][0] == 1945 and made[-1][1] == year - MAJORITY
    assert all(low == end + 1 for (_, end), (low, _) in itertools.pairwise(made))
    assert all(1 <= last - first + 1 <= 5 for first, last in made)


def test_what_was_answered_with_a_code_of_earlier_days_is_still_read() -> None:
    birth = v.CLAIMS["naissance"]
    assert birth.present("2005-2009") == "2005-2008"
    assert birth.code("2005-2009").text.fr == "Né·e entre 2005 et 2008, majeur·e"
    with pytest.raises(v.UnknownValue):
        v.check({"naissance": "2005-2009"})
    for claim in v.CLAIMS.values():
        assert not set(claim.retired) & {code.id for step in claim.ladder for code in step.codes}


# Answers that stand for a choice of others name each of them

ARTICLES = """
a au avec chez d dans de des du en et je l la le les ou par plus pour que un une
"""
EMPTY = frozenset(ARTICLES.split())
UNIONS = """
naissance: foyer: etape-familiale:grands-enfants exterieur:balcon-ou-cour chauffage:combustible
activite:a-la-barre metier:numerique-gestion-creation metier:transmettre-et-soigner
sport:endurance sport:en-salle sport:montagne-ou-eau jardinage:a-manger lecture-genre:fiction
lecture-genre:images-et-voix musique-style:chanson-ou-pop musique-style:rock-rap-electro
musique-style:jazz-classique-monde soin-critere:le-produit soin-critere:l-achat
critere:prix-ou-rapidite critere:d-ou-il-vient reparation:repare courses:proximite-et-producteurs
hebergement:tente-ou-van hebergement:gite-location-hotel trajet:pied-ou-velo trajet:voiture-ou-moto
reseaux:regarde-ou-discute reseaux:publie-ou-vend voyage:nature voyage:villes-et-lointain
arrosage:arrosoir-ou-tuyau arrosage:econome animal:chien-ou-chat velo-usage:loisir
passion:culture podcasts-rythme:parfois-ou-jamais train:abonne-ou-chaque-mois
commune:petites-villes dernier-achat:sur-soi
"""
ALIKE = {  # a word of the finer answer, and what says it in the union
    "aromatiques": "herbes",
    "atelier": "repare",
    "aviron": "eau",
    "chambre": "gite",
    "covoiturage": "voiture",
    "fabrication": "origine",
    "fruitiers": "fruits",
    "granules": "bois",
    "independant": "compte",
    "ingredients": "composition",
    "lectures": "livres",
    "manga": "bd",
    "potager": "legumes",
}


def named() -> Iterator[tuple[v.Claim, str]]:
    for pair in UNIONS.split():
        claim, _, code = pair.partition(":")
        if code:
            yield v.CLAIMS[claim], code


def stems(text: str) -> set[str]:
    return {word[:4] for word in re.findall(r"[a-z]+", v.fold(text)) if word not in EMPTY}


@pytest.mark.parametrize(
    ("claim", "code"), list(named()), ids=lambda it: it if isinstance(it, str) else it.id
)
def test_a_union_names_each_answer_that_it_stands_for(claim: v.Claim, code: str) -> None:
    said = stems(claim.code(code).text.fr)
    for finer in claim.codes:
        if claim.at(1, finer.id) == code:
            own = {ALIKE.get(word, word) for word in re.findall(r"[a-z]+", v.fold(finer.text.fr))}
            assert stems(" ".join(own)) & said, (
                f"{claim.id}: {finer.text.fr} is not in {claim.code(code).text.fr}"
            )
