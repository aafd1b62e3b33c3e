"""/v1/accounts, /v1/account_links and /v1/transfers"""

from collections.abc import Mapping

from market.money.sandbox import accounts, transfers
from market.money.sandbox.parameters import Boolean, Field, Group, Integer, Text
from market.money.sandbox.routes.table import (
    ADDRESS,
    LISTING,
    METADATA,
    METADATA_UPDATE,
    PAGING,
    listed,
    read,
    route,
)

ACCOUNTS, LINKS, TRANSFERS = "/v1/accounts", "/v1/account_links", "/v1/transfers"
REQUESTED = Group({"requested": Boolean()})
CONTROLLER = Group(
    {
        "fees": Group({"payer": Text(choices=("account", "application"))}),
        "losses": Group({"payments": Text(choices=("application", "stripe"))}),
        "requirement_collection": Text(choices=("application", "stripe")),
        "stripe_dashboard": Group({"type": Text(choices=("express", "full", "none"))}),
    }
)
BANK: Mapping[str, Field] = {
    "object": Text(required=True, choices=("bank_account",)),
    "account_holder_name": Text(),
    "account_holder_type": Text(choices=("company", "individual")),
    "account_number": Text(required=True, longest=50),
    "country": Text(required=True),
    "currency": Text(),
}
KNOWN: Mapping[str, Field] = {
    "business_profile": Group(
        {name: Text() for name in ("mcc", "name", "product_description", "support_email", "url")}
    ),
    "business_type": Text(choices=("company", "government_entity", "individual", "non_profit")),
    "capabilities": Group(
        {"card_payments": REQUESTED, "sepa_debit_payments": REQUESTED, "transfers": REQUESTED}
    ),
    "default_currency": Text(),
    "email": Text(longest=800),
    "external_account": Group(BANK),
    "individual": Group(
        {
            "address": ADDRESS,
            "dob": Group({part: Integer(required=True, lowest=1) for part in ("day", "month", "year")}),
            "email": Text(),
            "first_name": Text(longest=100),
            "last_name": Text(longest=100),
            "phone": Text(),
        }
    ),
    "settings": Group(
        {
            "payouts": Group(
                {
                    "schedule": Group(
                        {
                            "delay_days": Integer(),
                            "interval": Text(choices=("daily", "manual", "monthly", "weekly")),
                        }
                    ),
                    "statement_descriptor": Text(longest=22),
                }
            )
        }
    ),
    "tos_acceptance": Group({"date": Integer(), "ip": Text(), "user_agent": Text()}),
}
NEW: Mapping[str, Field] = {
    "controller": CONTROLLER,
    "country": Text(),
    "type": Text(choices=("custom", "express", "standard")),
}
LINK: Mapping[str, Field] = {
    "account": Text(required=True),
    "type": Text(required=True, choices=("account_onboarding", "account_update")),
    "refresh_url": Text(required=True, url=True),
    "return_url": Text(required=True, url=True),
    "collection_options": Group(
        {
            "fields": Text(choices=("currently_due", "eventually_due")),
            "future_requirements": Text(choices=("include", "omit")),
        }
    ),
}
TRANSFER: Mapping[str, Field] = {
    **METADATA,
    "amount": Integer(required=True, lowest=1),
    "currency": Text(required=True),
    "destination": Text(required=True),
    "description": Text(longest=1000),
    "source_transaction": Text(),
    "source_type": Text(choices=("card",)),
    "transfer_group": Text(),
}

ROUTES = (
    route("GET", "/v1/account", accounts.own),
    route("POST", ACCOUNTS, accounts.create, {**KNOWN, **NEW, **METADATA}),
    route("GET", ACCOUNTS, listed("account", ACCOUNTS), LISTING),
    route("GET", ACCOUNTS + "/{id}", accounts.retrieve),
    route("POST", ACCOUNTS + "/{id}", accounts.update, {**KNOWN, **METADATA_UPDATE}),
    route(
        "POST",
        ACCOUNTS + "/{id}/external_accounts",
        accounts.add_bank,
        {**METADATA, "external_account": Group(BANK, required=True)},
    ),
    route("POST", LINKS, accounts.link, LINK),
    route("POST", TRANSFERS, transfers.create, TRANSFER),
    route(
        "GET",
        TRANSFERS,
        listed("transfer", TRANSFERS),
        {**LISTING, "destination": Text(), "transfer_group": Text()},
    ),
    route("GET", TRANSFERS + "/{id}", read("transfer")),
    route(
        "POST", TRANSFERS + "/{id}", transfers.update, {**METADATA_UPDATE, "description": Text(longest=1000)}
    ),
    route(
        "POST",
        TRANSFERS + "/{id}/reversals",
        transfers.reverse,
        {**METADATA, "amount": Integer(lowest=1), "description": Text(longest=1000)},
    ),
    route("GET", TRANSFERS + "/{id}/reversals", transfers.reversals, PAGING),
    route("GET", TRANSFERS + "/{id}/reversals/{sub}", transfers.reversal),
)
