"""Why a renewal was not paid or does not come, and by what means it is: the sentences that letters and pages say."""

from market.base.mail import Said
from market.money.bankcards.rules import DEFAULT_EXPIRED, NO_ACCOUNT, NO_CARD, Declined, declined
from market.money.debits import not_paid
from market.rentals.renewal.rules import TOO_LOW

NOTHING_CHARGED = Said("Rien n’est débité.", "Nothing is charged.")
NOTHING_MORE = Said("Rien d’autre n’est débité.", "Nothing more is charged.")
ALL_BACK = Said("Ce que vous aviez payé vous revient en entier.", "What you had paid comes back in full.")

# What a brand may know of the reason: the person's own affairs look alike.
_PERSONS = Said(
    "La personne ne continue pas aux mêmes conditions.", "The person does not go on, on the same terms."
)
_OURS = Said(
    "Le renouvellement n’a pas pu être préparé à temps.", "The renewal could not be prepared in time."
)
_SUSPENDED = Said(
    "La location était suspendue au moment du paiement.", "The rental was suspended at the time of payment."
)
BRAND_REASONS = {
    "brand": Said("Vous y avez renoncé.", "You took it back."),
    "brand_stopped": Said(
        "Votre marque ne peut pas louer en ce moment.", "Your brand cannot rent at present."
    ),
    "brand_owes": Said(
        "Votre marque doit encore une somme que sa banque a reprise : la page Solde dit comment la régler.",
        "Your brand still owes a sum that its bank took back: the page Balance says how to pay it.",
    ),
    "vat_number": Said(
        "Votre numéro de TVA n’est pas confirmé : la page Documents dit comment le corriger.",
        "Your VAT number is not confirmed: the page Documents says how to put it right.",
    ),
    "not_paid": Said("Le paiement n’est pas arrivé à temps.", "The payment did not arrive in time."),
    "stopped": Said("Moi l’a arrêtée.", "Moi stopped it."),
    "payment_lost": Said(
        "Votre banque a repris ce que vous aviez payé pour la suite.",
        "Your bank took back what was paid for the next period.",
    ),
    "no_notice": _OURS,
    "not_running": _SUSPENDED,
}
HOLDER_REASONS = {
    "holder": Said("Vous l’avez voulu ainsi.", "You wanted it so."),
    "hidden": Said("Ce moi est masqué.", "This persona is hidden."),
    "offer_changed": Said("Votre offre a changé depuis.", "Your offer has changed since."),
    "terms_retired": Said("Ces conditions n’ont plus cours.", "These terms are no longer in use."),
    "fewer_places": Said("Vous louez à moins de marques à la fois.", "You rent to fewer brands at a time."),
    "not_wanted": Said("L’un de vous deux ne l’a pas voulu à temps.", "One of you did not want it in time."),
    "no_notice": _OURS,
    "not_running": _SUSPENDED,
    "absent": Said(
        "Vous n’avez pas ouvert votre espace depuis longtemps.", "You have not opened your space for long."
    ),
}
_BRANDS = Said("La marque ne continue pas.", "The brand does not go on.")


def reason_for_brand(because: str) -> Said:
    """Why it is not renewed, for the brand."""
    return BRAND_REASONS.get(because, _PERSONS)


def reason_for_holder(because: str) -> Said:
    """Why it is not renewed, for the holder."""
    return HOLDER_REASONS.get(because, _BRANDS)


REFUSED = {
    Declined.SOFT: Said(
        "La banque a refusé le paiement cette fois.", "The bank refused the payment this time."
    ),
    Declined.HARD: Said(
        "La banque n’accepte plus cette carte.", "The bank does not accept this card any more."
    ),
    Declined.ASKS: Said(
        "La banque veut vous poser une question : il faut que vous veniez.",
        "The bank wants to ask you something: you have to come.",
    ),
    Declined.UNASKED: Said("L’essai n’est pas parvenu à la banque.", "The try did not come to the bank."),
    Declined.NO_CARD: Said("Aucune carte gardée ne peut payer.", "No card that you keep can pay."),
    Declined.EXPIRED: Said("Votre carte par défaut a expiré.", "Your default card has expired."),
    Declined.NO_ACCOUNT: not_paid(NO_ACCOUNT).why,
}

TOO_LITTLE = Said("Votre solde ne suffit pas.", "Your balance is not enough.")

# By what pays: who will, who did not, and what to do then.
MEANS = {
    "card": Said("Votre carte par défaut", "Your default card"),
    "balance": Said("Votre solde", "Your balance"),
    "debit": Said("Un prélèvement sur votre compte", "A debit of your account"),
}
TRIES = Said("trois essais au plus", "three tries at most")
ONE_TRY = Said("une seule fois", "once")
PAYER = {
    "card": Said("La carte", "The card"),
    "balance": Said("Votre solde", "Your balance"),
    "debit": Said("La banque", "The bank"),
}
WAY = {
    "card": Said("Payez ici, ou choisissez une autre carte :", "Pay here, or choose another card:"),
    "balance": Said(
        "Versez-y de l’argent à la page Solde ; le prochain essai le prendra, ou payez ici aussitôt :",
        "Put money in on the page Balance; the next try will take it, or pay here at once:",
    ),
    "debit": Said(
        "Un prélèvement n’est essayé qu’une fois. Pour continuer, louez de nouveau, par carte par exemple :",
        "A debit is tried once only. To go on, rent again, by card for one:",
    ),
}
KEEP_A_CARD = Said(
    "Gardez-en une à la page Cartes bancaires, puis payez ici :",
    "Keep one on the page Bank cards, then pay here:",
)

ANOTHER_DEFAULT = Said(
    "Choisissez-en une autre par défaut à la page Cartes bancaires, puis payez ici :",
    "Make another one the default on the page Bank cards, then pay here:",
)
YOUR_ACCOUNT = Said("Votre compte", "Your account")


def reason_of_refusal(failure: str) -> Said:
    """Why it was not paid."""
    if failure == TOO_LOW:
        return TOO_LITTLE
    return REFUSED[declined(failure)]


def way_out(means: str, failure: str | None) -> Said:
    """What to do about a refusal."""
    return {NO_CARD: KEEP_A_CARD, DEFAULT_EXPIRED: ANOTHER_DEFAULT}.get(failure or "", WAY[means])


def payer(means: str, failure: str | None) -> Said:
    """Who did not pay: no bank, where it was not asked."""
    return YOUR_ACCOUNT if failure == NO_ACCOUNT else PAYER[means]
