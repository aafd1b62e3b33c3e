"""Refusals of a conversation, of a pause and of one's own note, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
    "message-leads-away": Problem(
        "Ce message donne un moyen de contact, en demande un, ou demande qui est la personne : il n’est pas parti.",
        "This message gives a way of contact, asks for one, or asks who the person is: it was not sent.",
        "Cet essai est compté, et les opérateurs voient le compte. Écrivez sans cela : tout passe par Moi.",
        "This attempt is counted, and operators see the count. Write without it: everything goes through Moi.",
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
}
