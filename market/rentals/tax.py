"""How a brand's commission is taxed on the day it agrees: the contract's rule, on what accounts know."""

from datetime import datetime

from contracts import vat
from market.accounts.queries import BrandFacts
from market.accounts.rules import standing
from market.base.clock import market_date
from market.rentals.errors import VatNumberExpired, VatNumberNotChecked


def treatment(brand: BrandFacts, now: datetime) -> vat.Treatment:
    """The VAT of a purchase at `now` (UTC). Raises VatNumberExpired, VatNumberNotChecked."""
    known = standing(brand.vat_valid, brand.vat_checked_at, now)
    try:
        return vat.treat(brand.country, brand.vat_number, known, market_date(now))
    except vat.VatNumberUnchecked as error:
        raise VatNumberNotChecked() from error
    except (vat.VatNumberCeased, vat.VatNumberMissing, vat.CountryUnknown) as error:
        raise VatNumberExpired() from error
