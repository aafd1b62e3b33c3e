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
        "Une invitation est une remise, un échantillon, une expérience, une avant-première ou un conseil.",
        "An invitation is a discount, a sample, an experience, early access or advice.",
        "Choisissez parmi ces cinq.",
        "Choose among these five.",
    ),
    "benefit-unfit": Problem(
        "L’avantage n’est pas dit comme ce type d’invitation le dit.",
        "The benefit is not said as this type of invitation says it.",
        "Une remise est un pourcentage de 1 à 100 ou une somme, pas les deux. Un échantillon ou un conseil dit lequel,"
        " une expérience où et quand. Une avant-première vaut pour tous plus tard qu’elle ne commence.",
        "A discount is a percentage from 1 to 100 or an amount, not both. A sample or advice says which, an experience"
        " where and when. Early access is for everybody later than it begins.",
    ),
    "invitation-not-begun": Problem(
        "Cette invitation n’est pas encore valable.",
        "This invitation is not valid yet.",
        "Dites-le à partir de son premier jour.",
        "Say so from its first day on.",
    ),
    "no-code-to-redeem": Problem(
        "Cette invitation n’a pas de code.",
        "This invitation has no code.",
    ),
    "recipients-impossible": Problem(
        "Une campagne va à une location au moins, et à 200 au plus.",
        "A campaign goes to one rental at least, and to 200 at most.",
        "Cochez à qui elle va.",
        "Tick whom it goes to.",
    ),
    "nobody-to-invite": Problem(
        "Aucune de ces locations ne peut recevoir d’invitation : rien n’est parti.",
        "None of these rentals can be sent an invitation: nothing was sent.",
    ),
    "campaign-not-found": Problem(
        "Cette campagne n’existe pas, ou elle n’est pas la vôtre.",
        "There is no such campaign, or it is not yours.",
    ),
    "template-unknown": Problem(
        "Ce modèle n’existe pas.",
        "There is no such template.",
        "Choisissez parmi ceux d’ici, ou commencez sans modèle.",
        "Choose among those here, or begin without one.",
    ),
    "template-not-found": Problem(
        "Ce modèle n’existe pas, ou il n’est pas à vous.",
        "There is no such template, or it is not yours.",
    ),
    "template-name-taken": Problem(
        "Un autre de vos modèles porte ce nom.",
        "Another of your templates has this name.",
        "Appelez-le autrement.",
        "Call it otherwise.",
    ),
    "template-changed": Problem(
        "Ce modèle a été changé entre-temps, dans une autre fenêtre.",
        "This template was changed meanwhile, in another window.",
        "Rouvrez-le, puis changez-le.",
        "Open it again, then change it.",
    ),
    "too-many-templates": Problem(
        "Vous gardez déjà 100 modèles : il n’y a pas de place pour un autre.",
        "You keep 100 templates already: there is no room for another.",
        "Jetez-en un.",
        "Throw one away.",
    ),
    "nothing-to-redeem": Problem(
        "Une invitation a un code ou un lien.",
        "An invitation has a code or a link.",
        "Donnez l’un ou l’autre.",
        "Give one or the other.",
    ),
    "validity-impossible": Problem(
        "Cette validité n’est pas possible.",
        "This validity is not possible.",
        "Elle finit plus tard que maintenant, à une heure de son dernier jour, et dure un an au plus.",
        "It ends later than now, at an hour of its last day, and lasts a year at most.",
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
    "gives-you-away": Problem(
        "Ces mots disent qui vous êtes, ou comment vous joindre : rien n’est envoyé.",
        "These words say who you are, or how to reach you: nothing is sent.",
        "Retirez le nom, l’adresse, le courriel ou le numéro.",
        "Take out the name, the address, the e-mail or the number.",
    ),
    "may-give-you-away": Problem(
        "Ces mots disent peut-être qui vous êtes : un nom propre, une rue, un long numéro.",
        "These words may say who you are: a proper name, a street, a long number.",
        "Reformulez, ou confirmez qu’ils ne trahissent personne.",
        "Word it otherwise, or confirm that they give nobody away.",
    ),
    "question-unclear": Problem(
        "Cette question n’est pas complète, ou sort de ce qui peut se demander.",
        "This question is not complete, or is beyond what can be asked.",
        "Regardez son sujet, ses choix et ses bornes.",
        "Look at its subject, its choices and its bounds.",
    ),
    "purpose-not-of-rental": Problem(
        "La location n’a pas été convenue pour cette finalité.",
        "The rental was not agreed for this purpose.",
        "Choisissez l’une des finalités de la location.",
        "Choose one of the rental’s purposes.",
    ),
    "question-not-included": Problem(
        "Cette location ne comprend pas de question, ou pas d’autre sans récompense ce mois-ci.",
        "This rental includes no question, or no other without a reward this month.",
        "Ajoutez une récompense, si ses conditions admettent d’autres questions.",
        "Add a reward, if its terms allow other questions.",
    ),
    "question-already-asked": Problem(
        "Les questions de ce mois de location sont déjà posées.",
        "This rental month’s questions have been asked already.",
        "Attendez le mois de location suivant, s’il y en a un.",
        "Wait for the next rental month, if there is one.",
    ),
    "shown-already": Problem(
        "La location dévoile déjà ce trait.",
        "The rental shows this trait already.",
        "Lisez-le sur la fiche, ou demandez-en un autre.",
        "Read it on the sheet, or ask for another.",
    ),
    "deadline-impossible": Problem(
        "Ce dernier jour pour répondre n’est pas possible.",
        "This last day to answer is not possible.",
        "C’est demain au plus tôt, et un jour de la location.",
        "It is tomorrow at the earliest, and a day of the rental.",
    ),
    "nobody-to-ask": Problem(
        "Aucune de vos locations ne peut recevoir cette question.",
        "None of your rentals can be asked this.",
        "Leurs questions du mois sont posées, ou une de plus demande une récompense, ou elles n’en comprennent pas.",
        "Their questions of the month are asked, or one more needs a reward, or they include none.",
    ),
    "question-not-found": Problem(
        "Cette question n’existe pas, ou elle n’est pas pour vous.",
        "There is no such question, or it is not for you.",
    ),
    "not-answered": Problem(
        "Cette question n’a pas de réponse pour laquelle remercier.",
        "This question has no answer to thank for.",
    ),
    "nobody-to-thank": Problem(
        "Personne n’a été remercié : personne n’a répondu, ou vos messages de ce mois sont écrits.",
        "Nobody was thanked: nobody has answered, or this month’s messages are written.",
    ),
    "answer-unclear": Problem(
        "Cette réponse ne va pas avec la question.",
        "This answer does not fit the question.",
        "Répondez dans ce qui est demandé.",
        "Answer within what is asked.",
    ),
    "question-over": Problem(
        "Le dernier jour pour répondre est passé : la réponse reste ce qu’elle est.",
        "The last day to answer is over: the answer stays as it is.",
    ),
    "too-many-answers": Problem(
        "Cette réponse a changé assez souvent.",
        "This answer has changed often enough.",
        "Elle reste comme elle est, ou vous la reprenez.",
        "It stays as it is, or you take it back.",
    ),
    "standing-rule-unknown": Problem(
        "Il n’y a pas de règle sur ce sujet.",
        "There is no rule about this subject.",
        "Choisissez un sujet de la liste, et « toujours » ou « jamais ».",
        "Choose a subject of the list, and “always” or “never”.",
    ),
    "invitation-over": Problem(
        "Cette invitation n’est plus valable : ce que vous en avez dit reste.",
        "This invitation is no longer valid: what you said of it stays.",
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
    "wish-unclear": Problem(
        "Dites quelle marque : par sa page ici, ou par son nom et son site, pas les deux.",
        "Say which brand: by its page here, or by its name and website, not both.",
    ),
    "too-many-wishes": Problem(
        "Votre liste est pleine : cent marques.",
        "Your list is full: a hundred brands.",
        "Retirez-en une d’abord.",
        "Take one off first.",
    ),
}
