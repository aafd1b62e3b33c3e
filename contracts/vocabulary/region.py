"""Where one lives, a region at the finest. Ours: DPV files `Region` under the postal address.

The parts of France are put together from the defence zones, which take each region whole (Code de la défense,
article R. 1211-4): West; North and East; South-East with the South's Provence and Corsica; South-West with
the South's Occitanie, which is named because half of it is not thought of as south-western.
"""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Code

GROUP = "home"


def _region(id: str, fr: str, place: str, en: str = "", english_place: str = "") -> Code:
    """`place`: the name with its preposition, as in "vit en Bretagne"."""
    return code(id, fr, en or fr, place, english_place or f"in {en or fr}")


_PARIS = _region("ile-de-france", "Île-de-France", "en Île-de-France")
_OVERSEAS = _region("outre-mer", "Outre-mer", "outre-mer", "Overseas France")

REGION = claim(
    "region",
    GROUP,
    "HomeRegion",
    "HomeLocation",
    text("Région", "Region"),
    text("Dans quelle région vivez-vous ?", "Which region do you live in?"),
    (
        _region("auvergne-rhone-alpes", "Auvergne-Rhône-Alpes", "en Auvergne-Rhône-Alpes"),
        _region(
            "bourgogne-franche-comte",
            "Bourgogne-Franche-Comté",
            "en Bourgogne-Franche-Comté",
            "Burgundy-Franche-Comté",
        ),
        _region("bretagne", "Bretagne", "en Bretagne", "Brittany"),
        _region("centre-val-de-loire", "Centre-Val de Loire", "dans le Centre-Val de Loire"),
        _region("corse", "Corse", "en Corse", "Corsica"),
        _region("grand-est", "Grand Est", "dans le Grand Est", "Grand Est", "in the Grand Est"),
        _region("hauts-de-france", "Hauts-de-France", "dans les Hauts-de-France"),
        _PARIS,
        _region("normandie", "Normandie", "en Normandie", "Normandy"),
        _region("nouvelle-aquitaine", "Nouvelle-Aquitaine", "en Nouvelle-Aquitaine"),
        _region("occitanie", "Occitanie", "en Occitanie"),
        _region("pays-de-la-loire", "Pays de la Loire", "dans les Pays de la Loire"),
        _region("provence-alpes-cote-d-azur", "Provence-Alpes-Côte d'Azur", "en Provence-Alpes-Côte d'Azur"),
        _OVERSEAS,
    ),
    step(
        "grande-region",
        text("Partie de la France", "Part of France"),
        (_PARIS, "ile-de-france"),
        (
            code("ouest", "Ouest", "West", "dans l'ouest", "in the west of France"),
            "bretagne centre-val-de-loire normandie pays-de-la-loire",
        ),
        (
            code(
                "nord-et-est",
                "Nord et Est",
                "North and East",
                "dans le nord ou l'est",
                "in the north or east of France",
            ),
            "bourgogne-franche-comte grand-est hauts-de-france",
        ),
        (
            code("sud-est", "Sud-Est", "South-East", "dans le sud-est", "in the south-east of France"),
            "auvergne-rhone-alpes corse provence-alpes-cote-d-azur",
        ),
        (
            code(
                "sud-ouest-et-occitanie",
                "Sud-Ouest et Occitanie",
                "South-West and Occitanie",
                "dans le sud-ouest ou en Occitanie",
                "in the south-west of France or Occitanie",
            ),
            "nouvelle-aquitaine occitanie",
        ),
        (_OVERSEAS, "outre-mer"),
    ),
    order=2,
    card=(1, 0),
    phrase=text("vit {value}", "lives {value}"),
)
