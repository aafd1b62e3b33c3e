"""What any request may be refused for, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
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
    "instant-not-valid": Problem(
        "Ce n’est pas un instant.",
        "This is no instant.",
        "Écrivez-le avec son fuseau : 2026-11-26T08:00:00Z.",
        "Write it with its zone: 2026-11-26T08:00:00Z.",
    ),
    "parameter-unknown": Problem(
        "Rien ne se cherche sous ce nom de paramètre.",
        "Nothing is looked for by a parameter of this name.",
        "Pour les cartes : facet=trait:code, autant de fois qu’il faut (/v1/facets donne les codes), et q pour"
        " les mots. Pour la suite d’une liste : before et limit, comme l’en-tête Link les donne.",
        "For cards: facet=trait:code, as often as needed (/v1/facets lists the codes), and q for words. To go on"
        " with a list: before and limit, as the Link header gives them.",
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
    "still-repaid": Problem(
        "Une location de ce paiement court encore : ce qui n’en sera pas utilisé rembourse d’abord.",
        "A rental of this payment still runs: what is not used of it repays first.",
        "Revenez quand elle est finie.",
        "Come back when it is over.",
    ),
    "own-debt": Problem(
        "Vous êtes de cette marque : un autre opérateur en décide.",
        "You are of this brand: another operator decides on it.",
    ),
    "debt-changed": Problem(
        "Ce qui est dû a changé depuis que vous l’avez regardé.",
        "What is owed has changed since you looked at it.",
        "Regardez de nouveau avant d’y renoncer.",
        "Look at it again before you give it up.",
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
}
