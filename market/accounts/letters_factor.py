"""The mail about an operator's second factor, in both languages."""

from market.base.mail import Letter, Topic

SET_UP_FACTOR = Letter(
    "set_up_factor",
    Topic.ACCOUNT,
    fr=(
        "Installez votre deuxième facteur",
        """
Bonjour,

Votre mot de passe a été donné. Pour tenir le bureau, il faut aussi un code de
votre téléphone. Installez-le depuis le même navigateur :
{link}

Le lien sert une fois, pendant une heure.

Ce n’était pas vous ? Quelqu’un connaît votre mot de passe : changez-le
aujourd’hui.
""",
    ),
    en=(
        "Set up your second factor",
        """
Hello,

Your password was given. The desk needs a code from your telephone as well. Set
it up from the same browser:
{link}

The link works once, for one hour.

This was not you? Somebody knows your password: change it today.
""",
    ),
    secret=True,
)
FACTOR_SET_UP = Letter(
    "factor_set_up",
    Topic.ACCOUNT,
    fr=(
        "Votre deuxième facteur est installé",
        """
Bonjour,

Un téléphone donne désormais les codes de votre compte, et dix codes de secours
ont été montrés une fois.

Ce n’était pas vous ? Demandez à un autre opérateur de le retirer aussitôt.
""",
    ),
    en=(
        "Your second factor is set up",
        """
Hello,

A telephone gives your account’s codes from now on, and ten recovery codes were
shown once.

This was not you? Ask another operator to reset it at once.
""",
    ),
)
FACTOR_RESET = Letter(
    "factor_reset",
    Topic.ACCOUNT,
    fr=(
        "Votre deuxième facteur a été retiré",
        """
Bonjour,

Votre deuxième facteur a été retiré et vous êtes déconnecté partout. À la
prochaine connexion, vous en installerez un autre :
{link}

Vous n’avez rien demandé ? Prévenez les autres opérateurs.
""",
    ),
    en=(
        "Your second factor was reset",
        """
Hello,

Your second factor was taken away and you are signed out everywhere. At your
next sign-in you set up another:
{link}

You did not ask for this? Tell the other operators.
""",
    ),
)
RECOVERY_USED = Letter(
    "recovery_used",
    Topic.ACCOUNT,
    fr=(
        "Un code de secours a servi",
        """
Bonjour,

Un de vos codes de secours vient d’ouvrir le bureau. Il vous en reste {left}.

Ce n’était pas vous ? Changez votre mot de passe, et demandez à un autre
opérateur de retirer votre deuxième facteur.
""",
    ),
    en=(
        "A recovery code was used",
        """
Hello,

One of your recovery codes has just opened the desk. You have {left} left.

This was not you? Change your password, and ask another operator to reset your
second factor.
""",
    ),
)
