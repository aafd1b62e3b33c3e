"""Refusals of paying: orders, the balance, cards that are kept, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "webhook-refused": Problem(
        "Ce message ne vient pas de Stripe, ou pas maintenant.",
        "This message is not from Stripe, or not from now.",
    ),
    "order-key-reused": Problem(
        "Cette clé a déjà servi à une autre commande.",
        "This key was used for another order.",
        "Recommencez avec une clé nouvelle.",
        "Start again with a new key.",
    ),
    "line-not-paid": Problem(
        "Cette location n’est pas payée.",
        "This rental is not paid.",
    ),
    "line-closed": Problem(
        "L’argent de cette location est déjà réparti.",
        "This rental’s money has been divided already.",
    ),
    "balance-too-low": Problem(
        "Votre solde ne couvre pas ce prix. Rien n’a été prélevé.",
        "Your balance does not cover this price. Nothing was taken.",
        "Versez-y de l’argent, ou payez sur la page de Stripe.",
        "Put money in, or pay on Stripe’s page.",
    ),
    "payment-under-way": Problem(
        "Votre banque traite déjà ce paiement.",
        "Your bank is already at this payment.",
        "Attendez sa réponse : rien d’autre ne peut payer d’ici là.",
        "Wait for its answer: nothing else can pay until then.",
    ),
    "order-not-waiting": Problem(
        "Cette commande n’attend plus de paiement.",
        "This order waits for no payment any more.",
    ),
    "top-up-out-of-range": Problem(
        "Ce montant n’est pas possible.",
        "This amount is not possible.",
        "De 10 € à 10 000 € par versement.",
        "From €10 to €10,000 at a time.",
    ),
    "top-up-not-open": Problem(
        "Votre marque n’est pas encore approuvée.",
        "Your brand is not approved yet.",
        "Le solde s’ouvre avec l’approbation ; nous vous écrivons.",
        "The balance opens with the approval; we write to you.",
    ),
    "brand-owes": Problem(
        "Votre marque doit encore une somme que sa banque a reprise : elle ne loue rien de nouveau d’ici là.",
        "Your brand still owes a sum that its bank took back: it rents nothing new until then.",
        "Réglez-la à la page Solde ; ce qui court par ailleurs continue.",
        "Pay it on the page Balance; what else runs goes on.",
    ),
    "no-bank-account": Problem(
        "Votre marque ne garde aucun compte qui puisse être prélevé.",
        "Your brand keeps no account that can be debited.",
        "Ajoutez-en un à la page Cartes bancaires.",
        "Add one on the page Bank cards.",
    ),
    "debit-too-slow": Problem(
        "Un prélèvement prend des jours : une semaine se renouvelle par carte ou sur le solde.",
        "A debit takes days: a week is renewed by card or from the balance.",
    ),
    "no-debt": Problem(
        "Votre marque ne doit rien.",
        "Your brand owes nothing.",
    ),
    "debt-below-card": Problem(
        "Une carte ne paie pas une somme aussi petite.",
        "A card does not pay a sum as small as this.",
        "Versez de l’argent sur votre solde et payez-la de là.",
        "Put money into your balance and pay it from there.",
    ),
    "payment-page-not-open": Problem(
        "La page de paiement ne s’est pas ouverte. Rien n’a été prélevé.",
        "The payment page did not open. Nothing was taken.",
        "Réessayez dans un instant.",
        "Try again in a moment.",
    ),
    "pay-back-impossible": Problem(
        "Ce montant ne peut pas repartir vers votre carte.",
        "This amount cannot go back to your card.",
        "Au plus ce que la page indique : ce qui est venu d’une carte et n’est pas dû.",
        "At most what the page says: what came from a card and is not owed.",
    ),
    "basket-refused": Problem(
        "Rien n’a été loué : une partie de ce que vous avez choisi n’est plus possible.",
        "Nothing was rented: a part of what you chose is not possible any more.",
        "Retirez ou corrigez ce qui est nommé, puis recommencez.",
        "Take away or put right what is named, then try again.",
    ),
    "basket-size-wrong": Problem(
        "De un à vingt moi à la fois.",
        "One to twenty personas at a time.",
    ),
    "reference-not-valid": Problem(
        "Ce n’est pas une référence de commande.",
        "This is no purchase order reference.",
        "50 signes au plus : lettres, chiffres, espaces, - . / # : + & ( ).",
        "At most 50 signs: letters, digits, blanks, - . / # : + & ( ).",
    ),
    "bank-card-not-found": Problem(
        "Cette carte bancaire n’est pas, ou plus, gardée ici.",
        "This bank card is not kept here, or no longer.",
    ),
    "bank-card-expired": Problem(
        "Cette carte bancaire a expiré.",
        "This bank card has expired.",
        "Ajoutez-en une autre, ou choisissez-en une autre par défaut.",
        "Add another one, or make another one the default.",
    ),
    "no-bank-card": Problem(
        "Vous ne gardez aucune carte bancaire qui puisse payer.",
        "You keep no bank card that could pay.",
        "Ajoutez-en une sous « Cartes bancaires ».",
        "Add one under “Bank cards”.",
    ),
    "card-page-not-open": Problem(
        "La page de paiement ne s’est pas ouverte. Rien n’a été ajouté.",
        "The payment page did not open. Nothing was added.",
        "Réessayez dans un instant.",
        "Try again in a moment.",
    ),
}
