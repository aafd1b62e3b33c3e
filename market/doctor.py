"""What is wrong with a configuration, and how to mend it. Production does not start while anything is."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

from market.base import clock, keyring
from market.base.database import DB, MINIMUM_VERSION, fetch, fetch_value
from market.base.migration import pending
from market.base.settings import Settings, SettingsWrong
from market.money.payouts.actions.export import debtor_of
from market.money.payouts.errors import SepaNotConfigured


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and the way to mend it."""

    what: str
    mend: str


def in_settings(config: Settings) -> list[Finding]:
    """What the settings alone show. Pure, but for the keyring's file."""
    if config.mode != "production":
        return []
    found = []
    if not config.database_url:
        found.append(Finding("DATABASE_URL is missing.", "Give the address of a PostgreSQL >= 15."))
    if not config.public_url.startswith("https://"):
        found.append(
            Finding("MOI_PUBLIC_URL is missing or not https.", "Give the address people use: https://…")
        )
    key = config.stripe_secret_key.get_secret_value() if config.stripe_secret_key else ""
    if not key.startswith(("sk_live_", "sk_test_", "rk_live_", "rk_test_")):
        found.append(Finding("STRIPE_SECRET_KEY is missing.", "Give the secret key of your Stripe account."))
    hook = config.stripe_webhook_secret.get_secret_value() if config.stripe_webhook_secret else ""
    if not hook.startswith("whsec_"):
        found.append(
            Finding(
                "STRIPE_WEBHOOK_SECRET is missing.",
                f"Make an endpoint for {config.url}/stripe/webhooks at Stripe and give its secret.",
            )
        )
    found += _in_keyring(config)
    found += _in_payouts(config)
    if not config.smtp_url:
        found.append(Finding("SMTP_URL is missing.", "Give smtp://user:password@host:587 or smtps://…"))
    return found


def _in_payouts(config: Settings) -> list[Finding]:
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


def _in_keyring(config: Settings) -> list[Finding]:
    make = "Make one with “moi keyring create FILE” and give its path."
    if not config.keyring:
        return [Finding("MOI_KEYRING is missing.", make)]
    try:
        ring = keyring.read(config.keyring)
    except keyring.KeyringMissing:
        return [Finding(f"MOI_KEYRING: {config.keyring} is not a keyring.", make)]
    return [Finding("MOI_KEYRING is one made for local work.", make)] if ring.local else []


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
            " where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)'"
            " and pg_has_role(current_user, c.relowner, 'usage') limit 3"
        )
        if owned:
            found.append(
                Finding(
                    f"The service's role owns tables: {', '.join(row['name'] for row in owned)} …",
                    "Let another role own and migrate them (MIGRATION_DATABASE_URL), this one only serve.",
                )
            )
    return found


async def examine(config: Settings) -> list[Finding]:
    """All findings, settings first; a database that cannot be reached is one."""
    found = in_settings(config)
    if not config.database_url:
        return found
    opened = DB.pool is None
    try:
        if opened:
            await DB.open(config.database_url, maximum=2)
        found += await in_database(config)
    except (OSError, asyncpg.PostgresError) as error:
        host = urlsplit(config.database_url).hostname or "the given socket"
        found.append(
            Finding(
                f"The database on {host} does not answer ({type(error).__name__}).", "Check DATABASE_URL."
            )
        )
    finally:
        if opened:
            await DB.close()
    return found


async def refuse_unsound(config: Settings) -> None:
    """Raise SettingsWrong while anything is wrong that production cannot bear."""
    found = await examine(config) if config.mode == "production" else in_settings(config)
    if found:
        raise SettingsWrong(findings=[f"{finding.what} {finding.mend}" for finding in found])
