"""Which handler answers which event, job and sweep: the only place where strange rooms meet."""

from collections.abc import Mapping

from market.accounts import jobs as accounts
from market.accounts.actions.billing import BillingChanged
from market.accounts.actions.signing_keys import BrandKeyRevoked
from market.accounts.vat_register import LocalRegister, Vies, open_register
from market.base import events, mail
from market.base.jobs import Handler
from market.base.settings import Settings
from market.base.sweeps import Sweep
from market.catalogue import jobs as catalogue
from market.catalogue.people import tell_the_card
from market.money import jobs as money
from market.money.desk import make_desk, open_desk
from market.money.documents import jobs as documents
from market.money.events import (
    ChargeDeclined,
    ChargeDue,
    OrderAuthorized,
    OrderFailed,
    OrderPaid,
    OrderProcessing,
    PaymentDisputed,
    PaymentKept,
    PaymentLost,
)
from market.money.sandbox import Sandbox
from market.operators.actions import settlements
from market.operators.health import actions as health
from market.personas import actions as personas
from market.personas.renewals import RenewalsWithdrawn
from market.proofs import jobs as proofs
from market.relations import digests
from market.relations import jobs as relations
from market.relations.brought import jobs as brought
from market.relations.castings import actions as castings
from market.relations.castings import jobs as casting_jobs
from market.relations.closing import jobs as closing
from market.relations.conversation import jobs as conversation
from market.relations.intents import actions as intents
from market.relations.intents import jobs as intent_jobs
from market.relations.intents import saved_searches
from market.relations.questions import jobs as questions
from market.relations.rewards import actions as rewards
from market.relations.silence import jobs as silence
from market.relations.welcome import actions as wishes
from market.relations.welcome import jobs as welcome
from market.rentals import debits
from market.rentals import jobs as rentals
from market.rentals.actions import activate, suspend
from market.rentals.actions.end import RentalEnded
from market.rentals.actions.leave import HolderLeft
from market.rentals.actions.rent import RentalRequested
from market.rentals.credentials import issue
from market.rentals.erasure import jobs as erasure
from market.rentals.negotiation import following as negotiations
from market.rentals.negotiation import jobs as negotiating
from market.rentals.renewal import begin as renewal
from market.rentals.renewal import jobs as renewals
from market.rentals.renewal.wishes import on_renewals_withdrawn
from market.rentals.renewal.work import on_rental_abandoned
from market.rentals.sealing import jobs as sealing

JOBS: Mapping[str, Handler] = {
    mail.JOB: mail.send,
    **accounts.JOBS,
    catalogue.JOB: catalogue.compute,
    **money.JOBS,
    **rentals.JOBS,
    **debits.JOBS,
    **renewals.JOBS,
    **negotiating.JOBS,
    **sealing.JOBS,
    **erasure.JOBS,
    **relations.JOBS,
    **questions.JOBS,
    **closing.JOBS,
    **conversation.JOBS,
    settlements.JOB: settlements.close,
}

SWEEPS: tuple[Sweep, ...] = (
    *accounts.SWEEPS,
    Sweep("catalogue.new_day", 60, catalogue.new_day),
    *money.SWEEPS,
    *renewals.SWEEPS,
    *rentals.SWEEPS,
    *negotiating.SWEEPS,
    *sealing.SWEEPS,
    *erasure.SWEEPS,
    *proofs.SWEEPS,
    *silence.SWEEPS,
    *digests.SWEEPS,
    *rewards.SWEEPS,
    *welcome.SWEEPS,
    *casting_jobs.SWEEPS,
    *intent_jobs.SWEEPS,
    *saved_searches.SWEEPS,
    *brought.SWEEPS,
    Sweep("operators.count_market", 300, health.count_market),
    Sweep("mail.again", 300, mail.send_what_waits),
)


def in_sandbox(config: Settings) -> bool:
    """Whether payments go to the sandbox: in local mode, where there is no Stripe key."""
    return config.local and not config.stripe_secret_key


def connect(config: Settings) -> Sandbox | None:
    """Connect the rooms' events and open the way to Stripe; connecting twice changes nothing.

    Returns the sandbox where there is one; the caller closes it.
    """
    if config.local:
        # Elsewhere the classes are computed once a day, so that a change shows nobody's time.
        events.on(personas.PersonasChanged, personas.classes_due)
    return connect_rooms(config)


def connect_rooms(config: Settings) -> Sandbox | None:
    """The same without the classes that follow each publication: the demo asks for them itself."""
    sandbox = Sandbox(str(config.database_url), config.url) if in_sandbox(config) else None
    open_desk(make_desk(config, sandbox))
    open_register(LocalRegister() if config.local else Vies())
    events.on(OrderPaid, activate.on_order_paid)
    events.on(OrderFailed, activate.on_order_failed)
    events.on(OrderAuthorized, negotiations.on_order_authorized)
    events.on(OrderPaid, negotiations.on_order_paid)
    events.on(OrderFailed, negotiations.on_order_failed)
    events.on(OrderFailed, debits.on_debit_failed)
    events.on(ChargeDue, renewal.on_charge_due)
    events.on(ChargeDeclined, renewal.on_charge_declined)
    events.on(activate.RentalAbandoned, on_rental_abandoned)
    events.on(BrandKeyRevoked, issue.on_brand_key_revoked)
    events.on(RenewalsWithdrawn, on_renewals_withdrawn)
    events.on(PaymentDisputed, suspend.on_payment_disputed)
    events.on(PaymentKept, suspend.on_payment_kept)
    events.on(PaymentLost, suspend.on_payment_lost)
    events.on(OrderProcessing, activate.on_order_processing)
    events.on(RentalRequested, tell_the_card)
    events.on(RentalEnded, rewards.on_rental_ended)
    events.on(RentalEnded, digests.on_rental_ended)
    events.on(HolderLeft, wishes.on_holder_left)
    events.on(HolderLeft, castings.on_holder_left)
    events.on(HolderLeft, intents.on_holder_left)
    events.on(BillingChanged, documents.on_billing_changed)
    return sandbox
