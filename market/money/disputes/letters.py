"""What a brand's owners and the operators are told by mail about a dispute, and about a refund that came back."""

from dataclasses import dataclass

from market.base.mail import Letter, Said, Topic


@dataclass(frozen=True)
class Bought:
    """What a letter says of what was paid for: while a bank asks it back, once that is closed, and when it is lost."""

    meanwhile: Said
    again: Said
    over: Said


RENTALS = Bought(
    Said(
        "Les locations payées ainsi sont suspendues jusqu’à sa décision : l’accès est fermé, les jours courent.",
        "The rentals that were paid with it are suspended until it decides: access is closed, the days run.",
    ),
    Said("les locations qui courent encore sont rouvertes", "rentals that still run are open again"),
    Said(
        "Les locations payées ainsi ont pris fin ; vos copies sont à effacer à la date que dit chacune.",
        "The rentals that were paid with it are over; your copies are to be erased by the date that each says.",
    ),
)
BALANCE = Bought(
    Said(
        "Jusqu’à sa décision, autant de votre solde ne peut être ni dépensé ni rendu.",
        "Until it decides, so much of your balance can neither be spent nor go back.",
    ),
    Said("cette part de votre solde est à nouveau libre", "this part of your balance is free again"),
    Said("Ce qui en restait dans votre solde y est allé.", "What was left of it in your balance went there."),
)
EARNED = Said("ce que la personne avait gagné", "what the person had earned")
EARNED_AND_BACK = Said(
    "ce que la personne avait gagné, et ce qui vous avait été remboursé déjà",
    "what the person had earned, and what had gone back to you already",
)
SPENT = Said("ce que vous en aviez dépensé", "what you had spent of it")

OPENED = Letter(
    "dispute_opened",
    Topic.MONEY,
    fr=(
        "Contestation bancaire : {amount}",
        """
Bonjour,

Votre banque conteste {amount} de ce que vous avez payé. {meanwhile}
Si c’est une erreur, demandez à votre banque de retirer la contestation.
{link}
""",
    ),
    en=(
        "Chargeback: {amount}",
        """
Hello,

Your bank contests {amount} of what you have paid. {meanwhile}
If this is a mistake, ask your bank to withdraw the chargeback.
{link}
""",
    ),
)

WON = Letter(
    "dispute_won",
    Topic.MONEY,
    fr=(
        "Contestation bancaire close : {amount}",
        """
Bonjour,

Votre banque a rendu {amount} : la contestation est close, et {again}.
{link}
""",
    ),
    en=(
        "Chargeback closed: {amount}",
        """
Hello,

Your bank has given {amount} back: the chargeback is closed, and {again}.
{link}
""",
    ),
)

LOST = Letter(
    "dispute_lost",
    Topic.MONEY,
    fr=(
        "Contestation bancaire : paiement repris, {amount}",
        """
Bonjour,

Votre banque a repris {amount}. {over}

Pour ce paiement, {owed} restent dus : {of}.

{todo}
{link}
""",
    ),
    en=(
        "Chargeback: payment taken back, {amount}",
        """
Hello,

Your bank took {amount} back. {over}

Of this payment {owed} is still owed: {of}.

{todo}
{link}
""",
    ),
)

DEBIT_RETURNED = Letter(
    "debit_returned",
    Topic.MONEY,
    fr=(
        "Prélèvement rendu par votre banque : {amount}",
        """
Bonjour,

Votre banque a repris les {amount} que vous aviez payés par prélèvement. {why}

{over}

Pour ce paiement, {owed} restent dus : {of}.

{todo}
{link}
""",
    ),
    en=(
        "Your bank took a debit back: {amount}",
        """
Hello,

Your bank took back the {amount} that you had paid by direct debit. {why}

{over}

Of this payment {owed} is still owed: {of}.

{todo}
{link}
""",
    ),
)

LOST_IN_PART = Letter(
    "dispute_lost_in_part",
    Topic.MONEY,
    fr=(
        "Votre banque en a rendu une partie : {amount}",
        """
Bonjour,

De ce qu’elle avait repris, votre banque nous a rendu {amount}. {credit} en sont
allés dans votre solde, et pour ce paiement vous devez encore {owed}.
{link}
""",
    ),
    en=(
        "Your bank gave a part of it back: {amount}",
        """
Hello,

Of what it had taken back, your bank has given us {amount}. {credit} of it are in
your balance, and of this payment you still owe {owed}.
{link}
""",
    ),
)

RESTORED = Letter(
    "dispute_restored",
    Topic.MONEY,
    fr=(
        "Votre banque a rendu ce qu’elle avait repris : {amount}",
        """
Bonjour,

Votre banque nous a rendu après coup les {amount} qu’elle avait repris. Votre
dette pour ce paiement est éteinte, et {credit} sont à vous : ils sont dans votre
solde. Les locations d’alors restent terminées.
{link}
""",
    ),
    en=(
        "Your bank gave back what it had taken: {amount}",
        """
Hello,

Your bank has given us back, after all, the {amount} that it had taken. Your debt
for this payment is gone, and {credit} is yours: it is in your balance. The
rentals of then stay over.
{link}
""",
    ),
)

PAY_IT = Said(
    "À faire : régler cette somme à la page Solde, par carte ou sur votre solde. D’ici là, votre marque ne loue rien"
    " de nouveau et rien ne se renouvelle ; ce qui court par ailleurs continue.",
    "What to do: pay this sum on the page Balance, by card or from your balance. Until then your brand rents nothing"
    " new and nothing is renewed; what else runs goes on.",
)
NOTHING_TO_PAY = Said("Vous n’avez rien à régler.", "There is nothing to pay.")

# Why a debit came back, by the reason of its dispute.
RETURNED = {
    "insufficient_funds": Said(
        "Le compte n’était pas assez approvisionné.", "There was not enough in the account."
    ),
    "incorrect_account_details": Said(
        "Ce compte est clos, ou n’existe pas.", "The account is closed or unknown."
    ),
    "debit_not_authorized": Said(
        "Elle dit que ce prélèvement n’était pas autorisé ; ce mandat ne vaut plus.",
        "It says that this debit was not authorised; that mandate is worth nothing any more.",
    ),
    "customer_initiated": Said("Vous l’aviez demandé.", "You had asked for it."),
}
UNSAID = Said("Elle n’a pas dit pourquoi.", "It did not say why.")

DESK = Letter(
    "dispute_desk",
    Topic.MONEY,
    fr=(
        "Contestation bancaire à {amount} : {status}",
        """
Contestation bancaire de {amount}, état : {status}. Réponse attendue : {due}.
{link}
""",
    ),
    en=(
        "Chargeback over {amount}: {status}",
        """
Chargeback over {amount}, now: {status}. Answer due: {due}.
{link}
""",
    ),
)
