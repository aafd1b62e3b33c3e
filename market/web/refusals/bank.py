"""Refusals of our own money in clients' money, and of balances that go to a bank, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "client-money-not-held": Problem(
        "Ce marché ne détient pas l’argent des clients : il n’y a rien à en retirer ni à y verser.",
        "This market holds no clients’ money: there is nothing to take from it or to pay into it.",
    ),
    "more-than-ours": Problem(
        "C’est plus que ce qui est à nous dans l’argent des clients. Rien n’a été comptabilisé.",
        "This is more than what is ours in clients’ money. Nothing was booked.",
        "Si le virement est parti, faites-le revenir ; la page dit ce qui est à nous.",
        "If the transfer has left, have it come back; the page says what is ours.",
    ),
    "transfer-amount-not-valid": Problem(
        "Ce montant n’est pas possible.",
        "This amount is not possible.",
    ),
    "transfer-reference-not-valid": Problem(
        "Ce n’est pas une référence de banque.",
        "This is no reference of a bank’s.",
        "Reprenez celle du relevé, en 64 signes au plus.",
        "Take the one on the statement, in 64 signs at most.",
    ),
    "transfer-day-not-valid": Problem(
        "Ce jour n’est pas possible : le relevé est d’aujourd’hui ou d’un jour passé, depuis un an au plus.",
        "This day is not possible: the statement is of today or of a day gone by, within a year.",
    ),
    "transfer-before-books": Problem(
        "La comptabilité commence après ce jour : il n’y avait pas encore d’argent.",
        "The books begin after this day: there was no money yet.",
        "Prenez au plus tôt le premier jour de la comptabilité.",
        "Take the first day of the books at the earliest.",
    ),
    "transfer-reference-reused": Problem(
        "Cette référence est celle d’un autre virement.",
        "This reference is another transfer’s.",
        "Comparez le montant, le jour et le sens avec le relevé.",
        "Compare amount, day and direction with the statement.",
    ),
    "transfer-direction-not-valid": Problem(
        "Dites dans quel sens va ce virement.",
        "Say which way this transfer goes.",
    ),
    "own-transfer-not-found": Problem("Ce virement n’existe pas.", "There is no such transfer."),
    "transfer-not-reversible": Problem(
        "Ce virement ne peut pas être contre-passé : il n’est pas comptabilisé, l’a déjà été, ou c’en est un lui-même.",
        "This transfer cannot be reversed: it is not in the books, was reversed, is about to be, or is a reversal.",
        "Notez de nouveau le bon, sous la référence de la banque.",
        "Write the right one down anew, under the bank’s reference.",
    ),
    "transfer-not-waiting": Problem(
        "Ce virement n’attend plus personne.",
        "This transfer waits for nobody any more.",
    ),
    "bank-return-not-open": Problem(
        "Nous ne faisons pas de virements ici.",
        "We make no bank transfers here.",
        "Cette somme paie vos prochaines locations, ou écrivez-nous.",
        "This sum pays your next rentals, or write to us.",
    ),
    "bank-return-impossible": Problem(
        "Ce montant ne peut pas partir vers votre banque.",
        "This amount cannot go to your bank.",
        "Au plus ce qu’aucune carte ne reprend et qui n’est ni dû ni réclamé.",
        "At most what no card takes back and is neither owed nor asked back.",
    ),
    "bank-return-not-found": Problem("Ce virement n’existe pas.", "There is no such transfer."),
    "bank-return-not-movable": Problem(
        "L’état de ce virement ne le permet pas.",
        "The state of this transfer does not allow it.",
    ),
    "bank-return-contested": Problem(
        "Une banque conteste un paiement de cette marque : d’ici sa décision, rien ne part vers un compte.",
        "A bank contests a payment of this brand: until it decides, nothing goes to an account.",
        "La somme reste dans le solde et paie des locations.",
        "The sum stays in the balance and pays rentals.",
    ),
    "brand-owes-meanwhile": Problem(
        "Cette marque doit, ou une banque lui réclame, plus que ce qui reste dans son solde.",
        "This brand owes, or a bank asks back, more than what is left in its balance.",
        "Attendez que ce soit réglé, ou refusez la demande.",
        "Wait until that is settled, or refuse it.",
    ),
    "own-bank-return": Problem(
        "Vous êtes de cette marque : un autre opérateur en décide.",
        "You are of this brand: another operator decides on it.",
    ),
}
