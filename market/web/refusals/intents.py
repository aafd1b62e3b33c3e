"""Refusals of intents and bids, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "intent-not-found": Problem(
        "Cette recherche n’existe pas, ou elle n’est pas pour vous.",
        "There is no such search, or it is not for you.",
        "Regardez celles qui sont ouvertes.",
        "Look at those that are open.",
    ),
    "intent-impossible": Problem(
        "On ne peut pas chercher ainsi.",
        "One cannot look for something like that.",
        "Choisissez dans nos listes, un budget en euros entiers, et un dernier jour dans 3 à 30 jours.",
        "Choose from our lists, a budget in whole euros, and a last day in 3 to 30 days.",
    ),
    "bid-impossible": Problem(
        "Cette offre n’est pas possible.",
        "This bid is not possible.",
        "Demandez au plus ce que la personne veut montrer, pour des finalités, une durée et un prix de nos listes.",
        "Ask for no more than the person would show, for purposes, a period and a price of our lists.",
    ),
    "too-many-intents": Problem(
        "Vous cherchez déjà autant de choses que possible : 3 à la fois, 10 par mois.",
        "You look for as many things as you can: 3 at a time, 10 in a month.",
        "Attendez que l’une se termine, ou fermez-en une.",
        "Wait for one to end, or close one.",
    ),
    "intent-over": Problem(
        "C’est terminé : on ne peut plus y répondre, ni choisir.",
        "It is over: nobody can answer it or choose any more.",
    ),
    "search-impossible": Problem(
        "On ne peut pas chercher ainsi parmi ce que les gens cherchent.",
        "One cannot search like that among what people look for.",
        "Choisissez dans nos listes, et un budget en euros entiers.",
        "Choose from our lists, and a budget in whole euros.",
    ),
    "too-many-searches": Problem(
        "Vous avez enregistré 20 recherches : il n’y en a pas plus.",
        "You have saved 20 searches, and there are no more.",
        "Supprimez-en une.",
        "Remove one of them.",
    ),
    "saved-search-not-found": Problem(
        "Cette recherche n’est pas enregistrée.",
        "This search is not saved.",
    ),
    "not-yet-opened": Problem(
        "Les offres sont scellées jusqu’à la fin du dernier jour.",
        "Bids are sealed until the last day is over.",
        "Vous les lirez alors toutes à la fois.",
        "You will read all of them at once then.",
    ),
    "bid-not-found": Problem(
        "Cette offre n’existe pas, ou elle a été retirée.",
        "There is no such bid, or it was withdrawn.",
    ),
    "bid-not-to-be-taken": Problem(
        "Cette offre ne peut pas être acceptée : cette marque loue déjà ce moi, ou vous n’en voulez rien.",
        "This bid cannot be accepted: this brand rents the persona already, or you want nothing of it.",
        "La marque n’en sait rien. Acceptez-en une autre.",
        "The brand does not know of it. Accept another one.",
    ),
    "choice-made": Problem(
        "Vous avez déjà accepté une offre, et il n’y en a qu’une.",
        "You have accepted a bid already, and there is one.",
    ),
    "nothing-to-rate": Problem(
        "Il n’y a rien à noter : aucun contrat n’en est né, ou c’est déjà dit.",
        "There is nothing to rate: no contract came of it, or it was said before.",
    ),
}
