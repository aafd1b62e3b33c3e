"""Where the parties of a consent are reached about the person's data, as its record and its receipt say it."""

from contracts.consent.about import RecorderReached
from contracts.consent.kinds import Reached
from market.accounts.queries import BrandFacts
from market.base.settings import Settings
from market.money.documents.seller import seller


def reached_at(brand: BrandFacts) -> Reached | None:
    """The brand, by what it has said; None before it has."""
    if brand.contact_address is None or brand.contact is None:
        return None
    return Reached(address=brand.contact_address, contact=brand.contact)


def platform(config: Settings) -> RecorderReached:
    """The platform's company and site, as the settings name them; reached by its site where no contact is set."""
    company = seller(config)
    address = f"{company.street}, {company.postcode} {company.city}, {company.country}"
    return RecorderReached(address=address, contact=config.privacy_contact or config.url, site=config.url)
