"""What a brand's owners are told by mail about money that goes to their bank. No account, and no digits of one."""

from market.base.mail import Letter, Topic

ASKED = Letter(
    "bank_return_asked",
    Topic.MONEY,
    fr=(
        "Virement demandé : {amount}",
        """
Bonjour,

{amount} de votre solde doivent être virés sur un compte bancaire de votre
société. Si personne chez vous ne l’a demandé, annulez-le et écrivez-nous :
{link}
""",
    ),
    en=(
        "Transfer asked for: {amount}",
        """
Hello,

{amount} of your balance is to be transferred to a bank account of your
company. If nobody of yours asked for it, cancel it and write to us:
{link}
""",
    ),
)

REFUSED = Letter(
    "bank_return_refused",
    Topic.MONEY,
    fr=(
        "Virement refusé : {amount}",
        """
Bonjour,

Nous n’avons pas viré les {amount} que vous aviez demandés. Raison : {why}

L’argent est de nouveau dans votre solde :
{link}
""",
    ),
    en=(
        "Transfer refused: {amount}",
        """
Hello,

We did not transfer the {amount} that you asked for. Reason: {why}

The money is in your balance again:
{link}
""",
    ),
)

FAILED = Letter(
    "bank_return_failed",
    Topic.MONEY,
    fr=(
        "Virement revenu : {amount}",
        """
Bonjour,

La banque a rendu le virement de {amount}. L’argent est de nouveau dans votre
solde ; vérifiez l’IBAN, puis demandez-le de nouveau :
{link}
""",
    ),
    en=(
        "Transfer came back: {amount}",
        """
Hello,

The bank gave the transfer of {amount} back. The money is in your balance
again; check the IBAN, then ask for it again:
{link}
""",
    ),
)
