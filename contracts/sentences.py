"""The sentences of the plain reading. A change here changes the hash of every terms: a new version."""

# ruff: noqa: E501 (a sentence stays on one line, as people read it)

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts.variant import Enforcement
from contracts.vocabulary import Text

PERIOD_WORDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "P1W": Text(fr="une semaine", en="one week"),
        "P1M": Text(fr="un mois", en="one month"),
        "P3M": Text(fr="trois mois", en="three months"),
    }
)

KEPT: Final[Mapping[Enforcement, Text]] = MappingProxyType(
    {
        "technical": Text(fr="service", en="service"),
        "evidential": Text(fr="trace", en="record"),
        "legal": Text(fr="contrat", en="contract"),
    }
)

HEADINGS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "who": Text(fr="Qui loue, et ce qui est dévoilé", en="Who rents, and what is shown"),
        "why": Text(fr="Pour quoi faire", en="What for"),
        "may": Text(fr="Ce que la marque peut faire", en="What the brand may do"),
        "must_not": Text(fr="Ce que la marque ne fait pas", en="What the brand does not do"),
        "end": Text(fr="Couper, et après", en="Switching off, and after"),
        "claims": Text(fr="Les traits dévoilés", en="The traits shown"),
    }
)

SENTENCES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "terms_title": Text(
            fr="Mes conditions\xa0: {name}, version {version}", en="My terms: {name}, version {version}"
        ),
        "agreement_title": Text(fr="Location\xa0: {period}", en="Rental: {period}"),
        "periods": Text(fr="Durées proposées\xa0: {periods}.", en="Periods offered: {periods}."),
        "parties": Text(
            fr="{brand} loue le moi «\xa0{persona}\xa0».", en="{brand} rents the persona “{persona}”."
        ),
        "begun": Text(
            fr="La location dure {period}, du {starts} au {ends}.",
            en="The rental lasts {period}, from {starts} to {ends}.",
        ),
        "not_begun": Text(
            fr="La location dure {period} et commence au paiement.",
            en="The rental lasts {period} and starts at payment.",
        ),
        "price": Text(
            fr="Prix toutes taxes comprises\xa0: {price}, dont {holder} pour le titulaire et {platform} pour la plateforme.",
            en="Price including all taxes: {price}, of which {holder} for the holder and {platform} for the platform.",
        ),
        "recorder": Text(
            fr="{recorder} tient la trace de ce contrat et n’en est pas une partie.",
            en="{recorder} keeps the record of this contract and is not a party to it.",
        ),
        "recipients": Text(
            fr="La marque peut confier la fiche à ces sous-traitants\xa0: {names}.",
            en="The brand may have these processors handle the sheet: {names}.",
        ),
        "verified": Text(fr="Seule une marque vérifiée peut louer.", en="Only a verified brand may rent."),
        "instant": Text(
            fr="Ces conditions valent accord\xa0: la location n’attend pas d’autre réponse.",
            en="These terms are the consent: a rental waits for no other answer.",
        ),
        "not_exclusive": Text(
            fr="D’autres marques peuvent louer le même moi en même temps.",
            en="Other brands may rent the same persona at the same time.",
        ),
        "approval": Text(
            fr="Le titulaire répond à chaque demande sous soixante-douze heures. Rien ne commence sans son accord, et il n’a pas à dire pourquoi.",
            en="The holder answers each request within seventy-two hours. Nothing begins without their agreement, and no reason is needed.",
        ),
        "exclusive": Text(
            fr="Tant que la location court, aucune autre marque ne loue ce moi.",
            en="While the rental runs, no other brand rents this persona.",
        ),
        "disclosed": Text(
            fr="Dévoilés à la location\xa0: {count} traits, dont {answered} au moins ont une réponse.",
            en="Shown once rented: {count} traits, of which at least {answered} have an answer.",
        ),
        "claims": Text(fr="Ces traits\xa0: {claims}.", en="These traits: {claims}."),
        "named_below": Text(
            fr="Leurs noms se trouvent à la fin. Les phrases choisies sont dévoilées avec eux.",
            en="Their names stand at the end. The sentences chosen are shown with them.",
        ),
        "claims_of": Text(fr="{group}\xa0: {claims}.", en="{group}: {claims}."),
        "never": Text(
            fr="Jamais dévoilés\xa0: un nom, une adresse, un contact, une donnée sensible.",
            en="Never shown: a name, an address, a contact, sensitive data.",
        ),
        "reads": Text(
            fr="Au plus {reads} lectures par jour de location.", en="At most {reads} reads per rental day."
        ),
        "invitations": Text(
            fr="Au plus {invitations} invitations par mois de location.",
            en="At most {invitations} invitations per rental month.",
        ),
        "invitations_messages": Text(
            fr="Au plus {invitations} invitations, {messages} messages par mois.",
            en="At most {invitations} invitations and {messages} messages per rental month.",
        ),
        "question": Text(
            fr="Une question est comprise dans chaque mois de location.",
            en="One question is included in each rental month.",
        ),
        "monthly": Text(
            fr="Par mois de location, au plus {invitations} invitations, {messages} messages, une question, et {more} autres récompensées chacune du minimum au moins.",
            en="Per rental month, at most {invitations} invitations, {messages} messages, one question, and {more} more, each for at least the smallest reward.",
        ),
        "no_question": Text(fr="Aucune question n’est comprise.", en="No question is included."),
        "closed_world": Text(
            fr="Tout ce qui n’est pas permis ici est interdit.",
            en="Whatever is not allowed here is forbidden.",
        ),
        "switch_off": Text(
            fr="Le titulaire coupe quand il veut, sans raison et sans frais\xa0: l’accès et les invitations cessent aussitôt.",
            en="The holder may switch off anytime, without reason or cost: access and invitations end at once.",
        ),
        "refund": Text(
            fr="Les jours de location non commencés sont alors remboursés à la marque, au centime.",
            en="Rental days that have not begun are then refunded to the brand, to the cent.",
        ),
        "end_early": Text(
            fr="Si la marque arrête avant le terme, le prix entier reste dû. Si la plateforme arrête la location, les jours non commencés sont remboursés.",
            en="If the brand ends early, the whole price stays due. If the platform stops the rental, days that have not begun are refunded.",
        ),
        "retention": Text(
            fr="La marque efface ses copies dans les {days} jours après la fin, et le signe.",
            en="The brand erases its copies within {days} days of the end, and signs for it.",
        ),
        "erased": Text(
            fr="La marque efface ses copies dans les {days} jours après la fin.",
            en="The brand erases its copies within {days} days of the end.",
        ),
        "signed": Text(
            fr="Elle signe qu’il n’en reste aucune\xa0; la trace dit si elle l’a fait, et à temps.",
            en="It signs that none is left; the record says whether it did, and in time.",
        ),
        "use_ends": Text(
            fr="La location finie, la marque ne se sert plus de la fiche.",
            en="Once the rental is over, the brand uses the sheet no more.",
        ),
        "use_erased": Text(
            fr="La location finie, la marque ne se sert plus de la fiche et efface ses copies sous {days} jours.",
            en="Once the rental is over, the brand uses the sheet no more, and erases its copies within {days} days.",
        ),
        "passed_on": Text(
            fr="Le contrat qui renouvelle reprend les copies.",
            en="The contract that renews it has the copies.",
        ),
        "delete_by": Text(
            fr="Sans arrêt avant le terme, elle les efface au plus tard le {at}.",
            en="If nothing ends it early, it erases them by {at} at the latest.",
        ),
        "licence": Text(
            fr="C’est une location pour un temps, jamais une vente. Les droits du titulaire sur ses données restent entiers.",
            en="This is a rental for a time, never a sale. The holder’s rights over their data remain whole.",
        ),
        "price_offered": Text(
            fr="Le prix de l’offre se paie d’avance\xa0; le contrat dit ce qui en revient à chacun.",
            en="The price of the offer is paid in advance; the contract says who gets what of it.",
        ),
        "recipients_offered": Text(
            fr="Seuls lisent la fiche la marque et les sous-traitants qu’elle nomme avant de louer.",
            en="Only the brand and the processors that it names before renting read the sheet.",
        ),
        "recipients_none": Text(
            fr="Seule la marque lit la fiche\xa0: elle n’a nommé aucun sous-traitant.",
            en="Only the brand reads the sheet: it named no processor.",
        ),
        "phrases": Text(
            fr="Les phrases choisies sont dévoilées avec les traits.",
            en="The sentences chosen are shown with the traits.",
        ),
        "periods_fixed": Text(
            fr="Durées proposées\xa0: {periods}. La fiche ne change pas en cours de location.",
            en="Periods offered: {periods}. The sheet does not change while the rental runs.",
        ),
        "begun_fixed": Text(
            fr="La location dure {period}, du {starts} au {ends}. La fiche ne change pas pendant ce temps.",
            en="The rental lasts {period}, from {starts} to {ends}. The sheet does not change meanwhile.",
        ),
        "not_begun_fixed": Text(
            fr="La location dure {period} et commence au paiement. La fiche ne change pas pendant ce temps.",
            en="The rental lasts {period} and starts at payment. The sheet does not change meanwhile.",
        ),
        "question_free": Text(
            fr="Une question par mois de location. Le titulaire n’est jamais tenu de répondre.",
            en="One question per rental month. The holder never has to answer.",
        ),
        "no_question_free": Text(
            fr="Aucune question n’est comprise. Le titulaire n’est jamais tenu de répondre.",
            en="No question is included. The holder never has to answer.",
        ),
        "contested": Text(
            fr="Tant qu’une banque conteste le paiement, l’accès et les invitations sont suspendus.",
            en="While a bank disputes the payment, access and invitations are suspended.",
        ),
        "end_early_no_renewal": Text(
            fr="Si la marque arrête avant le terme, le prix entier reste dû. Si la plateforme arrête la location, les jours non commencés sont remboursés. Rien ne se reconduit sans un nouvel accord.",
            en="If the brand ends early, the whole price stays due. If the platform stops the rental, days that have not begun are refunded. Nothing is renewed without a new agreement.",
        ),
        "licence_law": Text(
            fr="C’est une location pour un temps, jamais une vente. Les droits du titulaire sur ses données restent entiers. Droit français. Les données restent dans l’Union européenne.",
            en="This is a rental for a time, never a sale. The holder’s rights over their data remain whole. French law. The data stays in the European Union.",
        ),
        "law": Text(
            fr="Droit français. Les données restent dans l’Union européenne.",
            en="French law. The data stays in the European Union.",
        ),
        "reference": Text(
            fr="Le texte juridique de ces conditions porte la référence {edition}.",
            en="The legal text of these terms bears the reference {edition}.",
        ),
        "legend": Text(
            fr="Entre crochets, ce qui tient chaque règle\xa0: le service refuse, une trace le montre, ou le contrat seul oblige.",
            en="In brackets, what keeps each rule: the service refuses, a record shows it, or the contract alone binds.",
        ),
    }
)
"""Each with its values in braces; French has U+00A0 where a line must not break."""
