"""`moi operator reset-factor`: for the only operator, whom no other can help."""

from market.commands.common import console, run


def reset_factor(email: str) -> None:
    """Take the second factor of an operator who lost it; they set up another at their next sign-in.

    Exits 0 when taken, 1 when it is refused, 2 when the command is written wrong, 75 when the database is away.
    """
    run(lambda: _reset(email))
    console.print(f"{email} is signed out everywhere and sets up a new second factor at the next sign-in.")


async def _reset(email: str) -> None:
    """Raises EmailNotValid, NotFound where this is no operator, FactorUnknown."""
    from market.accounts import rules
    from market.accounts.actions import factors
    from market.accounts.secrets import email_lookup
    from market.base import audit
    from market.base.database import fetch_value
    from market.base.errors import NotFound

    person = await fetch_value(
        "select id from accounts.people where email_lookup = $1 and operator",
        email_lookup(rules.email_address(email)),
    )
    if person is None:
        raise NotFound()
    await factors.reset(audit.SYSTEM, person)
