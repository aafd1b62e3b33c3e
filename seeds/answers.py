"""What one persona answers: its archetype's own words, its holder's facts, and the rest as chance has it. Pure."""

from collections.abc import Mapping
from random import Random

from contracts.terms import ROSTER
from contracts.vocabulary import ABOUT, CLAIMS
from market.personas.masks import MASKS
from market.personas.rules import Draft, Stance, Trait
from seeds.kinds import Archetype, Kind

# Answers with which nobody would wear a mask, or that contradict another answer too easily.
_OUT_OF_PLACE = frozenset(
    {"jamais", "rien", "aucun", "non", "sans-velo", "n-arrose-pas", "ne-court-pas", "ne-lit-pas", "peu"}
    | {"non-concerne", "ne-sait-pas", "absent", "remplace-neuf", "sans-metier", "aucun-jour"}
)
# What is answered the same in each persona of a holder, whatever the persona is about.
_STEADY = "etudes animal annee-logement metier lieu-travail teletravail horaires taille-entreprise achats-pro"
_WORK = "metier lieu-travail teletravail horaires taille-entreprise achats-pro"
_NOT_WORKING = frozenset({"en-recherche", "au-foyer", "etudiant", "retraite"})
_SUBJECTS = frozenset(claim for claims in ABOUT.values() for claim in claims)

# How often a question is answered: on the persona's own subject, on what every sheet is read for, on others'.
_SURE, _USUAL, _ASIDE = 0.95, 0.8, 0.15

_OF_MASK: Mapping[str, Mapping[str, str]] = {
    "a-velo": {
        "dernier-achat": "velo velo sport vetements",
        "je-cherche": "cherche-velo cherche-vae cherche-sport cherche-voyage cherche-rien",
        "velo-usage": "chaque-jour chaque-jour plusieurs-fois balades",
        "velo-type": "ville ville randonneuse electrique cargo pliant gravel",
        "acheter-velo": "sous-trois-mois sous-six-mois plus-tard plus-tard",
        "sport": "cyclisme cyclisme marche natation",
    },
    "en-cuisine": {
        "dernier-achat": "electromenager electromenager meuble livres-jeux",
        "je-cherche": "cherche-electromenager cherche-cours cherche-meubles cherche-rien",
    },
    "lectures": {
        "dernier-achat": "livres-jeux livres-jeux informatique vetements",
        "je-cherche": "cherche-livres-et-jeux cherche-cours cherche-voyage cherche-rien",
        "lecture-rythme": "13-24 25-40 25-40 plus-de-40",
    },
    "au-jardin": {
        "dernier-achat": "jardin jardin outillage livres-jeux",
        "je-cherche": "cherche-artisan cherche-meubles cherche-cours cherche-rien",
    },
    "travaux": {
        "dernier-achat": "outillage meuble electromenager",
        "je-cherche": "cherche-artisan cherche-artisan cherche-meubles cherche-contrat",
        "renover": "sous-un-mois sous-trois-mois sous-six-mois plus-tard",
    },
    "course-a-pied": {
        "dernier-achat": "sport sport vetements informatique",
        "je-cherche": "cherche-sport cherche-sport cherche-voyage cherche-cours",
        "sport": "course course course marche",
        "sport-rythme": "deux-trois-fois deux-trois-fois quatre-fois-et-plus",
    },
    "musique": {
        "dernier-achat": "instrument livres-jeux informatique",
        "je-cherche": "cherche-cours cherche-livres-et-jeux cherche-voyage cherche-rien",
    },
    "parents": {
        "dernier-achat": "enfants enfants livres-jeux meuble",
        "je-cherche": "cherche-voyage cherche-meubles cherche-cours cherche-livres-et-jeux",
    },
    "voyages-lents": {
        "dernier-achat": "voyage voyage vetements livres-jeux",
        "je-cherche": "cherche-voyage cherche-voyage cherche-velo cherche-rien",
        "voyage": "en-train-lent itinerance campagne",
        "train": "abonne chaque-mois quelques-fois",
        "partir": "sous-un-mois sous-trois-mois sous-six-mois",
    },
    "jeux": {
        "dernier-achat": "livres-jeux livres-jeux informatique",
        "je-cherche": "cherche-livres-et-jeux cherche-ordinateur cherche-rien",
    },
    "soin": {
        "dernier-achat": "soin soin vetements",
        "je-cherche": "cherche-cours cherche-voyage cherche-rien",
    },
    "bricolage": {
        "dernier-achat": "outillage outillage meuble jardin",
        "je-cherche": "cherche-meubles cherche-artisan cherche-cours cherche-rien",
        "bricolage-niveau": "peinture peinture plomberie gros-oeuvre",
    },
}


def facts(kind: Kind, dice: Random) -> dict[str, str]:
    """What is true of one holder, in whichever persona it is told."""
    known = {**kind.same, **{claim: dice.choice(codes) for claim, codes in kind.pools.items()}}
    at_work = known["activite"] not in _NOT_WORKING
    for claim in _STEADY.split():
        idle = claim in _WORK.split() and not at_work
        known[claim] = CLAIMS[claim].codes[-1].id if idle else dice.choice(_fitting(claim))
    return known


def draft(archetype: Archetype, known: Mapping[str, str], dice: Random) -> Draft:
    """One persona's answers: what the card says is the archetype's, all else varies from one to the next."""
    mask = MASKS[archetype.mask]
    said = {**{claim: known[claim] for claim in archetype.tells}, **archetype.says}
    traits = {claim: Trait(Stance.ME, value) for claim, value in said.items()}
    traits |= {claim: Trait(Stance.ME, known[claim]) for claim in ("region", "naissance", "foyer")}
    wanted = ROSTER[archetype.variant].disclosure
    own = {*ABOUT[said["passion"]], *mask.claims}
    for claim in dict.fromkeys((*mask.claims, *ABOUT[said["passion"]], *wanted.claims)):
        often = _SURE if claim in own else _USUAL if claim in known or claim not in _SUBJECTS else _ASIDE
        if claim not in traits and dice.random() < often:
            traits[claim] = _answer(archetype.mask, claim, known, dice)
    for claim in wanted.claims:
        if sum(it in traits and traits[it].value is not None for it in wanted.claims) >= wanted.answered:
            break
        if claim not in traits or traits[claim].value is None:
            traits[claim] = _said(archetype.mask, claim, dice)
    phrases = dice.sample(mask.phrases, dice.choice((1, 2, 2, 3)))
    if archetype.phrase:
        phrases = [archetype.phrase, *(it for it in phrases if it != archetype.phrase)]
    allowed = {*said, *([archetype.phrase] if archetype.phrase else [])}
    return Draft(archetype.mask, traits, tuple(phrases), frozenset(allowed))


def _answer(mask: str, claim: str, known: Mapping[str, str], dice: Random) -> Trait:
    if claim in known:
        return Trait(Stance.ME, known[claim])
    return Trait(Stance.NO) if dice.random() < 0.04 else _said(mask, claim, dice)


def _said(mask: str, claim: str, dice: Random) -> Trait:
    usual = _OF_MASK[mask].get(claim)
    codes = usual.split() if usual else _fitting(claim)
    suggested = MASKS[mask].suggested.get(claim)
    value = suggested if suggested and dice.random() < 0.4 else dice.choice(codes)
    return Trait(Stance.LIKE if dice.random() < 0.08 else Stance.ME, value)


def _fitting(claim: str) -> list[str]:
    return [code.id for code in CLAIMS[claim].codes if code.id not in _OUT_OF_PLACE]
