"""Refusals of the personas, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "trait-unknown": Problem(
        "Ce trait ou cette réponse n’existe pas.",
        "This trait or answer does not exist.",
        "Choisissez parmi les réponses proposées.",
        "Choose among the answers offered.",
    ),
    "offer-impossible": Problem(
        "Cette offre n’est pas possible.",
        "This offer is not possible.",
        "Choisissez un prix de l’échelle, et une durée que ces conditions prévoient.",
        "Choose a price from the ladder and a period that these terms allow.",
    ),
    "too-few-traits": Problem(
        "Ces conditions dévoilent plus de traits que vous n’en avez dit.",
        "These terms show more traits than you have given.",
        "Répondez à quelques traits de plus, ou choisissez d’autres conditions.",
        "Answer a few more traits, or choose other terms.",
    ),
    "edited-too-soon": Problem(
        "Un moi change au plus tous les 30 jours.",
        "A persona changes at most every 30 days.",
        "Votre brouillon est gardé.",
        "Your draft is kept.",
    ),
    "not-in-this-state": Problem(
        "Ce n’est plus possible dans l’état actuel de ce moi.",
        "This is no longer possible in this persona’s present state.",
    ),
    "persona-unavailable": Problem(
        "Ce moi n’est pas disponible.",
        "This persona is not available.",
        "Choisissez-en un autre sous la même carte.",
        "Choose another one under the same card.",
    ),
    "already-rented": Problem(
        "Votre marque loue déjà ce moi, ou son paiement est en cours.",
        "Your brand already rents this persona, or its payment is under way.",
        "Retrouvez-le dans vos locations.",
        "Find it among your rentals.",
    ),
}
