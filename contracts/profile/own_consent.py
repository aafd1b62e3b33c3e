"""The profile's terms of consent, apart from the contract: what its record and its receipt say beyond DPV."""

from typing import Final

from contracts.profile.term import Own, own
from contracts.vocabulary import DPV

CONSENT_OWN: Final[tuple[Own, ...]] = (
    own(
        "schemaVersion",
        "property",
        "schéma",
        "schema version",
        "La norme et le profil qu'un enregistrement de consentement suit.",
        "The standard and the profile that a consent record follows.",
    ),
    own(
        "agreement",
        "property",
        "contrat",
        "agreement",
        "Le contrat à côté duquel un consentement est donné.",
        "The agreement beside which a consent is given.",
    ),
    own(
        "issuedOn",
        "property",
        "délivré le",
        "issued on",
        "Le jour (UTC) où un reçu a été délivré ; l'état est celui de ce jour.",
        "The day (UTC) on which a receipt was issued; the state is that day's.",
    ),
    own(
        "consentEvent",
        "property",
        "événement",
        "event",
        "Un événement d'un consentement : dit d'avance, demandé, donné, retiré.",
        "An event of a consent: said beforehand, requested, given, withdrawn.",
    ),
    own(
        "standingInstruction",
        "value",
        "instruction permanente",
        "standing instruction",
        "Une offre publiée qui dit d'avance pour quelles finalités et à quelles sortes de marques consentir.",
        "A published offer that says beforehand for which purposes and to which kinds of brand to consent.",
        f"{DPV}ProvideConsent",
    ),
    own(
        "renewalInstruction",
        "value",
        "instruction de renouveler",
        "instruction to renew",
        "La parole de la personne qu'une location soit suivie d'une autre.",
        "The person's word that a rental be followed by another.",
        f"{DPV}ReaffirmConsent",
    ),
    own(
        "validFrom",
        "property",
        "valable dès",
        "valid from",
        "L'instant dès lequel un consentement donné vaut.",
        "The instant from which a given consent holds.",
    ),
    own(
        "validUntil",
        "property",
        "valable jusqu'à",
        "valid until",
        "L'instant à partir duquel un consentement donné ne vaut plus.",
        "The instant from which on a given consent holds no more.",
    ),
    own(
        "answerToQuestion",
        "category",
        "réponse à une question",
        "answer to a question",
        "Ce que la personne répond à une question de la marque pendant la location ; rien n'oblige à répondre.",
        "What the person answers to a question of the brand's during the rental; none need be answered.",
        f"{DPV}ProvidedPersonalData",
    ),
)
