"""The kinds of people of the demo, and the archetypes that their personas follow.

An archetype fixes the price step, the variant, the period and all that the card says; so those who follow it
share a card. A holder has one vote under a root (price, variant, period) and one persona there, of three sorts:
- the usual offer, where most people list: for each mask a card that says what it is about and no more, and one
  of people who say more (a kind's `usual`);
- the cheap offer, where few masks gather many;
- offers of a kind's own, whose cards say where and how its people live.
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
    own: tuple[Archetype, ...]
    usual: Archetype | None = None


def _pools(**pools: str) -> dict[str, tuple[str, ...]]:
    return {claim.replace("_", "-"): tuple(codes.split()) for claim, codes in pools.items()}


_USUAL, _CHEAP = (1900, "standard", "P1M"), (900, "simple", "P1M")


def _about(mask: str, passion: str, offer: tuple[int, str, str]) -> Archetype:
    return Archetype(mask, *offer, (), {"passion": passion})


# In a market of three hundred: fifty-five of the first, twenty of each other.
USUAL: tuple[tuple[Archetype, int], ...] = (
    (_about("a-velo", "velo", _USUAL), 27),
    (_about("au-jardin", "jardin", _USUAL), 10),
    (_about("lectures", "lecture", _USUAL), 10),
    (_about("en-cuisine", "cuisine", _USUAL), 10),
    (_about("course-a-pied", "course-a-pied", _USUAL), 10),
    (_about("parents", "famille", _USUAL), 10),
    (_about("musique", "musique", _USUAL), 10),
    (_about("bricolage", "bricolage", _USUAL), 10),
    (_about("voyages-lents", "voyages-lents", _USUAL), 10),
    (_about("soin", "soin", _USUAL), 10),
    (_about("jeux", "jeux", _USUAL), 10),
    (_about("travaux", "travaux", _USUAL), 10),
)
"""The usual offer's cards, and how often each is chosen beside the others."""

# More than a hundred, more than fifty, and some twenty.
CHEAP: tuple[tuple[Archetype, int], ...] = (
    (_about("parents", "famille", _CHEAP), 56),
    (_about("en-cuisine", "cuisine", _CHEAP), 28),
    (_about("jeux", "jeux", _CHEAP), 11),
)
"""The cheap offer's, for those who take it."""

_CITY_CARS = "sans-voiture autopartage essence hybride electrique"
_COUNTRY_CARS = "essence gazole hybride plusieurs"
_CITY_TRIPS = "en-metro-tram-bus a-pied a-velo en-train"
_COUNTRY_TRIPS = "en-voiture en-voiture en-covoiturage a-velo"
_FAMILY = "un deux deux trois-et-plus"

KINDS: tuple[Kind, ...] = (
    Kind(  # families around Nantes, who ride
        {"region": "pays-de-la-loire", "foyer": "foyer-deux-parents", "trajet": "a-velo"},
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
                *("bricolage", 2900, "standard", "P1M", ("region", "logement")),
                {"passion": "bricolage", "occasion": "souvent"},
            ),
        ),
        Archetype("a-velo", *_USUAL, ("region", "foyer", "trajet"), {"passion": "velo"}, "repare-avant"),
    ),
    Kind(  # couples in Brittany whose children have left
        {"region": "bretagne", "foyer": "foyer-couple", "enfants": "aucun", "etape-familiale": "grands"},
        _pools(
            naissance="1960-1964 1965-1969",
            commune="petite-ville bourg village",
            logement="maison-seule maison-seule maison-mitoyenne",
            occupation="credit-rembourse credit-rembourse credit-en-cours",
            exterieur="petit-jardin grand-jardin",
            activite="salarie-public salarie-prive independant retraite",
            trajet=_COUNTRY_TRIPS,
            voiture=_COUNTRY_CARS,
            chauffage="bois pompe-a-chaleur fioul electricite",
        ),
        (
            Archetype(
                *("voyages-lents", 4900, "ample", "P1M", ("region", "foyer", "naissance")),
                {"passion": "voyages-lents", "voyage": "en-train-lent"},
            ),
        ),
    ),
    Kind(  # people on their own in and around Paris
        {
            "region": "ile-de-france",
            "foyer": "foyer-seul",
            "enfants": "aucun",
            "etape-familiale": "sans-enfant",
        },
        _pools(
            naissance="1990-1994 1995-1999",
            commune="metropole metropole grande-ville",
            logement="une-deux-pieces une-deux-pieces trois-pieces",
            occupation="location-vide location-meublee credit-en-cours",
            exterieur="aucun rebord balcon",
            activite="salarie-prive salarie-prive independant etudiant en-recherche",
            trajet=_CITY_TRIPS,
            voiture="sans-voiture sans-voiture autopartage",
            chauffage="collectif electricite reseau",
        ),
        (
            Archetype(
                *("course-a-pied", 2900, "standard", "P1M", ("region", "naissance", "foyer")),
                {"passion": "course-a-pied"},
                "compare-longtemps",
            ),
            Archetype("musique", 500, "simple", "P1W", ("region", "foyer"), {"passion": "musique"}),
        ),
    ),
    Kind(  # families at the foot of the Alps
        {"region": "auvergne-rhone-alpes", "foyer": "foyer-deux-parents"},
        _pools(
            naissance="1970-1974 1975-1979",
            enfants=_FAMILY,
            etape_familiale="ecole college-lycee college-lycee",
            commune="grande-ville ville-moyenne petite-ville",
            logement="maison-seule maison-mitoyenne quatre-pieces",
            occupation="credit-en-cours credit-en-cours credit-rembourse",
            exterieur="petit-jardin grand-jardin terrasse-cour",
            activite="salarie-prive salarie-public dirigeant independant",
            trajet=_COUNTRY_TRIPS,
            voiture=_COUNTRY_CARS,
            chauffage="gaz bois pompe-a-chaleur fioul",
        ),
        (
            Archetype(
                *("travaux", 4900, "ample", "P1M", ("region", "foyer", "occupation")),
                {"passion": "travaux"},
                "compare-longtemps",
            ),
        ),
    ),
    Kind(  # people in their sixties and seventies in Occitanie
        {
            "region": "occitanie",
            "foyer": "foyer-couple",
            "enfants": "aucun",
            "activite": "retraite",
            "etape-familiale": "petits-enfants",
        },
        _pools(
            naissance="1950-1954 1955-1959",
            commune="petite-ville bourg village ville-moyenne",
            logement="maison-seule maison-mitoyenne trois-pieces",
            occupation="credit-rembourse credit-rembourse location-vide",
            exterieur="grand-jardin petit-jardin jardin-partage",
            trajet="peu-de-trajets en-voiture a-pied a-velo",
            voiture="essence gazole hybride",
            chauffage="bois electricite pompe-a-chaleur",
        ),
        (
            Archetype(
                *("voyages-lents", 1900, "standard", "P3M", ("region", "naissance")),
                {"passion": "voyages-lents", "voyage": "itinerance"},
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
            trajet=_CITY_TRIPS,
            voiture="essence sans-voiture gazole hybride",
            chauffage="gaz electricite collectif",
        ),
        (
            Archetype("soin", 500, "simple", "P1W", ("region", "foyer"), {"passion": "soin"}),
            Archetype(
                *("jeux", 2900, "standard", "P1M", ("region", "foyer")),
                {"passion": "jeux", "je-cherche": "cherche-livres-et-jeux"},
            ),
        ),
    ),
    Kind(  # young couples in Nouvelle-Aquitaine, on electric bikes
        {
            "region": "nouvelle-aquitaine",
            "foyer": "foyer-couple",
            "trajet": "en-vae",
            "enfants": "aucun",
            "etape-familiale": "sans-enfant",
        },
        _pools(
            naissance="1990-1994 1995-1999",
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
                *("a-velo", 4900, "ample", "P3M", ("region", "foyer", "trajet")),
                {"passion": "velo", "je-cherche": "cherche-vae"},
            ),
        ),
    ),
    Kind(  # people on their own around Marseille
        {"region": "provence-alpes-cote-d-azur", "foyer": "foyer-seul", "enfants": "aucun"},
        _pools(
            naissance="1970-1974 1975-1979",
            etape_familiale="sans-enfant grands",
            commune="metropole grande-ville ville-moyenne",
            logement="trois-pieces une-deux-pieces quatre-pieces",
            occupation="location-vide credit-en-cours credit-rembourse",
            exterieur="balcon terrasse-cour rebord",
            activite="salarie-public salarie-prive independant dirigeant",
            trajet=_CITY_TRIPS,
            voiture=_CITY_CARS,
            chauffage="electricite collectif gaz",
        ),
        (
            Archetype(
                *("course-a-pied", 9900, "ample", "P1M", ("region", "foyer", "naissance")),
                {"passion": "course-a-pied", "je-cherche": "cherche-sport"},
            ),
        ),
    ),
)


# Those who wait: their card would say what nobody else's says there, or is offered where nobody else is. They are
# no archetypes: these have twenty holders each or more, and a crowd; of these there are eight personas in all, so
# that the studio and the meter can be seen where they say "not yet". They are counted apart.
RARE: tuple[tuple[tuple[int, ...], Archetype], ...] = (
    ((0, 10), Archetype("musique", 9900, "ample", "P3M", ("region",), {"passion": "musique"})),
    ((1, 9), Archetype("a-velo", *_USUAL, ("region", "foyer", "trajet"), {"passion": "velo"})),
    ((5, 21), Archetype("soin", 2900, "standard", "P3M", ("region", "foyer"), {"passion": "soin"})),
    ((7, 15), Archetype("en-cuisine", 500, "simple", "P1W", ("region",), {"passion": "cuisine"})),
)
"""With the numbers of the holders who list it."""
