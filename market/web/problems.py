"""What a refusal looks like outside: a status, a stable type and words in both languages.

RFC 9457. `type` is a reference that resolves to a page of ours; its last part is the refusal's `code`.
"""

from dataclasses import dataclass

from market.base.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    TooMany,
    Unauthenticated,
    Unavailable,
)

STATUS: dict[type[Refusal], int] = {
    NotFound: 404,
    Forbidden: 403,
    Unauthenticated: 401,
    Invalid: 422,
    Conflict: 409,
    TooMany: 429,
    Unavailable: 503,
}


@dataclass(frozen=True)
class Problem:
    """Words for one code: what is the matter, and the way out where there is one."""

    fr: str
    en: str
    way_out_fr: str = ""
    way_out_en: str = ""

    def title(self, language: str) -> str:
        """What is the matter, in `language`."""
        return self.fr if language == "fr" else self.en

    def way_out(self, language: str) -> str:
        """What the reader can do about it, or an empty string."""
        return self.way_out_fr if language == "fr" else self.way_out_en


PROBLEMS: dict[str, Problem] = {
    "not-found": Problem(
        "Il n’y a rien ici, ou ce n’est pas pour vous.",
        "There is nothing here, or it is not for you.",
    ),
    "method-not-allowed": Problem(
        "Cette adresse n’accepte pas cette méthode.",
        "This address does not take this method.",
    ),
    "malformed": Problem(
        "Nous ne comprenons pas ce qui a été envoyé.",
        "We do not understand what was sent.",
        "Vérifiez les champs nommés ci-dessous.",
        "Check the fields named below.",
    ),
    "dispute-not-found": Problem(
        "Cette contestation bancaire n’existe pas.",
        "There is no such chargeback.",
    ),
    "dispute-closed": Problem(
        "Cette contestation bancaire est déjà tranchée.",
        "This chargeback is decided already.",
    ),
    "dispute-answered": Problem(
        "La réponse est partie : une banque n’en prend qu’une.",
        "The answer was sent: a bank takes only one.",
    ),
    "dispute-act-under-way": Problem(
        "Une demande à Stripe est en cours pour cette contestation.",
        "Something is being asked of Stripe about this chargeback.",
        "Revenez dans une minute.",
        "Come back in a minute.",
    ),
    "nothing-owed": Problem(
        "La marque ne doit plus rien ici.",
        "The brand owes nothing here any more.",
    ),
    "too-large": Problem(
        "C’est trop volumineux : 1 Mio au plus.",
        "This is too large: 1 MiB at most.",
    ),
    "unsupported-media-type": Problem(
        "Ce format n’est pas accepté ici.",
        "This format is not accepted here.",
    ),
    "sign-in-required": Problem(
        "Connectez-vous pour continuer.",
        "Sign in to go on.",
        "Connectez-vous, ou donnez une clé d’API valable.",
        "Sign in, or give a valid API key.",
    ),
    "not-yours": Problem(
        "Vous n’avez pas ce droit ici.",
        "You do not have this right here.",
        "Agissez-vous pour la bonne marque, avec le bon compte ? Si oui, demandez ce droit à qui la gère.",
        "Do you act for the right brand, from the right account? If so, ask for the right from whoever manages it.",
    ),
    "cross-site-request": Problem(
        "Cette demande vient d’un autre site : nous ne l’avons pas suivie.",
        "This request comes from another site: we did not follow it.",
        "Revenez sur notre page et recommencez.",
        "Come back to our page and try again.",
    ),
    "database-away": Problem(
        "Nos données sont injoignables pour l’instant. Rien n’a changé.",
        "Our data cannot be reached right now. Nothing has changed.",
        "Réessayez dans un instant.",
        "Try again in a moment.",
    ),
    "unexpected": Problem(
        "Une erreur de notre côté. Rien n’a changé.",
        "An error on our side. Nothing has changed.",
        "Réessayez ; si cela revient, écrivez-nous l’heure qu’il est.",
        "Try again; if it comes back, write to us with the time.",
    ),
    "settings-wrong": Problem(
        "Le service n’est pas réglé correctement.",
        "The service is not configured correctly.",
        "Lancez « moi doctor ».",
        "Run “moi doctor”.",
    ),
    "keyring-missing": Problem(
        "Les clés du service sont introuvables.",
        "The service’s keys cannot be found.",
        "Lancez « moi doctor ».",
        "Run “moi doctor”.",
    ),
    "key-destroyed": Problem(
        "La clé de ces données a été détruite : elles n’existent plus.",
        "The key of this data was destroyed: it exists no more.",
    ),
    "erased": Problem(
        "Ces données ont été effacées.",
        "This data was erased.",
    ),
    # catalogue
    "card-unknown": Problem(
        "Cette carte n’est pas au catalogue aujourd’hui.",
        "This card is not in the catalogue today.",
        "Cherchez-en une proche : les cartes changent d’un jour à l’autre.",
        "Look for one close to it: cards change from day to day.",
    ),
    "cursor-stale": Problem(
        "Cette page ne peut plus être suivie d’une autre.",
        "This page can no longer be continued.",
        "Reprenez la recherche à sa première page.",
        "Start again from the first page of the search.",
    ),
    "facet-unknown": Problem(
        "Aucune carte ne peut dire cela.",
        "No card can say this.",
        "Choisissez parmi les traits proposés.",
        "Choose among the traits offered.",
    ),
    "nothing-searched": Problem(
        "Rien n’a été cherché : aucun de ces mots ne dit quelque chose qu’une carte dirait.",
        "Nothing was searched for: none of these words says anything that a card would say.",
        "Nommez un trait, un lieu, un prix : vélo, Bretagne, 19 €.",
        "Name a trait, a place, a price: bike, Brittany, €19.",
    ),
    "parameter-unknown": Problem(
        "Rien ne se cherche sous ce nom de paramètre.",
        "Nothing is looked for by a parameter of this name.",
        "Donnez facet=trait:code, autant de fois qu’il faut, et q pour les mots ; /v1/facets donne les codes.",
        "Give facet=trait:code, as often as needed, and q for words; /v1/facets lists the codes.",
    ),
    "comparison-too-small": Problem(
        "Il faut deux cartes différentes pour comparer.",
        "Comparing takes two different cards.",
        "Ajoutez-en une.",
        "Add another one.",
    ),
    "comparison-too-large": Problem(
        "Quatre cartes au plus se comparent côte à côte.",
        "Four cards at most are compared side by side.",
        "Retirez-en.",
        "Take some away.",
    ),
    "too-many-saved": Problem(
        "Votre marque a déjà beaucoup de cartes de côté.",
        "Your brand already keeps many cards.",
        "Retirez-en pour en garder d’autres.",
        "Let some go to keep others.",
    ),
    # personas
    "trait-unknown": Problem(
        "Ce trait ou cette réponse n’existe pas.",
        "This trait or answer does not exist.",
        "Choisissez parmi les réponses proposées.",
        "Choose among the answers offered.",
    ),
    "offer-impossible": Problem(
        "Cette offre n’est pas possible.",
        "This offer is not possible.",
        "Choisissez un prix de l’échelle, et une durée que ces conditions prévoient.",
        "Choose a price from the ladder and a period that these terms allow.",
    ),
    "too-few-traits": Problem(
        "Ces conditions dévoilent plus de traits que vous n’en avez dit.",
        "These terms show more traits than you have given.",
        "Répondez à quelques traits de plus, ou choisissez d’autres conditions.",
        "Answer a few more traits, or choose other terms.",
    ),
    "edited-too-soon": Problem(
        "Un moi change au plus tous les 30 jours.",
        "A persona changes at most every 30 days.",
        "Votre brouillon est gardé.",
        "Your draft is kept.",
    ),
    "not-in-this-state": Problem(
        "Ce n’est plus possible dans l’état actuel de ce moi.",
        "This is no longer possible in this persona’s present state.",
    ),
    "persona-unavailable": Problem(
        "Ce moi n’est pas disponible.",
        "This persona is not available.",
        "Choisissez-en un autre sous la même carte.",
        "Choose another one under the same card.",
    ),
    "already-rented": Problem(
        "Votre marque loue déjà ce moi, ou son paiement est en cours.",
        "Your brand already rents this persona, or its payment is under way.",
        "Retrouvez-le dans vos locations.",
        "Find it among your rentals.",
    ),
    # money
    "webhook-refused": Problem(
        "Ce message ne vient pas de Stripe, ou pas maintenant.",
        "This message is not from Stripe, or not from now.",
    ),
    "order-key-reused": Problem(
        "Cette clé a déjà servi à une autre commande.",
        "This key was used for another order.",
        "Recommencez avec une clé nouvelle.",
        "Start again with a new key.",
    ),
    "line-not-paid": Problem(
        "Cette location n’est pas payée.",
        "This rental is not paid.",
    ),
    "line-closed": Problem(
        "L’argent de cette location est déjà réparti.",
        "This rental’s money has been divided already.",
    ),
    # payouts
    "period-unknown": Problem(
        "Ce mois n’existe pas.",
        "There is no such month.",
        "Écrivez-le comme 2026-11.",
        "Write it like 2026-11.",
    ),
    "period-not-over": Problem(
        "Ce mois n’est pas fini : ce qui y est gagné n’est pas encore connu.",
        "This month is not over: what is earned in it is not known yet.",
        "Attendez sa fin.",
        "Wait until it ends.",
    ),
    "period-closed": Problem(
        "Ce mois, ou un mois suivant, est déjà clos.",
        "This month, or a later one, is closed already.",
    ),
    "month-not-closed": Problem(
        "Ce mois n’est pas encore clos.",
        "This month is not closed yet.",
        "Clôturez-le d’abord.",
        "Close it first.",
    ),
    "iban-not-valid": Problem(
        "Cet IBAN n’en est pas un : sa longueur ou ses chiffres de contrôle sont faux.",
        "This is no IBAN: its length or check digits are wrong.",
        "Recopiez-le depuis votre relevé d’identité bancaire.",
        "Copy it from your bank statement.",
    ),
    "iban-not-sepa": Problem(
        "Nous ne savons pas virer d’euros vers ce pays.",
        "We cannot transfer euros to this country.",
        "Indiquez un compte d’un pays de la zone SEPA.",
        "Give an account in a SEPA country.",
    ),
    "bic-not-valid": Problem(
        "Ce BIC n’en est pas un, ou n’est pas du pays de l’IBAN.",
        "This is no BIC, or not one of the IBAN’s country.",
        "Laissez-le vide : l’IBAN suffit.",
        "Leave it empty: the IBAN is enough.",
    ),
    "payee-name-not-valid": Problem(
        "Une banque ne saurait pas lire ce nom.",
        "A bank could not read this name.",
        "Écrivez votre nom comme sur votre relevé, en 70 caractères au plus.",
        "Write your name as on your statement, in 70 characters at most.",
    ),
    "currency-not-paid-out": Problem(
        "Nous versons en euros seulement.",
        "We pay out in euros only.",
    ),
    "method-not-open": Problem(
        "Nous ne versons pas de cette façon ici.",
        "We do not pay out in this way here.",
    ),
    "payout-identity-missing": Problem(
        "Nous ne savons pas où envoyer cet argent.",
        "We do not know where to send this money.",
        "La personne doit d’abord indiquer un compte.",
        "The holder has to give an account first.",
    ),
    "payout-above-payable": Problem(
        "C’est plus que ce qui est à verser.",
        "This is more than what is ready to be paid out.",
    ),
    "payout-not-found": Problem("Ce versement n’existe pas.", "There is no such payout."),
    "batch-not-found": Problem("Ce lot n’existe pas.", "There is no such batch."),
    "payout-not-movable": Problem(
        "L’état de ce versement ne le permet pas : ce qui est parti ne se retient plus.",
        "The state of this payout does not allow it: what was sent cannot be held back.",
    ),
    "batch-not-movable": Problem(
        "L’état de ce lot ne le permet pas.",
        "The state of this batch does not allow it.",
    ),
    "batch-empty": Problem("Il n’y a plus rien dans ce lot.", "Nothing is left in this batch."),
    "batch-changed": Problem(
        "Ce lot a changé depuis que vous l’avez regardé.",
        "This batch has changed since you looked at it.",
        "Regardez-le de nouveau avant de l’approuver.",
        "Look at it again before you approve it.",
    ),
    "same-operator": Problem(
        "Vous l’avez déjà approuvé : le second regard est celui d’une autre personne.",
        "You have approved it already: the second pair of eyes is another person’s.",
        "Demandez à un autre opérateur.",
        "Ask another operator.",
    ),
    "own-payout": Problem(
        "Un de ces versements est pour vous : un autre opérateur en décide.",
        "One of these payouts is yours: another operator decides on it.",
        "Retenez-le d’abord, ou passez la main.",
        "Hold it back first, or hand over.",
    ),
    "destination-changed": Problem(
        "La personne veut maintenant être payée autrement.",
        "The holder wants to be paid in another way now.",
        "Annulez ce lot et approuvez le versement de nouveau.",
        "Cancel this batch and approve the payout again.",
    ),
    "return-code-unknown": Problem(
        "Aucune banque ne donne ce motif.",
        "No bank gives this reason.",
        "Reprenez le code du message de la banque, comme AC04.",
        "Take the code from the bank’s message, such as AC04.",
    ),
    "hold-reason-missing": Problem(
        "Dites pourquoi, en 140 caractères au plus.",
        "Say why, in 140 characters at most.",
    ),
    "stripe-away": Problem(
        "Stripe ne répond pas pour l’instant. Rien n’est perdu.",
        "Stripe does not answer right now. Nothing is lost.",
        "Réessayez dans un instant.",
        "Try again in a moment.",
    ),
    "sepa-not-configured": Problem(
        "Ce service ne peut pas écrire de virements : un réglage manque.",
        "This service cannot write transfers: a setting is missing.",
        "Lancez « moi doctor ».",
        "Run “moi doctor”.",
    ),
    # rentals
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
    # accounts
    "email-not-valid": Problem(
        "Cette adresse e-mail n’est pas valable.",
        "This e-mail address is not valid.",
        "Écrivez-la comme nom@domaine.fr.",
        "Write it as name@domain.com.",
    ),
    "password-too-weak": Problem(
        "Ce mot de passe se devine trop facilement.",
        "This password is too easy to guess.",
        "Prenez au moins 12 caractères, sans suite connue ni votre adresse : quatre mots font l’affaire.",
        "Take at least 12 characters, no well-known sequence and not your address: four words will do.",
    ),
    "adults-only": Problem(
        "Moi est réservé aux adultes.",
        "Moi is for adults only.",
        "Déclarez que vous avez 18 ans ou plus.",
        "Declare that you are 18 or older.",
    ),
    "name-not-valid": Problem(
        "Ce nom est vide, trop long, ou tient sur plusieurs lignes.",
        "This name is empty, too long, or not on one line.",
    ),
    "number-not-valid": Problem(
        "Ce numéro n’est pas valable.",
        "This number is not valid.",
        "Un SIREN a 9 chiffres ; un numéro de TVA commence par le pays, comme FR40303265045.",
        "A SIREN has 9 digits; a VAT number begins with the country, as FR40303265045.",
    ),
    "number-missing": Problem(
        "Une marque est une société enregistrée : il faut son SIREN ou son numéro de TVA.",
        "A brand is a registered company: its SIREN or VAT number is needed.",
    ),
    "numbers-disagree": Problem(
        "Ce numéro de TVA est celui d’un autre SIREN.",
        "This VAT number belongs to another SIREN.",
        "Vérifiez les deux, ou n’en donnez qu’un.",
        "Check both, or give only one.",
    ),
    "number-of-another-country": Problem(
        "Ce numéro de TVA est celui d’un autre pays.",
        "This VAT number is of another country.",
        "Donnez celui du pays où la société est enregistrée.",
        "Give the one of the country that the company is registered in.",
    ),
    "postcode-not-valid": Problem(
        "Ce code postal n’est pas valable.",
        "This postcode is not valid.",
        "Des lettres, des chiffres, des espaces et des tirets, 16 signes au plus.",
        "Letters, digits, spaces and hyphens, 16 signs at most.",
    ),
    "role-unknown": Problem(
        "Ce rôle n’existe pas.",
        "This role does not exist.",
    ),
    "unknown-scope": Problem(
        "Une clé a au moins un droit, et seulement ceux que nous nommons.",
        "A key has at least one right, and only those we name.",
        "Cochez ce que cette clé pourra faire.",
        "Tick what this key may do.",
    ),
    "code-not-valid": Problem(
        "Ce lien ne sert plus, ou n’a jamais servi.",
        "This link no longer works, or never did.",
        "Refaites la demande : inscription, invitation ou mot de passe oublié.",
        "Start over: sign-up, invitation or forgotten password.",
    ),
    "wrong-credentials": Problem(
        "L’adresse ou le mot de passe n’est pas le bon, ou l’adresse n’est pas confirmée.",
        "The address or the password is wrong, or the address is not confirmed.",
        "Réessayez, ou demandez un nouveau mot de passe ; pas encore confirmé ? Refaites l’inscription.",
        "Try again, or ask for a new password; not confirmed yet? Sign up again.",
    ),
    "books-closed": Problem(
        "La comptabilité de ce mois est déjà close.",
        "The books of this month are closed already.",
    ),
    "month-not-settled": Problem(
        "Le règlement de ce mois n’est pas clos : il écrira encore.",
        "The settlement of this month is not closed: it will still post.",
        "Clôturez d’abord le règlement.",
        "Close the settlement first.",
    ),
    "earlier-books-open": Problem(
        "La comptabilité se clôt mois après mois.",
        "Books are closed month after month.",
        "Commencez par le mois nommé.",
        "Begin with the month that is named.",
    ),
    "factor-required": Problem(
        "Il faut aussi votre deuxième facteur.",
        "Your second factor is needed too.",
        "Donnez le code de votre téléphone.",
        "Give the code from your telephone.",
    ),
    "wrong-factor": Problem(
        "Ce code n’est pas le bon, ou il a déjà servi.",
        "This code is not the right one, or it was used.",
        "Attendez le code suivant.",
        "Wait for the next code.",
    ),
    "factor-set-up-already": Problem(
        "Votre deuxième facteur est déjà installé.",
        "Your second factor is set up already.",
        "Donnez son code. Perdu ? Un autre opérateur peut le retirer.",
        "Give its code. Lost it? Another operator can reset it.",
    ),
    "factor-unknown": Problem(
        "Cet opérateur n’a pas de deuxième facteur.",
        "This operator has no second factor.",
    ),
    "own-factor": Problem(
        "On ne retire pas son propre deuxième facteur.",
        "Nobody resets a second factor of their own.",
        "Demandez-le à un autre opérateur.",
        "Ask another operator.",
    ),
    "bad-key": Problem(
        "Cette clé d’API n’ouvre rien.",
        "This API key opens nothing.",
        "Elle a été révoquée ou mal recopiée : créez-en une autre.",
        "It was revoked or copied wrongly: make another one.",
    ),
    "too-many-attempts": Problem(
        "Trop d’essais en peu de temps.",
        "Too many tries in a short time.",
        "Patientez un quart d’heure, ou demandez un nouveau mot de passe.",
        "Wait a quarter of an hour, or ask for a new password.",
    ),
    "account-exists": Problem(
        "Cette adresse a déjà un compte.",
        "This address has an account already.",
    ),
    "already-member": Problem(
        "Cette personne est déjà dans l’équipe.",
        "This person is in the team already.",
    ),
    "last-owner": Problem(
        "Une marque garde au moins un propriétaire.",
        "A brand keeps at least one owner.",
        "Nommez-en d’abord un autre.",
        "Name another one first.",
    ),
    "brand-not-movable": Problem(
        "L’état de cette marque ne le permet pas.",
        "The state of this brand does not allow it.",
    ),
    "brand-number-taken": Problem(
        "Une autre marque a été vérifiée avec ce numéro.",
        "Another brand was verified with this number.",
        "Vérifiez le numéro ; si cette marque est la vôtre, demandez une invitation à qui la gère.",
        "Check the number; if that brand is yours, ask whoever manages it for an invitation.",
    ),
    "application-not-confirmed": Problem(
        "Personne n’a encore confirmé cette demande par e-mail.",
        "Nobody has confirmed this application by e-mail yet.",
    ),
    "own-brand": Problem(
        "On ne décide pas de sa propre marque.",
        "Nobody decides on a brand of their own.",
        "Laissez faire un collègue.",
        "Leave it to a colleague.",
    ),
    "mail-not-configured": Problem(
        "Le courrier n’est pas réglé.",
        "Mail is not configured.",
        "Donnez SMTP_URL.",
        "Give SMTP_URL.",
    ),
    # relations
    "contact-not-allowed": Problem(
        "Ce texte donne un moyen de contact, ou demande qui est la personne.",
        "This text gives a way of contact, or asks who the person is.",
        "Retirez-le : tout passe par Moi. Un lien a sa place dans le champ « lien ».",
        "Take it out: everything goes through Moi. A link belongs in the link field.",
    ),
    "text-not-accepted": Problem(
        "Ce texte est vide, trop long, ou contient des caractères invisibles.",
        "This text is empty, too long, or holds characters that cannot be seen.",
    ),
    "link-not-accepted": Problem(
        "Ce lien n’est pas accepté.",
        "This link is not accepted.",
        "Donnez une adresse https complète, sans port ni identifiant.",
        "Give a complete https address, without port or user.",
    ),
    "kind-unknown": Problem(
        "Une invitation est une offre ou une expérience.",
        "An invitation is an offer or an experience.",
        "Choisissez l’une des deux.",
        "Choose one of the two.",
    ),
    "nothing-to-redeem": Problem(
        "Une invitation a un code ou un lien.",
        "An invitation has a code or a link.",
        "Donnez l’un ou l’autre.",
        "Give one or the other.",
    ),
    "validity-impossible": Problem(
        "Ces dates de validité ne sont pas possibles.",
        "This validity is not possible.",
        "Elle finit aujourd’hui au plus tôt, et dure un an au plus.",
        "It ends today at the earliest, and lasts a year at most.",
    ),
    "invitation-not-found": Problem(
        "Cette invitation n’existe pas, ou elle n’est pas pour vous.",
        "There is no such invitation, or it is not for you.",
    ),
    "too-many-invitations": Problem(
        "Toutes les invitations de ce mois sont envoyées.",
        "All invitations of this month have been sent.",
        "Attendez le mois de location suivant, s’il y en a un.",
        "Wait for the next rental month, if there is one.",
    ),
    "invitation-over": Problem(
        "Cette invitation n’est plus valable : la réponse reste ce qu’elle est.",
        "This invitation is no longer valid: the answer stays as it is.",
    ),
    "reason-unknown": Problem(
        "Il faut une raison parmi celles d’ici.",
        "A reason that fits here is needed.",
        "Choisissez parmi celles qui sont proposées.",
        "Choose among those offered.",
    ),
    "reason-needs-words": Problem(
        "Dites en quelques mots pourquoi.",
        "Say why in a few words.",
    ),
    "nothing-to-report": Problem(
        "Dites ce que vous signalez : une location, ou un moi.",
        "Say what you report: a rental, or a persona.",
    ),
    "already-reported": Problem(
        "Vous l’avez déjà signalé : nous l’examinons.",
        "You have reported this already: we are looking at it.",
    ),
    "report-not-found": Problem(
        "Ce signalement n’existe pas.",
        "There is no such report.",
    ),
    "report-already-closed": Problem(
        "Ce signalement est déjà clos.",
        "This report is closed already.",
    ),
    # operators
    "own-report": Problem(
        "On ne juge pas son propre signalement.",
        "Nobody judges a report of their own.",
        "Laissez faire un collègue.",
        "Leave it to a colleague.",
    ),
    "own-persona": Problem(
        "On ne décide pas de son propre moi.",
        "Nobody decides on a persona of their own.",
        "Laissez faire un collègue.",
        "Leave it to a colleague.",
    ),
    "not-confirmed": Problem(
        "Cet acte met fin à des locations : il se confirme.",
        "This act ends rentals: it has to be confirmed.",
        "Cochez la case, puis recommencez.",
        "Tick the box, then try again.",
    ),
    "not-signed": Problem(
        "La signature manque.",
        "The signature is missing.",
        "Cochez la case : elle vaut signature au nom de la marque.",
        "Tick the box: it signs in the brand’s name.",
    ),
    "rental-not-over": Problem(
        "Cette location n’est pas terminée.",
        "This rental is not over.",
        "La marque signe l’effacement de ses copies une fois l’accès fermé.",
        "The brand signs that its copies are erased once access is closed.",
    ),
    # the balance, and how a purchase is paid
    "balance-too-low": Problem(
        "Votre solde ne couvre pas ce prix. Rien n’a été prélevé.",
        "Your balance does not cover this price. Nothing was taken.",
        "Versez-y de l’argent, ou payez sur la page de Stripe.",
        "Put money in, or pay on Stripe’s page.",
    ),
    "top-up-out-of-range": Problem(
        "Ce montant n’est pas possible.",
        "This amount is not possible.",
        "De 10 € à 10 000 € par versement.",
        "From €10 to €10,000 at a time.",
    ),
    "top-up-not-open": Problem(
        "Votre marque n’est pas encore approuvée.",
        "Your brand is not approved yet.",
        "Le solde s’ouvre avec l’approbation ; nous vous écrivons.",
        "The balance opens with the approval; we write to you.",
    ),
    "pay-back-impossible": Problem(
        "Ce montant ne peut pas repartir vers votre carte.",
        "This amount cannot go back to your card.",
        "Au plus ce que la page indique : ce qui est venu d’une carte et n’est pas dû.",
        "At most what the page says: what came from a card and is not owed.",
    ),
    "basket-refused": Problem(
        "Rien n’a été loué : une partie de ce que vous avez choisi n’est plus possible.",
        "Nothing was rented: a part of what you chose is not possible any more.",
        "Retirez ou corrigez ce qui est nommé, puis recommencez.",
        "Take away or put right what is named, then try again.",
    ),
    "basket-size-wrong": Problem(
        "De un à vingt moi à la fois.",
        "One to twenty personas at a time.",
    ),
    "reference-not-valid": Problem(
        "Ce n’est pas une référence de commande.",
        "This is no purchase order reference.",
        "50 signes au plus : lettres, chiffres, espaces, - . / # : + & ( ).",
        "At most 50 signs: letters, digits, blanks, - . / # : + & ( ).",
    ),
    # renewal
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
    # bank cards
    "bank-card-not-found": Problem(
        "Cette carte bancaire n’est pas, ou plus, gardée ici.",
        "This bank card is not kept here, or no longer.",
    ),
    "bank-card-expired": Problem(
        "Cette carte bancaire a expiré.",
        "This bank card has expired.",
        "Ajoutez-en une autre, ou choisissez-en une autre par défaut.",
        "Add another one, or make another one the default.",
    ),
    "no-bank-card": Problem(
        "Vous ne gardez aucune carte bancaire qui puisse payer.",
        "You keep no bank card that could pay.",
        "Ajoutez-en une sous « Cartes bancaires ».",
        "Add one under “Bank cards”.",
    ),
    "card-page-not-open": Problem(
        "La page de paiement ne s’est pas ouverte. Rien n’a été ajouté.",
        "The payment page did not open. Nothing was added.",
        "Réessayez dans un instant.",
        "Try again in a moment.",
    ),
    # reconciliation
    "run-under-way": Problem(
        "Un rapprochement est déjà en cours.",
        "A reconciliation is under way already.",
        "Attendez qu’il finisse.",
        "Wait for its end.",
    ),
    "finding-closed": Problem(
        "Ce constat est déjà clos.",
        "This finding is closed already.",
    ),
    "finding-changed": Problem(
        "Les faits ont changé depuis que vous les avez lus.",
        "The facts have changed since you read them.",
        "Relisez-les, puis décidez.",
        "Read them again, then decide.",
    ),
}


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal, from its kind."""
    for kind, status in STATUS.items():
        if isinstance(refusal, kind):
            return status
    raise TypeError(f"{type(refusal).__name__} is of no kind")


def said(refusal: Refusal, language: str) -> tuple[int, str]:
    """A refusal's status, and its words with the way out, for a form."""
    words = PROBLEMS.get(refusal.code, PROBLEMS["unexpected"])
    return status_of(refusal), f"{words.title(language)} {words.way_out(language)}".strip()


def type_of(code: str) -> str:
    """The stable `type` of a problem: a reference relative to this service."""
    return f"/problems/{code}"
