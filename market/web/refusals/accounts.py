"""Refusals of accounts, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
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
        "Ce nom est trop court, trop long, ou tient sur plusieurs lignes.",
        "This name is too short, too long, or not on one line.",
        "Donnez-lui au moins deux lettres, sur une ligne.",
        "Give it at least two letters, on one line.",
    ),
    "processor-name-not-valid": Problem(
        "Un de ces sous-traitants n’a pas l’air d’un nom de société.",
        "One of these processors does not look like a company’s name.",
        "Un nom par ligne, tel qu’immatriculé, 80 caractères au plus : ni phrase, ni numéro, ni adresse.",
        "One name a line, as registered, 80 characters at most: no sentence, no number to call, no address.",
    ),
    "too-many-processors": Problem(
        "C’est trop de sous-traitants.",
        "These are too many processors.",
        "Nommez-en dix au plus.",
        "Name ten at most.",
    ),
    "contact-address-not-valid": Problem(
        "Cette adresse postale est incomplète, trop longue, ou tient sur plusieurs lignes.",
        "This postal address is incomplete, too long, or not on one line.",
        "Donnez-la sur une ligne, avec le code postal et le pays : 240 caractères au plus.",
        "Give it on one line, with the postcode and the country: 240 characters at most.",
    ),
    "way-not-open": Problem(
        "Cela ne se dit pas ainsi.",
        "This is not told this way.",
        "Votre compte, toujours tout de suite ; les demandes, les locations et l’argent, au moins une fois par jour.",
        "Your account, always at once; requests, rentals and money, at least once a day.",
    ),
    "charter-edition-needed": Problem(
        "Il faut signer les bonnes manières dans leur édition du jour.",
        "The house rules have to be signed in their edition of today.",
        "Lisez-les sur la page /charter, puis cochez la case ; un programme donne le numéro de l’édition.",
        "Read them on the page /charter, then tick the box; a program gives the edition’s number.",
    ),
    "charter-not-signed": Problem(
        "Votre marque n’a pas signé les bonnes manières du jour : elle ne loue personne et n’écrit à personne.",
        "Your brand has not signed today’s house rules: it rents nobody and writes to nobody.",
        "Un propriétaire de la marque les signe sur la page Les bonnes manières du compte. Ce qui court continue.",
        "An owner of the brand signs them on the account’s page House rules. What runs goes on.",
    ),
    "speaker-unknown": Problem(
        "Il faut dire qui parle pour la marque : une des fonctions proposées.",
        "Who speaks for the brand has to be said: one of the roles offered.",
    ),
    "intention-unknown": Problem(
        "Il faut au moins un usage, parmi ceux du vocabulaire.",
        "At least one purpose is needed, among those of the vocabulary.",
    ),
    "number-not-valid": Problem(
        "Ce numéro n’est pas valable.",
        "This number is not valid.",
        "Un SIREN a 9 chiffres ; un numéro de TVA commence par le pays, comme FR40303265045, CHE107787577, "
        "GB980780684 ou NO995525828MVA.",
        "A SIREN has 9 digits; a VAT number begins with the country, as FR40303265045, CHE107787577, "
        "GB980780684 or NO995525828MVA.",
    ),
    "number-of-no-country": Problem(
        "Ce numéro de TVA n’est celui d’aucun pays : il vaut pour un guichet unique (EU, IM) "
        "ou pour les biens d’Irlande du Nord (XI).",
        "This VAT number is of no country: it is for a one-stop shop (EU, IM) or for goods of Northern Ireland (XI).",
        "Donnez le numéro de TVA de la société elle-même, celui du pays où elle est enregistrée.",
        "Give the company’s own VAT number, of the country that it is registered in.",
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
    "before-the-books": Problem(
        "La comptabilité commence plus tard : rien n’a été comptabilisé dans ce mois ni avant.",
        "The books begin later: nothing was posted in this month or before.",
        "Commencez par le premier mois de la comptabilité.",
        "Begin with the first month of the books.",
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
    "brand-key-not-valid": Problem(
        "Aucune clé publique ne se lit ici.",
        "No public key can be read here.",
        "Donnez une clé Ed25519, en JSON Web Key ou en PEM.",
        "Give an Ed25519 key, as a JSON Web Key or as PEM.",
    ),
    "brand-key-kind": Problem(
        "Cette clé est d’une autre sorte ou d’une autre courbe qu’Ed25519.",
        "This key is of another kind or curve than Ed25519.",
        "Créez une clé Ed25519.",
        "Make an Ed25519 key.",
    ),
    "brand-key-weak": Problem(
        "Aucune clé privée ne mène à cette clé : n’importe qui pourrait signer pour elle.",
        "No private key leads to this key: anybody could sign for it.",
        "Créez-en une autre, avec un outil sûr.",
        "Make another one, with a tool you trust.",
    ),
    "private-key-given": Problem(
        "C’est une clé privée. Nous n’en avons rien gardé, mais il faut la considérer comme perdue.",
        "This is a private key. We kept nothing of it, but it must be thought lost.",
        "Ne l’employez plus, révoquez-la si elle servait, créez-en une autre et n’envoyez que sa partie publique.",
        "Use it no more, revoke it if it was in use, make another one and send its public half only.",
    ),
    "brand-key-taken": Problem(
        "Cette clé a déjà été enregistrée.",
        "This key was registered before.",
        "Une clé ne sert qu’une fois : créez-en une autre.",
        "A key serves once: make another one.",
    ),
    "brand-key-unknown": Problem(
        "Votre marque n’a pas de telle clé.",
        "Your brand has no such key.",
    ),
    "challenge-not-good": Problem(
        "La ligne à signer a servi, a expiré, ou n’était pas pour vous.",
        "The line to sign was used, has expired, or was not for you.",
        "Demandez-en une autre : elle vaut une fois, pendant dix minutes.",
        "Ask for another one: it is good once, for ten minutes.",
    ),
    "proof-not-good": Problem(
        "Cette signature n’est pas celle de cette clé sur cette ligne.",
        "This signature is not this key’s over this line.",
        "Signez la ligne seule, sans retour à la ligne, avec la partie privée de la clé.",
        "Sign the line alone, without a line break, with the key’s private half.",
    ),
    "too-many-brand-keys": Problem(
        "Votre marque a enregistré trop de clés en un jour.",
        "Your brand has registered too many keys within a day.",
        "La clé actuelle vaut toujours ; réessayez demain.",
        "The current key still holds; try again tomorrow.",
    ),
}
