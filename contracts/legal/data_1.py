"""The first wording of the legal reading where terms bind what the person says: the Sheet and the Words are the Data.

Each clause has the number and the key of the one whose place it takes, but for the two that are new. Nothing here
changes any more once terms are published with it, as in `contracts.legal.use_1`.
"""

# ruff: noqa: E501 (a clause stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.legal.wording import Wording, clause
from contracts.variant import Kind
from contracts.vocabulary import Text
from contracts.vocabulary.build import text

KINDS: Final[Mapping[Kind, Text]] = MappingProxyType(
    {
        "answer": text("une réponse à une question", "an answer to a question"),
        "message": text("un message", "a message"),
        "reaction": text("une réaction à une invitation", "a reaction to an invitation"),
    }
)

OWN: Final[tuple[Wording, ...]] = (
    clause(
        "3.5",
        "said",
        "Outre la Fiche, la Location fait connaître à la Marque ce que le Titulaire choisit de lui dire ({kinds}) : les « Propos ». Il n'est tenu de rien dire, et la clause 3.3 ne porte pas sur ce qu'il dit de lui-même. La Fiche et les Propos forment ensemble les « Données ».",
        "Besides the Sheet, the Rental lets the Brand know what the Holder chooses to say to it ({kinds}): the “Words”. The Holder need say nothing, and clause 3.3 does not extend to what they say of their own accord. The Sheet and the Words together are the “Data”.",
    ),
    clause(
        "5.3",
        "said_shown",
        "La Plateforme ne montre les Propos à la Marque que tant que la Location court ; ce qui y met fin ou la suspend retire ou suspend aussitôt cet accès. La copie de la trace que garde la Marque ne dit d'eux que le jour, et laquelle des réactions prévues a été donnée ; cette copie n'est pas à effacer.",
        "The Platform shows the Brand the Words only while the Rental runs; what ends or suspends it withdraws or suspends that access at once. The copy of the record that the Brand keeps tells of them the day alone, and which of the reactions provided was given; that copy is not to be erased.",
    ),
)
"""What no other terms have."""

CHANGED: Final[tuple[Wording, ...]] = (
    clause(
        "4.1",
        "purposes",
        "La Marque ne traite les Données que pour celles des finalités suivantes qu'elle a déclarées avant de louer, et pour nulle autre :",
        "The Brand processes the Data only for those of the following purposes that it declared before renting, and for no other:",
    ),
    clause(
        "4.1",
        "purposes_declared",
        "La Marque ne traite les Données que pour les finalités suivantes, qu'elle a déclarées avant de louer, et pour nulle autre :",
        "The Brand processes the Data only for the following purposes, which it declared before renting, and for no other:",
    ),
    clause(
        "4.3",
        "controller",
        "La Marque est responsable du traitement qu'elle fait des Données.",
        "The Brand is the controller of its own processing of the Data.",
    ),
    clause(
        "9.2",
        "term",
        "À son terme, l'accès, le contact et tout usage des Données prennent fin.",
        "At its term, access, contact and all use of the Data come to an end.",
    ),
    clause(
        "11.1",
        "retention",
        "La Marque efface toutes ses copies des Données, et celles de ses sous-traitants, dans les {days} jours qui suivent la fin de la Location, quelle qu'en soit la cause.",
        "The Brand erases all its copies of the Data, and those of its processors, within {days} days of the end of the Rental, whatever its cause.",
    ),
    clause(
        "11.2",
        "attestation",
        "Elle atteste cet effacement des Données, Fiche et Propos, par une déclaration que la trace conserve ; une déclaration tardive y est donnée pour telle.",
        "It attests that erasure of the Data, Sheet and Words, by a declaration kept in the record; a late declaration is shown there as such.",
    ),
    clause(
        "12.1",
        "recipients",
        "Les Données n'ont d'autres destinataires que la Marque et les sous-traitants (article 28 du RGPD) qu'elle a nommés avant de louer.",
        "The Data have no recipients other than the Brand and the processors (article 28 of the GDPR) that it named before renting.",
    ),
    clause(
        "12.1",
        "recipients_named",
        "Les Données n'ont d'autres destinataires que la Marque et ses sous-traitants (article 28 du RGPD) : {names}.",
        "The Data have no recipients other than the Brand and its processors (article 28 of the GDPR): {names}.",
    ),
    clause(
        "12.1",
        "recipients_none",
        "Les Données n'ont d'autre destinataire que la Marque ; aucun sous-traitant n'est nommé.",
        "The Data have no recipient other than the Brand; no processor is named.",
    ),
    clause(
        "12.3",
        "union",
        "Les Données restent dans l'Union européenne.",
        "The Data remain in the European Union.",
    ),
)
"""In the place of the clauses that speak of the Sheet alone."""

PURPOSES: Final = (
    clause(
        "4.1.2",
        "benefits",
        "proposer des offres et des expériences choisies d'après les Données",
        "proposing offers and experiences chosen from the Data",
    ),
    clause(
        "4.1.3",
        "recommend",
        "conseiller un produit qui répond aux Données",
        "recommending a product that suits the Data",
    ),
)
ACTIONS: Final = (
    clause(
        "5.1.2",
        "aggregate",
        "compter les Données parmi d'autres, pour en tirer des totaux",
        "count the Data among others, to draw totals from them",
    ),
)
PROHIBITIONS: Final = (
    clause(
        "6.1.1",
        "distribute",
        "de communiquer les Données à un tiers",
        "pass the Data on to a third party",
    ),
    clause(
        "6.1.2",
        "grant-use",
        "de laisser un tiers user des Données à sa place",
        "let a third party use the Data in its stead",
    ),
    clause("6.1.3", "sell", "de vendre les Données", "sell the Data"),
    clause(
        "6.1.4",
        "reidentify",
        "de rechercher, d'après les Données ou autrement, qui est le Titulaire",
        "seek to learn, from the Data or otherwise, who the Holder is",
    ),
    clause(
        "6.1.5",
        "combine",
        "de croiser les Données avec une autre source",
        "combine the Data with any other source",
    ),
    clause(
        "6.1.6",
        "train-model",
        "d'entraîner un modèle avec les Données",
        "train a model on the Data",
    ),
)
"""Items in the place of those of their keys."""
