"""The dozen ready-made masks to start a persona from: what each one asks, and what it suggests to begin with.

A mask asks what terms as "standard" show: an interest's own questions, then what every sheet is read for. It
suggests enough for such a sheet, with the three answers that everyone gives: one tap takes all of it over.
A suggestion is only where the studio's pen rests: nothing is said until the holder says "it's me".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from contracts.vocabulary import CLAIMS, PHRASES, Text, UnknownClaim, check


@dataclass(frozen=True)
class Mask:
    """A starting template. `claims` are asked in that order; `suggested` values belong to claims among them.

    Raises UnknownClaim or UnknownValue when it names what the vocabulary lacks.
    """

    id: str
    text: Text
    claims: tuple[str, ...]
    suggested: Mapping[str, str]
    phrases: tuple[str, ...]

    def __post_init__(self) -> None:
        for claim in self.claims:
            if claim not in CLAIMS:
                raise UnknownClaim(claim)
        for phrase in self.phrases:
            if phrase not in PHRASES:
                raise UnknownClaim(phrase)
        for claim in self.suggested:
            if claim not in self.claims:
                raise UnknownClaim(claim)
        check(self.suggested)


_EVERYONE = ("region", "naissance", "foyer")
"""Asked by every mask after its own first claims: the cards are found by them."""


def _mask(id: str, fr: str, en: str, asks: str, suggested: str, phrases: str, then: str) -> Mask:
    """`asks` before and `then` after what every mask asks, `phrases`: ids between spaces; `suggested`: claim:code."""
    claims = ("passion", *asks.split(), *_EVERYONE, *then.split())
    values = dict(pair.split(":") for pair in suggested.split())
    return Mask(id, Text(fr, en), claims, MappingProxyType(values), tuple(phrases.split()))


_MASKS = (
    _mask(
        *("a-velo", "À vélo", "By bike", "trajet velo-usage velo-type trajet-distance"),
        "passion:velo trajet:a-velo velo-usage:chaque-jour velo-type:ville trajet-distance:6-10-km"
        " voiture:sans-voiture dernier-achat:velo budget-entretien-velo:50-100",
        "repare-avant velo-par-tous-les-temps achete-pres voyage-leger",
        "commune voiture budget-entretien-velo dernier-achat dernier-achat-date canal je-cherche",
    ),
    _mask(
        *("en-cuisine", "En cuisine", "In the kitchen", "cuisine-style cuisine-rythme courses"),
        "passion:cuisine cuisine-style:de-saison cuisine-rythme:le-soir courses:marche critere:qualite"
        " dernier-achat:electromenager canal:boutique je-cherche:cherche-rien",
        "cuisine-de-saison cuisine-les-restes fais-mon-pain recois-souvent",
        "commune enfants critere budget-loisirs dernier-achat canal je-cherche",
    ),
    _mask(
        *("lectures", "Lectures", "Reading", "lecture-genre lecture-rythme"),
        "passion:lecture lecture-genre:romans lecture-rythme:25-40 medias:presse-en-ligne canal:boutique"
        " occasion:souvent dernier-achat:livres-jeux je-cherche:cherche-livres-et-jeux",
        "lis-la-nuit prete-mes-livres revends attends-un-mois",
        "medias canal occasion budget-loisirs dernier-achat trajet je-cherche",
    ),
    _mask(
        *("au-jardin", "Au jardin", "In the garden", "jardinage exterieur"),
        "passion:jardin jardinage:potager exterieur:petit-jardin logement:maison-seule courses:marche"
        " dernier-achat:jardin critere:qualite canal:boutique",
        "seme-chaque-printemps achete-pres cuisine-de-saison connais-mes-voisins",
        "commune logement courses critere dernier-achat canal je-cherche",
    ),
    _mask(
        *("travaux", "Travaux", "Renovation", "renover occupation logement bricolage-niveau"),
        "passion:travaux renover:sous-six-mois occupation:credit-en-cours logement:maison-seule"
        " bricolage-niveau:peinture dernier-achat:outillage je-cherche:cherche-artisan critere:prix",
        "demande-un-devis compare-longtemps baisse-le-chauffage prepare-longtemps",
        "commune budget-travaux critere dernier-achat canal je-cherche",
    ),
    _mask(
        *("course-a-pied", "Course à pied", "Running", "course-distance sport"),
        "passion:course-a-pied course-distance:5-10-km sport:course dernier-achat:sport"
        " dernier-achat-date:trois-mois critere:qualite canal:site-de-marque je-cherche:cherche-sport",
        "cours-par-tous-les-temps cours-sans-montre lis-les-avis essaie-en-boutique",
        "commune critere budget-loisirs dernier-achat dernier-achat-date canal je-cherche",
    ),
    _mask(
        *("musique", "Musique", "Music", "musique-pratique musique-style"),
        "passion:musique musique-pratique:concerts musique-style:de-tout medias:radio occasion:souvent"
        " dernier-achat:livres-jeux canal:boutique je-cherche:cherche-rien",
        "ecoute-des-albums radio-le-matin apprends-en-faisant revends",
        "commune medias budget-loisirs occasion dernier-achat canal je-cherche",
    ),
    _mask(
        *("parents", "Parents", "Parents", "enfants etape-familiale"),
        "passion:famille foyer:foyer-deux-parents enfants:deux etape-familiale:ecole occasion:souvent"
        " courses:supermarche dernier-achat:enfants je-cherche:cherche-rien",
        "tout-se-prevoit joue-en-famille fete-les-anniversaires revends",
        "commune logement activite courses occasion voiture dernier-achat je-cherche",
    ),
    _mask(
        *("voyages-lents", "Voyages lents", "Slow travel", "voyage hebergement train"),
        "passion:voyages-lents voyage:en-train-lent hebergement:gite train:chaque-mois"
        " dernier-achat:voyage voiture:sans-voiture canal:site-de-marque je-cherche:cherche-voyage",
        "voyage-leger train-de-nuit pars-hors-saison marche-beaucoup",
        "commune voiture budget-loisirs dernier-achat canal je-cherche",
    ),
    _mask(
        *("jeux", "Jeux", "Games", "jeux-genre budget-loisirs"),
        "passion:jeux jeux-genre:societe budget-loisirs:50-100 dernier-achat:livres-jeux canal:boutique"
        " occasion:parfois critere:avis je-cherche:cherche-livres-et-jeux",
        "joue-en-famille teste-avant lis-les-avis recois-souvent",
        "commune medias canal occasion critere dernier-achat je-cherche",
    ),
    _mask(
        *("soin", "Soin", "Care", "soin-routine soin-critere"),
        "passion:soin soin-routine:deux-trois-produits soin-critere:composition critere:qualite"
        " budget-loisirs:50-100 dernier-achat:soin canal:boutique je-cherche:cherche-rien",
        "peu-de-produits regarde-l-etiquette essaie-en-boutique lis-les-avis",
        "commune canal budget-loisirs critere dernier-achat je-cherche",
    ),
    _mask(
        *("bricolage", "Bricolage", "DIY", "bricolage-niveau reparation"),
        "passion:bricolage bricolage-niveau:peinture reparation:repare-soi-meme occasion:souvent"
        " critere:reparable dernier-achat:outillage canal:grande-enseigne exterieur:petit-jardin",
        "bricole-le-samedi repare-avant garde-dix-ans offre-du-fait-main",
        "logement occupation exterieur occasion critere dernier-achat canal je-cherche",
    ),
)

MASKS: Mapping[str, Mask] = MappingProxyType({mask.id: mask for mask in _MASKS})
WITHOUT: Final = Text(fr="Sans masque", en="Without a mask")


def called(mask: str | None) -> Text:
    """What a persona is called by its holder: the mask it was started from."""
    known = MASKS.get(mask or "")
    return known.text if known else WITHOUT
