"""Refusals of rentals and their renewal, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "offer-awaits-answer": Problem(
        "La personne répond elle-même à chaque demande : ce moi ne se loue pas sur-le-champ.",
        "The person answers each request: this persona is not rented at once.",
        "Demandez-le seul, depuis sa carte : votre banque réserve la somme, et rien n’est pris sans son accord.",
        "Ask for it by itself, from its card: your bank holds the sum, and nothing is taken unless they agree.",
    ),
    "request-not-found": Problem(
        "Cette demande n’existe pas, ou n’est pas la vôtre.",
        "There is no such request, or it is not yours.",
    ),
    "request-over": Problem(
        "Cette demande n’a plus cours : on ne peut plus rien y répondre.",
        "This request no longer stands: nothing can be answered to it any more.",
    ),
    "answer-too-late": Problem(
        "Le délai pour répondre est passé : rien n’a été pris, et rien ne commence.",
        "The time to answer is over: nothing was taken, and nothing begins.",
    ),
    "not-yours-to-answer": Problem(
        "C’est à l’autre de répondre : on n’accepte pas ce qu’on a soi-même proposé.",
        "It is for the other side to answer: nobody accepts what they proposed themselves.",
    ),
    "counter-offer-made": Problem(
        "Une contre-proposition a déjà été faite, et il n’y en a qu’une.",
        "A counter-offer was made already, and there is only one.",
        "La marque l’accepte, ou la demande tombe à son délai. Vous pouvez la retirer.",
        "The brand takes it, or the request lapses at its deadline. You can take it back.",
    ),
    "yes-given": Problem(
        "Vous avez accepté cette demande : on ne propose plus autre chose.",
        "You have accepted this request: nothing else is offered any more.",
        "Vous pouvez reprendre votre accord tant que la marque n’en sait rien.",
        "You can take your yes back as long as the brand does not know of it.",
    ),
    "nothing-offered": Problem(
        "Vous n’avez encore rien dit qui puisse être retiré.",
        "You have said nothing yet that could be taken back.",
        "La demande attend votre réponse : acceptez-la, refusez-la, ou proposez autre chose.",
        "The request waits for your answer: accept it, refuse it, or offer something else.",
    ),
    "counter-offer-not-possible": Problem(
        "Cette contre-proposition n’est pas possible.",
        "This counter-offer is not possible.",
        "Choisissez, parmi les conditions, les durées et les prix offerts, autre chose que ce qui est demandé.",
        "Choose among the terms, periods and prices offered something other than what was asked.",
    ),
    "brand-cannot-rent": Problem(
        "Cette marque ne peut pas louer pour le moment.",
        "This brand cannot rent at the moment.",
        "La demande reste ouverte jusqu’à son délai : vous pouvez réessayer.",
        "The request stays open until its deadline: you can try again.",
    ),
    "message-unknown": Problem(
        "Ce message n’est pas de ceux qu’une marque peut envoyer.",
        "This message is none of those that a brand can send.",
        "Choisissez-en un dans la liste, ou aucun.",
        "Choose one from the list, or none.",
    ),
    "reason-not-listed": Problem(
        "Cette raison n’est pas dans la liste.",
        "This reason is not on the list.",
        "Choisissez-en une, ou aucune.",
        "Choose one, or none.",
    ),
    "offer-is-instant": Problem(
        "La personne a donné son accord d’avance : ce moi se loue sur-le-champ.",
        "The person has agreed beforehand: this persona is rented at once.",
        "Louez-le depuis sa carte.",
        "Rent it from its card.",
    ),
    "record-not-whole": Problem(
        "Cette trace n’est plus celle qui a été scellée : nous ne la signons pas.",
        "This record is no longer what was sealed: we do not sign it.",
        "Nous la rétablissons ; gardez les fichiers que vous avez déjà.",
        "We are restoring it; keep the files that you already have.",
    ),
    "consent-not-kept": Problem(
        "Cette location date d’avant l’enregistrement des consentements : elle n’a pas de reçu.",
        "This rental is from before consents were recorded: it has no receipt.",
        "Le contrat signé et sa trace se téléchargent.",
        "The signed agreement and its record can be downloaded.",
    ),
    "no-head-yet": Problem(
        "Aucun jour n’est encore scellé à partir de cette date.",
        "No day has been sealed yet from that date on.",
        "Un jour est scellé dans la nuit qui le suit, à l’heure UTC.",
        "A day is sealed in the night after it, by UTC.",
    ),
    "no-brand-key": Problem(
        "Votre marque n’a pas de clé à elle.",
        "Your brand has no key of its own.",
        "Un propriétaire de la marque en enregistre une, depuis la page Compte.",
        "An owner of the brand registers one, from the page Account.",
    ),
    "credential-not-issued": Problem(
        "Cette location n’a pas encore de justificatif.",
        "This rental has no credential yet.",
        "Faites-le établir, une fois la clé de votre marque enregistrée.",
        "Have it made, once your brand’s key is registered.",
    ),
    "credential-not-possible": Problem(
        "La fiche n’est plus celle que montrent ces conditions : nous n’en attestons rien.",
        "The sheet is no longer what these terms show: we vouch for none of it.",
        "Signalez-le depuis la page de la location.",
        "Report it from the rental’s page.",
    ),
    "status-list-not-found": Problem(
        "Il n’y a pas de telle liste, ou tout ce qu’elle disait a expiré.",
        "There is no such list, or all that it told of has expired.",
    ),
    "seal-key-not-current": Problem(
        "Cette clé n’est pas la clé actuelle de votre marque.",
        "This key is not your brand’s current one.",
        "Scellez avec la clé actuelle, ou enregistrez celle-ci.",
        "Seal with the current key, or register this one.",
    ),
    "seal-outdated": Problem(
        "La trace compte à présent un autre nombre d’événements.",
        "Another number of events stands in the record by now.",
        "Téléchargez-la de nouveau, vérifiez-la et signez-la telle qu’elle est.",
        "Download it again, verify it, and sign it as it stands.",
    ),
    "seal-foreign": Problem(
        "Ce n’est pas l’empreinte du dernier événement de cette trace.",
        "This is not the hash of this record’s last event.",
        "Téléchargez la trace de nouveau et vérifiez-la avant de la signer.",
        "Download the record again and verify it before you sign it.",
    ),
    "seal-of-another-day": Problem(
        "Un sceau porte le jour, en UTC, où il est apposé.",
        "A seal bears the UTC day on which it is given.",
        "Signez avec le jour d’aujourd’hui.",
        "Sign with today’s day.",
    ),
    "seal-not-good": Problem(
        "Cette signature n’est pas celle de votre clé sur cette trace.",
        "This signature is not your key’s over this record.",
        "Signez exactement le message que donne l’adresse du sceau.",
        "Sign exactly the message that the seal’s address gives.",
    ),
    "signing-key-lost": Problem(
        "Moi ne peut rien signer pour le moment.",
        "Moi cannot sign anything at the moment.",
        "Rien n’est perdu : réessayez plus tard.",
        "Nothing is lost: try again later.",
    ),
    "brand-not-approved": Problem(
        "Votre marque n’est pas encore approuvée.",
        "Your brand is not approved yet.",
        "Vous pouvez regarder, comparer et garder des cartes en attendant.",
        "Meanwhile you may look, compare and save cards.",
    ),
    "brand-stopped": Problem(
        "Moi a arrêté votre marque : ses locations sont terminées, et elle ne peut plus louer.",
        "Moi has stopped your brand: its rentals are over and it cannot rent.",
        "Répondez à notre lettre pour en parler.",
        "Answer our letter to talk about it.",
    ),
    "contact-missing": Problem(
        "Votre marque n’a pas encore dit où la joindre au sujet des données personnelles.",
        "Your brand has not said yet where it is reached about personal data.",
        "Un propriétaire de la marque le dit une fois, sur la page Votre contact pour les données personnelles "
        "du compte.",
        "An owner of the brand says it once, on the account’s page Your contact for personal data.",
    ),
    "vat-number-expired": Problem(
        "Le registre de votre pays ne connaît pas, ou plus, le numéro de TVA de votre marque.",
        "The register of your country does not know your brand’s VAT number, or no longer.",
        "Un propriétaire de la marque donne le numéro en vigueur sur la page Documents.",
        "An owner of the brand gives the current number on the page Documents.",
    ),
    "vat-number-not-checked": Problem(
        "Le numéro de TVA de votre marque n’est pas encore confirmé par le registre de votre pays.",
        "The register of your country has not confirmed your brand’s VAT number yet.",
        "Nous demandons de nouveau toutes les heures ; rien n’a été débité.",
        "We ask again every hour; nothing was charged.",
    ),
    "document-not-found": Problem(
        "Ce document n’existe pas, ou n’est pas à vous.",
        "There is no such document, or it is not yours.",
    ),
    "offer-changed": Problem(
        "L’offre n’est plus celle que vous avez vue.",
        "The offer is no longer the one you saw.",
        "Relisez la carte, puis recommencez.",
        "Read the card again, then try again.",
    ),
    "purpose-not-agreed": Problem(
        "Il faut un usage prévu par les conditions.",
        "A purpose that the terms allow is needed.",
        "Choisissez parmi les usages de la carte.",
        "Choose among the purposes on the card.",
    ),
    "rental-not-found": Problem(
        "Cette location n’existe pas, ou elle n’est pas pour vous.",
        "This rental does not exist, or it is not for you.",
    ),
    "rental-already-ended": Problem(
        "Cette location est terminée : l’accès et le contact ont cessé.",
        "This rental is over: access and contact have ended.",
    ),
    "rental-not-active": Problem(
        "Cette location n’est pas active.",
        "This rental is not active.",
        "Si le paiement est en cours, attendez sa confirmation.",
        "If the payment is under way, wait for its confirmation.",
    ),
    "rental-suspended": Problem(
        "Votre banque conteste le paiement de cette location : l’accès est suspendu, les jours courent.",
        "Your bank contests the payment of this rental: access is suspended, the days go on.",
        "Si c’est une erreur, demandez à votre banque de retirer la contestation. Si elle garde l’argent, la location"
        " se termine.",
        "If this is a mistake, ask your bank to withdraw the chargeback. If it keeps the money, the rental ends.",
    ),
    "too-many-reads": Problem(
        "Les lectures du jour prévues par les conditions sont épuisées.",
        "The day’s reads that the terms allow are used up.",
        "Revenez demain.",
        "Come back tomorrow.",
    ),
    "idempotency-key-missing": Problem(
        "Il manque la clé de cette demande : sans elle, un second envoi serait une seconde demande.",
        "The key of this request is missing: without it, sending it twice would be asking twice.",
        "Sur une page, revenez en arrière et rechargez-la ; par l’API, donnez l’en-tête Idempotency-Key.",
        "On a page, go back and load it again; by the API, give the header Idempotency-Key.",
    ),
    "idempotency-key-not-valid": Problem(
        "Cette clé de demande est trop longue, ou contient des caractères invisibles.",
        "This request’s key is too long, or holds characters that cannot be seen.",
        "Donnez une clé propre à cette demande, 255 caractères au plus.",
        "Give a key of this request’s own, 255 characters at most.",
    ),
    "idempotency-key-reused": Problem(
        "Cette clé a déjà servi à une autre demande.",
        "This key was used for another request.",
        "Prenez une nouvelle clé pour une nouvelle demande.",
        "Take a new key for a new request.",
    ),
    "migration-failed": Problem(
        "La base n’a pas pu être mise à jour.",
        "The database could not be brought up to date.",
    ),
    "renewal-too-late": Problem(
        "Le renouvellement de cette location ne peut plus être demandé.",
        "The renewal of this rental can no longer be asked for.",
        "Il se demande jusqu’au jour du préavis ; une location finie peut être reprise.",
        "It is asked for until the day of the notice; what has ended can be rented again.",
    ),
    "renewal-not-waiting": Problem(
        "Aucun renouvellement de cette location n’attend un paiement.",
        "No renewal of this rental waits for a payment.",
    ),
    "renewal-being-charged": Problem(
        "Le dernier essai de paiement de ce renouvellement n’a pas encore reçu de réponse.",
        "The latest try to pay this renewal has no answer yet.",
        "Réessayez dans une minute : rien n’est débité deux fois.",
        "Try again in a minute: nothing is charged twice.",
    ),
}
