"""Refusals of the operators' desk, in both languages."""

from market.web.refusals.problem import Problem

WORDS: dict[str, Problem] = {
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
    "day-unknown": Problem(
        "Ce n’est pas un jour.",
        "This is no day.",
        "Donnez un jour du calendrier, comme 2026-11-30.",
        "Give a day of the calendar, such as 2026-11-30.",
    ),
    "log-period-unclear": Problem(
        "Le journal s’exporte du premier au dernier jour, sur un an au plus.",
        "The log is exported from a first day to a last, for a year at most.",
        "Donnez un dernier jour qui ne précède pas le premier ; au-delà d’un an, faites deux exports.",
        "Give a last day that is not before the first; for more than a year, make two exports.",
    ),
    "log-period-not-over": Problem(
        "Cette période n’est pas terminée.",
        "This period is not over.",
        "Son journal s’écrit encore : le dernier jour possible est hier (UTC).",
        "Its log is still being written: the latest day that can be its last is yesterday (UTC).",
    ),
    "day-not-come": Problem(
        "Ce jour n’est pas encore venu.",
        "This day has not come yet.",
        "Les comptes vont jusqu’à aujourd’hui.",
        "The books go as far as today.",
    ),
    "filter-unknown": Problem(
        "Cette liste ne connaît pas ce qui est demandé.",
        "This list does not know what is asked for.",
        "Choisissez parmi ce qu’elle propose.",
        "Choose from what it offers.",
    ),
    "rental-not-over": Problem(
        "Cette location n’est pas terminée.",
        "This rental is not over.",
        "La marque signe l’effacement de ses copies une fois l’accès fermé.",
        "The brand signs that its copies are erased once access is closed.",
    ),
    "already-invited": Problem(
        "Cette marque a déjà été invitée : on le fait une seule fois.",
        "This brand was invited already: that is done once.",
    ),
    "language-unknown": Problem(
        "La lettre s’écrit en français ou en anglais.",
        "The letter is written in French or in English.",
    ),
}
