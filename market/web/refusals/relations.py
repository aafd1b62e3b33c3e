"""Refusals of the relation, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
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
}
