"""The second edition of the roster: a rental shows what the persona is about.

    simple      a handful: who it is in broad strokes, what it buys and looks for
    standard    what cards say, said exactly; what the ready-made masks ask; how one buys
    ample       the whole vocabulary

Each shows all that the one before it shows, in the vocabulary's order; all else is as in the first edition.
The lists are written out: a vocabulary that grows must not change what was agreed.
"""

from contracts import roster_1
from contracts.variant import Disclosure, Terms
from contracts.vocabulary import Text

VERSION = 2

_SIMPLE = """
    naissance foyer
    region commune
    passion
    canal dernier-achat
    je-cherche
"""
_STANDARD = """
    naissance foyer enfants etape-familiale
    region commune logement occupation exterieur
    activite
    passion velo-type velo-usage course-distance sport jardinage cuisine-rythme cuisine-style
    lecture-genre lecture-rythme musique-pratique musique-style jeux-genre soin-routine soin-critere
    bricolage-niveau
    canal occasion reparation courses critere dernier-achat budget-loisirs budget-entretien-velo
    budget-travaux dernier-achat-date
    medias
    trajet trajet-distance voiture voyage hebergement train
    je-cherche renover
"""
_AMPLE = """
    naissance foyer enfants etape-familiale etudes
    region commune logement occupation exterieur annee-logement chauffage animal
    activite metier lieu-travail teletravail horaires taille-entreprise achats-pro
    passion velo-type velo-usage course-distance sport sport-rythme jardinage arrosage cuisine-rythme
    cuisine-style cuisine-equipement lecture-genre lecture-rythme lecture-format musique-pratique
    musique-style jeux-genre soin-routine soin-critere bricolage-niveau
    canal occasion reparation courses fidelite critere dernier-achat budget-loisirs
    budget-entretien-velo budget-travaux dernier-achat-date paiement
    medias podcasts-rythme reseaux reseaux-temps abonnements-video abonnement-presse publicite
    trajet trajet-distance voiture voyage voyage-rythme hebergement train
    je-cherche demenager renover acheter-voiture acheter-velo changer-de-banque changer-d-energie
    partir se-former
"""


def _disclosing(terms: Terms, claims: str, answered: int, summary: Text) -> Terms:
    disclosure = Disclosure(
        claims=tuple(claims.split()), answered=answered, enforcement=terms.disclosure.enforcement
    )
    changed = {"version": VERSION, "disclosure": disclosure, "summary": summary}
    return Terms.model_validate({**dict(terms), **changed})


SIMPLE = _disclosing(
    roster_1.SIMPLE,
    _SIMPLE,
    5,
    Text(
        "L’essentiel de la fiche, et peu d’invitations.",
        "The essentials of the sheet, and few invitations.",
    ),
)
STANDARD = _disclosing(
    roster_1.STANDARD,
    _STANDARD,
    10,
    Text(
        "La fiche avec son sujet et les achats, et quatre invitations par mois.",
        "The sheet with its subject and the buying habits, and four invitations a month.",
    ),
)
AMPLE = _disclosing(
    roster_1.AMPLE,
    _AMPLE,
    20,
    Text("La fiche entière, et de quoi tester une idée.", "The whole sheet, and room to test an idea."),
)
