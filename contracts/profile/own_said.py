"""The profile's terms for what a record keeps of what the person says, for rewards, and for what follows a term."""

# ruff: noqa: E501 (a definition stays on one line, as people read it)

from typing import Final

from contracts.profile.term import Own, own
from contracts.vocabulary import ODRL

SAID_OWN: Final[tuple[Own, ...]] = (
    own(
        "recordKeeps",
        "property",
        "la trace garde",
        "record keeps",
        "Ce que la copie de la trace que garde la marque dit de ce que dit la personne, et rien d'autre.",
        "What the copy of the record that the brand keeps tells of what the person says, and nothing else.",
    ),
    own(
        "dayOfAct",
        "value",
        "jour de l'acte",
        "day of the act",
        "Le jour (UTC) d'un acte de la personne ; l'heure y est scellée.",
        "The day (UTC) of an act of the person; the hour is sealed there.",
    ),
    own(
        "whatItAnswers",
        "value",
        "objet de l'acte",
        "what it answers",
        "À quelle question ou invitation la personne répond, ou le nom de son message.",
        "Which question or invitation the person answers, or the name of their message.",
    ),
    own(
        "itsNumber",
        "value",
        "rang",
        "number",
        "La combientième est une réponse, ou un message dans son mois de location.",
        "The how-many-th an answer is, or a message in its rental month.",
    ),
    own(
        "answerTakenBack",
        "value",
        "réponse reprise",
        "answer taken back",
        "Qu'une réponse a été reprise.",
        "That an answer was taken back.",
    ),
    own(
        "whichReaction",
        "value",
        "réaction donnée",
        "reaction given",
        "Laquelle des réactions prévues a été donnée.",
        "Which of the reactions provided was given.",
    ),
    own(
        "saltedHash",
        "value",
        "empreinte salée",
        "salted hash",
        "Une empreinte salée d'une réponse ou d'un message, qui n'en dit pas le contenu.",
        "A salted hash of an answer or a message, which does not tell its content.",
    ),
    own(
        "setAside",
        "action",
        "mettre de côté",
        "set aside",
        "Mettre de côté, avant de demander, une récompense qui revient tout entière à la personne pour sa réponse, et à la marque faute de réponse.",
        "To set aside, before asking, a reward the whole of which goes to the person for an answer, and back to the brand without one.",
        f"{ODRL}compensate",
    ),
    own(
        "leastReward",
        "value",
        "moindre récompense",
        "least reward",
        "La plus petite récompense que la plateforme admet au jour de la question.",
        "The least reward that the platform admits on the day of the question.",
    ),
    own(
        "accessForAPeriod",
        "value",
        "accès pour une durée",
        "access for a period",
        "À son terme, l'accès et le contact prennent fin.",
        "At its term, access and contact come to an end.",
    ),
    own(
        "useForAPeriod",
        "value",
        "usage pour une durée",
        "use for a period",
        "Quand la location finit, quelle qu'en soit la cause, tout usage prend fin ; une copie ne reste que jusqu'à son effacement.",
        "When the rental ends, whatever its cause, all use comes to an end; a copy stays only until it is erased.",
    ),
    own(
        "copiesFollow",
        "value",
        "les copies suivent",
        "copies follow",
        "Si un contrat qui renouvelle celui-ci a commencé quand il finit, les copies relèvent de lui seul.",
        "If a contract that renews this one has begun when it ends, the copies fall under that one alone.",
    ),
)
