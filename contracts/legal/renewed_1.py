"""The first wording of the clause by which a contract follows another one. It has the number whose place it takes.

Nothing here changes any more, as in `contracts.legal.use_1`.
"""

# ruff: noqa: E501 (a clause stays on one line, as people read it)

from typing import Final

from contracts.legal.wording import Wording, clause

RENEWED: Final[tuple[Wording, ...]] = (
    clause(
        "2.5",
        "instant_renewed",
        "Le Titulaire a donné par avance son consentement à toute Location conforme aux conditions qu'il propose, et a voulu que celle-ci suive le contrat {renews}, comme la Marque ({method}) ; le contrat a été conclu le {at}, jour où la reconduction a été annoncée aux deux.",
        "The Holder has consented in advance to every Rental that conforms to the terms proffered, and wanted this one to follow contract {renews}, as did the Brand ({method}); the contract was concluded on {at}, the day on which the renewal was announced to both.",
    ),
    clause(
        "2.5",
        "approval_renewed",
        "Par un acte de sa part qui portait sur le contrat {renews}, le Titulaire a voulu que cette Location le suive, comme la Marque ({method}) ; le contrat a été conclu le {at}, jour où la reconduction a été annoncée aux deux.",
        "By an act of their own about contract {renews} the Holder wanted this Rental to follow it, as did the Brand ({method}); the contract was concluded on {at}, the day on which the renewal was announced to both.",
    ),
)
