"""What a holder is told by mail when an operator stops a persona or gives it back. The note stays at the desk."""

from collections.abc import Mapping

from market.base.mail import Letter, Said, Topic

STOPPED = Letter(
    "persona_stopped",
    Topic.ACCOUNT,
    fr=(
        "L’un de vos moi est arrêté",
        """
Bonjour,

Nous avons retiré l’un de vos moi du marché. Motif : {reason}. Le studio montre
lequel.

Ses locations ont pris fin, les jours non commencés sont remboursés aux
marques, et ce que vous avez gagné reste à vous. Répondez à ce message si
c’est une erreur.
{link}
""",
    ),
    en=(
        "One of your personas was stopped",
        """
Hello,

We took one of your personas off the market. Reason: {reason}. The studio shows
which.

Its rentals are over, days that had not begun go back to the brands, and what
you have earned stays yours. Answer this message if this is a mistake.
{link}
""",
    ),
)

REINSTATED = Letter(
    "persona_reinstated",
    Topic.ACCOUNT,
    fr=(
        "L’un de vos moi vous revient",
        """
Bonjour,

L’arrêt de l’un de vos moi est levé. Il est masqué : remettez-le en location
quand vous voulez.
{link}
""",
    ),
    en=(
        "One of your personas is back",
        """
Hello,

One of your personas is no longer stopped. It is hidden: list it again whenever
you like.
{link}
""",
    ),
)

REASONS: Mapping[str, Said] = {
    "not-a-person": Said(
        "nous n’avons pas trouvé de personne réelle derrière lui", "we found no real person behind it"
    ),
    "false-traits": Said("des traits inventés", "made-up traits"),
    "fraud": Said("une fraude", "fraud"),
    "unlawful": Said("un usage contraire à la loi", "use against the law"),
    "other": Said("écrivez-nous, nous vous l’expliquerons", "write to us and we will explain"),
}
