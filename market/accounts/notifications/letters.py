"""The day's digest, in both languages."""

from market.base.mail import Letter, Said, Topic

DIGEST = Letter(
    "digest",
    Topic.ACCOUNT,
    fr=(
        "Votre journée chez Moi : {count}",
        """
Bonjour,

Depuis le dernier résumé :

{news}
{more}

Tout est dans vos notifications, où vous choisissez aussi comment nous vous
prévenons :
{link}
""",
    ),
    en=(
        "Your day at Moi: {count}",
        """
Hello,

Since the last digest:

{news}
{more}

All of it is in your notifications, where you also choose how to be told:
{link}
""",
    ),
)


def how_many(count: int) -> Said:
    """So many pieces of news, in words."""
    return Said(
        f"{count} nouvelle{'s' if count > 1 else ''}",
        "1 piece of news" if count == 1 else f"{count} pieces of news",
    )


def and_more(count: int) -> Said:
    """What a digest leaves to the inbox; nothing where it leaves nothing."""
    return Said(f"– et {count} de plus", f"– and {count} more") if count > 0 else Said("", "")
