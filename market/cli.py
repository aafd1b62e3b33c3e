"""The command line: `moi up` for local work, `moi release | web | worker` for production."""

import asyncio
from urllib.parse import urlsplit

import typer
from rich.console import Console

from market.base.embedded import SERVICE
from market.base.errors import Refusal
from market.base.settings import settings

main = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Rent out a persona, keep your name.",
)
console = Console(highlight=False)
problems = Console(stderr=True, highlight=False)


@main.command()
def up(port: int = typer.Option(8000, envvar="PORT", help="Where to serve on 127.0.0.1.")) -> None:
    """Start everything on this machine: database, migrations, demo, web, worker."""
    from market.supervisor import PortTaken
    from market.supervisor import up as start

    try:
        start(port)
    except PortTaken as error:
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
    Server(
        "market.app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
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

    config = settings()
    owner = config.migration_database_url or config.database_url
    if not owner:
        problems.print("MIGRATION_DATABASE_URL is missing. “moi up” brings a database of its own.")
        raise typer.Exit(1)
    service = urlsplit(config.database_url or "").username or SERVICE
    try:
        asyncio.run(run(owner, service, travelling=config.local))
    except Refusal as refusal:
        problems.print(str(refusal))
        raise typer.Exit(1) from refusal
    console.print("The database is up to date.")


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
