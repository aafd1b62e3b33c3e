"""What a person says within a rental, by its kinds: data that they give themselves (DPV 2.3 has no word for them)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.vocabulary.build import text
from contracts.vocabulary.model import PD, PR, Term

SAID: Final[Mapping[str, Term]] = MappingProxyType(
    {
        "answer": Term(
            "answer",
            f"{PR}answerGiven",
            f"{PD}Opinion",
            text("Réponses aux questions", "Answers to questions"),
            text(
                "Ce que la personne répond à une question de la marque.",
                "What the person answers to a question of the brand’s.",
            ),
        ),
        "message": Term(
            "message",
            f"{PR}messageWritten",
            f"{PD}Communication",
            text("Messages écrits", "Messages written"),
            text(
                "Ce que la personne écrit à la marque dans la conversation.",
                "What the person writes to the brand in the conversation.",
            ),
        ),
        "reaction": Term(
            "reaction",
            f"{PR}reactionGiven",
            f"{PD}Preference",
            text("Réactions aux invitations", "Reactions to invitations"),
            text(
                "Ce que la personne dit d’une invitation, par l’une des réactions prévues.",
                "What the person says of an invitation, by one of the reactions provided.",
            ),
        ),
    }
)
"""In the order in which readings name them."""
