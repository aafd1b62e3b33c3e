"""The first wording of the legal reading, articles 8 to 15: money, time, the end, rights and law.

Nothing here changes any more, as in `contracts.legal.use_1`.
"""

# ruff: noqa: E501 (a clause stays on one line, as people read it)

from typing import Final

from contracts.legal.wording import Wording, clause

END: Final[tuple[Wording, ...]] = (
    clause(
        "8.1",
        "price",
        "Le prix est celui de l'offre, toutes taxes comprises ; il se paie en une fois, avant le début de la Location.",
        "The price is that of the offer, all taxes included; it is paid in one sum, before the Rental begins.",
    ),
    clause(
        "8.1",
        "price_agreed",
        "Le prix est de {price}, toutes taxes comprises ; il se paie en une fois, avant le début de la Location.",
        "The price is {price}, all taxes included; it is paid in one sum, before the Rental begins.",
    ),
    clause(
        "8.2",
        "split",
        "Le contrat dit ce qui en revient au Titulaire, et à la Plateforme pour sa commission, taxe sur la valeur ajoutée comprise.",
        "The contract says what of it goes to the Holder, and to the Platform as its commission, value added tax included.",
    ),
    clause(
        "8.2",
        "split_agreed",
        "Il en revient {holder} au Titulaire, et {platform} à la Plateforme pour sa commission, taxe sur la valeur ajoutée comprise.",
        "Of that price {holder} goes to the Holder, and {platform} to the Platform as its commission, value added tax included.",
    ),
    clause(
        "8.3",
        "refund",
        "Si le Titulaire retire son consentement ou si la Plateforme arrête la Location, la Marque est remboursée de la part du prix qui répond aux jours de Location non commencés, arrondie au centime inférieur.",
        "If the Holder withdraws consent or the Platform stops the Rental, the Brand is refunded the part of the price that corresponds to the days of the Rental that have not begun, rounded down to the cent.",
    ),
    clause(
        "8.4",
        "end_early",
        "Si la Marque met fin à la Location avant son terme, le prix entier reste dû.",
        "If the Brand ends the Rental before its term, the whole price remains due.",
    ),
    clause(
        "8.5",
        "shares",
        "Après un remboursement, les parts de la clause 8.2 se calculent sur ce qui n'est pas remboursé.",
        "After a refund, the shares in clause 8.2 are reckoned on what is not refunded.",
    ),
    clause(
        "8.6",
        "days",
        "Un jour de Location court de l'heure où elle a commencé à la même heure du lendemain, à l'heure du fuseau {zone} ; tout jour commencé compte en entier.",
        "A day of the Rental runs from the hour at which it began to the same hour of the next day, in the time zone {zone}; a day that has begun counts in full.",
    ),
    clause(
        "9.1",
        "periods",
        "La Location dure, selon l'offre : {periods}.",
        "The Rental lasts, according to the offer: {periods}.",
    ),
    clause(
        "9.1",
        "begun",
        "La Location dure {period}, du {starts}, inclus, au {ends}, exclu.",
        "The Rental lasts {period}, from {starts}, included, to {ends}, excluded.",
    ),
    clause(
        "9.1",
        "not_begun",
        "La Location dure {period} et commence au paiement.",
        "The Rental lasts {period} and begins at payment.",
    ),
    clause(
        "9.2",
        "term",
        "À son terme, l'accès, le contact et tout usage de la Fiche prennent fin.",
        "At its term, access, contact and all use of the Sheet come to an end.",
    ),
    clause(
        "9.3",
        "renewal",
        "Le contrat ne se reconduit pas tacitement. Un renouvellement suppose que les deux parties le veulent ; il leur est annoncé et fait l'objet d'un nouveau contrat, et chacune peut y renoncer sans frais jusqu'à son début.",
        "The contract is not tacitly renewed. A renewal requires that both parties want it; it is announced to them and takes a new contract, and either may give it up without cost until it begins.",
    ),
    clause(
        "10.1",
        "withdrawal",
        "Le Titulaire peut à tout moment retirer son consentement, sans motif ni frais, en aussi peu de gestes qu'il l'a donné.",
        "The Holder may withdraw consent at any time, without reason or cost, in as few steps as it was given.",
    ),
    clause(
        "10.1",
        "withdrawal_by",
        "Le Titulaire peut à tout moment retirer son consentement, sans motif ni frais, en aussi peu de gestes qu'il l'a donné ({method}).",
        "The Holder may withdraw consent at any time, without reason or cost, in as few steps as it was given ({method}).",
    ),
    clause(
        "10.2",
        "at_once",
        "Le retrait met fin à la Location et prend effet aussitôt : l'accès et le contact cessent.",
        "Withdrawal ends the Rental and takes effect at once: access and contact cease.",
    ),
    clause(
        "10.3",
        "past",
        "Ce qui a été fait avant le retrait, dans les limites du contrat, reste licite.",
        "What was done before the withdrawal, within the limits of the contract, remains lawful.",
    ),
    clause(
        "10.4",
        "others",
        "La Marque peut mettre fin à la Location à tout moment, et la Plateforme dans les cas que prévoient ses conditions.",
        "The Brand may end the Rental at any time, and the Platform in the cases provided for in its own terms.",
    ),
    clause(
        "10.5",
        "contested",
        "Tant qu'une banque conteste le paiement, l'accès et le contact sont suspendus.",
        "While a bank contests the payment, access and contact are suspended.",
    ),
    clause(
        "11.1",
        "retention",
        "La Marque efface toutes ses copies de la Fiche, et celles de ses sous-traitants, dans les {days} jours qui suivent la fin de la Location, quelle qu'en soit la cause.",
        "The Brand erases all its copies of the Sheet, and those of its processors, within {days} days of the end of the Rental, whatever its cause.",
    ),
    clause(
        "11.2",
        "attestation",
        "Elle atteste cet effacement par une déclaration que la trace conserve ; une déclaration tardive y est donnée pour telle.",
        "It attests that erasure by a declaration kept in the record; a late declaration is shown there as such.",
    ),
    clause(
        "11.3",
        "delay",
        "Le délai se compte en jours, à l'heure du fuseau {zone}, depuis l'heure de la fin.",
        "The time is counted in days, in the time zone {zone}, from the hour of the end.",
    ),
    clause(
        "11.3",
        "delete_by",
        "Si rien ne met fin plus tôt à la Location, l'effacement est dû au plus tard le {at}.",
        "If nothing ends the Rental earlier, erasure is due by {at} at the latest.",
    ),
    clause(
        "12.1",
        "recipients",
        "La Fiche n'a d'autres destinataires que la Marque et les sous-traitants (article 28 du RGPD) qu'elle a nommés avant de louer.",
        "The Sheet has no recipients other than the Brand and the processors (article 28 of the GDPR) that it named before renting.",
    ),
    clause(
        "12.1",
        "recipients_named",
        "La Fiche n'a d'autres destinataires que la Marque et ses sous-traitants (article 28 du RGPD) : {names}.",
        "The Sheet has no recipients other than the Brand and its processors (article 28 of the GDPR): {names}.",
    ),
    clause(
        "12.1",
        "recipients_none",
        "La Fiche n'a d'autre destinataire que la Marque ; aucun sous-traitant n'est nommé.",
        "The Sheet has no recipient other than the Brand; no processor is named.",
    ),
    clause(
        "12.2",
        "processors",
        "La Marque répond de ses sous-traitants comme d'elle-même.",
        "The Brand answers for its processors as for itself.",
    ),
    clause(
        "12.3",
        "union",
        "Les données restent dans l'Union européenne.",
        "The data remain in the European Union.",
    ),
    clause(
        "13.1",
        "rights",
        "Le Titulaire garde ses droits sur ses données, auxquels il ne peut renoncer : accès, rectification, effacement, limitation, portabilité, opposition (articles 15 à 21 du RGPD).",
        "The Holder keeps all rights over their data, which cannot be waived: access, rectification, erasure, restriction, portability, objection (articles 15 to 21 of the GDPR).",
    ),
    clause(
        "13.2",
        "by_pseudonym",
        "Pour les exercer auprès de la Marque, le nom sous lequel elle le connaît suffit.",
        "To exercise them against the Brand, the name under which it knows the Holder is enough.",
    ),
    clause(
        "13.3",
        "authority",
        "Il peut saisir une autorité de contrôle, en France la CNIL (article 77 du RGPD).",
        "The Holder may lodge a complaint with a supervisory authority, in France the CNIL (article 77 of the GDPR).",
    ),
    clause(
        "14.1",
        "record",
        "La Plateforme inscrit dans la trace les actes des parties et ce qui arrive au contrat, dans leur ordre.",
        "The Platform enters in the record the acts of the parties and what happens to the contract, in their order.",
    ),
    clause(
        "14.2",
        "copies",
        "Chaque partie peut en obtenir une copie et la vérifier sans la Plateforme.",
        "Each party may obtain a copy and verify it without the Platform.",
    ),
    clause(
        "14.3",
        "marks",
        "Une mention entre crochets dit ce qui garantit une règle : « mesure technique », le service refuse l'acte contraire ; « preuve conservée », une trace montre si la règle est tenue ; « obligation contractuelle », seul l'engagement de la Marque la garantit, et aucun moyen technique n'empêche d'y manquer.",
        "A mention in brackets says what secures a rule: “technical measure”, the service refuses the contrary act; “evidence kept”, a record shows whether the rule is kept; “contractual obligation”, the Brand's undertaking alone secures it, and no technical means prevents its breach.",
    ),
    clause(
        "14.4",
        "liability",
        "Quelle que soit cette mention, la Marque répond du manquement à une règle qui lui incombe.",
        "Whatever that mention, the Brand is liable for the breach of a rule that binds it.",
    ),
    clause(
        "15.1",
        "law",
        "Le contrat est soumis au droit français, sans priver le Titulaire de la protection que lui assurent les règles impératives de la loi du pays où il réside.",
        "The contract is governed by French law, without depriving the Holder of the protection of the mandatory rules of the law of the country where they live.",
    ),
    clause(
        "15.2",
        "courts",
        "Les tribunaux français sont compétents ; le Titulaire peut aussi saisir ceux du lieu où il réside (article 79, paragraphe 2, du RGPD).",
        "The French courts have jurisdiction; the Holder may also bring an action in those of the place where they live (article 79(2) of the GDPR).",
    ),
    clause(
        "15.3",
        "languages",
        "Les textes français et anglais font également foi, comme la lecture simple et la lecture pour machines, qui disent la même chose. Le doute profite au Titulaire.",
        "The French and English texts are equally authentic, as are the plain reading and the reading for machines, which say the same. Any doubt is resolved in the Holder's favour.",
    ),
    clause(
        "15.4",
        "reference",
        "Ces conditions portent la référence {edition} et se trouvent à l'adresse {iri}.",
        "These terms bear the reference {edition} and stand at {iri}.",
    ),
    clause(
        "15.4",
        "reference_agreed",
        "Le contrat {agreement} reprend les conditions {edition}, qui se trouvent à l'adresse {iri} ; l'empreinte {hash} le lie à toutes leurs lectures.",
        "The contract {agreement} is made on the terms {edition}, which stand at {iri}; the hash {hash} ties it to all their readings.",
    ),
    clause(
        "15.5",
        "numbers",
        "Une clause garde son numéro dans toutes les conditions ; un numéro qui manque est celui d'une clause sans objet ici.",
        "A clause keeps its number in all terms; a missing number is that of a clause without object here.",
    ),
)
