"""The terms of the profile that are no words of a contract: how our documents say what ODRL has no name for."""

# ruff: noqa: E501 (a definition stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.profile.own_consent import CONSENT_OWN
from contracts.profile.own_rules import RULES_OWN
from contracts.profile.own_said import SAID_OWN
from contracts.profile.term import Own
from contracts.profile.term import own as _own
from contracts.vocabulary import DPV, ODRL, Text
from contracts.vocabulary.build import text

ACTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "reidentify": text(
            "Chercher à savoir qui est derrière une fiche.", "To seek to learn who is behind a sheet."
        ),
        "combine": text(
            "Croiser une fiche avec une autre source.", "To combine a sheet with another source."
        ),
        "train-model": text("Entraîner un modèle avec une fiche.", "To train a model on a sheet."),
    }
)
"""What is forbidden, as an act: the contract's own sentence says that a brand does not do it."""

OWN: Final[tuple[Own, ...]] = (
    # How a rule is kept.
    _own(
        "enforcement",
        "property",
        "garantie",
        "enforcement",
        "Ce qui garantit une règle : une mesure technique, une preuve conservée, ou le contrat seul.",
        "What secures a rule: a technical measure, evidence that is kept, or the contract alone.",
        f"{DPV}hasTechnicalOrganisationalMeasure",
    ),
    _own(
        "technical",
        "value",
        "mesure technique",
        "technical measure",
        "Le service refuse l'acte contraire à la règle.",
        "The service refuses the act that is contrary to the rule.",
        f"{DPV}TechnicalMeasure",
    ),
    _own(
        "evidential",
        "value",
        "preuve conservée",
        "evidence kept",
        "Une trace montre si la règle est tenue ; rien n'empêche d'y manquer.",
        "A record shows whether the rule is kept; nothing prevents its breach.",
        f"{DPV}OrganisationalMeasure",
    ),
    _own(
        "legal",
        "value",
        "obligation contractuelle",
        "contractual obligation",
        "Seul l'engagement de la marque garantit la règle ; aucun moyen technique n'empêche d'y manquer.",
        "The brand's undertaking alone secures the rule; no technical means prevents its breach.",
        f"{DPV}LegalMeasure",
    ),
    # What terms say beside their rules.
    _own(
        "name",
        "property",
        "nom",
        "name",
        "Le nom des conditions, pour qui les lit.",
        "The name of the terms, for who reads them.",
    ),
    _own(
        "summary",
        "property",
        "résumé",
        "summary",
        "Une phrase sur les conditions, sans valeur contractuelle.",
        "A sentence on the terms, without contractual force.",
    ),
    _own(
        "interpretation",
        "property",
        "interprétation",
        "interpretation",
        "Comment se lit ce que le contrat ne dit pas : l'interprétation prohibitive d'IEEE 7012 l'interdit.",
        "How to read what the contract does not say: the prohibitive interpretation of IEEE 7012 forbids it.",
    ),
    _own(
        "exclusive",
        "property",
        "exclusive",
        "exclusive",
        "Si le moi n'est loué qu'à une marque à la fois.",
        "Whether the persona is rented to one brand at a time.",
    ),
    _own(
        "instant",
        "property",
        "immédiate",
        "instant",
        "Si la location vaut accord sans autre réponse du titulaire.",
        "Whether a rental needs no further answer from the holder.",
    ),
    _own(
        "disclosure",
        "property",
        "dévoilement",
        "disclosure",
        "Ce qu'une location dévoile.",
        "What a rental discloses.",
    ),
    _own(
        "claims",
        "property",
        "traits",
        "claims",
        "Les traits dévoilés, dans leur ordre.",
        "The claims disclosed, in their order.",
    ),
    _own(
        "claim",
        "property",
        "trait",
        "claim",
        "Un trait, par son nom dans le vocabulaire publié (skos:notation) ; « phrases » : les phrases choisies ; « reactions », « answers », « messages », « redemptions », « readings » : ce que la personne dit pendant la location.",
        "A claim, by its name in the published vocabulary (skos:notation); “phrases”: the sentences chosen; “reactions”, “answers”, “messages”, “redemptions”, “readings”: what the person says during the rental.",
    ),
    _own(
        "answered",
        "property",
        "réponses",
        "answered",
        "Combien de traits au moins ont une réponse.",
        "How many claims at least have an answer.",
    ),
    # Who, and how it ends.
    _own(
        "verifiedBrand",
        "value",
        "marque vérifiée",
        "verified brand",
        "Une marque dont la plateforme a vérifié l'immatriculation.",
        "A brand whose registration the platform has verified.",
        f"{DPV}Organisation",
    ),
    _own(
        "recorder",
        "property",
        "greffier",
        "recorder",
        "Qui tient la trace du contrat sans y être partie.",
        "Who keeps the record of the contract without being a party to it.",
    ),
    _own(
        "withdrawalMethod",
        "property",
        "retrait",
        "withdrawal method",
        "Par quel acte le titulaire retire son consentement.",
        "By which act the holder withdraws consent.",
    ),
    _own(
        "termsHash",
        "property",
        "empreinte des conditions",
        "terms hash",
        "SHA-256, salé par contrat, des lectures des conditions.",
        "SHA-256 of the readings of the terms, with a salt of each contract's own.",
    ),
    _own(
        "about",
        "property",
        "au sujet de",
        "about",
        "L'obligation dont une déclaration rend compte.",
        "The obligation that a declaration reports on.",
    ),
    # Consent, apart from the contract.
    *CONSENT_OWN,
    # Time.
    _own(
        "afterEnd",
        "operand",
        "après la fin",
        "after the end",
        "Le temps écoulé depuis la fin de la location, en jours du fuseau du contrat.",
        "The time since the end of the rental, in days of the contract's time zone.",
        f"{ODRL}elapsedTime",
    ),
    _own(
        "zone",
        "property",
        "fuseau",
        "time zone",
        "Le fuseau du marché (IANA) dans lequel jours et mois se comptent.",
        "The market's time zone (IANA) in which days and months are counted.",
    ),
    _own(
        "rentalDay",
        "value",
        "jour de location",
        "rental day",
        "De l'heure où la location a commencé à la même heure du lendemain.",
        "From the hour at which the rental began to the same hour of the next day.",
    ),
    _own(
        "rentalMonth",
        "value",
        "mois de location",
        "rental month",
        "De l'heure où la location a commencé au même jour du mois suivant.",
        "From the hour at which the rental began to the same day of the next month.",
    ),
    _own("rental", "value", "location", "rental", "La location entière.", "The whole rental."),
    # Money.
    _own(
        "share",
        "property",
        "part",
        "share",
        "Ce qui revient à une partie du prix, ou à la plateforme.",
        "What of the price goes to a party, or to the platform.",
    ),
    _own(
        "payAmount",
        "property",
        "montant",
        "amount",
        "Le montant d'une part, dans son unité.",
        "The amount of a share, in its unit.",
        f"{ODRL}payAmount",
    ),
    _own(
        "refundRule",
        "property",
        "règle de remboursement",
        "refund rule",
        "Ce qui est remboursé quand la location finit avant son terme.",
        "What is refunded when the rental ends before its term.",
    ),
    _own(
        "rental-days-begun",
        "value",
        "jours de location non commencés",
        "rental days not begun",
        "Sont remboursés les jours non commencés, sauf si la marque arrête d'elle-même ; au centime inférieur.",
        "The days that have not begun are refunded, save where the brand itself ends the rental; rounded down to the cent.",
    ),
    # Places.
    _own(
        "EU",
        "value",
        "Union européenne",
        "European Union",
        "Le territoire de l'Union européenne.",
        "The territory of the European Union.",
        f"{DPV}SupraNationalUnion",
    ),
    _own("FR", "value", "France", "France", "Le droit de la France.", "The law of France.", f"{DPV}Country"),
    # The rules that ODRL has no place for.
    *RULES_OWN,
    *SAID_OWN,
)
