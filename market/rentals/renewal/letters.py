"""What both sides are told about a renewal: the notice, what became of it, and a card that was refused."""

from market.base.mail import Letter, Topic

NOTICE_TO_BRAND = Letter(
    "renewal_notice_brand",
    Topic.RENTALS,
    fr=(
        "Votre location de {handle} se renouvelle le {begins}",
        """
Bonjour,

Vous et la personne l’avez voulu : votre location de {handle} se renouvelle le
{begins}, aux mêmes conditions, jusqu’au {ends}. {means} paiera {price} à
partir du {charge} ; {tries}, jamais davantage.

Vous pouvez y renoncer jusqu’au {begins}, sans frais :
{link}
""",
    ),
    en=(
        "Your rental of {handle} renews on {begins}",
        """
Hello,

You and the person both wanted it: your rental of {handle} renews on {begins},
on the same terms, until {ends}. {means} will pay {price} from {charge} on;
{tries}, never more than that.

You can take it back until {begins}, at no cost:
{link}
""",
    ),
)

NOTICE_TO_HOLDER = Letter(
    "renewal_notice_holder",
    Topic.RENTALS,
    fr=(
        "{brand} renouvelle sa location le {begins}",
        """
Bonjour,

{brand} veut continuer sa location, et vous l’avez permis : elle se renouvelle
le {begins}, aux mêmes conditions, jusqu’au {ends}, si {brand} paie d’ici là. Vous en recevez {share}.

Vous ne le voulez plus ? Dites-le jusqu’au {begins} ; couper reste possible
chaque jour, avant comme après :
{link}
""",
    ),
    en=(
        "{brand} renews its rental on {begins}",
        """
Hello,

{brand} wants to go on with its rental, and you have allowed it: it renews on
{begins}, on the same terms, until {ends}, if {brand} pays by then. You get {share} of it.

You do not want it any more? Say so until {begins}; you can also switch off on
any day, before or after:
{link}
""",
    ),
)

RENEWED_TO_BRAND = Letter(
    "renewed_brand",
    Topic.RENTALS,
    fr=(
        "Votre location de {handle} est renouvelée",
        """
Bonjour,

{price} sont payés : à partir du {begins} et jusqu’au {ends}, {handle} vous reste
louée, sans interruption. La facture est dans vos documents.
{link}
""",
    ),
    en=(
        "Your rental of {handle} is renewed",
        """
Hello,

{price} is paid: from {begins} until {ends} you go on renting {handle}, without a
gap. The invoice is among your documents.
{link}
""",
    ),
)

RENEWED_TO_HOLDER = Letter(
    "renewed_holder",
    Topic.RENTALS,
    fr=(
        "{brand} a renouvelé sa location",
        """
Bonjour,

{brand} a payé : sa location continue du {begins} au {ends}.
Vous coupez quand vous voulez ; avant le {begins}, tout lui est rendu.
{link}
""",
    ),
    en=(
        "{brand} has renewed its rental",
        """
Hello,

{brand} has paid: its rental goes on from {begins} until {ends}.
You switch off whenever you like; before {begins}, all of it goes back.
{link}
""",
    ),
)

DECLINED = Letter(
    "renewal_declined",
    Topic.RENTALS,
    fr=(
        "{payer} n’a pas payé le renouvellement de {handle}",
        """
Bonjour,

{reason} Rien n’a été débité. Si {price} ne sont pas payés avant le {begins}, la
location de {handle} prend fin ce jour-là, comme convenu.

{way}
{link}
""",
    ),
    en=(
        "{payer} did not pay the renewal of {handle}",
        """
Hello,

{reason} Nothing was charged. Unless {price} is paid before {begins}, the rental
of {handle} ends on that day, as agreed.

{way}
{link}
""",
    ),
)

FAILED_TO_BRAND = Letter(
    "renewal_failed_brand",
    Topic.RENTALS,
    fr=(
        "Votre location de {handle} n’est pas renouvelée",
        """
Bonjour,

Votre location de {handle} prend fin le {begins}, comme convenu : elle n’est pas
renouvelée. {reason} {money}
{link}
""",
    ),
    en=(
        "Your rental of {handle} is not renewed",
        """
Hello,

Your rental of {handle} ends on {begins}, as agreed: it is not renewed. {reason}
{money}
{link}
""",
    ),
)

FAILED_TO_HOLDER = Letter(
    "renewal_failed_holder",
    Topic.RENTALS,
    fr=(
        "La location par {brand} n’est pas renouvelée",
        """
Bonjour,

La location par {brand} prend fin le {begins}, comme convenu : elle n’est pas
renouvelée. {reason}
{link}
""",
    ),
    en=(
        "The rental by {brand} is not renewed",
        """
Hello,

The rental by {brand} ends on {begins}, as agreed: it is not renewed. {reason}
{link}
""",
    ),
)
