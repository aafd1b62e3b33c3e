"""Refusals of castings, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "casting-not-found": Problem(
        "Ce casting n’existe pas, ou il ne vous concerne pas.",
        "There is no such casting call, or it does not reach you.",
        "Regardez ceux qui sont ouverts.",
        "Look at those that are open.",
    ),
    "criteria-impossible": Problem(
        "Ces critères ne sont pas possibles.",
        "These criteria are not possible.",
        "Cochez les réponses d’un trait au moins et de cinq au plus, de notre vocabulaire.",
        "Tick answers of one trait at least and five at most, of our vocabulary.",
    ),
    "casting-impossible": Problem(
        "Un casting ne peut pas être ainsi.",
        "A casting call cannot be like that.",
        "Choisissez un prix et une durée de nos listes, de 1 à 50 places, et un dernier jour dans 3 à 30 jours.",
        "Choose a price and a period of our lists, 1 to 50 places, and a last day in 3 to 30 days.",
    ),
    "too-many-castings": Problem(
        "Votre marque a déjà autant de castings qu’elle peut en avoir : 5 ouverts, 20 par mois.",
        "Your brand has as many casting calls as it can have: 5 open, 20 in a month.",
        "Attendez qu’un casting se termine, ou fermez-en un.",
        "Wait for one to end, or close one.",
    ),
    "casting-over": Problem(
        "Ce casting est terminé.",
        "This casting call is over.",
    ),
    "already-accepted": Problem(
        "Vous avez déjà dit oui avec un autre de vos moi : une personne a une place.",
        "You have said yes with another of your personas: one person has one place.",
        "Reprenez d’abord ce oui.",
        "Take that yes back first.",
    ),
    "persona-does-not-fit": Problem(
        "Ce moi ne peut pas prendre cette place.",
        "This persona cannot take this place.",
        "Choisissez-en un de la liste : il est visible, libre, et ses conditions admettent ce but.",
        "Choose one of the list: it is shown, free, and its terms admit the purpose.",
    ),
    "nothing-to-take-back": Problem(
        "Il n’y a rien à reprendre.",
        "There is nothing to take back.",
        "Si la place a commencé, coupez-la dans vos relations.",
        "If the place has begun, switch it off among your relations.",
    ),
    "no-place-left": Problem(
        "Toutes les places de ce casting sont prises.",
        "Every place of this casting call is taken.",
    ),
}
