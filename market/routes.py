"""Every route of the house. What is not here nobody reaches; who may use each, it says itself."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from market.accounts.routes import ROUTES as ACCOUNTS
from market.catalogue import api as catalogue
from market.money import api as money
from market.money.bankcards import api as bankcards_api
from market.money.bankreturns import api as bankreturns_api
from market.money.credit import api as credit
from market.money.documents import api as money_documents
from market.money.payouts import api as payouts
from market.money.rewards import api as budgets_api
from market.operators import api as operators
from market.operators import api_bank as operator_bank_api
from market.operators import api_books as operators_books
from market.operators import api_breaches as operator_breaches_api
from market.operators import api_charities as operator_charities_api
from market.operators import api_checks as operator_checks_api
from market.operators import api_disputes as operator_disputes_api
from market.operators import api_exports as operators_exports
from market.operators import api_payouts as operator_payouts_api
from market.operators import api_wanted as operator_wanted_api
from market.operators.intermediation import api as log_exports
from market.personas import api as personas
from market.personas.charter import api as personas_charter
from market.personas.checks import api as checks_api
from market.proofs import api as proofs_api
from market.relations import api as relations
from market.relations.brought import api as brought_api
from market.relations.campaigns import api as campaigns
from market.relations.castings import api as castings_api
from market.relations.closing import api as closing
from market.relations.conduct import api as conduct
from market.relations.conversation import api as conversation
from market.relations.exports import api as relation_exports
from market.relations.gratitude import api as gratitude
from market.relations.intents import api as intents_api
from market.relations.intents import searches_api as saved_searches_api
from market.relations.intermediation import api as intermediation
from market.relations.notes import api as notes
from market.relations.questions import api as questions_api
from market.relations.results import api as results_api
from market.relations.rewards import api as rewards_api
from market.relations.silence import api as silence
from market.relations.steps import api as steps_api
from market.relations.templates import api as invitation_templates_api
from market.relations.timeline import api as timeline
from market.relations.welcome import api as wishes_api
from market.rentals import api as rentals
from market.rentals import api_baskets as baskets
from market.rentals import api_holder as holder_rentals
from market.rentals.consents import api as consents
from market.rentals.credentials import api as credentials
from market.rentals.dpo import api as dpo
from market.rentals.erasure import api as erasure
from market.rentals.negotiation import api as requests
from market.rentals.negotiation import api_holder as asked
from market.rentals.renewal import api as renewals
from market.rentals.sealing import api as sealed
from market.web import asked as asked_pages
from market.web import asking as asking_pages
from market.web import (
    balance,
    bank_cards,
    basket,
    brand_page,
    browse,
    casting_calls,
    castings,
    charter,
    checkout,
    compare,
    desk,
    desk_closing,
    desk_contact,
    desk_credential,
    desk_erasure,
    desk_next,
    documents,
    dpo_pack,
    earnings,
    finding_intents,
    health,
    intents,
    invitation_templates,
    law,
    leaving,
    open_intents,
    operator,
    operator_bank_returns,
    operator_breaches,
    operator_charities,
    operator_checks,
    operator_disputes,
    operator_exports,
    operator_findings,
    operator_held,
    operator_ledger,
    operator_log,
    operator_market,
    operator_own_funds,
    operator_payouts,
    operator_settlements,
    operator_tables,
    operator_wanted,
    pages,
    persona_log,
    profile,
    prove,
    published_terms,
    question_board,
    questions,
    renewal,
    rewards,
    sample_month,
    shop,
    space,
    space_brought,
    space_charter,
    space_contact,
    space_messages,
    space_questions,
    space_rewards,
    space_silence,
    space_timeline,
    space_welcome,
    studio,
    studio_checks,
    verify,
)
from market.web import (
    campaigns as campaign_pages,
)
from market.web import requests as request_pages
from market.web.static_files import face, favicon

ROUTES: Sequence[ControllerRouterHandler] = (
    health.alive,
    health.ready,
    face,
    favicon,
    *pages.ROUTES,
    *sample_month.ROUTES,
    *published_terms.ROUTES,
    *law.ROUTES,
    *charter.ROUTES,
    *dpo_pack.ROUTES,
    *dpo.ROUTES,
    *profile.ROUTES,
    *studio.ROUTES,
    *studio_checks.ROUTES,
    *persona_log.ROUTES,
    *space.ROUTES,
    *space_charter.ROUTES,
    *space_contact.ROUTES,
    *space_questions.ROUTES,
    *space_rewards.ROUTES,
    *rewards.ROUTES,
    *castings.ROUTES,
    *intents.ROUTES,
    *finding_intents.ROUTES,
    *open_intents.ROUTES,
    *casting_calls.ROUTES,
    *space_messages.ROUTES,
    *space_silence.ROUTES,
    *space_timeline.ROUTES,
    *space_welcome.ROUTES,
    *earnings.ROUTES,
    *space_brought.ROUTES,
    *leaving.ROUTES,
    *prove.ROUTES,
    *verify.ROUTES,
    *ACCOUNTS,
    *personas.ROUTES,
    *checks_api.ROUTES,
    *personas_charter.ROUTES,
    *proofs_api.ROUTES,
    *catalogue.ROUTES,
    money.stripe_webhook,
    *money_documents.ROUTES,
    *bankcards_api.ROUTES,
    *bank_cards.ROUTES,
    *payouts.ROUTES,
    *credit.ROUTES,
    *bankreturns_api.ROUTES,
    *budgets_api.ROUTES,
    *rentals.ROUTES,
    *baskets.ROUTES,
    *requests.ROUTES,
    *asked.ROUTES,
    *holder_rentals.ROUTES,
    *renewals.ROUTES,
    *sealed.ROUTES,
    *credentials.ROUTES,
    *consents.ROUTES,
    *erasure.ROUTES,
    *relations.ROUTES,
    *campaigns.ROUTES,
    *campaign_pages.ROUTES,
    *invitation_templates_api.ROUTES,
    *invitation_templates.ROUTES,
    *questions_api.ROUTES,
    *gratitude.ROUTES,
    *rewards_api.ROUTES,
    *results_api.ROUTES,
    *steps_api.ROUTES,
    *relation_exports.ROUTES,
    *conversation.ROUTES,
    *silence.ROUTES,
    *notes.ROUTES,
    *timeline.ROUTES,
    *wishes_api.ROUTES,
    *castings_api.ROUTES,
    *intents_api.ROUTES,
    *saved_searches_api.ROUTES,
    *brought_api.ROUTES,
    *closing.ROUTES,
    *conduct.ROUTES,
    *intermediation.ROUTES,
    *operators.ROUTES,
    *operators_books.ROUTES,
    *operators_exports.ROUTES,
    *operator_payouts_api.ROUTES,
    *operator_disputes_api.ROUTES,
    *operator_bank_api.ROUTES,
    *operator_charities_api.ROUTES,
    *operator_breaches_api.ROUTES,
    *operator_checks_api.ROUTES,
    *operator_wanted_api.ROUTES,
    *log_exports.ROUTES,
    *checkout.ROUTES,
    *asking_pages.ROUTES,
    *request_pages.ROUTES,
    *asked_pages.ROUTES,
    *basket.ROUTES,
    *desk.ROUTES,
    *desk_contact.ROUTES,
    *desk_next.ROUTES,
    *questions.ROUTES,
    *question_board.ROUTES,
    *desk_credential.ROUTES,
    *desk_erasure.ROUTES,
    *desk_closing.ROUTES,
    *brand_page.ROUTES,
    *documents.ROUTES,
    *renewal.ROUTES,
    *balance.ROUTES,
    *operator.ROUTES,
    *operator_checks.ROUTES,
    *operator_exports.ROUTES,
    *operator_findings.ROUTES,
    *operator_held.ROUTES,
    *operator_ledger.ROUTES,
    *operator_log.ROUTES,
    *operator_market.ROUTES,
    *browse.ROUTES,
    *compare.ROUTES,
    *operator_payouts.ROUTES,
    *operator_own_funds.ROUTES,
    *operator_bank_returns.ROUTES,
    *operator_charities.ROUTES,
    *operator_breaches.ROUTES,
    *operator_disputes.ROUTES,
    *operator_settlements.ROUTES,
    *operator_tables.ROUTES,
    *operator_wanted.ROUTES,
    *shop.ROUTES,
)
