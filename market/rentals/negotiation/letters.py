"""What is told by mail about a request: to its holder that a brand asks, to its brand what came of it."""

from market.base.mail import Letter, Topic

ASKED = Letter(
    "asked",
    Topic.REQUESTS,
    fr=(
        "{brand} demande à louer l’un de vos moi",
        """
Bonjour,

{brand} demande à louer l’un de vos moi : {price}, dont {yours} pour
vous. Rien ne commence sans votre accord.

Vous avez jusqu’au {until} pour accepter, refuser ou proposer
autre chose ; vous n’avez pas à dire pourquoi. Sans réponse, la demande tombe.
{link}

Nous ne disons jamais à {brand} qui vous êtes.
""",
    ),
    en=(
        "{brand} asks to rent one of your personas",
        """
Hello,

{brand} asks to rent one of your personas: {price}, of which {yours} is
yours. Nothing begins without your agreement.

You have until {until} to accept, to refuse or to offer
something else; you need not say why. Without an answer the request lapses.
{link}

We never tell {brand} who you are.
""",
    ),
)

NO_LONGER_ASKED = Letter(
    "no_longer_asked",
    Topic.REQUESTS,
    fr=(
        "La demande de {brand} n’a plus cours",
        """
Bonjour,

La demande de {brand} pour l’un de vos moi n’a plus cours. Rien n’a commencé,
et vous n’avez rien à faire.
{link}
""",
    ),
    en=(
        "The request of {brand} no longer stands",
        """
Hello,

The request of {brand} for one of your personas no longer stands. Nothing has
begun, and there is nothing for you to do.
{link}
""",
    ),
)

NOT_COLLECTED = Letter(
    "not_collected",
    Topic.REQUESTS,
    fr=(
        "La location par {brand} n’a pas commencé",
        """
Bonjour,

Vous aviez donné votre accord, mais le paiement de {brand} n’est pas venu : la
location n’a pas commencé, et rien n’a été dévoilé.
{link}
""",
    ),
    en=(
        "The rental by {brand} did not begin",
        """
Hello,

You had agreed, but the payment of {brand} did not come: the rental has not
begun, and nothing was shown.
{link}
""",
    ),
)

NOT_ACCEPTED = Letter(
    "not_accepted",
    Topic.REQUESTS,
    fr=(
        "Votre demande pour {handle} n’a pas été acceptée",
        """
Bonjour,

Votre demande pour {handle} n’a pas été acceptée.{why}

Rien n’a été prélevé : {sum} ne sont plus réservés, votre banque les rend
disponibles.
{link}
""",
    ),
    en=(
        "Your request for {handle} was not accepted",
        """
Hello,

Your request for {handle} was not accepted.{why}

Nothing was taken: {sum} is no longer held, and your bank makes it available
again.
{link}
""",
    ),
)

OFFERED = Letter(
    "offered",
    Topic.REQUESTS,
    fr=(
        "{handle} vous propose autre chose",
        """
Bonjour,

{handle} ne prend pas votre demande telle quelle et vous propose :
conditions « {terms} », {period}, {price}.

Vous avez jusqu’au {until} pour accepter. Sans réponse, rien n’est
prélevé.
{link}
""",
    ),
    en=(
        "{handle} offers you something else",
        """
Hello,

{handle} does not take your request as it is, and offers: terms “{terms}”,
{period}, {price}.

You have until {until} to accept. Without an answer nothing is taken.
{link}
""",
    ),
)

BEGUN = Letter(
    "request_accepted",
    Topic.REQUESTS,
    fr=(
        "{handle} a accepté : la location a commencé",
        """
Bonjour,

{handle} a accepté votre demande : {sum} sont prélevés, la location a commencé
et la fiche s’ouvre.
{link}
""",
    ),
    en=(
        "{handle} has accepted: the rental has begun",
        """
Hello,

{handle} has accepted your request: {sum} is taken, the rental has begun and
the sheet opens.
{link}
""",
    ),
)

TAKEN = Letter(
    "counter_offer_taken",
    Topic.REQUESTS,
    fr=(
        "Vous avez accepté la proposition de {handle} : la location a commencé",
        """
Bonjour,

Votre marque a accepté ce que {handle} proposait (conditions « {terms} »,
{period}) : {sum} sont prélevés, la location a commencé et la fiche s’ouvre.
{link}
""",
    ),
    en=(
        "You have taken what {handle} offered: the rental has begun",
        """
Hello,

Your brand has taken what {handle} offered (terms “{terms}”, {period}): {sum}
is taken, the rental has begun and the sheet opens.
{link}
""",
    ),
)

NOT_BEGUN = Letter(
    "request_not_paid",
    Topic.REQUESTS,
    fr=(
        "La location de {handle} n’a pas commencé",
        """
Bonjour,

{sum} n’ont pas pu être pris auprès de votre banque : la location de {handle}
n’a pas commencé, et rien n’est dû.

La personne est peut-être encore libre : vous pouvez lui redemander.
{link}
""",
    ),
    en=(
        "The rental of {handle} did not begin",
        """
Hello,

{sum} could not be taken from your bank: the rental of {handle} has not begun,
and nothing is owed.

The person may still be free: you can ask again.
{link}
""",
    ),
)
