"""What a brand's owners and the operators are told by mail about a dispute, and about a refund that came back."""

from market.base.mail import Letter

OPENED = Letter(
    "dispute_opened",
    fr=(
        "Contestation bancaire : {amount}",
        """
Bonjour,

La banque qui a payé {amount} pour vos locations conteste ce paiement. Ces
locations sont suspendues jusqu’à sa décision : l’accès est fermé, les jours
courent. Si c’est une erreur, demandez à votre banque de retirer la
contestation.
{link}
""",
    ),
    en=(
        "Chargeback: {amount}",
        """
Hello,

The bank that paid {amount} for your rentals contests this payment. These
rentals are suspended until it decides: access is closed, the days run. If
this is a mistake, ask your bank to withdraw the chargeback.
{link}
""",
    ),
)

WON = Letter(
    "dispute_won",
    fr=(
        "Contestation bancaire close : {amount}",
        """
Bonjour,

Votre banque a rendu {amount} : la contestation est close, et les locations
qui courent encore sont rouvertes.
{link}
""",
    ),
    en=(
        "Chargeback closed: {amount}",
        """
Hello,

Your bank has given {amount} back: the chargeback is closed, and rentals that
still run are open again.
{link}
""",
    ),
)

LOST = Letter(
    "dispute_lost",
    fr=(
        "Contestation bancaire : paiement repris, {amount}",
        """
Bonjour,

Votre banque a repris {amount}. Les locations payées ainsi ont pris fin ; vos
copies sont à effacer à la date que dit chacune. Ce que la personne avait déjà
gagné reste dû : {owed}.
{link}
""",
    ),
    en=(
        "Chargeback: payment taken back, {amount}",
        """
Hello,

Your bank took {amount} back. The rentals that were paid with it are over;
your copies are to be erased by the date that each says. What the person had
earned by then is still owed: {owed}.
{link}
""",
    ),
)

DESK = Letter(
    "dispute_desk",
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

REFUND_FAILED = Letter(
    "refund_failed",
    fr=(
        "Un remboursement n’est pas arrivé : {amount}",
        """
Bonjour,

Le remboursement de {amount} n’est pas arrivé sur votre moyen de paiement.
Cette somme reste à vous : nous la gardons en avoir.
{link}
""",
    ),
    en=(
        "A refund did not arrive: {amount}",
        """
Hello,

The refund of {amount} did not reach your means of payment. The sum stays
yours: we keep it as your credit.
{link}
""",
    ),
)
