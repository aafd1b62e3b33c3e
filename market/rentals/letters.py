"""What a holder is told by mail about a rental: that it began, that it ended. Days, never a reader's name."""

from market.base.mail import Letter

RENTED = Letter(
    "rented",
    fr=(
        "Une marque loue un de vos moi",
        "{brand} loue un de vos moi jusqu’au {until}.\n\n"
        "Vous voyez qui a lu quoi, et vous coupez quand vous voulez :\n{link}\n",
    ),
    en=(
        "A brand rents one of your personas",
        "{brand} rents one of your personas until {until}.\n\n"
        "You see who read what, and you switch off whenever you like:\n{link}\n",
    ),
)

ENDED = Letter(
    "ended",
    fr=(
        "Une location est terminée",
        "La location par {brand} est terminée. L’accès et le contact ont cessé.\n\n"
        "Les copies doivent être effacées avant le {delete_by}.\n{link}\n",
    ),
    en=(
        "A rental is over",
        "The rental by {brand} is over. Access and contact have ended.\n\n"
        "Copies must be erased by {delete_by}.\n{link}\n",
    ),
)
