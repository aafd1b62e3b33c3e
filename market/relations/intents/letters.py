"""The mail of intents, in both languages. It says neither what somebody looks for nor with which persona."""

from market.base.mail import Letter, Topic

BIDS_OPEN = Letter(
    "intent_bids_open",
    Topic.INVITATIONS,
    fr=(
        "Des marques répondent à ce que vous cherchez",
        """
Bonjour,

Le dernier jour est passé : comparez ce que des marques proposent pour ce que
vous cherchez. Vous avez sept jours pour en accepter une, ou aucune :
{link}

Elles n’apprennent rien de vous avant que vous acceptiez.
""",
    ),
    en=(
        "Brands answer what you look for",
        """
Hello,

The last day is over: compare what brands propose for what you look for. You
have seven days to accept one of them, or none:
{link}

They learn nothing of you before you accept.
""",
    ),
)

NO_BIDS = Letter(
    "intent_no_bids",
    Topic.INVITATIONS,
    fr=(
        "Aucune marque n’a répondu cette fois",
        """
Bonjour,

Le dernier jour est passé et aucune marque n’a répondu à ce que vous
cherchiez. Vous pouvez recommencer autrement :
{link}
""",
    ),
    en=(
        "No brand has answered this time",
        """
Hello,

The last day is over, and no brand has answered what you looked for. You can
try again in another way:
{link}
""",
    ),
)

NOT_CONCLUDED = Letter(
    "intent_not_concluded",
    Topic.INVITATIONS,
    fr=(
        "L’offre que vous aviez acceptée n’a pas abouti",
        """
Bonjour,

L’offre que vous aviez acceptée n’a pas pu devenir un contrat cette nuit. Rien
n’a commencé, et rien n’a été montré. Vous pouvez en accepter une, s’il en
reste et si les sept jours ne sont pas passés :
{link}
""",
    ),
    en=(
        "What you had accepted came to nothing",
        """
Hello,

The bid that you had accepted could not become a contract tonight. Nothing has
begun, and nothing was shown. You can accept one, if there is one left and the
seven days are not over:
{link}
""",
    ),
)

BID_WON = Letter(
    "bid_won",
    Topic.RENTALS,
    fr=(
        "Votre offre est acceptée",
        """
Bonjour,

Une personne a accepté votre offre : la location commence.
{link}
""",
    ),
    en=(
        "Your bid was accepted",
        """
Hello,

A person has accepted your bid: the rental begins.
{link}
""",
    ),
)

BID_OVER = Letter(
    "bid_over",
    Topic.RENTALS,
    fr=(
        "Une demande à laquelle vous aviez répondu est close",
        """
Bonjour,

Ce pour quoi vous aviez fait une offre est clos. Son prix est revenu dans
votre solde.
{link}
""",
    ),
    en=(
        "Something that you had bid on is over",
        """
Hello,

What you had made a bid for is over. Its price is back in your balance.
{link}
""",
    ),
)

SEARCH_FOUND = Letter(
    "search_found",
    Topic.RENTALS,
    fr=(
        "On cherche ce que vous proposez",
        """
Bonjour,

Depuis aujourd’hui, quelqu’un cherche quelque chose qui correspond à une
recherche que vous avez enregistrée :
{link}
""",
    ),
    en=(
        "Somebody looks for what you offer",
        """
Hello,

As of today, somebody looks for something that matches a search that you have
saved:
{link}
""",
    ),
)

BIDS_WAIT = Letter(
    "intent_bids_wait",
    Topic.INVITATIONS,
    fr=(
        "Vous pouvez encore choisir une offre",
        """
Bonjour,

Jusqu’au {day}, vous pouvez encore accepter une des offres que des marques ont
faites pour ce que vous cherchez, ou aucune :
{link}
""",
    ),
    en=(
        "You can still choose a bid",
        """
Hello,

Until {day} you can still accept one of the bids that brands have made for what
you look for, or none:
{link}
""",
    ),
)
