"""Refusals of the catalogue, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "card-unknown": Problem(
        "Cette carte n’est pas au catalogue aujourd’hui.",
        "This card is not in the catalogue today.",
        "Cherchez-en une proche : les cartes changent d’un jour à l’autre.",
        "Look for one close to it: cards change from day to day.",
    ),
    "cursor-stale": Problem(
        "Cette page ne peut plus être suivie d’une autre.",
        "This page can no longer be continued.",
        "Reprenez la recherche à sa première page.",
        "Start again from the first page of the search.",
    ),
    "facet-unknown": Problem(
        "Aucune carte ne peut dire cela.",
        "No card can say this.",
        "Choisissez parmi les traits proposés.",
        "Choose among the traits offered.",
    ),
    "nothing-searched": Problem(
        "Rien n’a été cherché : aucun de ces mots ne dit quelque chose qu’une carte dirait.",
        "Nothing was searched for: none of these words says anything that a card would say.",
        "Nommez un trait, un lieu, un prix : vélo, Bretagne, 19 €.",
        "Name a trait, a place, a price: bike, Brittany, €19.",
    ),
    "comparison-too-small": Problem(
        "Il faut deux cartes différentes pour comparer.",
        "Comparing takes two different cards.",
        "Ajoutez-en une.",
        "Add another one.",
    ),
    "comparison-too-large": Problem(
        "Quatre cartes au plus se comparent côte à côte.",
        "Four cards at most are compared side by side.",
        "Retirez-en.",
        "Take some away.",
    ),
    "too-many-saved": Problem(
        "Votre marque a déjà beaucoup de cartes de côté.",
        "Your brand already keeps many cards.",
        "Retirez-en pour en garder d’autres.",
        "Let some go to keep others.",
    ),
}
