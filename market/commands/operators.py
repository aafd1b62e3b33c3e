"""`moi operator`: the first operator's account; a lost second factor, for the only operator, whom no other can help."""

import asyncio
import os
import sys

import typer

from market.base.errors import Refusal
from market.base.settings import settings
from market.commands.beginning import reach, refuse_unsound, stop
from market.commands.common import CODES, REFUSED, address_of, console, missing, problems, run
from market.web.problems import PROBLEMS


def create_operator(
    email: str,
    password_stdin: bool = typer.Option(False, help="Read the password from standard input."),
    language: str = typer.Option("fr", help="fr or en"),
) -> None:
    """Make an account that runs the market. Without a terminal, a password is made and shown once.

    Exits 0 when made, 1 when it is refused, 2 when the command is written wrong, 75 when the database is away.
    """
    from market.accounts.secrets import new_secret

    address = address_of(settings())
    if not address:
        sentence, code = missing(settings())
        stop(sentence, code=code)
    os.environ["DATABASE_URL"] = address
    settings.cache_clear()
    reach("DATABASE_URL", address)
    refuse_unsound()
    generated = ""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = generated = new_secret()
    try:
        asyncio.run(_create(address, email, password, language))
    except Refusal as refusal:
        words = PROBLEMS[refusal.code]
        problems.print(f"{words.en} {words.way_out_en}".strip(), soft_wrap=False)
        raise typer.Exit(CODES.get(refusal.code, REFUSED)) from refusal
    console.print(
        f"{email} can now sign in as operator, and sets up a second factor by the letter that comes then."
        + (f" Password: {generated}" if generated else ""),
        soft_wrap=True,
    )


async def _create(address: str, email: str, password: str, language: str) -> None:
    from market.accounts.actions.people import create_person
    from market.accounts.passwords import hash_now
    from market.accounts.rules import check_password
    from market.base.database import DB

    check_password(password, email.split("@")[0])
    if language not in ("fr", "en"):
        raise typer.BadParameter("fr or en", param_hint="--language")
    await DB.open(address, maximum=2)
    try:
        await create_person(email, hash_now(password), language, operator=True)
    finally:
        await DB.close()


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
