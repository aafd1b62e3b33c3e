"""Where this process finds Stripe: the gateway, the secrets of its webhooks, and where payers come back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from market.base.database import in_transaction
from market.base.keyring import keyring
from market.base.settings import Settings, SettingsWrong
from market.money.gateway import Gateway
from market.money.sandbox import Sandbox, SandboxTransport
from market.money.stripe_gateway import StripeGateway

WEBHOOK_PATH = "/stripe/webhooks"
SANDBOX_KEY = "sk_test_sandbox"


@dataclass(frozen=True)
class Urls:
    """Where Stripe sends the payer back to, absolute."""

    success: str
    cancel: str


@dataclass(frozen=True)
class Desk:
    """What money needs to speak with Stripe. `returns` serves payments that nobody's browser waits for."""

    gateway: Gateway
    webhook_secrets: Sequence[str] = field(repr=False)
    returns: Urls


class NoDesk(RuntimeError):
    """Money was asked to speak with Stripe before `open_desk`."""


_open: list[Desk] = []


def open_desk(desk: Desk) -> None:
    """Use `desk` in this process from now on."""
    _open[:] = [desk]


def desk() -> Desk:
    """The desk of this process; raises NoDesk."""
    if not _open:
        raise NoDesk("open_desk() comes first")
    return _open[0]


def sandbox_secret() -> str:
    """The secret with which the sandbox signs its webhooks: the same in every process of one keyring."""
    return "whsec_" + keyring().derive("sandbox-webhooks").hex()


def make_desk(config: Settings, sandbox: Sandbox | None = None) -> Desk:
    """The desk that the settings ask for: Stripe with a key, else in local mode the sandbox.

    Raises SettingsWrong when there is neither.
    """
    returns = Urls(f"{config.url}/", f"{config.url}/")
    if config.stripe_secret_key and config.stripe_webhook_secret:
        key = config.stripe_secret_key.get_secret_value()
        secrets = config.stripe_webhook_secret.get_secret_value().split(",")
        return Desk(StripeGateway(key, in_transaction=in_transaction), tuple(secrets), returns)
    if sandbox is None or not config.local or config.stripe_secret_key:
        raise SettingsWrong(findings=["STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET go together"])
    gateway = StripeGateway(
        SANDBOX_KEY, in_transaction=in_transaction, transport=lambda: SandboxTransport(sandbox)
    )
    return Desk(gateway, (sandbox_secret(),), returns)
