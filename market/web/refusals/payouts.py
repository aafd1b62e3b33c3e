"""Refusals of payouts and of the reconciliation, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "period-unknown": Problem(
        "Ce mois n’existe pas.",
        "There is no such month.",
        "Écrivez-le comme 2026-11.",
        "Write it like 2026-11.",
    ),
    "period-not-over": Problem(
        "Ce mois n’est pas fini : ce qui y est gagné n’est pas encore connu.",
        "This month is not over: what is earned in it is not known yet.",
        "Attendez sa fin.",
        "Wait until it ends.",
    ),
    "earlier-month-open": Problem(
        "Un mois précédent n’est pas clos.",
        "An earlier month is not closed.",
        "Les mois se clôturent dans l’ordre : commencez par celui qui est nommé.",
        "Months are closed in their order: begin with the one that is named.",
    ),
    "period-closed": Problem(
        "Ce mois, ou un mois suivant, est déjà clos.",
        "This month, or a later one, is closed already.",
    ),
    "month-not-closed": Problem(
        "Ce mois n’est pas encore clos.",
        "This month is not closed yet.",
        "Clôturez-le d’abord.",
        "Close it first.",
    ),
    "iban-not-valid": Problem(
        "Cet IBAN n’en est pas un : sa longueur ou ses chiffres de contrôle sont faux.",
        "This is no IBAN: its length or check digits are wrong.",
        "Recopiez-le depuis votre relevé d’identité bancaire.",
        "Copy it from your bank statement.",
    ),
    "iban-not-sepa": Problem(
        "Nous ne savons pas virer d’euros vers ce pays.",
        "We cannot transfer euros to this country.",
        "Indiquez un compte d’un pays de la zone SEPA.",
        "Give an account in a SEPA country.",
    ),
    "bic-not-valid": Problem(
        "Ce BIC n’en est pas un, ou n’est pas du pays de l’IBAN.",
        "This is no BIC, or not one of the IBAN’s country.",
        "Laissez-le vide : l’IBAN suffit.",
        "Leave it empty: the IBAN is enough.",
    ),
    "payee-name-not-valid": Problem(
        "Une banque ne saurait pas lire ce nom.",
        "A bank could not read this name.",
        "Écrivez votre nom comme sur votre relevé, en 70 caractères au plus.",
        "Write your name as on your statement, in 70 characters at most.",
    ),
    "currency-not-paid-out": Problem(
        "Nous versons en euros seulement.",
        "We pay out in euros only.",
    ),
    "method-not-open": Problem(
        "Nous ne versons pas de cette façon ici.",
        "We do not pay out in this way here.",
    ),
    "payout-identity-missing": Problem(
        "Nous ne savons pas où envoyer cet argent.",
        "We do not know where to send this money.",
        "La personne doit d’abord indiquer un compte.",
        "The holder has to give an account first.",
    ),
    "payout-account-not-ready": Problem(
        "Stripe ne laisse pas encore ce compte recevoir.",
        "Stripe does not let this account receive yet.",
        "La personne a un compte : elle répond d’abord à ce que Stripe lui demande, puis réessayez.",
        "The holder has an account: they first answer what Stripe asks of them, then try again.",
    ),
    "payout-method-closed": Problem(
        "Ce marché ne verse plus de cette façon.",
        "This market does not pay out in this way any more.",
        "La personne doit indiquer un autre compte ; un versement en attente s’annule d’abord.",
        "The holder has to give another account; a payout that waits is cancelled first.",
    ),
    "payout-above-payable": Problem(
        "C’est plus que ce qui est à verser.",
        "This is more than what is ready to be paid out.",
    ),
    "payout-carried-on": Problem(
        "Cet argent est parti avec un versement suivant : il n’y a plus rien à réessayer.",
        "This money went on with a later payout: there is nothing left to try.",
    ),
    "payout-not-found": Problem("Ce versement n’existe pas.", "There is no such payout."),
    "batch-not-found": Problem("Ce lot n’existe pas.", "There is no such batch."),
    "payout-not-movable": Problem(
        "L’état de ce versement ne le permet pas : ce qui est parti ne se retient plus.",
        "The state of this payout does not allow it: what was sent cannot be held back.",
    ),
    "payout-attempt-over": Problem(
        "Cette référence est celle d’un essai qui est fini : elle ne dit rien du paiement en cours.",
        "This reference is of an attempt that is over: it says nothing of the payment that counts now.",
        "Comparez la référence du message de la banque avec celle du versement.",
        "Compare the reference in the bank’s message with that of the payout.",
    ),
    "batch-not-movable": Problem(
        "L’état de ce lot ne le permet pas.",
        "The state of this batch does not allow it.",
    ),
    "batch-empty": Problem("Il n’y a plus rien dans ce lot.", "Nothing is left in this batch."),
    "batch-changed": Problem(
        "Ce lot a changé depuis que vous l’avez regardé.",
        "This batch has changed since you looked at it.",
        "Regardez-le de nouveau avant de l’approuver.",
        "Look at it again before you approve it.",
    ),
    "same-operator": Problem(
        "Vous l’avez déjà approuvé : le second regard est celui d’une autre personne.",
        "You have approved it already: the second pair of eyes is another person’s.",
        "Demandez à un autre opérateur.",
        "Ask another operator.",
    ),
    "own-payout": Problem(
        "Un de ces versements est pour vous : un autre opérateur en décide.",
        "One of these payouts is yours: another operator decides on it.",
        "Retenez-le d’abord, ou passez la main.",
        "Hold it back first, or hand over.",
    ),
    "destination-changed": Problem(
        "La personne veut maintenant être payée autrement.",
        "The holder wants to be paid in another way now.",
        "Annulez ce lot et approuvez le versement de nouveau.",
        "Cancel this batch and approve the payout again.",
    ),
    "return-code-unknown": Problem(
        "Aucune banque ne donne ce motif.",
        "No bank gives this reason.",
        "Reprenez le code du message de la banque, comme AC04.",
        "Take the code from the bank’s message, such as AC04.",
    ),
    "hold-reason-missing": Problem(
        "Dites pourquoi, en 140 caractères au plus.",
        "Say why, in 140 characters at most.",
    ),
    "stripe-away": Problem(
        "Stripe ne répond pas pour l’instant. Rien n’est perdu.",
        "Stripe does not answer right now. Nothing is lost.",
        "Réessayez dans un instant.",
        "Try again in a moment.",
    ),
    "sepa-not-configured": Problem(
        "Ce service ne peut pas écrire de virements : un réglage manque.",
        "This service cannot write transfers: a setting is missing.",
        "Lancez « moi doctor ».",
        "Run “moi doctor”.",
    ),
    "run-under-way": Problem(
        "Un rapprochement est déjà en cours.",
        "A reconciliation is under way already.",
        "Attendez qu’il finisse.",
        "Wait for its end.",
    ),
    "finding-closed": Problem(
        "Ce constat est déjà clos.",
        "This finding is closed already.",
    ),
    "finding-changed": Problem(
        "Les faits ont changé depuis que vous les avez lus.",
        "The facts have changed since you read them.",
        "Relisez-les, puis décidez.",
        "Read them again, then decide.",
    ),
}
