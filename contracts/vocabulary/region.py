"""Where one lives, a region at the finest. Ours: DPV files `Region` under the postal address."""

from contracts.vocabulary.build import claim, code, step, text

GROUP = "home"

_PARIS = code("ile-de-france", "Île-de-France", "Île-de-France", "en Île-de-France", "in Île-de-France")
_OVERSEAS = code("outre-mer", "Outre-mer", "Overseas France", "outre-mer", "in overseas France")

REGION = claim(
    "region",
    GROUP,
    "HomeRegion",
    "HomeLocation",
    text("Région", "Region"),
    text("Dans quelle région vivez-vous ?", "Which region do you live in?"),
    (
        code(
            "auvergne-rhone-alpes",
            "Auvergne-Rhône-Alpes",
            "Auvergne-Rhône-Alpes",
            "en Auvergne-Rhône-Alpes",
            "in Auvergne-Rhône-Alpes",
        ),
        code(
            "bourgogne-franche-comte",
            "Bourgogne-Franche-Comté",
            "Burgundy-Franche-Comté",
            "en Bourgogne-Franche-Comté",
            "in Burgundy-Franche-Comté",
        ),
        code("bretagne", "Bretagne", "Brittany", "en Bretagne", "in Brittany"),
        code(
            "centre-val-de-loire",
            "Centre-Val de Loire",
            "Centre-Val de Loire",
            "dans le Centre-Val de Loire",
            "in Centre-Val de Loire",
        ),
        code("corse", "Corse", "Corsica", "en Corse", "in Corsica"),
        code("grand-est", "Grand Est", "Grand Est", "dans le Grand Est", "in the Grand Est"),
        code(
            "hauts-de-france",
            "Hauts-de-France",
            "Hauts-de-France",
            "dans les Hauts-de-France",
            "in Hauts-de-France",
        ),
        _PARIS,
        code("normandie", "Normandie", "Normandy", "en Normandie", "in Normandy"),
        code(
            "nouvelle-aquitaine",
            "Nouvelle-Aquitaine",
            "Nouvelle-Aquitaine",
            "en Nouvelle-Aquitaine",
            "in Nouvelle-Aquitaine",
        ),
        code("occitanie", "Occitanie", "Occitanie", "en Occitanie", "in Occitanie"),
        code(
            "pays-de-la-loire",
            "Pays de la Loire",
            "Pays de la Loire",
            "dans les Pays de la Loire",
            "in Pays de la Loire",
        ),
        code(
            "provence-alpes-cote-d-azur",
            "Provence-Alpes-Côte d’Azur",
            "Provence-Alpes-Côte d’Azur",
            "en Provence-Alpes-Côte d’Azur",
            "in Provence-Alpes-Côte d’Azur",
        ),
        _OVERSEAS,
    ),
    step(
        "grande-region",
        text("Grande région", "Part of France"),
        (_PARIS, "ile-de-france"),
        (
            code("ouest", "Ouest", "West", "dans l’ouest", "in the west of France"),
            "bretagne centre-val-de-loire normandie pays-de-la-loire",
        ),
        (
            code("nord-est", "Nord-Est", "North-East", "dans le nord-est", "in the north-east of France"),
            "bourgogne-franche-comte grand-est hauts-de-france",
        ),
        (
            code("sud-est", "Sud-Est", "South-East", "dans le sud-est", "in the south-east of France"),
            "auvergne-rhone-alpes corse provence-alpes-cote-d-azur",
        ),
        (
            code("sud-ouest", "Sud-Ouest", "South-West", "dans le sud-ouest", "in the south-west of France"),
            "nouvelle-aquitaine occitanie",
        ),
        (_OVERSEAS, "outre-mer"),
    ),
    order=2,
    card=(1, 0),
    phrase=text("vit {value}", "lives {value}"),
)
