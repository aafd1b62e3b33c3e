"""What the settings alone show to be wrong, and how to mend it. Pure, but for a look at the keyring's file."""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from email_validator import EmailNotValidError, validate_email

from market.base import keyring
from market.base.settings import Settings

DATABASE_MEND = "Give the address of a PostgreSQL >= 15: postgresql://role:password@host:5432/database."
SMTP_MEND = "Give smtp://user:password@host:587 or smtps://user:password@host:465."
URL_MEND = "Give the address people use: https://…"
KEYRING_MEND = "Make one with “moi keyring create FILE” and give its path."

_STRIPE_KEY = re.compile(r"(sk|rk)_(live|test)_\w+")
_STRIPE_TEST_KEY = re.compile(r"(sk|rk)_test_")
_STRIPE_HOOK = re.compile(r"whsec_\S+")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and the way to mend it."""

    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what} {self.mend}"


class AwayNow(Finding):
    """Something that does not answer at present: the same command may do later."""


def in_settings(config: Settings) -> list[Finding]:
    """Everything that is wrong with the settings; in local mode little is needed, but what is given must fit."""
    return [
        *_addresses_of_databases(config),
        *_public_url(config),
        *_stripe(config),
        *(_keyring(config) if config.mode == "production" else ()),
        *_mail(config),
    ]


def in_keyring_file(path: Path) -> list[Finding]:
    """Whether there is a keyring at `path`."""
    try:
        keyring.read(path)
    except keyring.KeyringMissing:
        return [Finding(f"MOI_KEYRING: {path} is not a keyring.", KEYRING_MEND)]
    return []


def _addresses_of_databases(config: Settings) -> Iterator[Finding]:
    if config.mode == "production" and not config.database_url:
        yield Finding("DATABASE_URL is missing.", DATABASE_MEND)
    given = {"DATABASE_URL": config.database_url, "MIGRATION_DATABASE_URL": config.migration_database_url}
    for name, address in given.items():
        if address and not database_address(address):
            yield Finding(f"{name} is not the address of a PostgreSQL database.", DATABASE_MEND)


def database_address(text: str) -> bool:
    """Whether `text` is a URI as libpq takes it (one host or several, or a socket in `?host=`)."""
    parts = _parts(text)
    if parts is None or parts.scheme not in ("postgresql", "postgres"):
        return False
    hosts = parts.netloc.rpartition("@")[2].split(",")
    return all(_port_fits(_parts(f"//{host}")) for host in hosts)


def _public_url(config: Settings) -> Iterator[Finding]:
    parts = _parts(config.public_url) if config.public_url else None
    schemes = ("https",) if config.mode == "production" else ("http", "https")
    if not config.public_url:
        if config.mode == "production":
            yield Finding("MOI_PUBLIC_URL is missing.", URL_MEND)
    elif parts is None or parts.scheme not in ("http", "https") or not _host_fits(parts):
        yield Finding("MOI_PUBLIC_URL is not an address.", URL_MEND)
    elif parts.scheme not in schemes:
        yield Finding("MOI_PUBLIC_URL is not https.", URL_MEND)


def _stripe(config: Settings) -> Iterator[Finding]:
    key = config.stripe_secret_key.get_secret_value() if config.stripe_secret_key else ""
    hook = config.stripe_webhook_secret.get_secret_value() if config.stripe_webhook_secret else ""
    needed = config.mode == "production"
    give = "Give the secret key of your Stripe account: sk_live_… or rk_live_…"
    make = f"Make an endpoint for {config.url}/stripe/webhooks at Stripe and give its secret: whsec_…"
    if not key:
        if needed or hook:
            yield Finding("STRIPE_SECRET_KEY is missing.", give)
    elif not _STRIPE_KEY.fullmatch(key):
        yield Finding("STRIPE_SECRET_KEY is invalid.", give)
    elif needed and _STRIPE_TEST_KEY.match(key):
        # Test cards pay nothing: brands would rent for free, and the books would owe holders real money.
        yield Finding("STRIPE_SECRET_KEY is a test key, for local work.", give)
    if not hook:
        if needed or key:
            yield Finding("STRIPE_WEBHOOK_SECRET is missing.", make)
    elif not _STRIPE_HOOK.fullmatch(hook):
        yield Finding("STRIPE_WEBHOOK_SECRET is invalid.", make)


def _keyring(config: Settings) -> Iterator[Finding]:
    if not config.keyring:
        yield Finding("MOI_KEYRING is missing.", KEYRING_MEND)
        return
    unread = in_keyring_file(config.keyring)
    if unread:
        yield from unread
        return
    if keyring.read(config.keyring).local:
        yield Finding("MOI_KEYRING is one made for local work.", KEYRING_MEND)
    if config.keyring.stat().st_mode & _OTHERS:
        yield Finding(
            f"MOI_KEYRING: others than its owner may read {config.keyring}.",
            f"Let its owner alone read it: chmod 600 {config.keyring}",
        )


def _mail(config: Settings) -> Iterator[Finding]:
    server = config.smtp_url.get_secret_value() if config.smtp_url else ""
    parts = _parts(server)
    if not server:
        if config.mode == "production":
            yield Finding("SMTP_URL is missing.", SMTP_MEND)
    elif parts is None or parts.scheme not in ("smtp", "smtps") or not _host_fits(parts):
        yield Finding("SMTP_URL is not the address of a mail server.", SMTP_MEND)
    if not mail_address(config.mail_from):
        yield Finding("MOI_MAIL_FROM is not an address.", "Give one, as Moi <hello@moi.example>.")


def mail_address(text: str) -> bool:
    """Whether `text` is one address, alone or after a name (RFC 5322, section 3.4)."""
    found = parseaddr(text)[1]
    if not (text.strip() == found or text.rstrip().endswith(f"<{found}>")):
        return False
    try:
        validate_email(found, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _parts(text: str) -> SplitResult | None:
    try:
        return urlsplit(text)
    except ValueError:  # a bracket that nobody closes
        return None


def _port_fits(parts: SplitResult | None) -> bool:
    try:
        return parts is not None and parts.port != 0
    except ValueError:
        return False


def _host_fits(parts: SplitResult) -> bool:
    return bool(parts.hostname) and _port_fits(parts)
