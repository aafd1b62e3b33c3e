"""The mail that relations send, in both languages. It never repeats what was written inside a relation."""

from market.base.mail import Letter, Topic

MESSAGED = Letter(
    "messaged",
    Topic.MESSAGES,
    fr=(
        "Un message de {brand}",
        """
Bonjour,

{brand} vous a écrit. Lisez-le dans votre espace, et répondez si vous voulez :
ne pas répondre est sans conséquence.
{link}

Nous ne disons jamais à {brand} qui vous êtes. Vous pouvez mettre cette marque
en pause, ou couper, à tout moment.
""",
    ),
    en=(
        "A message from {brand}",
        """
Hello,

{brand} has written to you. Read it in your space, and answer if you like: not
to answer has no consequence.
{link}

We never tell {brand} who you are. You can pause this brand, or switch off,
anytime.
""",
    ),
)

INVITED = Letter(
    "invited",
    Topic.INVITATIONS,
    fr=(
        "Une invitation de {brand}",
        """
Bonjour,

{brand} vous invite. Lisez son invitation dans votre espace, et répondez si
vous voulez : ça m’intéresse, pas pour moi, ou pas maintenant.
{link}

Nous ne disons jamais à {brand} qui vous êtes. Vous pouvez couper à tout
moment.
""",
    ),
    en=(
        "An invitation from {brand}",
        """
Hello,

{brand} invites you. Read the invitation in your space, and answer if you
like: interested, not for me, or not now.
{link}

We never tell {brand} who you are. You can switch off anytime.
""",
    ),
)
