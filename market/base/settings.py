"""Settings: typed, from the environment (and `.env`), each one documented in `.env.example`."""

import functools
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from market.base.errors import Unavailable

Mode = Literal["local", "test", "production"]


class Settings(BaseSettings):
    """All that differs between one machine and another. Times are in seconds, money in cents."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    mode: Mode = Field("local", validation_alias="MOI_MODE")
    home: Path = Field(Path(".moi"), validation_alias="MOI_HOME")
    port: int = Field(8000, ge=1, le=65535, validation_alias="PORT")
    public_url: str = Field("", validation_alias="MOI_PUBLIC_URL")
    database_url: str | None = Field(None, validation_alias="DATABASE_URL")
    migration_database_url: str | None = Field(None, validation_alias="MIGRATION_DATABASE_URL")
    keyring: Path | None = Field(None, validation_alias="MOI_KEYRING")
    stripe_secret_key: SecretStr | None = Field(None, validation_alias="STRIPE_SECRET_KEY")
    stripe_webhook_secret: SecretStr | None = Field(None, validation_alias="STRIPE_WEBHOOK_SECRET")
    smtp_url: SecretStr | None = Field(None, validation_alias="SMTP_URL")
    mail_from: str = Field("Moi <bonjour@moi.example>", validation_alias="MOI_MAIL_FROM")
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


@functools.cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
