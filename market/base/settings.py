"""Settings: typed, from the environment (and `.env`), each one documented in `.env.example`."""

import functools
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from market.base.errors import Unavailable

Mode = Literal["local", "test", "production"]


class Settings(BaseSettings):
    """All that differs between one machine and another. Times are in seconds, money in cents."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    mode: Mode = Field("local", validation_alias="MOI_MODE")
    home: Path = Field(Path(".moi"), validation_alias="MOI_HOME")
    port: int = Field(8000, ge=1, le=65535, validation_alias="PORT")
    web_concurrency: int = Field(1, ge=1, validation_alias="WEB_CONCURRENCY")
    public_url: str = Field("", validation_alias="MOI_PUBLIC_URL")
    database_url: str | None = Field(None, validation_alias="DATABASE_URL")
    migration_database_url: str | None = Field(None, validation_alias="MIGRATION_DATABASE_URL")
    keyring: Path | None = Field(None, validation_alias="MOI_KEYRING")
    stripe_secret_key: SecretStr | None = Field(None, validation_alias="STRIPE_SECRET_KEY")
    stripe_webhook_secret: SecretStr | None = Field(None, validation_alias="STRIPE_WEBHOOK_SECRET")
    smtp_url: SecretStr | None = Field(None, validation_alias="SMTP_URL")
    mail_from: str = Field("Moi <bonjour@moi.example>", validation_alias="MOI_MAIL_FROM")
    seller_name: str | None = Field(None, validation_alias="MOI_SELLER_NAME")
    seller_legal: str | None = Field(None, validation_alias="MOI_SELLER_LEGAL")
    seller_street: str | None = Field(None, validation_alias="MOI_SELLER_STREET")
    seller_postcode: str | None = Field(None, validation_alias="MOI_SELLER_POSTCODE")
    seller_city: str | None = Field(None, validation_alias="MOI_SELLER_CITY")
    seller_siren: str | None = Field(None, validation_alias="MOI_SELLER_SIREN")
    seller_vat_number: str | None = Field(None, validation_alias="MOI_SELLER_VAT_NUMBER")
    seller_vat_on_debits: bool = Field(False, validation_alias="MOI_SELLER_VAT_ON_DEBITS")
    hosted_by: str | None = Field(None, max_length=120, validation_alias="MOI_HOSTED_BY")
    hosted_in: str | None = Field(None, pattern=r"^[A-Z]{2}$", validation_alias="MOI_HOSTED_IN")
    privacy_contact: str | None = Field(None, max_length=200, validation_alias="MOI_PRIVACY_CONTACT")
    dga_notified: str | None = Field(None, max_length=200, validation_alias="MOI_DGA_NOTIFIED")
    crowd: int = Field(11, ge=11, validation_alias="MOI_CROWD")
    demo: int = Field(300, ge=0, validation_alias="MOI_DEMO")
    payout_threshold: int = Field(1000, ge=1, validation_alias="MOI_PAYOUT_THRESHOLD")
    two_operators: int = Field(100_000, ge=0, validation_alias="MOI_PAYOUT_TWO_OPERATORS")
    holds_client_money: bool = Field(False, validation_alias="MOI_HOLDS_CLIENT_MONEY")
    sepa_name: str = Field("", max_length=70, validation_alias="MOI_SEPA_NAME")
    sepa_iban: str = Field("", validation_alias="MOI_SEPA_IBAN")
    sepa_bic: str = Field("", validation_alias="MOI_SEPA_BIC")
    web_pool: int = Field(16, ge=2, le=100, validation_alias="MOI_WEB_POOL")

    @property
    def local(self) -> bool:
        """Whether this is a person's own machine or a test, with sandbox, mailbox and travelling clock."""
        return self.mode != "production"

    @property
    def url(self) -> str:
        """The address people reach us at, without a slash at its end."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")


class SettingsWrong(Unavailable):
    """The configuration does not allow a start; `findings` say what is wrong and how to mend it."""


# What each setting that is not mere text must be; said when it is not.
MUST_BE = {
    "MOI_MODE": "local or production",
    "PORT": "a number from 1 to 65535",
    "WEB_CONCURRENCY": "a number, 1 or more",
    "MOI_CROWD": "a number, 11 or more",
    "MOI_HOSTED_IN": "a country by its two letters, as FR",
    "MOI_DEMO": "a number, 0 or more",
    "MOI_WEB_POOL": "a number from 2 to 100",
    "MOI_PAYOUT_THRESHOLD": "a whole number of cents",
    "MOI_PAYOUT_TWO_OPERATORS": "a whole number of cents",
}

PROJECT = Path(__file__).parents[2]


def env_file() -> Path:
    """The `.env` that counts: of the working directory, or else of the clone that this code runs from."""
    here, beside = Path(".env"), PROJECT / ".env"
    return beside if not here.exists() and (PROJECT / "pyproject.toml").exists() else here


@functools.cache
def settings() -> Settings:
    """The settings of this process, read once; raises SettingsWrong for what cannot be meant."""
    try:
        return Settings(_env_file=env_file())
    except ValidationError as error:
        faults = {str(fault["loc"][0]): fault["input"] for fault in error.errors()}
    raise SettingsWrong(findings=[_misread(name, given) for name, given in faults.items()])


def _misread(name: str, given: object) -> str:
    if name not in MUST_BE:  # what may be a secret is not repeated
        return f"{name} cannot be read."
    return f"{name} is {str(given)!r}. It must be {MUST_BE[name]}."
