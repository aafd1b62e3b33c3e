"""What a holder is told by mail when a check of a trait is decided. Which trait it was stands in the studio alone."""

from collections.abc import Mapping

from market.base.mail import Letter, Said, Topic

CHECKED = Letter(
    "trait_checked",
    Topic.ACCOUNT,
    fr=(
        "Votre vérification « {words} » : {outcome}",
        """
Bonjour,

La vérification « {words} » que vous aviez demandée est décidée : {outcome}.

Ce qui est vérifié porte sa marque sur la fiche dès la prochaine mise en
location de ce moi. Le détail est dans le studio.
{link}
""",
    ),
    en=(
        "Your check “{words}”: {outcome}",
        """
Hello,

The check “{words}” that you asked for was decided: {outcome}.

What is verified bears its mark on the sheet from the next time you put this
persona up for rent. The details are in the studio.
{link}
""",
    ),
)

OUTCOMES: Mapping[str, Said] = {
    "verified": Said("vérifié", "verified"),
    "refused": Said("non vérifié", "not verified"),
}
