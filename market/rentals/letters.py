"""What a holder is told by mail about a rental: that it began, that it ended. Days, never a reader's name."""

from market.base.mail import Letter

RENTED = Letter(
    "rented",
    fr=(
        "{brand} loue « {persona} »",
        """
Bonjour,

{brand} loue votre moi « {persona} » jusqu’au {until}. Vous voyez dans votre
espace qui a lu quoi, et vous coupez quand vous voulez :
{link}

{brand} ne sait pas qui vous êtes.
""",
    ),
    en=(
        "{brand} rents “{persona}”",
        """
Hello,

{brand} rents your persona “{persona}” until {until}. Your space shows who
read what, and you switch off whenever you like:
{link}

{brand} does not know who you are.
""",
    ),
)

ENDED = Letter(
    "ended",
    fr=(
        "Fin de la location par {brand}",
        """
Bonjour,

{brand} ne loue plus votre moi « {persona} » : l’accès et le contact ont
cessé. Elle doit effacer ses copies au plus tard le {delete_by}, et le signer.
{link}
""",
    ),
    en=(
        "The rental by {brand} is over",
        """
Hello,

{brand} no longer rents your persona “{persona}”: access and contact have
ended. It must erase its copies by {delete_by}, and sign for it.
{link}
""",
    ),
)
