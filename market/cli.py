"""The command line: `moi up` for local work, `moi release | web | worker` for production."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.text import Text

from market.base import logs
from market.base.embedded import SERVICE
from market.base.errors import Refusal
from market.base.keyring import path_of
from market.base.process import die_with_parent
from market.base.settings import SettingsWrong, settings
from market.commands import payouts
from market.commands.beginning import addresses, given, reach, refuse_unsound, stop
from market.commands.client_money import client_money
from market.commands.common import AWAY, COULD_NOT, REFUSED
from market.commands.operators import create_operator, reset_factor
from market.commands.seals import seals
from market.commands.settle import settle
from market.commands.signing_keys import signing_keys

main = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Rent out a persona, keep your name.",
)
console = Console(highlight=False)
problems = Console(stderr=True, highlight=False)


PORT = typer.Option(None, min=1, max=65535, help="Where to serve. Default: PORT, or 8000.")
WORKERS = typer.Option(None, min=1, help="Web processes. Default: WEB_CONCURRENCY, or 1.")
STOP_SECONDS = 15  # for what is being answered; a statement of the web has ten, and hosts kill after thirty


@main.callback()
def _every_command() -> None:
    try:
        logs.configure(settings())
    except SettingsWrong as wrong:
        stop(*wrong.facts["findings"])


@main.command()
def up(port: int | None = PORT) -> None:
    """Start everything on this machine: database, migrations, demo, web, worker."""
    from market.base.embedded import NoPostgres, ServerFailed
    from market.base.fingerprint import KeyringDiffers
    from market.base.home import HomeUnusable, KeysLost, MarketRuns
    from market.base.migration import MigrationFailed
    from market.base.soundness import in_keyring_file, in_settings
    from market.money.clientmoney.keeping import ClientMoneyDiffers
    from market.supervisor import DemoCutOff, PortTaken
    from market.supervisor import up as start

    config = given(PORT=port)
    if config.mode == "production":
        # It would install the travelling clock and the sandbox before any check could refuse them.
        stop("“moi up” is for local work. In production: moi migrate, then moi web and moi worker.")
    ring = path_of(config)
    if findings := [*in_settings(config), *(in_keyring_file(ring) if ring.exists() else ())]:
        stop(*findings)
    for name, address in addresses(config).items():
        reach(name, address)
    wrong_here = (HomeUnusable, NoPostgres, ServerFailed, PortTaken, MarketRuns, KeysLost)
    try:
        start(config.port)
    except (*wrong_here, DemoCutOff, KeyringDiffers, ClientMoneyDiffers, MigrationFailed) as error:
        problems.print(str(error), soft_wrap=True)
        raise typer.Exit(1) from error


@main.command("forget")
def forget_market(yes: bool = typer.Option(False, "--yes", help="Do not ask.")) -> None:
    """Remove the local market: its database, its keys, its folder. A DATABASE_URL is left alone."""
    from market.base.home import HomeUnusable, MarketRuns, NotHere, forget

    if not yes:
        typer.confirm(f"Remove the market in {settings().home} for good?", abort=True)
    try:
        forget(settings())
    except (MarketRuns, NotHere, HomeUnusable) as refused:
        problems.print(f"Nothing was removed: {refused}.", soft_wrap=True)
        raise typer.Exit(1) from refused


@main.command()
def web(
    port: int | None = PORT,
    host: str = typer.Option("127.0.0.1", help="0.0.0.0 behind a proxy or in a container."),
    workers: int | None = WORKERS,
) -> None:
    """Serve the web application."""
    from granian.constants import Interfaces
    from granian.server import Server

    from market.serving import end_while_starting

    config = given(PORT=port, WEB_CONCURRENCY=workers)
    refuse_unsound()
    die_with_parent()  # granian's main; each of its workers does the same for it
    end_while_starting()
    Server(
        "market.serving:create_app",
        factory=True,
        address=host,
        port=config.port,
        interface=Interfaces.ASGI,
        workers=config.web_concurrency,
        websockets=False,
        workers_kill_timeout=STOP_SECONDS,
        log_dictconfig=logs.GRANIAN,
    ).serve()


@main.command()
def worker() -> None:
    """Do the jobs: payments, notices, what has become due."""
    from market.worker import work

    refuse_unsound()
    asyncio.run(work(settings()))


@main.command()
def migrate() -> None:
    """Bring the database to the present, as its owner (MIGRATION_DATABASE_URL).

    Exits 0 when it is, 1 when that is refused, 2 when the command is written wrong, 75 when the database is away.
    """
    from market.base.fingerprint import KeyringDiffers, keeper
    from market.base.migration import migrate as run
    from market.money.clientmoney import keeping
    from market.money.sandbox import install

    config = settings()
    name = "MIGRATION_DATABASE_URL" if config.migration_database_url else "DATABASE_URL"
    owner = addresses(config).get(name)
    if not owner:
        stop("MIGRATION_DATABASE_URL is missing. “moi up” brings a database of its own.")
    reach(name, owner)
    service = urlsplit(config.database_url or "").username or SERVICE
    try:
        sandbox = [install] if config.local and not config.stripe_secret_key else []
        kept = [keeper(config), keeping.keeper(config)]
        asyncio.run(run(owner, service, travelling=config.local, extras=[*sandbox, *kept]))
    except (Refusal, KeyringDiffers, keeping.ClientMoneyDiffers) as refusal:
        stop(refusal)
    console.print("The database is up to date.")


@main.command()
def seed(size: int = typer.Option(300, min=40, help="How many holders.")) -> None:
    """Fill an empty local market with a demo. “moi up” makes one of 300 holders by itself; here it may be larger.

    A market that has a demo keeps it: for a larger one, begin anew in another folder (MOI_HOME) or after “moi forget”.
    """
    from market.base.embedded import NoPostgres, ServerFailed
    from market.base.home import HomeUnusable, KeysLost, MarketRuns
    from market.base.soundness import in_keyring_file
    from market.money.clientmoney.keeping import ClientMoneyDiffers
    from market.supervisor import seed as start
    from market.supervisor import sign_in
    from seeds.demo import MarketNotEmpty, NoDemoHere

    ring = path_of(settings())
    if findings := in_keyring_file(ring) if ring.exists() else []:
        stop(*findings)
    wrong_here = (HomeUnusable, NoPostgres, ServerFailed, MarketRuns, KeysLost)
    try:
        filled = start(size)
    except (*wrong_here, MarketNotEmpty, NoDemoHere, ClientMoneyDiffers) as refused:
        problems.print(f"Nothing was written: {str(refused).rstrip('.')}.")
        raise typer.Exit(1) from refused
    if filled is None:
        problems.print("Interrupted: the next start makes it anew.")
        raise typer.Exit(1)
    console.print(
        f"{filled.holders} holders with {filled.personas} personas, {filled.brands} brands,"
        f" {filled.rentals} rentals."
    )
    console.print(sign_in())


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


operator_commands.command("create")(create_operator)
operator_commands.command("reset-factor")(reset_factor)
main.command("client-money")(client_money)
main.command("signing-keys")(signing_keys)
main.command()(seals)
main.command()(settle)
main.add_typer(payouts.commands, name="payouts")


@main.command()
def reconcile(
    at_rest: bool = typer.Option(False, help="Nothing is under way: take nothing for merely late."),
) -> None:
    """Compare Stripe with the books now.

    Exits 0 when nothing is open, 1 when findings are, 2 when the command is written wrong, 70 when it could not run,
    75 when the database or Stripe does not answer or another run is under way.
    """
    from market.commands.reconcile import run

    try:
        code = asyncio.run(run(settings(), console, problems, at_rest=at_rest))
    except Exception as error:
        problems.print(f"It could not run ({type(error).__name__}).")
        code = COULD_NOT
    raise typer.Exit(code)


@main.command()
def doctor() -> None:
    """Say what is wrong with this configuration and how to mend it.

    Exits 0 when nothing is, 1 when anything is, 2 when the command is written wrong, 75 when the database is away
    and nothing else is wrong.
    """
    from market.base.soundness import AwayNow
    from market.doctor import examine

    findings = asyncio.run(examine(settings()))
    for finding in findings:
        console.print(Text(finding.what, "bold"), Text(f"\n  {finding.mend}"), sep="", soft_wrap=True)
    if findings:
        raise typer.Exit(AWAY if all(isinstance(it, AwayNow) for it in findings) else REFUSED)
    console.print(f"Nothing is wrong with this {settings().mode} configuration.")
