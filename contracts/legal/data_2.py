"""The wording of the legal reading where terms say more of what the person says, of questions, and of the end.

Each clause is there for a field of the terms, in the place of an earlier clause of its number or as a new one. Nothing
here changes any more once terms are published with it, as in `contracts.legal.use_1`.
"""

# ruff: noqa: E501 (a clause stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.legal import data_1
from contracts.legal.wording import Wording, clause
from contracts.variant import Kind, Recorded
from contracts.vocabulary import Language, Text
from contracts.vocabulary.build import text

TOLD: Final[Mapping[Kind, Text]] = MappingProxyType(
    {
        "redemption": text(
            "l'emploi d'un code qu'il fait connaître", "the redemption of a code that they let be known"
        ),
        "receipt": text(
            "le jour où il lit un message quand il le permet",
            "the day on which they read a message where they allow it",
        ),
    }
)
KINDS: Final[Mapping[Kind, Text]] = MappingProxyType({**data_1.KINDS, **TOLD})
RECORDED: Final[Mapping[Recorded, Text]] = MappingProxyType(
    {
        "day": text("le jour, l'heure y étant scellée", "the day, the hour being sealed there"),
        "reference": text(
            "la question ou l'invitation visée, ou le nom du message",
            "the question or invitation concerned, or the name of the message",
        ),
        "number": text(
            "le rang d'une réponse ou d'un message, et le mois de celui-ci",
            "the number of an answer or a message, and the month of the latter",
        ),
        "taken_back": text("la reprise d'une réponse", "that an answer was taken back"),
        "reaction": text(
            "laquelle des réactions prévues a été donnée", "which of the reactions provided was given"
        ),
        "commitment": text(
            "une empreinte salée d'une réponse ou d'un message, qui n'en dit pas le contenu",
            "a salted hash of an answer or a message, which does not tell its content",
        ),
    }
)

BETWEEN: Final[Mapping[Language, str]] = MappingProxyType({"fr": "\u00a0; ", "en": "; "})

OWN: Final[tuple[Wording, ...]] = (
    clause(
        "5.3",
        "said_recorded",
        "La Plateforme ne montre les Propos à la Marque que tant que la Location court ; ce qui y met fin ou la suspend retire ou suspend aussitôt cet accès. De ces Propos, la copie de la trace que garde la Marque ne dit que ceci : {recorded}. Elle porte en outre les actes de la Marque, note de fin comprise, et ce qui est arrivé au contrat ; elle n'est pas à effacer.",
        "The Platform shows the Brand the Words only while the Rental runs; what ends or suspends it withdraws or suspends that access at once. Of these Words the copy of the record that the Brand keeps tells this alone: {recorded}. It also bears the acts of the Brand, its closing note included, and what happened to the contract; it is not to be erased.",
    ),
    clause(
        "9.4",
        "use_ends",
        "Lorsque la Location finit, quelle qu'en soit la cause, tout usage des Données prend fin ; la Marque n'en garde de copie que jusqu'à l'effacement de l'article 11.",
        "When the Rental ends, whatever its cause, all use of the Data comes to an end; the Brand keeps copies of them only until the erasure in article 11.",
    ),
    clause(
        "11.4",
        "passed_on",
        "Si un contrat qui renouvelle celui-ci a commencé quand la Location finit, les copies des Données relèvent de lui seul : les clauses 9.4, 11.1 et 11.2 s'appliquent alors à la fin de celui-là, et non de celui-ci.",
        "If a contract that renews this one has begun when the Rental ends, the copies of the Data fall under that contract alone: clauses 9.4, 11.1 and 11.2 then apply at the end of that one, and not of this one.",
    ),
)
"""What speaks of the Data, for the fields `recorded`, `use_ends` and `passed_on`."""

PLAIN: Final[tuple[Wording, ...]] = (
    clause(
        "7.4",
        "rewarded",
        "Au-delà, la Marque peut poser {more} questions au plus par mois de Location, chacune avec une récompense au moins égale à la plus petite que la Plateforme admet. La récompense est mise de côté avant la question ; elle revient tout entière au Titulaire pour sa réponse, et à la Marque faute de réponse.",
        "Beyond that, the Brand may ask at most {more} questions per month of the Rental, each with a reward no smaller than the smallest that the Platform admits. The reward is set aside before the question is asked; the whole of it goes to the Holder for an answer, and back to the Brand without one.",
    ),
    clause(
        "9.2",
        "term_access",
        "À son terme, l'accès et le contact prennent fin.",
        "At its term, access and contact come to an end.",
    ),
)
"""What does not, for `rewarded_per_month`, and for access and contact where the end of use is a clause of its own."""

READ: Final = clause(
    "5.1.1",
    "read",
    "lire les Données, chaque lecture de la Fiche étant notée",
    "read the Data, each reading of the Sheet being noted",
)
ASK: Final = clause(
    "5.1.3",
    "ask",
    "poser des questions au Titulaire, par la Plateforme",
    "ask the Holder questions, through the Platform",
)
"""Items in the place of those of their keys."""
