"""The first wording of the clauses for terms that await an answer, or are for one brand at a time.

Each has the number of the clause whose place it takes. Nothing here changes any more, as in `contracts.legal.use_1`.
"""

# ruff: noqa: E501 (a clause stays on one line, as people read it)

from typing import Final

from contracts.legal.wording import Wording, clause

ANSWER: Final[tuple[Wording, ...]] = (
    clause(
        "2.4",
        "exclusive",
        "La licence est exclusive : tant que la Location court, le même moi n'est loué à aucune autre Marque.",
        "The licence is exclusive: while the Rental runs, the same persona is rented to no other Brand.",
    ),
    clause(
        "2.5",
        "approval",
        "Aucune Location ne commence avant que le Titulaire l'ait acceptée par un acte de sa part. Il dispose pour répondre de soixante-douze heures au plus, n'a pas à donner de motif, et peut faire une seule contre-proposition ; son silence vaut refus.",
        "No Rental begins before the Holder has accepted it by an act of their own. The Holder has at most seventy-two hours to answer, need give no reason, and may make a single counter-offer; silence is refusal.",
    ),
    clause(
        "2.5",
        "approval_concluded",
        "Le Titulaire a consenti à cette Location par un acte de sa part ; le contrat a été conclu le {at} ({method}).",
        "The Holder has consented to this Rental by an act of their own; the contract was concluded on {at} ({method}).",
    ),
)
