"""What a holder is told by mail about being paid. No name, account or amount of digits that a letter could lose."""

from market.base.mail import Letter, Topic

ASK = Letter(
    "payout_ask",
    Topic.MONEY,
    fr=(
        "De l’argent est prêt pour vous",
        "Ce que vos locations ont rapporté est prêt à être versé. Dites-nous où l’envoyer :\n{link}\n\n"
        "Votre nom et votre compte restent sous scellé. Aucune marque ne les voit.\n",
    ),
    en=(
        "Money is ready for you",
        "What your rentals have brought is ready to be paid out. Tell us where to send it:\n{link}\n\n"
        "Your name and account stay sealed. No brand sees them.\n",
    ),
)

ASK_STRIPE = Letter(
    "payout_ask",
    Topic.MONEY,
    fr=(
        "De l’argent est prêt pour vous",
        "Ce que vos locations ont rapporté est prêt à être versé. Stripe exécute nos versements : c’est à lui"
        " que vous dites qui vous êtes et où va votre argent. Commencez ici :\n{link}\n\n"
        "Nous n’apprenons ni l’un ni l’autre. Aucune marque ne les voit.\n",
    ),
    en=(
        "Money is ready for you",
        "What your rentals have brought is ready to be paid out. Stripe carries out our payouts: you tell it who you"
        " are and where your money goes. Begin here:\n{link}\n\n"
        "We are told neither. No brand sees them.\n",
    ),
)
"""Where Stripe Connect alone pays out: nothing of a person or an account is given to us."""

ASK_AGAIN = Letter(
    "payout_ask",
    Topic.MONEY,
    fr=(
        "De l’argent est prêt pour vous",
        "Nous versons autrement désormais : par virement, sur votre compte en banque. Ce que vous aviez indiqué avant"
        " ne sert plus, et de l’argent est prêt. Dites-nous où l’envoyer :\n{link}\n\n"
        "Votre nom et votre compte restent sous scellé. Aucune marque ne les voit.\n",
    ),
    en=(
        "Money is ready for you",
        "We pay in another way now: by transfer, to your bank account. What you gave before is of no use any more,"
        " and money is ready. Tell us where to send it:\n{link}\n\n"
        "Your name and account stay sealed. No brand sees them.\n",
    ),
)
"""To one who had an account at Stripe, since the market pays by transfer."""

ASK_AGAIN_STRIPE = Letter(
    "payout_ask",
    Topic.MONEY,
    fr=(
        "De l’argent est prêt pour vous",
        "Nous versons autrement désormais : c’est Stripe qui exécute nos versements. Le compte que vous nous aviez"
        " indiqué ne sert plus, et de l’argent est prêt. Dites à Stripe qui vous êtes et où va votre argent."
        " Commencez ici :\n{link}\n\n"
        "Nous n’apprenons rien de ce que vous lui dites. Aucune marque ne le voit.\n",
    ),
    en=(
        "Money is ready for you",
        "We pay in another way now: Stripe carries out our payouts. The account that you gave us is of no use any"
        " more, and money is ready. Tell Stripe who you are and where your money goes. Begin here:\n{link}\n\n"
        "We learn nothing of what you tell it. No brand sees it.\n",
    ),
)
"""To one who had given a bank account, since Stripe pays out."""


def asking(*, by_bank: bool, again: bool) -> Letter:
    """The letter that asks where money goes; `again`: what was given before is for a way that is not open."""
    if again:
        return ASK_AGAIN if by_bank else ASK_AGAIN_STRIPE
    return ASK if by_bank else ASK_STRIPE


CHANGED = Letter(
    "payout_identity",
    Topic.MONEY,
    fr=(
        "Le compte qui reçoit vos versements",
        "Le compte qui reçoit vos versements vient d’être indiqué ou changé sur votre espace.\n\n"
        "Si ce n’est pas vous, changez votre mot de passe et remettez votre compte :\n{link}\n",
    ),
    en=(
        "The account that receives your payouts",
        "The account that receives your payouts was just given or changed in your space.\n\n"
        "If that was not you, change your password and put your account back:\n{link}\n",
    ),
)

FAILED = Letter(
    "payout_failed",
    Topic.MONEY,
    fr=(
        "Un versement n’est pas arrivé",
        "Un versement n’est pas arrivé chez vous. L’argent reste à vous et redevient prêt à verser.\n\n"
        "Vérifiez le compte indiqué :\n{link}\n",
    ),
    en=(
        "A payout did not reach you",
        "A payout did not reach you. The money stays yours and is ready again.\n\n"
        "Please check the account you gave:\n{link}\n",
    ),
)

PART = Letter(
    "payout_part",
    Topic.MONEY,
    fr=(
        "Une partie d’un versement est revenue",
        "Une partie d’un versement est revenue chez nous. Elle reste à vous et redevient prête à verser.\n\n"
        "Le détail :\n{link}\n",
    ),
    en=(
        "A part of a payout came back",
        "A part of a payout came back to us. It stays yours and is ready again.\n\nThe details:\n{link}\n",
    ),
)
