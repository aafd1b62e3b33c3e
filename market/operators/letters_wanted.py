"""What a brand is written when many would welcome it: once, and with no word of who they are."""

from market.base.mail import Letter, Topic

WANTED = Letter(
    "brand_wanted",
    Topic.ACCOUNT,
    fr=(
        "Au moins {count} personnes aimeraient être sollicitées par {brand}",
        """
Bonjour,

Sur Moi, au moins {count} personnes ont dit qu’elles aimeraient être
sollicitées par {brand}. Nous ne savons pas nous-mêmes vous dire qui : leur
liste n’est qu’à elles.

Moi permet à une marque vérifiée de louer, pour un mois, des moi sans nom :
des traits vrais, aux conditions que la personne fixe. Vous l’invitez, vous
lui posez une question ; vous n’apprenez jamais qui elle est.

Inscrire votre marque :
{link}

Ce message part une seule fois. Sans suite de votre part, nous ne vous
écrirons plus.
""",
    ),
    en=(
        "At least {count} people would like to be asked by {brand}",
        """
Hello,

On Moi, at least {count} people have said that they would like to be asked by
{brand}. We cannot tell you who: their list is theirs alone.

Moi lets a verified brand rent, for a month, personas without a name: true
traits, on terms that the person sets. You invite them, you ask a question;
you never learn who they are.

Register your brand:
{link}

This message goes out once. If you do nothing, we will not write again.
""",
    ),
)

WANTED_HERE = Letter(
    "brand_wanted_here",
    Topic.ACCOUNT,
    fr=(
        "Au moins {count} personnes aimeraient être sollicitées par {brand}",
        """
Bonjour,

Sur Moi, où {brand} est inscrite, au moins {count} personnes ont dit qu’elles
aimeraient être sollicitées par elle. Leur liste n’est qu’à elles : nous ne
disons pas qui.

Les moi qui se louent sont au catalogue :
{link}

Ce message part une seule fois.
""",
    ),
    en=(
        "At least {count} people would like to be asked by {brand}",
        """
Hello,

On Moi, where {brand} is registered, at least {count} people have said that
they would like to be asked by it. Their list is theirs alone: we do not say
who.

The personas that can be rented are in the catalogue:
{link}

This message goes out once.
""",
    ),
)
