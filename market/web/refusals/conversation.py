"""Refusals of a conversation, of a pause and of one's own note, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "message-leads-away": Problem(
        "Ce message donne un moyen de contact, en demande un, ou demande qui est la personne : il n’est pas parti.",
        "This message gives a way of contact, asks for one, or asks who the person is: it was not sent.",
        "Cet essai est compté, et les opérateurs voient le compte. Qui demande dans onze relations qui est la"
        " personne le lit sur sa page publique. Écrivez sans cela : tout passe par Moi.",
        "This attempt is counted, and operators see the count. Whoever asks in eleven relations who the person"
        " is finds it on its public page. Write without it: everything goes through Moi.",
    ),
    "conversation-not-included": Problem(
        "Les conditions de cette location ne comprennent pas de messages : elles datent d’avant qu’il y en ait.",
        "The terms of this rental include no messages: they are of before there were any.",
    ),
    "conversation-closed": Problem(
        "Vous avez fermé la conversation avec cette marque.",
        "You have closed the conversation with this brand.",
        "Rouvrez-la d’abord, puis écrivez.",
        "Open it again first, then write.",
    ),
    "too-many-messages": Problem(
        "Ce mois de location a tous ses messages.",
        "This rental month has all its messages.",
        "Attendez le prochain mois de location, s’il y en a un.",
        "Wait for the next rental month, if there is one.",
    ),
    "wrote-enough": Problem(
        "Vous avez écrit 20 messages à cette marque aujourd’hui.",
        "You have written 20 messages to this brand today.",
        "Continuez demain.",
        "Go on tomorrow.",
    ),
    "relation-paused": Problem(
        "Ce que vous diriez montrerait qu’il y avait une pause : elle dure encore.",
        "What you would say would show that there was a pause: it still lasts.",
        "Reprenez d’abord la relation, ou arrêtez la détox.",
        "Resume the relation first, or end the detox.",
    ),
    "quiet-hours-impossible": Problem(
        "Les heures calmes vont d’une heure de la journée à une autre.",
        "Quiet hours go from one time of the day to another.",
        "Donnez deux heures différentes, comme 22:00 et 07:30.",
        "Give two different times, as 22:00 and 07:30.",
    ),
    "note-changed": Problem(
        "Cette note a changé entre-temps, dans une autre fenêtre.",
        "This note has changed meanwhile, in another window.",
        "Comparez les deux, puis gardez celle que vous voulez.",
        "Compare the two, then keep the one that you want.",
    ),
    "picture-too-large": Problem(
        "Ce fichier est trop lourd : 8 Mio au plus.",
        "This file is too large: 8 MiB at most.",
        "Réduisez l’image, ou prenez-en une autre.",
        "Make the image smaller, or take another one.",
    ),
    "picture-not-of-kind": Problem(
        "Ce fichier n’est pas une image JPEG, PNG ou WebP, quel que soit son nom.",
        "This file is not a JPEG, PNG or WebP image, whatever its name says.",
        "Enregistrez l’image sous l’un de ces trois formats.",
        "Save the image as one of these three.",
    ),
    "picture-unreadable": Problem(
        "Cette image est incomplète ou abîmée.",
        "This image is cut short or broken.",
        "Enregistrez-la à nouveau, ou prenez-en une autre.",
        "Save it again, or take another one.",
    ),
    "picture-too-many-pixels": Problem(
        "Cette image a trop de pixels : 25 millions au plus.",
        "This image has too many pixels: 25 million at most.",
        "Réduisez ses dimensions ; 1 600 pixels de côté suffisent.",
        "Make it smaller; 1,600 pixels a side are enough.",
    ),
    "picture-moves": Problem(
        "Cette image est animée.",
        "This image is animated.",
        "Envoyez-en une seule vue.",
        "Send a single frame of it.",
    ),
    "picture-holds-more": Problem(
        "Ce fichier contient autre chose que son image : une archive, un programme, une page ou un document.",
        "This file holds something else than its image: an archive, a program, a page or a document.",
        "Faites une capture de l’image, et envoyez celle-ci.",
        "Take a screenshot of the image, and send that.",
    ),
    "picture-too-hard": Problem(
        "Cette image demande plus de temps ou de mémoire qu’une image n’en reçoit ici.",
        "This image takes more time or memory than one is given here.",
        "Enregistrez-la plus petite, en JPEG, et réessayez.",
        "Save it smaller, as a JPEG, and try again.",
    ),
    "picture-missing": Problem(
        "Vous avez décrit une image, mais aucune n’est jointe.",
        "You have described an image, but none is attached.",
        "Choisissez-la, ou effacez sa description.",
        "Choose it, or take its description away.",
    ),
    "picture-undescribed": Problem(
        "Une image part avec quelques mots qui disent ce qu’elle montre.",
        "An image goes with a few words that say what it shows.",
        "Décrivez-la pour qui ne la voit pas.",
        "Describe it for whoever does not see it.",
    ),
    "picture-not-found": Problem(
        "Il n’y a pas d’image ici.",
        "There is no image here.",
    ),
    "pictures-busy": Problem(
        "D’autres images passent en ce moment : la vôtre n’est pas partie.",
        "Other images are being worked through: yours was not sent.",
        "Réessayez dans un instant.",
        "Try again in a moment.",
    ),
}
