"""What an interest is about: the claims that a sheet with it is opened for, its own first."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from contracts.vocabulary.claims import CLAIMS

_ABOUT = {
    "velo": "velo-usage velo-type trajet trajet-distance budget-entretien-velo acheter-velo",
    "course-a-pied": "course-distance sport-rythme sport",
    "jardin": "jardinage exterieur arrosage",
    "voyages-lents": "voyage hebergement train voyage-rythme partir",
    "cuisine": "cuisine-style cuisine-rythme courses cuisine-equipement",
    "bricolage": "bricolage-niveau reparation exterieur budget-travaux",
    "travaux": "renover budget-travaux occupation logement annee-logement bricolage-niveau chauffage",
    "lecture": "lecture-genre lecture-rythme lecture-format abonnement-presse",
    "musique": "musique-pratique musique-style podcasts-rythme",
    "jeux": "jeux-genre budget-loisirs",
    "cinema": "abonnements-video budget-loisirs medias",
    "famille": "enfants etape-familiale foyer logement",
    "soin": "soin-routine soin-critere fidelite",
}

ABOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {interest: tuple(claims.split()) for interest, claims in _ABOUT.items()}
)
"""By the code of `passion`."""


def about(values: Mapping[str, str]) -> tuple[str, ...]:
    """The claims that these values' interest is about; of a coarser interest, those of each it stands for.

    `values` may hold codes of any step; without an interest, nothing.
    """
    said = values.get("passion")
    if said is None:
        return ()
    passion = CLAIMS["passion"]
    interests = [
        code.id
        for code in passion.codes
        if said in {passion.at(step, code.id) for step in range(len(passion.ladder))}
    ]
    in_turn = [ABOUT[it] for it in interests]
    longest = max(map(len, in_turn), default=0)
    return tuple(
        dict.fromkeys(claims[place] for place in range(longest) for claims in in_turn if place < len(claims))
    )
