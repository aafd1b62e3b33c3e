"""Who one is, in broad strokes: cohorts, not ages, so that an answer stays true and says no birthday."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim, Code

GROUP = "demography"


def _born(first: int, last: int) -> Code:
    return code(
        f"{first}-{last}",
        f"Né·e entre {first} et {last}",
        f"Born {first} to {last}",
        f"entre {first} et {last}",
        f"between {first} and {last}",
    )


def _fives(first: int, last: int) -> str:
    return " ".join(f"{year}-{year + 4}" for year in range(first, last, 5))


_BEFORE_1950 = code("avant-1950", "Né·e avant 1950", "Born before 1950", "avant 1950", "before 1950")

_ALONE = code(
    "foyer-seul", "Vit seul·e", "Lives alone", "compose son foyer à lui seul", "makes up a household of one"
)
_COUPLE = code(
    "foyer-couple",
    "Couple sans enfant",
    "Couple, no children",
    "forme un couple sans enfant",
    "is in a couple without children",
)

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
            *(_born(year, year + 4) for year in range(1945, 2010, 5)),
        ),
        step(
            "decennie",
            text("Décennie de naissance", "Decade of birth"),
            (_BEFORE_1950, "avant-1945 1945-1949"),
            *((_born(year, year + 9), _fives(year, year + 10)) for year in range(1950, 2010, 10)),
        ),
        step(
            "generation",
            text("Génération", "Generation"),
            (_BEFORE_1950, "avant-1950"),
            *(
                (_born(year, year + 19), f"{year}-{year + 9} {year + 10}-{year + 19}")
                for year in range(1950, 2010, 20)
            ),
        ),
        order=3,
        card=(2, 1),
        phrase=text("est né {value}", "was born {value}"),
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
                "Couple avec enfants",
                "Couple with children",
                "élève des enfants à deux",
                "raises children as a couple",
            ),
            code(
                "foyer-un-parent",
                "Un parent avec enfants",
                "One parent with children",
                "élève des enfants sans conjoint au foyer",
                "raises children as the only adult at home",
            ),
            code(
                "foyer-colocation",
                "Colocation",
                "Flat share",
                "partage un logement en colocation",
                "shares a flat",
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
                "Plusieurs générations",
                "Several generations",
                "vit à plusieurs générations",
                "lives with several generations",
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
                    "élève des enfants",
                    "raises children",
                ),
                "foyer-deux-parents foyer-un-parent",
            ),
            (
                code(
                    "entre-adultes",
                    "Entre adultes",
                    "Among adults",
                    "partage son foyer entre adultes",
                    "shares a home with other adults",
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
        text("Combien d’enfants vivent avec vous ?", "How many children live with you?"),
        (
            code("aucun", "Aucun", "None"),
            code("un", "Un", "One"),
            code("deux", "Deux", "Two"),
            code("trois-et-plus", "Trois et plus", "Three or more"),
        ),
    ),
    claim(
        "etape-familiale",
        GROUP,
        "FamilyStage",
        "FamilyStructure",
        text("Étape de la vie de famille", "Stage of family life"),
        text("Où en est votre vie de famille ?", "Where is your family life?"),
        (
            code("sans-enfant", "Sans enfant", "No children"),
            code("petite-enfance", "Les couches et les nuits courtes", "Nappies and short nights"),
            code("ecole", "Les années d’école", "School years"),
            code("college-lycee", "Collège et lycée", "Secondary school years"),
            code("grands", "Des enfants devenus grands", "Grown-up children"),
            code("petits-enfants", "Des petits-enfants", "Grandchildren"),
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
            code("brevet", "Brevet ou sans diplôme", "No diploma, or lower secondary"),
            code("cap-bep", "CAP ou BEP", "Vocational certificate"),
            code("bac", "Baccalauréat", "Baccalauréat"),
            code("bac-2", "Bac + 2", "Two years of higher education"),
            code("bac-3", "Licence ou équivalent", "Bachelor’s degree"),
            code("bac-5", "Master ou grande école", "Master’s degree"),
            code("doctorat", "Doctorat", "Doctorate"),
        ),
        step(
            "niveau",
            text("Niveau d’études", "Level of education"),
            (code("avant-le-bac", "Avant le bac", "Below the baccalauréat"), "brevet cap-bep"),
            (code("bac-a-bac-2", "Bac à bac + 2", "Baccalauréat to two years"), "bac bac-2"),
            (code("superieur", "Bac + 3 et plus", "Three years and more"), "bac-3 bac-5 doctorat"),
        ),
    ),
)
