"""Who one is, in broad strokes: cohorts, not ages, so that an answer stays true and says no birthday."""

from datetime import date

from contracts.vocabulary.build import NONE, claim, code, step, text
from contracts.vocabulary.model import Claim, Code

GROUP = "demography"

AS_OF = date(2026, 11, 25)
"""The day on which these words were last read through: no cohort reaches those who were no adults then."""

MAJORITY = 18
FIRST_YEAR = 1945


def cohorts(as_of: date) -> tuple[tuple[int, int], ...]:
    """(first, last) year of birth of each cohort of five; the last one ends with those who come of age."""
    latest = as_of.year - MAJORITY
    return tuple((year, min(year + 4, latest)) for year in range(FIRST_YEAR, latest + 1, 5))


def coarser(finer: tuple[tuple[int, int], ...], years: int, first: int) -> tuple[tuple[int, int], ...]:
    """The same people in cohorts of so many years, from `first` on."""
    last = finer[-1][1]
    return tuple((year, min(year + years - 1, last)) for year in range(first, last + 1, years))


def _born(first: int, last: int, *, some_are_minors: bool = False) -> Code:
    """Where some of a cohort come of age later in the year, the answer is for those who have."""
    return code(
        f"{first}-{last}",
        f"Né·e entre {first} et {last}" + ", majeur·e" * some_are_minors,
        f"Born {first} to {last}" + ", aged 18 or over" * some_are_minors,
        f"entre {first} et {last}",
        f"between {first} and {last}",
    )


def _minors(last: int) -> bool:
    return date(last + MAJORITY, 12, 31) > AS_OF


def _within(finer: tuple[tuple[int, int], ...], first: int, last: int) -> str:
    return " ".join(f"{low}-{high}" for low, high in finer if first <= low and high <= last)


_FIVES = cohorts(AS_OF)
_TENS = coarser(_FIVES, 10, 1950)
_TWENTIES = coarser(_FIVES, 20, 1950)

_BEFORE_1950 = code("avant-1950", "Né·e avant 1950", "Born before 1950", "avant 1950", "before 1950")

_ALONE = code("foyer-seul", "Vit seul·e", "Lives alone", "vit seul", "lives alone")
_COUPLE = code(
    "foyer-couple",
    "En couple, sans enfant à la maison",
    "Couple, no children at home",
    "vit en couple, sans enfant",
    "lives with a partner, without children",
)
_CHILDLESS = code("sans-enfant", "Pas d'enfant", "No children")

CLAIMS: tuple[Claim, ...] = (
    claim(
        "naissance",
        GROUP,
        "BirthCohort",
        "AgeRange",
        text("Années de naissance", "Years of birth"),
        text("Entre quelles années êtes-vous né·e ?", "Between which years were you born?"),
        (
            code("avant-1945", "Né·e avant 1945", "Born before 1945", "avant 1945", "before 1945"),
            *(_born(first, last, some_are_minors=_minors(last)) for first, last in _FIVES),
        ),
        step(
            "decennie",
            text("Décennie de naissance", "Decade of birth"),
            (_BEFORE_1950, "avant-1945 1945-1949"),
            *((_born(*cohort), _within(_FIVES, *cohort)) for cohort in _TENS),
        ),
        step(
            "generation",
            text("Génération", "Generation"),
            (_BEFORE_1950, "avant-1950"),
            *((_born(*cohort), _within(_TENS, *cohort)) for cohort in _TWENTIES),
        ),
        order=3,
        card=(2, 1),
        phrase=text("est né {value}", "was born {value}"),
        # Whoever chose it was of age when they did, and so was born by 2008.
        retired={"2005-2009": "2005-2008"},
    ),
    claim(
        "foyer",
        GROUP,
        "Household",
        None,
        text("Foyer", "Household"),
        text("Avec qui vivez-vous ?", "Who do you live with?"),
        (
            _ALONE,
            _COUPLE,
            code(
                "foyer-deux-parents",
                "En couple, avec des enfants",
                "Couple with children",
                "vit en couple avec des enfants",
                "lives with a partner and children",
            ),
            code(
                "foyer-un-parent",
                "Un parent, avec des enfants",
                "One parent with children",
                "élève seul ses enfants",
                "raises children alone",
            ),
            code(
                "foyer-colocation",
                "En colocation",
                "Flat share",
                "vit en colocation",
                "lives in a flat share",
            ),
            code(
                "foyer-chez-parents",
                "Chez ses parents",
                "With parents",
                "vit chez ses parents",
                "lives with parents",
            ),
            code(
                "foyer-generations",
                "Trois générations ou plus",
                "Three generations or more",
                "vit à trois générations ou plus",
                "lives in a home of three generations or more",
            ),
        ),
        step(
            "taille",
            text("Foyer, en gros", "Household, broadly"),
            (_ALONE, "foyer-seul"),
            (_COUPLE, "foyer-couple"),
            (
                code(
                    "avec-enfants",
                    "Avec des enfants",
                    "With children",
                    "vit avec des enfants",
                    "lives with children",
                ),
                "foyer-deux-parents foyer-un-parent",
            ),
            (
                code(
                    "autres-adultes",
                    "Avec d'autres adultes",
                    "With other adults",
                    "vit avec d'autres adultes",
                    "lives with other adults",
                ),
                "foyer-colocation foyer-chez-parents foyer-generations",
            ),
        ),
        order=5,
        card=(1, 0),
        phrase=text("{value}", "{value}"),
    ),
    claim(
        "enfants",
        GROUP,
        "NumberOfChildren",
        "Offspring",
        text("Enfants à la maison", "Children at home"),
        text("Combien d'enfants vivent avec vous ?", "How many children live with you?"),
        (
            NONE,
            code("un", "Un", "One"),
            code("deux", "Deux", "Two"),
            code("trois-et-plus", "Trois et plus", "Three or more"),
        ),
        step(
            "un-au-moins",
            text("Des enfants à la maison", "Any children at home"),
            (NONE, "aucun"),
            (code("un-au-moins", "Un au moins", "At least one"), "un deux trois-et-plus"),
        ),
    ),
    claim(
        "etape-familiale",
        GROUP,
        "FamilyStage",
        "FamilyStructure",
        text("Étape de la vie de famille", "Stage of family life"),
        text("Où en est votre vie de famille ?", "What stage is your family life at?"),
        (
            _CHILDLESS,
            code("petite-enfance", "Un tout-petit à la maison", "A baby or toddler at home"),
            code("ecole", "Les années de maternelle et de primaire", "Nursery and primary school years"),
            code("college-lycee", "Les années de collège et de lycée", "Secondary school years"),
            code("grands", "Des enfants adultes", "Grown-up children"),
            code("petits-enfants", "Des petits-enfants", "Grandchildren"),
        ),
        step(
            "petits-ou-grands",
            text("Petits ou grands", "Small or grown up"),
            (_CHILDLESS, "sans-enfant"),
            (
                code("a-elever", "Des enfants à élever", "Children to raise"),
                "petite-enfance ecole college-lycee",
            ),
            (
                code(
                    "grands-enfants",
                    "Des enfants adultes ou des petits-enfants",
                    "Grown-up children or grandchildren",
                ),
                "grands petits-enfants",
            ),
        ),
    ),
    claim(
        "etudes",
        GROUP,
        "EducationQualification",
        None,
        text("Diplôme", "Education"),
        text("Quel est votre diplôme le plus élevé ?", "What is your highest qualification?"),
        (
            code("brevet", "Brevet ou sans diplôme", "Lower secondary, or no diploma"),
            code("cap-bep", "CAP ou BEP", "Vocational certificate"),
            code("bac", "Baccalauréat", "Baccalauréat (end of secondary school)"),
            code("bac-2", "Bac + 2", "Two years of higher education"),
            code("bac-3", "Licence ou équivalent", "Bachelor's degree"),
            code("bac-5", "Master ou grande école", "Master's degree"),
            code("doctorat", "Doctorat", "Doctorate"),
        ),
        step(
            "niveau",
            text("Niveau d'études", "Level of education"),
            (code("avant-le-bac", "Avant le bac", "Below the baccalauréat"), "brevet cap-bep"),
            (
                code("bac-a-bac-2", "Bac à bac + 2", "Baccalauréat to two years of higher education"),
                "bac bac-2",
            ),
            (
                code("superieur", "Bac + 3 et plus", "Three years of higher education or more"),
                "bac-3 bac-5 doctorat",
            ),
        ),
    ),
)
