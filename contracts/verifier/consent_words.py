"""What the verifier says of a consent's receipt, and of two of them that are of one consent."""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.vocabulary import Text

SAID_OF_CONSENTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "receipt_signed": Text(
            fr="Le reçu et les événements qu’il raconte sont signés par la plateforme (clé {kid}), le {day} (UTC).",
            en="The receipt and the events that it tells of are signed by the platform (key {kid}), on {day} (UTC).",
        ),
        "receipt_edition": Text(
            fr="Finalités, traits, conservation et droits sont ceux des conditions publiées sous le nom {edition}\xa0: rien n’y manque, rien n’y est ajouté.",
            en="Purposes, traits, retention and rights are those of the terms published as {edition}: nothing is left out, nothing is added.",
        ),
        "consent_lawful": Text(
            fr="Les {n} événements de ce consentement sont entiers, dans l’ordre, et chacun était possible à sa place.",
            en="The {n} events of this consent are whole, in order, and each was possible in its place.",
        ),
        "consent_of": Text(
            fr="Consentement de «\xa0{persona}\xa0» envers {brand}, pour\xa0: {purposes}. État au {day} (UTC)\xa0: {state}.",
            en="Consent of “{persona}” to {brand}, for: {purposes}. State on {day} (UTC): {state}.",
        ),
        "consent_span": Text(
            fr="Il a été donné par une instruction permanente, avant la demande, pour la période du {start} au {end}.",
            en="It was given by a standing instruction, before the request, for the period from {start} to {end}.",
        ),
        "consent_answered": Text(
            fr="La personne l’a donné elle-même, en réponse à cette demande, pour la période du {start} au {end}.",
            en="The person gave it themselves, in answer to this request, for the period from {start} to {end}.",
        ),
        "consent_counter_offered": Text(
            fr="La personne avait publié les conditions {published}, et a proposé à la place {offered}.",
            en="The person had published the terms {published}, and offered {offered} instead.",
        ),
        "consent_over": Text(
            fr="Sa période est finie depuis le {end}, à l’horloge de cet ordinateur\xa0: il ne vaut plus.",
            en="Its period has been over since {end}, by this computer’s clock: it holds no more.",
        ),
        "instruction_at": Text(
            fr="La personne a donné son instruction le {at}.", en="The person gave the instruction on {at}."
        ),
        "instruction_time": Text(
            fr="Quand la personne a donné son instruction\xa0: une marque ne le voit pas, car c’est la même heure pour toutes. La copie de la personne peut l’ouvrir.",
            en="When the person gave the instruction: a brand is not shown it, for it is the same time for all of them. The person’s copy can open it.",
        ),
        "published_at": Text(
            fr="La personne a publié ces conditions le {at}.", en="The person published these terms on {at}."
        ),
        "published_time": Text(
            fr="Quand la personne a publié ces conditions\xa0: une marque ne le voit pas, car c’est la même heure pour toutes. La copie de la personne peut l’ouvrir.",
            en="When the person published these terms: a brand is not shown it, for it is the same time for all of them. The person’s copy can open it.",
        ),
        "receipt_person": Text(
            fr="Que la personne a compris ce qu’elle a publié, et qui elle est\xa0: la plateforme atteste l’acte, pas la volonté.",
            en="That the person understood what they published, and who they are: the platform attests the act, not the will.",
        ),
        "receipt_later": Text(
            fr="Que rien n’a changé depuis le {day}\xa0: le consentement peut être retiré à tout moment. Demandez un reçu du jour.",
            en="That nothing has changed since {day}: consent can be withdrawn at any time. Ask for a receipt of today.",
        ),
        "receipt_alone": Text(
            fr="Que la plateforme n’a pas réécrit cet enregistrement\xa0: il n’est dans aucun sceau quotidien, seule sa signature en répond. La trace du contrat, elle, est scellée.",
            en="That the platform has not rewritten this record: it is in no daily seal, its signature alone answers for it. The contract’s record is sealed.",
        ),
        "contact_brand": Text(
            fr="Au moment de la demande, {brand} se disait joignable pour les données de la personne à {contact}, et par la poste\xa0: {address}. C’est dit dans l’événement de la demande\xa0: un autre reçu de ce consentement ne peut pas le dire autrement.",
            en="At the time of the request, {brand} said that it is reached about the person’s data at {contact}, and by post: {address}. That is said in the event of the request: no other receipt of this consent can say it otherwise.",
        ),
        "contact_platform": Text(
            fr="Le {day} (UTC), la plateforme se disait joignable à {contact}, par la poste\xa0: {address}, et sur {site}.",
            en="On {day} (UTC) the platform said that it is reached at {contact}, by post: {address}, and on {site}.",
        ),
        "contact_now": Text(
            fr="Que quelqu’un répond à ces adresses, qu’elles valent encore, et que la marque les a écrites elle-même\xa0: c’est la parole de la plateforme, de ces jours-là.",
            en="That anybody answers at these addresses, that they still hold, and that the brand wrote its own itself: that is the platform’s word, as of those days.",
        ),
        "contact_care": Text(
            fr="Où joindre la personne\xa0: ce reçu ne le dit pas, exprès. On la joint par la plateforme, et les sous-traitants par la marque.",
            en="Where the person is reached: this receipt does not say, on purpose. They are reached through the platform, and processors through the brand.",
        ),
        "contact_unsaid": Text(
            fr="Où joindre la marque et la plateforme\xa0: la marque ne l’avait pas dit quand elle a demandé, et ce reçu n’en dit rien.",
            en="Where the brand and the platform are reached: the brand had not said it when it asked, and this receipt says nothing of it.",
        ),
        "platform_moved": Text(
            fr="Laquelle des adresses de la plateforme vaut aujourd’hui\xa0: le reçu du {day} dit {here}\xa0; celui du {other_day} dit {there}. Une adresse peut changer entre deux téléchargements\xa0; chacune est signée.",
            en="Which of the platform’s addresses holds today: the receipt of {day} says {here}; that of {other_day} says {there}. An address may change between two downloads; each is signed.",
        ),
        "receipts_contradict": Text(
            fr="Deux reçus de ce même consentement, signés l’un et l’autre, se contredisent\xa0: {what}. Ce reçu dit {here}, l’autre {there}. L’un des deux est faux.",
            en="Two receipts of this one consent, both signed, contradict each other: {what}. This receipt says {here}, the other {there}. One of the two is false.",
        ),
    }
)

DIFFERENCES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "receipt_id": Text(fr="le numéro du reçu", en="the receipt’s own id"),
        "state": Text(fr="ce qu’est devenue la demande", en="what became of the request"),
    }
)
"""In what two receipts of one consent can contradict each other, though each is what its record says."""

CONSENT_STATES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "requested": Text(fr="demandé, pas encore donné", en="requested, not given yet"),
        "given": Text(fr="donné", en="given"),
        "renewed": Text(fr="donné à nouveau", en="given again"),
        "refused": Text(fr="refusé par la personne", en="refused by the person"),
        "expired": Text(fr="expiré", en="expired"),
        "withdrawn": Text(fr="retiré par la personne", en="withdrawn by the person"),
        "revoked": Text(fr="révoqué par un autre que la personne", en="revoked by another than the person"),
        "invalidated": Text(fr="invalidé", en="invalidated"),
    }
)
