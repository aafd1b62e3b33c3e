"""The command line: `moi up` for local work, `moi release | web | worker` for production."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import typer
from rich.console import Console

from market.base import logs
from market.base.embedded import SERVICE
from market.base.errors import Refusal
from market.base.process import die_with_parent
from market.base.settings import settings
from market.commands import payouts
from market.commands.settle import settle
from market.web.problems import PROBLEMS

main = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Rent out a persona, keep your name.",
)
console = Console(highlight=False)
problems = Console(stderr=True, highlight=False)


@main.callback()
def _every_command() -> None:
    logs.configure(settings())


@main.command()
def up(port: int = typer.Option(8000, envvar="PORT", help="Where to serve on 127.0.0.1.")) -> None:
    """Start everything on this machine: database, migrations, demo, web, worker."""
    from market.supervisor import DemoCutOff, PortTaken
    from market.supervisor import up as start

    try:
        start(port)
    except (PortTaken, DemoCutOff) as error:
        problems.print(str(error))
        raise typer.Exit(1) from error


@main.command()
def web(
    port: int = typer.Option(8000, envvar="PORT"),
    host: str = typer.Option("127.0.0.1", help="0.0.0.0 behind a proxy or in a container."),
    workers: int = typer.Option(1, envvar="WEB_CONCURRENCY", min=1),
) -> None:
    """Serve the web application."""
    from granian.constants import Interfaces
    from granian.server import Server

    _refuse_unsound()
    die_with_parent()  # granian's main; each of its workers does the same for it
    Server(
        "market.app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        log_dictconfig=logs.GRANIAN,
    ).serve()


@main.command()
def worker() -> None:
    """Do the jobs: payments, notices, what has become due."""
    from market.worker import work

    _refuse_unsound()
    asyncio.run(work(settings()))


@main.command()
def migrate() -> None:
    """Bring the database to the present, as its owner (MIGRATION_DATABASE_URL)."""
    from market.base.migration import migrate as run
    from market.money.sandbox import install

    config = settings()
    owner = config.migration_database_url or config.database_url
    if not owner:
        problems.print("MIGRATION_DATABASE_URL is missing. “moi up” brings a database of its own.")
        raise typer.Exit(1)
    service = urlsplit(config.database_url or "").username or SERVICE
    try:
        extras = [install] if config.local and not config.stripe_secret_key else []
        asyncio.run(run(owner, service, travelling=config.local, extras=extras))
    except Refusal as refusal:
        problems.print(str(refusal))
        raise typer.Exit(1) from refusal
    console.print("The database is up to date.")


@main.command()
def seed(size: int = typer.Option(300, min=40, help="How many holders.")) -> None:
    """Fill an empty local market with a demo. “moi up” does it by itself; here it may be larger."""
    from market.supervisor import SIGN_IN, MarketRuns
    from market.supervisor import seed as start
    from seeds.demo import MarketNotEmpty, NoDemoHere

    try:
        filled = start(size)
    except (MarketRuns, MarketNotEmpty, NoDemoHere) as refused:
        problems.print(f"Nothing was written: {refused}.")
        raise typer.Exit(1) from refused
    if filled is None:
        problems.print("Interrupted: the next start makes it anew.")
        raise typer.Exit(1)
    console.print(
        f"{filled.holders} holders with {filled.personas} personas, {filled.brands} brands,"
        f" {filled.rentals} rentals."
    )
    console.print(SIGN_IN)


keyring_commands = typer.Typer(no_args_is_help=True, help="The keys, kept outside the database.")
main.add_typer(keyring_commands, name="keyring")


@keyring_commands.command()
def create(path: Path) -> None:
    """Write a new keyring for production to PATH, readable by you alone. Keep a copy in a safe place."""
    from market.base import keyring

    try:
        keyring.create(path, datetime.now(UTC).strftime("%Y-%m"), local=False)
    except OSError as error:
        problems.print(f"{path}: {error.strerror}. Nothing was written.")
        raise typer.Exit(1) from error
    console.print(f"{path} is your keyring. Without it, what the database holds cannot be read.")


operator_commands = typer.Typer(no_args_is_help=True, help="The people who run the market.")
main.add_typer(operator_commands, name="operator")


@operator_commands.command("create")
def create_operator(
    email: str,
    password_stdin: bool = typer.Option(False, help="Read the password from standard input."),
    language: str = typer.Option("fr", help="fr or en"),
) -> None:
    """Make an account that runs the market. Without a terminal, a password is made and shown once."""
    from market.accounts.secrets import new_secret

    generated = ""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = generated = new_secret()
    try:
        asyncio.run(_create_operator(email, password, language))
    except Refusal as refusal:
        words = PROBLEMS[refusal.code]
        problems.print(f"{words.en} {words.way_out_en}".strip())
        raise typer.Exit(1) from refusal
    console.print(
        f"{email} can now sign in as operator." + (f" Password: {generated}" if generated else ""),
        soft_wrap=True,
    )


async def _create_operator(email: str, password: str, language: str) -> None:
    from market.accounts.actions.people import create_person
    from market.accounts.passwords import hash_now
    from market.accounts.rules import check_password
    from market.base.database import DB

    check_password(password, email.split("@")[0])
    if language not in ("fr", "en"):
        raise typer.BadParameter("fr or en", param_hint="--language")
    address = settings().database_url
    if not address:
        problems.print("DATABASE_URL is missing.")
        raise typer.Exit(1)
    await DB.open(address, maximum=2)
    try:
        await create_person(email, hash_now(password), language, operator=True)
    finally:
        await DB.close()


main.command()(settle)
main.add_typer(payouts.commands, name="payouts")


@main.command()
def doctor() -> None:
    """Say what is wrong with this configuration and how to mend it; exits 1 if anything is."""
    from market.doctor import examine

    findings = asyncio.run(examine(settings()))
    for finding in findings:
        console.print(f"[bold]{finding.what}[/bold]\n  {finding.mend}")
    if findings:
        raise typer.Exit(1)
    console.print(f"Nothing is wrong with this {settings().mode} configuration.")


def _refuse_unsound() -> None:
    """Production does not start while anything is wrong; elsewhere nothing is asked of the settings."""
    if settings().mode != "production":
        return
    from market.base.settings import SettingsWrong
    from market.doctor import refuse_unsound

    try:
        asyncio.run(refuse_unsound(settings()))
    except SettingsWrong as wrong:
        for finding in wrong.facts["findings"]:
            problems.print(finding)
        raise typer.Exit(1) from wrong


if __name__ == "__main__":
    main()
