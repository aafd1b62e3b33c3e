"""The legal reading's articles in their order, the items of its lists, and what keeps the rules that are not in Terms.

The numbers of purposes, actions and prohibitions are theirs for ever: a new one has the next number.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.legal import data_1, data_2
from contracts.legal.answer_1 import ANSWER
from contracts.legal.end_1 import END
from contracts.legal.renewed_1 import RENEWED
from contracts.legal.use_1 import USE
from contracts.legal.wording import Wording, clause
from contracts.variant import Enforcement, Terms
from contracts.vocabulary import Text
from contracts.vocabulary.build import text

ANNEX: Final = "A"

HEADINGS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "1": text("Parties et Plateforme", "Parties and Platform"),
        "2": text("Objet", "Object"),
        "3": text("Données dévoilées", "Data disclosed"),
        "4": text("Finalités et bases légales", "Purposes and lawful bases"),
        "5": text("Actes permis", "Permitted acts"),
        "6": text("Interdictions", "Prohibitions"),
        "7": text("Contact", "Contact"),
        "8": text("Prix, partage et remboursement", "Price, shares and refund"),
        "9": text("Durée et renouvellement", "Term and renewal"),
        "10": text("Retrait et fin anticipée", "Withdrawal and early end"),
        "11": text("Conservation et effacement", "Retention and erasure"),
        "12": text("Destinataires", "Recipients"),
        "13": text("Droits du Titulaire", "Rights of the Holder"),
        "14": text("Trace et garantie des règles", "Record, and what secures the rules"),
        "15": text("Droit, juridiction et langue", "Law, courts and language"),
    }
)
ARTICLE: Final = text("Article {number}. {heading}", "Article {number}. {heading}")
ANNEX_HEADING: Final = text("Annexe A. Traits dévoilés", "Annex A. Traits disclosed")

TITLES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "terms": text(
            "Conditions de location d'un moi : {name}, version {version}",
            "Terms for the rental of a persona: {name}, version {version}",
        ),
        "agreement": text(
            "Contrat de location d'un moi : {period}", "Contract for the rental of a persona: {period}"
        ),
    }
)

KEPT: Final[Mapping[Enforcement, Text]] = MappingProxyType(
    {
        "technical": text("mesure technique", "technical measure"),
        "evidential": text("preuve conservée", "evidence kept"),
        "legal": text("obligation contractuelle", "contractual obligation"),
    }
)

BASES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "A6-1-a": text(
            "du consentement du Titulaire (article 6, paragraphe 1, point a, du RGPD)",
            "of the Holder's consent (article 6(1)(a) of the GDPR)",
        )
    }
)
"""By the name that `Agreement.lawful_basis` gives it."""

PURPOSE: Final = text("{what}, sur la base {basis}.", "{what}, on the basis {basis}.")
ITEM: Final = text("{what}.", "{what}.")

CLAIMS_OF: Final = text("{group} : {claims}.", "{group}: {claims}.")

PURPOSES_1: Final = (
    clause(
        "4.1.1",
        "improve",
        "améliorer ses produits et ses services",
        "improving its products and services",
    ),
    clause(
        "4.1.2",
        "benefits",
        "proposer des offres et des expériences choisies d'après la Fiche",
        "proposing offers and experiences chosen from the Sheet",
    ),
    clause(
        "4.1.3",
        "recommend",
        "conseiller un produit qui répond à la Fiche",
        "recommending a product that suits the Sheet",
    ),
    clause(
        "4.1.4",
        "market-research",
        "étudier son marché, en comptant et en comparant des réponses",
        "studying its market, by counting and comparing answers",
    ),
    clause(
        "4.1.5",
        "persona-testing",
        "éprouver une idée ou un prototype avant son lancement",
        "trying out an idea or a prototype before its launch",
    ),
)
ACTIONS_1: Final = (
    clause(
        "5.1.1",
        "read",
        "lire la Fiche, chaque lecture étant notée",
        "read the Sheet, each reading being noted",
    ),
    clause(
        "5.1.2",
        "aggregate",
        "compter la Fiche parmi d'autres, pour en tirer des totaux",
        "count the Sheet among others, to draw totals from them",
    ),
    clause(
        "5.1.3",
        "ask",
        "poser une question au Titulaire, par la Plateforme",
        "ask the Holder one question, through the Platform",
    ),
    clause(
        "5.1.4",
        "contact",
        "inviter le Titulaire, par la Plateforme, sans recevoir d'adresse de lui",
        "invite the Holder, through the Platform, without receiving an address of theirs",
    ),
    clause(
        "5.1.5",
        "message",
        "écrire des messages au Titulaire, par la Plateforme",
        "write messages to the Holder, through the Platform",
    ),
)
PROHIBITIONS_1: Final = (
    clause("6.1.1", "distribute", "de communiquer la Fiche à un tiers", "pass the Sheet on to a third party"),
    clause(
        "6.1.2",
        "grant-use",
        "de laisser un tiers user de la Fiche à sa place",
        "let a third party use the Sheet in its stead",
    ),
    clause("6.1.3", "sell", "de vendre la Fiche", "sell the Sheet"),
    clause(
        "6.1.4",
        "reidentify",
        "de rechercher qui est le Titulaire",
        "seek to learn who the Holder is",
    ),
    clause(
        "6.1.5",
        "combine",
        "de croiser la Fiche avec une autre source",
        "combine the Sheet with any other source",
    ),
    clause(
        "6.1.6",
        "train-model",
        "d'entraîner un modèle avec la Fiche",
        "train a model on the Sheet",
    ),
)

WORDINGS: Final[tuple[Wording, ...]] = (*USE, *ANSWER, *RENEWED, *END, *data_2.PLAIN)
DATA: Final[tuple[Wording, ...]] = (*data_1.OWN, *data_1.CHANGED, *data_2.OWN)
"""Where terms bind what the person says, these stand in the place of those of their keys, or are new."""
DATA_ITEMS: Final = (*data_1.PURPOSES, *data_1.ACTIONS, data_2.READ, *data_1.PROHIBITIONS)
SEVERAL: Final = (data_2.ASK,)
"""Items of several where those of their keys speak of one."""
BY_KEY: Final[Mapping[str, Wording]] = MappingProxyType(
    {wording.key: wording for wording in (*data_1.OWN, *data_2.OWN, *WORDINGS)}
)
OF_SOME: Final = frozenset({"7.4", "9.4", "11.4"})
"""The numbers of clauses that some terms alone have, whatever else they say."""


def worded(key: str, *, said: bool) -> Wording:
    """The clause of this key, as terms word it that bind what the person says, or as others do."""
    return next((it for it in DATA if said and it.key == key), BY_KEY[key])


def listed(wordings: tuple[Wording, ...], terms: Terms, *, said: bool) -> tuple[Wording, ...]:
    """The items of a list, worded likewise; reading, and asking, as these terms say them."""
    of_themselves = any(rule.said for rule in terms.actions)
    changed = {it.number: it for it in DATA_ITEMS if said and (it != data_2.READ or of_themselves)}
    changed |= {it.number: it for it in SEVERAL if terms.contact.rewarded_per_month}
    return tuple(changed.get(it.number, it) for it in wordings)


def every_item(wordings: tuple[Wording, ...], number: str) -> tuple[Wording, ...]:
    """The item of a number in all its wordings."""
    ours = {it.key for it in wordings}
    return tuple(it for it in (*wordings, *DATA_ITEMS, *SEVERAL) if it.number == number and it.key in ours)


FIXED: Final[Mapping[str, Enforcement]] = MappingProxyType(
    {
        "closed_world": "legal",
        "no_sale": "legal",
        "exclusive": "technical",
        "approval": "technical",
        "approval_concluded": "technical",
        "approval_renewed": "technical",
        "refund": "technical",
        "at_once": "technical",
        "contested": "technical",
        "attestation": "evidential",
        "processors": "legal",
        "union": "legal",
        "record": "evidential",
    }
)
"""What is marked under scheme 2 beside the rules that Terms carry; since the third, `contracts.standing` says it."""
