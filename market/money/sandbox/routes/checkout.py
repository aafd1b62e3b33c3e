"""/v1/checkout/sessions"""

from market.money.sandbox import checkout
from market.money.sandbox.parameters import Group, Integer, Many, Metadata, Text
from market.money.sandbox.routes.table import LISTING, METADATA_UPDATE, listed, route

SESSIONS = "/v1/checkout/sessions"
STATUSES = ("open", "complete", "expired")
TYPES = ("card", "sepa_debit")
LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA",
    "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR",
    "ro",    "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip

LINE_ITEM = Group(
    {
        "quantity": Integer(required=True, lowest=1),
        "price_data": Group(
            {
                "currency": Text(required=True),
                "unit_amount": Integer(required=True),
                "product_data": Group(
                    {"name": Text(required=True), "description": Text(), "metadata": Metadata()},
                    required=True,
                ),
            },
            required=True,
        ),
    }
)
CREATE = Group(
    {
        "mode": Text(required=True, choices=("payment", "setup")),
        "allowed_payment_method_types": Many(Text(choices=TYPES)),
        "line_items": Many(LINE_ITEM),
        "success_url": Text(required=True, url=True),
        "cancel_url": Text(url=True),
        "client_reference_id": Text(longest=200),
        "currency": Text(),
        "customer": Text(),
        "customer_creation": Text(choices=("always", "if_required")),
        "customer_email": Text(longest=800),
        "expires_at": Integer(),
        "locale": Text(choices=LOCALES),
        "metadata": Metadata(),
        "payment_intent_data": Group(
            {
                "capture_method": Text(choices=("automatic", "automatic_async", "manual")),
                "description": Text(longest=1000),
                "metadata": Metadata(),
                "setup_future_usage": Text(choices=("off_session", "on_session")),
                "statement_descriptor_suffix": Text(longest=22),
                "transfer_group": Text(),
            }
        ),
        "setup_intent_data": Group({"description": Text(longest=1000), "metadata": Metadata()}),
        "submit_type": Text(choices=("auto", "book", "donate", "pay")),
    }
)

ROUTES = (
    route("POST", SESSIONS, checkout.create, CREATE),
    route(
        "GET",
        SESSIONS,
        listed("checkout.session", SESSIONS),
        {**LISTING, "customer": Text(), "payment_intent": Text(), "status": Text(choices=STATUSES)},
    ),
    route("GET", SESSIONS + "/{id}", lambda call, _, id: checkout.retrieve(call, id)),
    route("POST", SESSIONS + "/{id}", checkout.update, METADATA_UPDATE),
    route("POST", SESSIONS + "/{id}/expire", lambda call, _, id: checkout.expire(call, id)),
)
