"""What a brand's owners are told by mail about money that came back, or went back past us."""

from market.base.mail import Letter, Topic

REFUND_FAILED = Letter(
    "refund_failed",
    Topic.MONEY,
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

TAKEN_IN_PART = Letter(
    "taken_in_part",
    Topic.MONEY,
    fr=(
        "Un paiement pris en partie seulement : {taken}",
        """
Bonjour,

Sur une somme que votre banque gardait pour une location, {taken} seulement ont
été pris, par une erreur de notre part. La location ne commence pas. Votre banque
libère le reste, et {back} reviennent sur la carte d’où ils sont partis.
{link}
""",
    ),
    en=(
        "Only a part of a payment was taken: {taken}",
        """
Hello,

Of a sum that your bank held for a rental, only {taken} was taken, by a mistake
of ours. The rental does not begin. Your bank releases the rest, and {back} goes
back to the card it came from.
{link}
""",
    ),
)

GIVEN_BACK_PAST_US = Letter(
    "refund_past_us",
    Topic.MONEY,
    fr=(
        "De votre solde, {amount} vous ont été rendus",
        """
Bonjour,

{amount} que vous aviez versés sur votre solde vous ont été rendus sur votre
moyen de paiement : ils n’y sont plus. De ce que vous aviez déjà dépensé, il
reste dû : {owed}.

{todo}
{link}
""",
    ),
    en=(
        "Of your balance, {amount} was given back to you",
        """
Hello,

{amount} that you had put into your balance was given back to your means of
payment: it is there no more. Of what you had spent by then, this is owed:
{owed}.

{todo}
{link}
""",
    ),
)

HAD_TWICE = Letter(
    "refund_had_twice",
    Topic.MONEY,
    fr=(
        "Un remboursement vous est parvenu : {amount}",
        """
Bonjour,

Un remboursement n’était pas arrivé, et nous en gardions la somme en avoir. Votre
moyen de paiement a reçu le même argent par une autre voie : {amount} ne sont
plus dans votre solde.
{link}
""",
    ),
    en=(
        "A refund has reached you: {amount}",
        """
Hello,

A refund had not arrived, and we kept the sum as your credit. Your means of
payment got the same money by another way: {amount} is no longer in your
balance.
{link}
""",
    ),
)
