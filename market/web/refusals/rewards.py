"""Refusals of rewards: budgets, codes, the person's choice, charities, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "budget-out-of-range": Problem(
        "Ce montant n’est pas possible pour un budget.",
        "This amount is not possible for a budget.",
        "De 5 € à 10 000 € par budget.",
        "From €5 to €10,000 a budget.",
    ),
    "budget-day-not-valid": Problem(
        "Ce dernier jour n’est pas possible.",
        "This last day is not possible.",
        "Choisissez un jour entre demain et dans un an.",
        "Choose a day between tomorrow and a year from now.",
    ),
    "voucher-rate-not-valid": Problem(
        "Un code vaut au moins la récompense, et au plus le double.",
        "A code is worth the reward at least, and twice as much at most.",
        "Donnez un nombre de 100 à 200, ou rien.",
        "Give a number from 100 to 200, or nothing.",
    ),
    "reward-out-of-range": Problem(
        "Cette récompense n’est pas possible.",
        "This reward is not possible.",
        "De 0,50 € à 50 € par réponse.",
        "From €0.50 to €50 an answer.",
    ),
    "budget-not-found": Problem(
        "Ce budget n’existe pas.",
        "There is no such budget.",
    ),
    "budget-over": Problem(
        "Ce budget n’offre plus rien.",
        "This budget offers nothing any more.",
        "Prenez-en un autre, ou mettez-en un de côté.",
        "Take another, or set one aside.",
    ),
    "reward-beyond-budget": Problem(
        "C’est plus que ce qui reste dans le budget. Personne n’a été interrogé.",
        "This is more than is left in the budget. Nobody was asked.",
        "Baissez la récompense, ou prenez un autre budget.",
        "Lower the reward, or take another budget.",
    ),
    "reward-not-found": Problem(
        "Cette récompense n’existe pas.",
        "There is no such reward.",
    ),
    "reward-not-choosable": Problem(
        "Il n’y a rien à choisir ici pour le moment.",
        "There is nothing to choose here for now.",
        "On choisit une fois, quand la question est finie.",
        "One chooses once, when the question is over.",
    ),
    "charity-not-found": Problem(
        "On ne peut rien donner à cette association.",
        "Nothing can be given to this charity.",
        "Choisissez-en une de la liste, ou prenez l’argent.",
        "Choose one of the list, or take the money.",
    ),
    "codes-not-offered": Problem(
        "Ce budget ne donne pas de codes.",
        "This budget gives no codes.",
        "L’argent et le don restent possibles.",
        "The money and a gift are still there.",
    ),
    "voucher-code-not-valid": Problem(
        "Une ligne n’est pas un code.",
        "A line is no code.",
        "Un code par ligne, de 1 à 60 signes.",
        "One code a line, of 1 to 60 characters.",
    ),
    "too-many-codes": Problem(
        "C’est plus de codes que ce budget ne peut en employer. Aucun n’a été pris.",
        "These are more codes than this budget has a use for. None was taken.",
        "Il en faut au plus un par récompense de 0,50 €.",
        "One for each reward of €0.50 is the most.",
    ),
    "no-code-left": Problem(
        "La marque n’a plus de code.",
        "The brand has no code left.",
        "L’argent et le don restent possibles.",
        "The money and a gift are still there.",
    ),
    "codes-are-over": Problem(
        "Cette relation est finie : plus rien de la marque ne passe par elle.",
        "This relation is over: nothing of the brand’s comes through it any more.",
        "L’argent et le don restent possibles.",
        "The money and a gift are still there.",
    ),
    "charity-name-not-valid": Problem(
        "Ce nom n’est pas possible.",
        "This name is not possible.",
        "Donnez de 2 à 70 signes.",
        "Give 2 to 70 characters.",
    ),
    "registration-not-valid": Problem(
        "Ce numéro n’est ni celui d’une association ni un SIREN.",
        "This number is neither an association’s nor a SIREN.",
        "Un W et neuf chiffres, ou neuf chiffres.",
        "A W and nine digits, or nine digits.",
    ),
    "charity-known": Problem(
        "Une association avec ce numéro est déjà là.",
        "A charity with this number is here already.",
    ),
    "more-than-given": Problem(
        "C’est plus que ce qui a été donné et n’est pas encore versé.",
        "This is more than was given and is not paid yet.",
        "Comparez avec le relevé de la banque.",
        "Compare it with the bank’s statement.",
    ),
    "charity-payment-not-found": Problem(
        "Ce virement n’existe pas.",
        "There is no such transfer.",
    ),
    "charity-payment-not-movable": Problem(
        "Ce virement n’en est plus là.",
        "This transfer is past that.",
        "Rechargez la page pour voir où il en est.",
        "Load the page again to see where it stands.",
    ),
    "gift-reference-reused": Problem(
        "Cette référence est déjà celle d’un autre virement.",
        "This reference is another transfer’s already.",
        "Reprenez celle du relevé.",
        "Take the statement’s.",
    ),
}
