"""The first wording of the legal reading, articles 1 to 7: who, what, for what, and what never.

Nothing here changes any more: agreements are hashed over it (`contracts.terms_hash`). Other words are another
scheme, in files of their own.
"""

# ruff: noqa: E501 (a clause stays on one line, as people read it)

from typing import Final

from contracts.legal.wording import Wording, clause

USE: Final[tuple[Wording, ...]] = (
    clause(
        "1.1",
        "parties",
        "Les parties sont, d'une part, la personne physique, majeure selon sa déclaration, qui propose ces conditions sous un pseudonyme (le « Titulaire ») ; d'autre part, la personne morale qui les accepte (la « Marque »).",
        "The parties are, on the one hand, the natural person, of full age by their own declaration, who proffers these terms under a pseudonym (the “Holder”); on the other hand, the legal entity that accepts them (the “Brand”).",
    ),
    clause(
        "1.1",
        "parties_named",
        "Les parties sont, d'une part, la personne physique, majeure selon sa déclaration, que la Marque connaît sous le nom « {persona} » (le « Titulaire », {persona_id}) ; d'autre part, {brand} (la « Marque », {brand_id}).",
        "The parties are, on the one hand, the natural person, of full age by their own declaration, whom the Brand knows under the name “{persona}” (the “Holder”, {persona_id}); on the other hand, {brand} (the “Brand”, {brand_id}).",
    ),
    clause(
        "1.2",
        "verified",
        "Seule peut louer une Marque dont la Plateforme a vérifié l'immatriculation.",
        "Only a Brand whose registration the Platform has verified may rent.",
    ),
    clause(
        "1.3",
        "recorder",
        "{recorder} (la « Plateforme ») transmet les déclarations des parties, tient la trace du contrat et signe pour le compte de la partie qui n'a pas de clé. Elle n'est pas partie au contrat.",
        "{recorder} (the “Platform”) conveys the parties' declarations, keeps the record of the contract and signs on behalf of a party that has no key. It is not a party to the contract.",
    ),
    clause(
        "1.4",
        "apart",
        "Les conditions qui lient chaque partie à la Plateforme, et l'enregistrement du consentement, sont des actes distincts du présent contrat.",
        "The terms between each party and the Platform, and the record of consent, are instruments apart from this contract.",
    ),
    clause(
        "1.5",
        "pseudonym",
        "La Plateforme ne communique pas l'identité du Titulaire à la Marque, hors les cas où la loi l'y oblige.",
        "The Platform does not disclose the Holder's identity to the Brand, save where the law obliges it to.",
    ),
    clause(
        "2.1",
        "licence",
        "Le Titulaire concède à la Marque, pour la durée de l'article 9, une licence personnelle et incessible d'user de la version du moi qu'elle loue, telle qu'elle est dévoilée (la « Fiche »), dans les limites du contrat (la « Location »).",
        "The Holder grants the Brand, for the period in article 9, a personal and non-transferable licence to use the version of the persona that it rents, as disclosed (the “Sheet”), within the limits of the contract (the “Rental”).",
    ),
    clause(
        "2.1",
        "licence_of",
        "Le Titulaire concède à la Marque, pour la durée de l'article 9, une licence personnelle et incessible d'user de la version {target} du moi, telle qu'elle est dévoilée (la « Fiche »), dans les limites du contrat (la « Location »).",
        "The Holder grants the Brand, for the period in article 9, a personal and non-transferable licence to use the version {target} of the persona, as disclosed (the “Sheet”), within the limits of the contract (the “Rental”).",
    ),
    clause(
        "2.2",
        "fixed",
        "Cette version ne change pas pendant la Location.",
        "That version does not change during the Rental.",
    ),
    clause(
        "2.3",
        "no_sale",
        "Le contrat n'emporte ni vente ni cession, même partielle, du moi ou des données ; la Marque n'en garde aucun droit après la Location.",
        "The contract is neither a sale nor an assignment, even in part, of the persona or the data; the Brand keeps no right in them after the Rental.",
    ),
    clause(
        "2.4",
        "not_exclusive",
        "La licence n'est pas exclusive : le même moi peut être loué à d'autres en même temps.",
        "The licence is not exclusive: the same persona may be rented to others at the same time.",
    ),
    clause(
        "2.5",
        "instant",
        "En proposant ces conditions, le Titulaire donne par avance son consentement à toute Location qui leur est conforme ; elle n'attend pas d'autre réponse de sa part.",
        "By proffering these terms the Holder consents in advance to every Rental that conforms to them; it awaits no further answer from the Holder.",
    ),
    clause(
        "2.5",
        "instant_concluded",
        "Le Titulaire a donné par avance son consentement à toute Location conforme aux conditions qu'il propose ; le contrat a été conclu le {at} par l'acte de la Marque ({method}).",
        "The Holder has consented in advance to every Rental that conforms to the terms proffered; the contract was concluded on {at} by the Brand's act ({method}).",
    ),
    clause(
        "2.6",
        "summary",
        "En bref, et sans valeur contractuelle : {summary}",
        "In short, and without contractual force: {summary}",
    ),
    clause(
        "3.1",
        "disclosed",
        "La Location dévoile {count} traits, énumérés à l'annexe A ; {answered} au moins ont une réponse, les autres sont donnés pour non dits.",
        "The Rental discloses {count} traits, listed in Annex A; at least {answered} of them have an answer, the others are given as not said.",
    ),
    clause(
        "3.2",
        "phrases",
        "Les phrases que le Titulaire a choisies dans le vocabulaire publié sont dévoilées avec les traits.",
        "The sentences that the Holder has chosen from the published vocabulary are disclosed with the traits.",
    ),
    clause(
        "3.3",
        "never",
        "Ne sont jamais dévoilés un nom, une adresse, un moyen de contact, ni une donnée relevant des articles 9 et 10 du règlement (UE) 2016/679 (le « RGPD »).",
        "Never disclosed are a name, an address, a means of contact, or data within articles 9 and 10 of Regulation (EU) 2016/679 (the “GDPR”).",
    ),
    clause(
        "3.4",
        "declared",
        "Les traits sont déclarés par le Titulaire, hors ceux que la Fiche donne pour vérifiés.",
        "The traits are declared by the Holder, save those that the Sheet gives as verified.",
    ),
    clause(
        "4.1",
        "purposes",
        "La Marque ne traite la Fiche que pour celles des finalités suivantes qu'elle a déclarées avant de louer, et pour nulle autre :",
        "The Brand processes the Sheet only for those of the following purposes that it declared before renting, and for no other:",
    ),
    clause(
        "4.1",
        "purposes_declared",
        "La Marque ne traite la Fiche que pour les finalités suivantes, qu'elle a déclarées avant de louer, et pour nulle autre :",
        "The Brand processes the Sheet only for the following purposes, which it declared before renting, and for no other:",
    ),
    clause(
        "4.2",
        "performance",
        "Le paiement, le remboursement et la tenue de la trace sont traités pour l'exécution du contrat (article 6, paragraphe 1, point b, du RGPD).",
        "Payment, refund and the keeping of the record are processed for the performance of the contract (article 6(1)(b) of the GDPR).",
    ),
    clause(
        "4.3",
        "controller",
        "La Marque est responsable du traitement qu'elle fait de la Fiche.",
        "The Brand is the controller of its own processing of the Sheet.",
    ),
    clause(
        "5.1",
        "may",
        "Pour ces finalités et pendant la Location, la Marque peut accomplir les seuls actes suivants :",
        "For these purposes and during the Rental, the Brand may perform the following acts alone:",
    ),
    clause(
        "5.2",
        "reads",
        "La Fiche est lue au plus {reads} fois par jour de Location.",
        "The Sheet is read at most {reads} times per day of the Rental.",
    ),
    clause(
        "6.1",
        "must_not",
        "La Marque s'interdit :",
        "The Brand undertakes not to:",
    ),
    clause(
        "6.2",
        "closed_world",
        "Tout acte que le contrat ne permet pas expressément est interdit.",
        "Every act that the contract does not expressly allow is forbidden.",
    ),
    clause(
        "7.1",
        "invitations",
        "Les invitations passent par la Plateforme seule ; leur nombre est de {invitations} au plus par mois de Location.",
        "Invitations go through the Platform alone; their number is at most {invitations} per month of the Rental.",
    ),
    clause(
        "7.1",
        "invitations_messages",
        "Les invitations et les messages passent par la Plateforme seule ; par mois de Location, les invitations sont {invitations} au plus et les messages de la Marque {messages} au plus.",
        "Invitations and messages go through the Platform alone; per month of the Rental there are at most {invitations} invitations and at most {messages} messages from the Brand.",
    ),
    clause(
        "7.2",
        "question",
        "Une question est comprise dans chaque mois de la Location.",
        "One question is included in each month of the Rental.",
    ),
    clause(
        "7.2",
        "no_question",
        "Aucune question n'est comprise dans la Location.",
        "No question is included in the Rental.",
    ),
    clause(
        "7.3",
        "silence",
        "Le Titulaire n'est tenu de répondre à aucune invitation ni à aucune question ; son silence est sans conséquence.",
        "The Holder need not answer any invitation or question; silence has no consequence.",
    ),
    clause(
        "7.3",
        "silence_messages",
        "Le Titulaire n'est tenu de lire ni de répondre à rien de ce qui lui est envoyé, invitation, question ou message ; il peut suspendre cette lecture sans que la Marque en soit informée, et son silence est sans conséquence.",
        "The Holder need neither read nor answer anything sent to them, be it an invitation, a question or a message; they may pause reading without the Brand being told, and silence has no consequence.",
    ),
)
"""Values stand in braces."""
