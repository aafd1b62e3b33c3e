"""What both sides are told about a renewal: the notice, what became of it, and a card that was refused."""

from market.base.mail import Letter, Said
from market.money.bankcards.rules import Declined, declined
from market.rentals.renewal.rules import TOO_LOW

NOTICE_TO_BRAND = Letter(
    "renewal_notice_brand",
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
    fr=(
        "{brand} renouvelle sa location le {begins}",
        """
Bonjour,

{brand} veut continuer à louer votre moi « {persona} », et vous l’avez permis :
la location se renouvelle le {begins}, aux mêmes conditions, jusqu’au {ends},
si {brand} paie d’ici là. Vous en recevez {share}.

Vous ne le voulez plus ? Dites-le jusqu’au {begins} ; couper reste possible
chaque jour, avant comme après :
{link}
""",
    ),
    en=(
        "{brand} renews its rental on {begins}",
        """
Hello,

{brand} wants to go on renting your persona “{persona}”, and you have allowed
it: the rental renews on {begins}, on the same terms, until {ends}, if {brand}
pays by then. You get {share} of it.

You do not want it any more? Say so until {begins}; you can also switch off on
any day, before or after:
{link}
""",
    ),
)

RENEWED_TO_BRAND = Letter(
    "renewed_brand",
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
    fr=(
        "{brand} a renouvelé sa location",
        """
Bonjour,

{brand} a payé : votre moi « {persona} » lui reste loué du {begins} au {ends}.
Vous coupez quand vous voulez ; avant le {begins}, tout lui est rendu.
{link}
""",
    ),
    en=(
        "{brand} has renewed its rental",
        """
Hello,

{brand} has paid: it rents your persona “{persona}” from {begins} until {ends}.
You switch off whenever you like; before {begins}, all of it goes back.
{link}
""",
    ),
)

DECLINED = Letter(
    "renewal_declined",
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
    fr=(
        "La location par {brand} n’est pas renouvelée",
        """
Bonjour,

La location de votre moi « {persona} » par {brand} prend fin le {begins}, comme
convenu : elle n’est pas renouvelée. {reason}
{link}
""",
    ),
    en=(
        "The rental by {brand} is not renewed",
        """
Hello,

The rental of your persona “{persona}” by {brand} ends on {begins}, as agreed:
it is not renewed. {reason}
{link}
""",
    ),
)

NOTHING_CHARGED = Said("Rien n’est débité.", "Nothing is charged.")
NOTHING_MORE = Said("Rien d’autre n’est débité.", "Nothing more is charged.")
ALL_BACK = Said("Ce que vous aviez payé vous revient en entier.", "What you had paid comes back in full.")

# What a brand may know of the reason: the person's own affairs look alike.
_PERSONS = Said(
    "La personne ne continue pas aux mêmes conditions.", "The person does not go on, on the same terms."
)
_OURS = Said(
    "Le renouvellement n’a pas pu être préparé à temps.", "The renewal could not be prepared in time."
)
_SUSPENDED = Said(
    "La location était suspendue au moment du paiement.", "The rental was suspended at the time of payment."
)
BRAND_REASONS = {
    "brand": Said("Vous y avez renoncé.", "You took it back."),
    "brand_stopped": Said(
        "Votre marque ne peut pas louer en ce moment.", "Your brand cannot rent at present."
    ),
    "brand_owes": Said(
        "Votre marque doit encore une somme que sa banque a reprise : la page Solde dit comment la régler.",
        "Your brand still owes a sum that its bank took back: the page Balance says how to pay it.",
    ),
    "vat_number": Said(
        "Votre numéro de TVA n’est pas confirmé : la page Documents dit comment le corriger.",
        "Your VAT number is not confirmed: the page Documents says how to put it right.",
    ),
    "not_paid": Said("Le paiement n’est pas arrivé à temps.", "The payment did not arrive in time."),
    "stopped": Said("Moi l’a arrêtée.", "Moi stopped it."),
    "payment_lost": Said(
        "Votre banque a repris ce que vous aviez payé pour la suite.",
        "Your bank took back what was paid for the next period.",
    ),
    "no_notice": _OURS,
    "not_running": _SUSPENDED,
}
HOLDER_REASONS = {
    "holder": Said("Vous l’avez voulu ainsi.", "You wanted it so."),
    "hidden": Said("Ce moi est masqué.", "This persona is hidden."),
    "offer_changed": Said("Votre offre a changé depuis.", "Your offer has changed since."),
    "terms_retired": Said("Ces conditions n’ont plus cours.", "These terms are no longer in use."),
    "fewer_places": Said("Vous louez à moins de marques à la fois.", "You rent to fewer brands at a time."),
    "not_wanted": Said("L’un de vous deux ne l’a pas voulu à temps.", "One of you did not want it in time."),
    "no_notice": _OURS,
    "not_running": _SUSPENDED,
    "absent": Said(
        "Vous n’avez pas ouvert votre espace depuis longtemps.", "You have not opened your space for long."
    ),
}
_BRANDS = Said("La marque ne continue pas.", "The brand does not go on.")


def reason_for_brand(because: str) -> Said:
    """Why it is not renewed, for the brand."""
    return BRAND_REASONS.get(because, _PERSONS)


def reason_for_holder(because: str) -> Said:
    """Why it is not renewed, for the holder."""
    return HOLDER_REASONS.get(because, _BRANDS)


REFUSED = {
    Declined.SOFT: Said(
        "La banque a refusé le paiement cette fois.", "The bank refused the payment this time."
    ),
    Declined.HARD: Said(
        "La banque n’accepte plus cette carte.", "The bank does not accept this card any more."
    ),
    Declined.ASKS: Said(
        "La banque veut vous poser une question : il faut que vous veniez.",
        "The bank wants to ask you something: you have to come.",
    ),
}
NO_CARD = Said("Aucune carte gardée ne peut payer.", "No card that you keep can pay.")

TOO_LITTLE = Said("Votre solde ne suffit pas.", "Your balance is not enough.")

# By what pays: who will, who did not, and what to do then.
MEANS = {
    "card": Said("Votre carte par défaut", "Your default card"),
    "balance": Said("Votre solde", "Your balance"),
    "debit": Said("Un prélèvement sur votre compte", "A debit of your account"),
}
TRIES = Said("trois essais au plus", "three tries at most")
ONE_TRY = Said("une seule fois", "once")
PAYER = {
    "card": Said("La carte", "The card"),
    "balance": Said("Votre solde", "Your balance"),
    "debit": Said("La banque", "The bank"),
}
WAY = {
    "card": Said("Payez ici, ou choisissez une autre carte :", "Pay here, or choose another card:"),
    "balance": Said(
        "Versez-y de l’argent à la page Solde ; le prochain essai le prendra, ou payez ici aussitôt :",
        "Put money in on the page Balance; the next try will take it, or pay here at once:",
    ),
    "debit": Said(
        "Un prélèvement n’est essayé qu’une fois. Pour continuer, louez de nouveau, par carte par exemple :",
        "A debit is tried once only. To go on, rent again, by card for one:",
    ),
}


def reason_of_refusal(failure: str) -> Said:
    """Why it was not paid."""
    if failure == TOO_LOW:
        return TOO_LITTLE
    return NO_CARD if failure == "no_card" else REFUSED[declined(failure)]
