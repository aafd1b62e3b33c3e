"""Every route of accounts."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from market.accounts.api import brand, people
from market.accounts.notifications import api as notifications
from market.accounts.pages import (
    account,
    charter,
    contact,
    declaring,
    entrance,
    factor,
    mailbox,
    processors,
    signing_keys,
)
from market.accounts.pages import brand as brand_pages
from market.accounts.pages import notifications as notification_pages

ROUTES: Sequence[ControllerRouterHandler] = (
    people.create_holder,
    people.create_brand,
    people.confirm_address,
    people.create_session,
    people.give_factor,
    people.choose_seat,
    people.delete_session,
    people.delete_sessions,
    people.create_reset,
    people.confirm_reset,
    people.show_me,
    people.change_own_password,
    people.start_as_holder,
    people.apply_for_brand,
    brand.show_brand,
    brand.change_billing,
    brand.name_processors,
    brand.set_contact,
    brand.declare,
    brand.show_charter,
    brand.sign_charter,
    brand.list_members,
    brand.invite,
    brand.change_role,
    brand.remove,
    brand.list_keys,
    brand.create_key,
    brand.revoke_key,
    brand.list_signing_keys,
    brand.challenge_signing_key,
    brand.register_signing_key,
    brand.revoke_signing_key,
    *notifications.ROUTES,
    *entrance.ROUTES,
    *account.ROUTES,
    *brand_pages.ROUTES,
    *processors.ROUTES,
    *contact.ROUTES,
    *charter.ROUTES,
    *declaring.ROUTES,
    *signing_keys.ROUTES,
    *factor.ROUTES,
    *notification_pages.ROUTES,
    *mailbox.ROUTES,
)
