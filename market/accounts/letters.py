"""The mail that accounts sends, in both languages."""

from market.base.mail import Letter, Said, Topic

VERIFY = Letter(
    "verify",
    Topic.ACCOUNT,
    fr=(
        "Confirmez votre adresse",
        """
Bonjour,

Vous ouvrez un compte chez Moi. Confirmez votre adresse avec le mot de passe
que vous venez de choisir :
{link}

Le lien sert une fois, pendant deux jours.

Ce n’était pas vous ? Ne faites rien : sans ce mot de passe, le compte
n’existera pas.
""",
    ),
    en=(
        "Confirm your address",
        """
Hello,

You are opening an account at Moi. Confirm your address with the password
you have just chosen:
{link}

The link works once, for two days.

This was not you? Do nothing: without that password the account will not
exist.
""",
    ),
    secret=True,
)
EXISTS_ALREADY = Letter(
    "exists_already",
    Topic.ACCOUNT,
    fr=(
        "Vous avez déjà un compte",
        """
Bonjour,

Quelqu’un, vous sans doute, a voulu ouvrir un compte chez Moi avec cette
adresse. Il existe déjà, rien n’a changé.

Se connecter : {sign_in}
Mot de passe oublié : {forgotten}
""",
    ),
    en=(
        "You already have an account",
        """
Hello,

Somebody, probably you, tried to open an account at Moi with this address.
It exists already and nothing has changed.

Sign in: {sign_in}
Forgot your password: {forgotten}
""",
    ),
    secret=True,
)
RESET = Letter(
    "reset",
    Topic.ACCOUNT,
    fr=(
        "Choisissez un nouveau mot de passe",
        """
Bonjour,

Choisissez un nouveau mot de passe :
{link}

Le lien sert une fois, pendant une heure. Tous vos appareils seront
déconnectés.

Vous n’avez rien demandé ? Ne faites rien.
""",
    ),
    en=(
        "Choose a new password",
        """
Hello,

Choose a new password:
{link}

The link works once, for one hour. All your devices will be signed out.

You asked for nothing? Do nothing.
""",
    ),
    secret=True,
)
UNCONFIRMED = Letter(
    "unconfirmed",
    Topic.ACCOUNT,
    fr=(
        "Votre compte attend encore",
        """
Bonjour,

Vous avez demandé un nouveau mot de passe, mais cette adresse n’a pas encore
été confirmée. Inscrivez-vous à nouveau, nous vous enverrons un lien neuf :
{link}
""",
    ),
    en=(
        "Your account is still waiting",
        """
Hello,

You asked for a new password, but this address was never confirmed. Sign up
again and we will send you a fresh link:
{link}
""",
    ),
    secret=True,
)
PASSWORD_CHANGED = Letter(
    "password_changed",
    Topic.ACCOUNT,
    fr=(
        "Votre mot de passe a changé",
        """
Bonjour,

Votre mot de passe vient de changer et vos autres appareils sont
déconnectés. {keys}

Ce n’était pas vous ? Reprenez la main : {forgotten}
""",
    ),
    en=(
        "Your password has changed",
        """
Hello,

Your password has just changed and your other devices are signed out. {keys}

This was not you? Take it back: {forgotten}
""",
    ),
)
JOIN = Letter(
    "join",
    Topic.ACCOUNT,
    fr=(
        "{brand} vous invite dans son équipe",
        """
Bonjour,

{brand} vous propose de rejoindre son équipe chez Moi. Acceptez ici, pendant
sept jours :
{link}

Vous ne connaissez pas cette marque ? Ne faites rien.
""",
    ),
    en=(
        "{brand} invites you to its team",
        """
Hello,

{brand} asks you to join its team at Moi. Accept here, within seven days:
{link}

You do not know this brand? Do nothing.
""",
    ),
    secret=True,
)
BRAND_APPROVED = Letter(
    "brand_approved",
    Topic.ACCOUNT,
    fr=(
        "{brand} est vérifiée",
        """
Bonjour,

{brand} est vérifiée : elle peut désormais louer.
{link}
""",
    ),
    en=(
        "{brand} is verified",
        """
Hello,

{brand} is verified: it can now rent.
{link}
""",
    ),
)
BRAND_REFUSED = Letter(
    "brand_refused",
    Topic.ACCOUNT,
    fr=(
        "{brand} n’a pas pu être vérifiée",
        """
Bonjour,

Nous n’avons pas pu vérifier {brand} avec le numéro donné. Vous pouvez
refaire une demande, ou répondre à ce message.
{link}
""",
    ),
    en=(
        "{brand} could not be verified",
        """
Hello,

We could not verify {brand} by the number given. You can apply again, or
answer this message.
{link}
""",
    ),
)
BRAND_STOPPED = Letter(
    "brand_stopped",
    Topic.ACCOUNT,
    fr=(
        "{brand} est arrêtée",
        """
Bonjour,

Nous avons arrêté {brand} : ses clés d’API ne marchent plus et elle ne peut
plus louer. Répondez à ce message pour en parler.
{link}
""",
    ),
    en=(
        "{brand} was stopped",
        """
Hello,

We have stopped {brand}: its API keys no longer work and it cannot rent.
Answer this message to talk about it.
{link}
""",
    ),
)

CHARTER_TO_SIGN = Letter(
    "charter_to_sign",
    Topic.ACCOUNT,
    fr=(
        "Les bonnes manières, édition {edition} : à signer jusqu’au {last_day}",
        """
Bonjour,

Les bonnes manières de Moi ont une nouvelle édition. Un propriétaire de {brand}
la lit et la signe ici, jusqu’au {last_day} :
{link}

D’ici là rien ne change. Ensuite, tant qu’elle n’est pas signée, la marque ne
loue plus personne et n’écrit plus à personne ; ce qui court continue.
""",
    ),
    en=(
        "The house rules, edition {edition}: to be signed by {last_day}",
        """
Hello,

Moi’s house rules have a new edition. An owner of {brand} reads and signs it
here, by {last_day}:
{link}

Until then nothing changes. After that, until it is signed, the brand rents
nobody new and writes to nobody; what runs goes on.
""",
    ),
)

KEYS_STAY = Said(
    "Les clés d’API de vos marques marchent toujours : elles se révoquent une à une.",
    "Your brands’ API keys still work: they are revoked one by one.",
)
NOTHING = Said("", "")
