"""What is told by mail about a rental: to its holder that it began or ended, to its brand what went back."""

from market.base.mail import Letter, Topic

RENTED = Letter(
    "rented",
    Topic.RENTALS,
    fr=(
        "{brand} loue l’un de vos moi",
        """
Bonjour,

{brand} loue l’un de vos moi jusqu’au {until}. Vous voyez dans votre espace
lequel et qui a lu quoi, et vous coupez quand vous voulez :
{link}

Nous ne disons jamais à {brand} qui vous êtes.
""",
    ),
    en=(
        "{brand} rents one of your personas",
        """
Hello,

{brand} rents one of your personas until {until}. Your space shows which and
who read what, and you switch off whenever you like:
{link}

We never tell {brand} who you are.
""",
    ),
)

PAID_TOO_LATE = Letter(
    "paid_too_late",
    Topic.RENTALS,
    fr=(
        "Votre paiement est arrivé trop tard : il vous est rendu",
        """
Bonjour,

Votre marque a payé une location après la fin de sa réservation : elle n’a pas
commencé, et {refund} repartent en entier vers votre moyen de paiement.
{link}

Le moi est peut-être encore libre : sa carte est au catalogue.
""",
    ),
    en=(
        "Your payment came too late: it goes back to you",
        """
Hello,

Your brand paid for a rental after its place was no longer held: it has not
begun, and {refund} go back in full to the way you paid.
{link}

The persona may still be free: its card is in the catalogue.
""",
    ),
)

RENEWAL_OVER = Letter(
    "renewal_over",
    Topic.RENTALS,
    fr=(
        "Votre paiement vous est rendu : ce renouvellement n’avait plus cours",
        """
Bonjour,

Votre banque a payé le renouvellement de {handle} quand il n’avait plus cours :
la nouvelle période n’a pas commencé, et {refund} repartent en entier vers votre
moyen de paiement.
{link}
""",
    ),
    en=(
        "Your payment goes back to you: this renewal no longer stood",
        """
Hello,

Your bank paid the renewal of {handle} when it no longer stood: the new period
has not begun, and {refund} go back in full to the way you paid.
{link}
""",
    ),
)

NOT_AVAILABLE = Letter(
    "not_available",
    Topic.RENTALS,
    fr=(
        "Une location n’a pas commencé : {refund} vous reviennent",
        """
Bonjour,

Votre paiement est arrivé, mais {handle} n’était plus disponible : sa location
n’a pas commencé, et {refund} repartent en entier vers votre moyen de paiement.

Ce que vous avez loué d’autre n’est pas touché.
{link}
""",
    ),
    en=(
        "A rental did not begin: {refund} comes back to you",
        """
Hello,

Your payment has arrived, but {handle} was no longer available: its rental has
not begun, and {refund} goes back in full to the way you paid.

Whatever else you rent is not touched.
{link}
""",
    ),
)

ENDED = Letter(
    "ended",
    Topic.RENTALS,
    fr=(
        "Fin de la location par {brand}",
        """
Bonjour,

{brand} ne loue plus l’un de vos moi : l’accès et le contact ont cessé. Elle
doit effacer ses copies au plus tard le {delete_by}, et le signer.
{link}
""",
    ),
    en=(
        "The rental by {brand} is over",
        """
Hello,

{brand} no longer rents one of your personas: access and contact have ended.
It must erase its copies by {delete_by}, and sign for it.
{link}
""",
    ),
)

ASKED_ONCE = Letter(
    "asked_once",
    Topic.ACCOUNT,
    fr=(
        "Êtes-vous toujours là ?",
        """
Bonjour,

Vous n’avez pas ouvert votre espace depuis {days} jours. Les marques louent
quelqu’un qui peut répondre : ouvrez-le, c’est tout.
{link}

Sinon, à quatre semaines d’absence vos moi seront masqués, puis leurs locations
prendront fin ; ce que vous avez gagné reste à vous.
""",
    ),
    en=(
        "Are you still there?",
        """
Hello,

You have not opened your space for {days} days. Brands rent somebody who can
answer: open it, that is all.
{link}

Otherwise, after four weeks away your personas will be hidden and their
rentals will end; what you have earned stays yours.
""",
    ),
)

ASKED_AGAIN = Letter(
    "asked_again",
    Topic.ACCOUNT,
    fr=(
        "Dans une semaine, vos moi seront masqués",
        """
Bonjour,

Vous n’avez pas ouvert votre espace depuis {days} jours. Sans visite de votre
part d’ici une semaine, vos moi seront masqués, et leurs locations prendront
fin dans les deux semaines qui suivent.
{link}
""",
    ),
    en=(
        "In a week, your personas will be hidden",
        """
Hello,

You have not opened your space for {days} days. Unless you do so within a
week, your personas will be hidden, and their rentals will end in the two
weeks that follow.
{link}
""",
    ),
)

HIDDEN = Letter(
    "hidden_while_away",
    Topic.ACCOUNT,
    fr=(
        "Vos moi sont masqués",
        """
Bonjour,

Vos moi sont masqués, puisque vous n’êtes pas passé·e depuis quatre semaines.
Leurs locations prennent fin l’une après l’autre ; ouvrez votre espace et
celles qui courent encore continuent.
{link}
""",
    ),
    en=(
        "Your personas are hidden",
        """
Hello,

Your personas are hidden, since you have not been here for four weeks. Their
rentals end one after the other; open your space, and those that still run
go on.
{link}
""",
    ),
)
