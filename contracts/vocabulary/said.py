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
        "redemption": Term(
            "redemption",
            f"{PR}redemptionTold",
            f"{PD}PurchasesAndSpendingHabit",
            text("Codes utilisés, si la personne le dit", "Codes redeemed, where the person says so"),
            text(
                "Que la personne a utilisé le code d'une invitation, si elle le fait savoir.",
                "That the person redeemed the code of an invitation, where they let it be known.",
            ),
        ),
        "receipt": Term(
            "receipt",
            f"{PR}readingTold",
            f"{PD}CommunicationsMetadata",
            text(
                "Jours de lecture des messages, si la personne le veut",
                "Days on which messages were read, where the person wants",
            ),
            text(
                "Le jour où la personne a lu un message de la marque, si elle veut qu'elle le sache.",
                "The day on which the person read a message of the brand’s, where they want it known.",
            ),
        ),
    }
)
"""In the order in which readings name them."""
