"""The mail of castings, in both languages. It says neither whom a casting looks for nor which persona it found."""

from market.base.mail import Letter, Topic

CASTING_CALL = Letter(
    "casting_call",
    Topic.INVITATIONS,
    fr=(
        "Un casting de {brand} vous correspond",
        """
Bonjour,

{brand} cherche des personnes comme vous, et a déjà payé leurs places. Lisez
ce qu’elle propose dans votre espace, et dites oui si vous voulez :
{link}

{brand} ne sait pas que nous vous l’avons dit : elle ne voit que celles et
ceux qui acceptent. Ne pas répondre est sans conséquence.
""",
    ),
    en=(
        "A casting call of {brand} fits you",
        """
Hello,

{brand} looks for people like you, and has paid for their places already. Read
what it proposes in your space, and say yes if you like:
{link}

{brand} does not know that we told you: it sees those who accept, and nobody
else. Not to answer has no consequence.
""",
    ),
)

CASTING_OVER = Letter(
    "casting_over",
    Topic.INVITATIONS,
    fr=(
        "Le casting de {brand} est terminé",
        """
Bonjour,

Le casting de {brand}, auquel vous aviez dit oui, est terminé sans vous.
{brand} ne sait pas que vous aviez accepté. Ceux qui sont ouverts :
{link}
""",
    ),
    en=(
        "The casting call of {brand} is over",
        """
Hello,

The casting call of {brand}, to which you had said yes, is over without you.
{brand} does not know that you had accepted. Those that are open:
{link}
""",
    ),
)

CASTING_CLOSED = Letter(
    "casting_closed",
    Topic.RENTALS,
    fr=(
        "Votre casting « {title} » est clos",
        """
Bonjour,

Votre casting « {title} » est clos : {taken} places sur {places} ont été
prises. Le prix des autres est revenu dans votre solde.
{link}
""",
    ),
    en=(
        "Your casting call “{title}” is closed",
        """
Hello,

Your casting call “{title}” is closed: {taken} of {places} places were taken.
The price of the others is back in your balance.
{link}
""",
    ),
)
