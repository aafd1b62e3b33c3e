"""What is wrong with a configuration, and how to mend it. Production does not start while anything is."""

from urllib.parse import urlsplit

import asyncpg

from market.base import clock, fingerprint, keyring
from market.base.database import DB, MINIMUM_VERSION, OUT_OF_REACH, fetch, fetch_value
from market.base.migration import pending
from market.base.settings import Settings, SettingsWrong
from market.base.soundness import DATABASE_MEND, AwayNow, Finding, database_address, in_keyring_file
from market.base.soundness import in_settings as in_base_settings
from market.money.clientmoney import keeping
from market.money.documents.seller import missing
from market.money.payouts.actions.export import debtor_of
from market.money.payouts.errors import SepaNotConfigured

NO_DATABASE = Finding(
    "DATABASE_URL is missing.", "“moi up” brings a database and starts web and worker on it."
)
# Last: what an address raises that nobody can read.
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError)


def away(name: str, address: str, error: BaseException) -> Finding:
    """A database that could not be opened. Its own words only where it spoke: an address holds a password."""
    host, kind = _host(address), AwayNow if isinstance(error, OUT_OF_REACH) else Finding
    if isinstance(error, asyncpg.PostgresError):
        return kind(f"The database on {host} refuses: {error}.", f"Check {name}.")
    return kind(f"The database on {host} does not answer ({type(error).__name__}).", f"Check {name}.")


def in_settings(config: Settings) -> list[Finding]:
    """What the settings alone show. Pure, but for a look at the keyring's file."""
    found = in_base_settings(config)
    lacking = missing(config) if config.mode == "production" else []
    if lacking:
        found.append(
            Finding(
                f"{', '.join(lacking)}: missing or not valid.",
                "Name the company that invoices; its VAT number contains its SIREN.",
            )
        )
    return found + in_payouts(config)


def in_payouts(config: Settings) -> list[Finding]:
    """Whether a market that holds clients' money knows the account that pays. Pure."""
    if not config.holds_client_money:
        return []
    try:
        debtor_of(config)
    except SepaNotConfigured as refused:
        names = ", ".join(refused.facts["missing"])
        return [
            Finding(f"{names}: missing or wrong.", "Give the name, IBAN and BIC of the account that pays.")
        ]
    return []


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or "the given socket"
    except ValueError:
        return "the given address"


async def unreached(name: str, address: str) -> Finding | None:
    """What stands between us and the database at `address`; `name` is the setting that gave it."""
    if not database_address(address):
        return Finding(f"{name} is not the address of a PostgreSQL database.", DATABASE_MEND)
    try:
        connection = await asyncpg.connect(address, timeout=10)
    except AWAY as error:
        return away(name, address, error)
    await connection.close()
    return None


async def in_database(config: Settings) -> list[Finding]:
    """What the open database shows: version, migrations, clock, and what the service's role may do."""
    found = []
    version = int(await fetch_value("select current_setting('server_version_num')::int / 10000"))
    if version < MINIMUM_VERSION:
        found.append(
            Finding(f"PostgreSQL {version} is too old.", f"Use PostgreSQL {MINIMUM_VERSION} or later.")
        )
    waiting = await pending()
    if waiting:
        found.append(
            Finding(
                f"{len(waiting)} migrations have not run: {waiting[0]} …", "Run “moi migrate” as the owner."
            )
        )
        return found
    path = keyring.path_of(config)
    if not in_keyring_file(path) and not await fingerprint.fits(fetch, keyring.read(path)):
        found.append(Finding(fingerprint.WHAT, fingerprint.MEND))
    if kept := await keeping.differing(fetch, config):
        found.append(Finding(keeping.what(kept), keeping.MEND))
    if config.mode == "production":
        if await clock.travels():
            found.append(
                Finding(
                    "base.now() is not the production clock.",
                    "Run “moi migrate” with MOI_MODE=production, on a database never used locally.",
                )
            )
        owned = await fetch(
            "select n.nspname || '.' || c.relname as name"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            # A member may become the owner by SET ROLE, even where it inherits nothing.
            " where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)'"
            " and pg_has_role(current_user, c.relowner, 'member') limit 3"
        )
        if owned:
            found.append(
                Finding(
                    "The service's role owns tables, or may become their owner:"
                    f" {', '.join(row['name'] for row in owned)} …",
                    "Let another role own and migrate them (MIGRATION_DATABASE_URL), this one only serve.",
                )
            )
    return found


async def examine(config: Settings) -> list[Finding]:
    """All findings, settings first; a database that cannot be reached is one."""
    found = in_settings(config)
    address = config.database_url
    if not address or not database_address(address):
        return found
    opened = DB.pool is None
    try:
        if opened:
            await DB.open(address, maximum=2)
        found += await in_database(config)
    except AWAY as error:
        found.append(away("DATABASE_URL", address, error))
    finally:
        if opened:
            await DB.close()
    return found


async def refuse_unsound(config: Settings) -> None:
    """Raise SettingsWrong while anything is wrong that a start cannot bear; mark a database with what it is begun with.

    Production bears nothing. Elsewhere the database may be away and come back, but what is given must fit.
    """
    if config.mode == "production":
        found = await examine(config)
    else:
        found = in_settings(config) + in_keyring_file(keyring.path_of(config))
        if not config.database_url:
            found.append(NO_DATABASE)
    if not found:
        found = await _marked(config)
    if found:
        passing = all(isinstance(finding, AwayNow) for finding in found)
        raise SettingsWrong(findings=[str(finding) for finding in found], passing=passing)


async def _marked(config: Settings) -> list[Finding]:
    ring = keyring.read(keyring.path_of(config))
    try:
        connection = await asyncpg.connect(config.database_url, timeout=10)
        try:
            await fingerprint.keep(connection.fetch, ring)
            await keeping.keep(connection.fetch, config)
        finally:
            await connection.close()
    except fingerprint.KeyringDiffers:
        return [Finding(fingerprint.WHAT, fingerprint.MEND)]
    except keeping.ClientMoneyDiffers as differs:
        return [Finding(keeping.what(differs.kept), keeping.MEND)]
    except AWAY:  # in local mode it may be away, or not migrated yet
        return []
    return []
