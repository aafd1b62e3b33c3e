"""Refusals of what follows a rental, in both languages: copies that are signed for, and the closing note."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "erasure-unclear": Problem(
        "Cette déclaration ne dit pas ce qui a été effacé, ou pas chez qui.",
        "This declaration does not say what was erased, or not with whom.",
        "Cochez ce que vous avez effacé, ou qu’il n’y a eu aucune copie, et qui d’autre en avait.",
        "Tick what you have erased, or that there was no copy, and who else had some of it.",
    ),
    "erasure-attested-already": Problem(
        "Votre marque a déjà signé pour ces copies.",
        "Your brand has signed for these copies already.",
        "Cela se signe une fois ; l’attestation se télécharge sur la page de la location.",
        "It is signed once; the attestation can be downloaded from the rental’s page.",
    ),
    "erasure-duty-passed-on": Problem(
        "Une autre période suit et garde les copies.",
        "Another period follows, and holds the copies.",
        "Signez pour toutes une fois cette période finie.",
        "Sign for all of them once that period is over.",
    ),
    "erasure-not-attested": Problem(
        "Il n’y a pas d’attestation d’effacement pour cette location.",
        "There is no attestation of erasure for this rental.",
    ),
    "erasure-unsigned": Problem(
        "Votre marque a une clé à elle : c’est elle qui signe, et il manque sa signature.",
        "Your brand has a key of its own: that key signs, and its signature is missing.",
        "Signez ce qui est affiché avec la clé actuelle de votre marque.",
        "Sign what is shown with your brand’s current key.",
    ),
    "erasure-key-not-current": Problem(
        "Cette clé n’est pas la clé actuelle de votre marque : elle n’atteste rien.",
        "This key is not your brand’s current one: it attests nothing.",
        "Signez avec la clé actuelle, ou enregistrez celle-ci.",
        "Sign with the current key, or register this one.",
    ),
    "erasure-of-another-day": Problem(
        "Une attestation porte le jour où elle est donnée.",
        "An attestation bears the day on which it is given.",
        "Demandez à nouveau ce qui est à signer, et signez-le aujourd’hui.",
        "Ask again for what is to be signed, and sign it today.",
    ),
    "erasure-not-good": Problem(
        "Cette signature n’est pas celle de votre clé sur cette déclaration.",
        "This signature is not your key’s over this declaration.",
        "Signez exactement ce qui est affiché, sans rien y changer.",
        "Sign exactly what is shown, and change nothing of it.",
    ),
    "closing-note-unclear": Problem(
        "Il manque à quoi la location a servi, ou ce qu’il en est sorti.",
        "What the rental was used for is missing, or what came of it.",
        "Choisissez parmi ce qui est proposé ; « rien » ne va qu’avec lui-même.",
        "Choose among what is offered; “nothing” goes with nothing else.",
    ),
    "closing-note-final": Problem(
        "Ce que vous en avez fait est dit, et reste comme c’est.",
        "What you did with it is said, and stays as it is.",
    ),
    "closing-note-passed-on": Problem(
        "Une autre période suit : dites ce que vous en avez fait à la fin de celle-là.",
        "Another period follows: say what you did with it at the end of that one.",
    ),
    "closing-note-not-given": Problem(
        "La marque n’a pas encore dit ce qu’elle en a fait.",
        "The brand has not said yet what it did with it.",
    ),
}
