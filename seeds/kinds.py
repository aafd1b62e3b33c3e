"""The kinds of people of the demo, and the archetypes that their personas follow.

An archetype fixes the price step, the variant, the period and all that the card says; so those who follow it
share a card. A kind has three archetypes under three different roots (price, variant, period): a holder has
one vote in a root, and may follow all three.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Archetype:
    """`says`: what the card says besides the kind's own facts, whose ids are in `tells`. `price_step` in cents.

    A fact that differs within the kind may be told where the card's coarser wording is the same for all.
    """

    mask: str
    price_step: int
    variant: str
    period: str
    tells: tuple[str, ...]
    says: Mapping[str, str]
    phrase: str | None = None


@dataclass(frozen=True)
class Kind:
    """People who live alike: `same` for all of them, one of `pools` for each. Ids of the vocabulary."""

    same: Mapping[str, str]
    pools: Mapping[str, tuple[str, ...]]
    archetypes: tuple[Archetype, Archetype, Archetype]


def _pools(**pools: str) -> dict[str, tuple[str, ...]]:
    return {claim.replace("_", "-"): tuple(codes.split()) for claim, codes in pools.items()}


_CITY_CARS = "sans-voiture autopartage essence hybride electrique"
_COUNTRY_CARS = "essence gazole hybride plusieurs"
_FAMILY = "un deux deux trois-et-plus"

KINDS: tuple[Kind, ...] = (
    Kind(  # families around Nantes
        {"region": "pays-de-la-loire", "foyer": "foyer-deux-parents"},
        _pools(
            naissance="1980-1984 1985-1989",
            enfants=_FAMILY,
            etape_familiale="petite-enfance ecole ecole college-lycee",
            commune="metropole grande-ville ville-moyenne",
            logement="maison-mitoyenne maison-seule maison-seule",
            occupation="credit-en-cours credit-en-cours location-vide",
            exterieur="petit-jardin terrasse-cour balcon",
            activite="salarie-prive salarie-prive salarie-public independant",
            voiture=_CITY_CARS,
            chauffage="gaz pompe-a-chaleur electricite",
        ),
        (
            Archetype(
                *("a-velo", 1900, "standard", "P1M", ("region", "foyer")),
                {"passion": "velo", "trajet": "a-velo"},
                "repare-avant",
            ),
            Archetype(
                "parents", 900, "simple", "P1M", ("region", "naissance", "foyer"), {"passion": "famille"}
            ),
            Archetype(
                *("bricolage", 2900, "standard", "P1M", ("region", "logement")),
                {"passion": "bricolage", "occasion": "souvent"},
            ),
        ),
    ),
    Kind(  # couples in Brittany whose children have left
        {"region": "bretagne", "foyer": "foyer-couple"},
        _pools(
            naissance="1960-1964 1965-1969",
            enfants="aucun un deux",
            etape_familiale="grands petits-enfants sans-enfant",
            commune="petite-ville bourg village",
            logement="maison-seule maison-seule maison-mitoyenne",
            occupation="credit-rembourse credit-rembourse credit-en-cours",
            exterieur="petit-jardin grand-jardin",
            activite="salarie-public salarie-prive independant retraite",
            voiture=_COUNTRY_CARS,
            chauffage="bois pompe-a-chaleur fioul electricite",
        ),
        (
            Archetype(
                *("au-jardin", 1900, "standard", "P1M", ("region", "foyer")),
                {"passion": "jardin"},
                "achete-pres",
            ),
            Archetype("en-cuisine", 900, "simple", "P1M", ("region", "naissance"), {"passion": "cuisine"}),
            Archetype(
                *("voyages-lents", 4900, "ample", "P1M", ("region", "foyer", "naissance")),
                {"passion": "voyages-lents", "voyage": "en-train-lent"},
            ),
        ),
    ),
    Kind(  # people on their own in and around Paris
        {"region": "ile-de-france", "foyer": "foyer-seul"},
        _pools(
            naissance="1990-1994 1995-1999",
            enfants="aucun",
            etape_familiale="sans-enfant",
            commune="metropole metropole grande-ville",
            logement="une-deux-pieces une-deux-pieces trois-pieces",
            occupation="location-vide location-meublee credit-en-cours",
            exterieur="aucun rebord balcon",
            activite="salarie-prive salarie-prive independant etudiant en-recherche",
            voiture="sans-voiture sans-voiture autopartage",
            chauffage="collectif electricite reseau",
        ),
        (
            Archetype(
                *("lectures", 1900, "standard", "P1M", ("region", "naissance")),
                {"passion": "lecture", "medias": "presse-en-ligne"},
            ),
            Archetype("musique", 500, "simple", "P1W", ("region", "foyer"), {"passion": "musique"}),
            Archetype(
                *("course-a-pied", 2900, "standard", "P1M", ("region", "naissance", "foyer")),
                {"passion": "course-a-pied"},
                "compare-longtemps",
            ),
        ),
    ),
    Kind(  # families at the foot of the Alps
        {"region": "auvergne-rhone-alpes", "foyer": "foyer-deux-parents"},
        _pools(
            naissance="1970-1974 1975-1979",
            enfants=_FAMILY,
            etape_familiale="ecole college-lycee college-lycee grands",
            commune="grande-ville ville-moyenne petite-ville",
            logement="maison-seule maison-mitoyenne quatre-pieces",
            occupation="credit-en-cours credit-en-cours credit-rembourse",
            exterieur="petit-jardin grand-jardin terrasse-cour",
            activite="salarie-prive salarie-public dirigeant independant",
            voiture=_COUNTRY_CARS,
            chauffage="gaz bois pompe-a-chaleur fioul",
        ),
        (
            Archetype(
                *("travaux", 4900, "ample", "P1M", ("region", "foyer", "occupation")),
                {"passion": "travaux"},
                "compare-longtemps",
            ),
            Archetype("a-velo", 1900, "standard", "P1M", ("region", "naissance"), {"passion": "velo"}),
            Archetype("jeux", 900, "simple", "P1M", ("region", "foyer"), {"passion": "jeux"}),
        ),
    ),
    Kind(  # people in their sixties and seventies in Occitanie
        {"region": "occitanie", "foyer": "foyer-couple"},
        _pools(
            naissance="1950-1954 1955-1959",
            enfants="aucun",
            etape_familiale="petits-enfants grands",
            commune="petite-ville bourg village ville-moyenne",
            logement="maison-seule maison-mitoyenne trois-pieces",
            occupation="credit-rembourse credit-rembourse location-vide",
            exterieur="grand-jardin petit-jardin jardin-partage",
            activite="retraite",
            voiture="essence gazole hybride",
            chauffage="bois electricite pompe-a-chaleur",
        ),
        (
            Archetype(
                *("au-jardin", 900, "simple", "P1M", ("region", "foyer", "activite")),
                {"passion": "jardin"},
            ),
            Archetype(
                *("voyages-lents", 1900, "standard", "P3M", ("region", "naissance")),
                {"passion": "voyages-lents", "voyage": "itinerance"},
            ),
            Archetype(
                *("lectures", 2900, "ample", "P1M", ("region", "activite")),
                {"passion": "lecture"},
                "achete-pres",
            ),
        ),
    ),
    Kind(  # parents on their own in the north
        {"region": "hauts-de-france", "foyer": "foyer-un-parent"},
        _pools(
            naissance="1980-1984 1985-1989",
            enfants="un un deux",
            etape_familiale="petite-enfance ecole college-lycee",
            commune="metropole grande-ville ville-moyenne",
            logement="trois-pieces maison-mitoyenne une-deux-pieces",
            occupation="location-vide location-vide credit-en-cours",
            exterieur="balcon terrasse-cour petit-jardin aucun",
            activite="salarie-prive salarie-public en-recherche independant",
            voiture="essence sans-voiture gazole hybride",
            chauffage="gaz electricite collectif",
        ),
        (
            Archetype(
                *("en-cuisine", 1900, "standard", "P1M", ("region", "foyer", "naissance")),
                {"passion": "cuisine"},
            ),
            Archetype("soin", 900, "simple", "P1W", ("region", "foyer"), {"passion": "soin"}),
            Archetype(
                *("jeux", 2900, "standard", "P1M", ("region", "foyer")),
                {"passion": "jeux", "je-cherche": "cherche-livres-et-jeux"},
            ),
        ),
    ),
    Kind(  # young couples in Nouvelle-Aquitaine
        {"region": "nouvelle-aquitaine", "foyer": "foyer-couple"},
        _pools(
            naissance="1990-1994 1995-1999",
            enfants="aucun",
            etape_familiale="sans-enfant",
            commune="metropole grande-ville petite-ville",
            logement="trois-pieces maison-mitoyenne une-deux-pieces",
            occupation="credit-en-cours location-vide",
            exterieur="balcon terrasse-cour petit-jardin",
            activite="salarie-prive salarie-prive independant salarie-public",
            voiture=_CITY_CARS,
            chauffage="electricite gaz pompe-a-chaleur",
        ),
        (
            Archetype(
                *("travaux", 2900, "standard", "P1M", ("region", "foyer", "naissance")),
                {"passion": "travaux", "je-cherche": "cherche-artisan"},
            ),
            Archetype(
                *("a-velo", 4900, "ample", "P3M", ("region", "foyer")),
                {"passion": "velo", "trajet": "en-vae", "je-cherche": "cherche-vae"},
            ),
            Archetype(
                *("musique", 1900, "standard", "P1M", ("region", "naissance")),
                {"passion": "musique", "medias": "podcasts"},
            ),
        ),
    ),
    Kind(  # flat-sharers and people on their own around Marseille
        {"region": "provence-alpes-cote-d-azur", "foyer": "foyer-seul"},
        _pools(
            naissance="1970-1974 1975-1979",
            enfants="aucun",
            etape_familiale="sans-enfant grands",
            commune="metropole grande-ville ville-moyenne",
            logement="trois-pieces une-deux-pieces quatre-pieces",
            occupation="location-vide credit-en-cours credit-rembourse",
            exterieur="balcon terrasse-cour rebord",
            activite="salarie-public salarie-prive independant dirigeant",
            voiture=_CITY_CARS,
            chauffage="electricite collectif gaz",
        ),
        (
            Archetype(
                *("soin", 1900, "standard", "P1M", ("region", "naissance")),
                {"passion": "soin", "canal": "boutique"},
            ),
            Archetype(
                *("bricolage", 900, "simple", "P1M", ("region", "foyer")),
                {"passion": "bricolage"},
                "repare-avant",
            ),
            Archetype(
                *("course-a-pied", 9900, "ample", "P1M", ("region", "foyer", "naissance")),
                {"passion": "course-a-pied", "je-cherche": "cherche-sport"},
            ),
        ),
    ),
)
