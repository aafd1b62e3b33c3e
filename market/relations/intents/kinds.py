"""What one can look for: categories, and for each a short form of choices. Every question may stay open. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from contracts.vocabulary import Text


@dataclass(frozen=True)
class Detail:
    """A question of a category's form: its name, and the answers by their code."""

    name: Text
    answers: Mapping[str, Text]


@dataclass(frozen=True)
class Category:
    """What is looked for, and what can be said of it."""

    name: Text
    details: Mapping[str, Detail]


def _detail(fr: str, en: str, **answers: tuple[str, str]) -> Detail:
    return Detail(Text(fr, en), MappingProxyType({code: Text(*words) for code, words in answers.items()}))


_STATE: Final = _detail(
    "État",
    "Condition",
    neuf=("neuf", "new"),
    occasion=("d’occasion", "second-hand"),
    egal=("peu importe", "either"),
)
_WHEN: Final = _detail(
    "Quand",
    "When",
    vite=("dans le mois", "within a month"),
    saison=("dans les trois mois", "within three months"),
    annee=("dans l’année", "within a year"),
)


def _category(fr: str, en: str, what: Detail, **more: Detail) -> Category:
    return Category(Text(fr, en), MappingProxyType({"quoi": what, **more, "quand": _WHEN}))


CATEGORIES: Final[Mapping[str, Category]] = MappingProxyType(
    {
        "velo": _category(
            "Un vélo",
            "A bicycle",
            _detail(
                "Lequel",
                "Which",
                ville=("de ville", "city"),
                electrique=("électrique", "electric"),
                cargo=("cargo", "cargo"),
                route=("de route", "road"),
                vtt=("tout-terrain", "mountain"),
                enfant=("pour enfant", "for a child"),
            ),
            etat=_STATE,
        ),
        "voiture": _category(
            "Une voiture",
            "A car",
            _detail(
                "Laquelle",
                "Which",
                electrique=("électrique", "electric"),
                hybride=("hybride", "hybrid"),
                essence=("à essence", "petrol"),
                partagee=("partagée ou louée", "shared or hired"),
            ),
            etat=_STATE,
        ),
        "maison": _category(
            "Pour la maison",
            "For the home",
            _detail(
                "Quoi",
                "What",
                meubles=("des meubles", "furniture"),
                cuisine=("une cuisine", "a kitchen"),
                chauffage=("un chauffage", "heating"),
                isolation=("une isolation", "insulation"),
                jardin=("pour le jardin", "for the garden"),
            ),
        ),
        "appareil": _category(
            "Un appareil",
            "A device",
            _detail(
                "Lequel",
                "Which",
                ordinateur=("ordinateur", "computer"),
                telephone=("téléphone", "telephone"),
                menager=("électroménager", "household appliance"),
                photo=("photo ou son", "camera or sound"),
            ),
            etat=_STATE,
        ),
        "voyage": _category(
            "Un voyage",
            "A journey",
            _detail(
                "Lequel",
                "Which",
                train=("en train", "by train"),
                mer=("à la mer", "to the sea"),
                montagne=("à la montagne", "to the mountains"),
                ville=("dans une ville", "to a town"),
            ),
            personnes=_detail(
                "Pour combien",
                "For how many",
                une=("une personne", "one"),
                deux=("deux", "two"),
                famille=("une famille", "a family"),
            ),
        ),
        "sport": _category(
            "Du sport",
            "Sport",
            _detail(
                "Quoi",
                "What",
                salle=("une salle", "a gym"),
                course=("pour courir", "for running"),
                eau=("dans l’eau", "in the water"),
                montagne=("en montagne", "in the mountains"),
                equipe=("en équipe", "in a team"),
            ),
        ),
        "service": _category(
            "Un service",
            "A service",
            _detail(
                "Lequel",
                "Which",
                banque=("banque", "banking"),
                assurance=("assurance", "insurance"),
                energie=("énergie", "energy"),
                telecom=("téléphone ou internet", "telephone or internet"),
                formation=("formation", "training"),
            ),
        ),
        "gout": _category(
            "Manger et boire",
            "Food and drink",
            _detail(
                "Quoi",
                "What",
                panier=("des paniers", "food boxes"),
                cafe=("café ou thé", "coffee or tea"),
                vin=("vin ou bière", "wine or beer"),
                restaurant=("un restaurant", "a restaurant"),
            ),
        ),
    }
)
