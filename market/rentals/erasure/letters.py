"""What is told by mail once a rental is over: to its brand what is left to do, to its holder what became of copies."""

from market.base.mail import Letter, Topic

OVER = Letter(
    "erasure_over",
    Topic.RENTALS,
    fr=(
        "Votre location de {handle} est finie : deux choses restent",
        """
Bonjour,

Votre location de {handle} a pris fin. Il vous reste à effacer vos copies, et
celles de vos sous-traitants, au plus tard le {delete_by}, puis à le signer :
{link}

Dites aussi ce que vous en avez fait : une minute, et la personne le lira.
{note}
""",
    ),
    en=(
        "Your rental of {handle} is over: two things are left",
        """
Hello,

Your rental of {handle} has ended. It is left to you to erase your copies, and
your processors’, by {delete_by}, and to sign for it:
{link}

Say as well what you did with it: a minute, and the person will read it.
{note}
""",
    ),
)

NOTE = Letter(
    "closing_note_asked",
    Topic.RENTALS,
    fr=(
        "Votre location de {handle} : qu’en avez-vous fait ?",
        """
Bonjour,

Votre location de {handle} est finie. Dites ce que vous en avez fait : une
minute, et la personne le lira.
{note}
""",
    ),
    en=(
        "Your rental of {handle}: what did you do with it?",
        """
Hello,

Your rental of {handle} is over. Say what you did with it: a minute, and the
person will read it.
{note}
""",
    ),
)

REMINDER = Letter(
    "erasure_reminder",
    Topic.RENTALS,
    fr=(
        "Copies de {handle} : à effacer au plus tard le {delete_by}",
        """
Bonjour,

Vos copies de {handle} sont à effacer au plus tard le {delete_by} : {left}.
Rien n’est signé à ce jour. Effacez, faites effacer, et signez :
{link}

Le lendemain, sans signature, la trace du contrat dit que la date n’a pas été
tenue, la personne et les opérateurs le voient, et votre page publique le
compte une fois ce mois-là passé. Une signature en retard est notée, elle
n’efface pas cela.
""",
    ),
    en=(
        "Copies of {handle}: to be erased by {delete_by}",
        """
Hello,

Your copies of {handle} are to be erased by {delete_by}: {left}. Nothing is
signed so far. Erase them, have them erased, and sign:
{link}

On the day after, without a signature, the agreement’s record says that the
date was not kept, the person and the operators see it, and your public page
counts it once that month is over. A late signature is noted, and does not take
that back.
""",
    ),
)

BREACH_TO_BRAND = Letter(
    "erasure_breach_brand",
    Topic.RENTALS,
    fr=(
        "Copies de {handle} : la date est passée sans signature",
        """
Bonjour,

Vos copies de {handle} devaient être effacées au plus tard le {delete_by}, et
rien n’a été signé. C’est inscrit dans la trace du contrat, la personne et les
opérateurs le voient, et votre page publique le compte une fois le mois de
cette date passé.

Si tout est effacé, signez maintenant : il sera dit que vous l’avez fait, en
retard.
{link}
""",
    ),
    en=(
        "Copies of {handle}: the date has passed without a signature",
        """
Hello,

Your copies of {handle} had to be gone by {delete_by}, and nothing was signed.
It stands in the agreement’s record, the person and the operators see it, and
your public page counts it once the month of that date is over.

If everything is erased, sign now: it will be said that you did, late.
{link}
""",
    ),
)

BREACH_TO_HOLDER = Letter(
    "erasure_breach",
    Topic.RENTALS,
    fr=(
        "{brand} n’a pas signé l’effacement à temps",
        """
Bonjour,

{brand} devait effacer ses copies de l’un de vos moi au plus tard le
{delete_by}, et ne l’a pas signé. C’est inscrit dans la trace de votre
contrat, les opérateurs le voient, et la page publique de la marque le compte
une fois le mois de cette date passé.
{link}

Vous pouvez télécharger cette trace : chacun peut la vérifier.
""",
    ),
    en=(
        "{brand} has not signed in time",
        """
Hello,

{brand} had to erase its copies of one of your personas by {delete_by},
and has not signed for it. It stands in your agreement’s record, the operators
see it, and the brand’s public page counts it once the month of that date is
over.
{link}

You can download that record: anybody can verify it.
""",
    ),
)

ATTESTED = Letter(
    "erasure_attested",
    Topic.RENTALS,
    fr=(
        "{brand} a signé l’effacement de ses copies",
        """
Bonjour,

{brand} a signé qu’il ne reste aucune copie du moi que vous lui aviez loué,
chez elle ni chez ses sous-traitants. {when}

L’attestation se télécharge sur la page de la relation :
{link}
""",
    ),
    en=(
        "{brand} has signed that its copies are erased",
        """
Hello,

{brand} has signed that no copy of the persona it rented from you is left, its
own or a processor’s. {when}

The attestation can be downloaded from the relation’s page:
{link}
""",
    ),
)
