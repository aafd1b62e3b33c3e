"""Who issues the documents: the platform's company, as the settings name it."""

from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren

from contracts.vat import SELLER
from market.base.settings import Settings
from market.money.documents.content import Party

# In local mode nobody is sued: a company that does not exist, with numbers that are written well.
LOCAL = Party(
    name="Moi SAS (essai local)",
    street="1 rue de l’Exemple",
    postcode="75001",
    city="Paris",
    country=SELLER,
    siren="000000018",
    vat_number="FR66000000018",
    legal="SAS au capital de 1 000 €, RCS Paris 000 000 018",
)


def seller(config: Settings) -> Party:
    """The company of the settings; each part that is missing is the local one's (production refuses to start)."""
    return Party(
        name=config.seller_name or LOCAL.name,
        street=config.seller_street or LOCAL.street,
        postcode=config.seller_postcode or LOCAL.postcode,
        city=config.seller_city or LOCAL.city,
        country=SELLER,
        siren=config.seller_siren or LOCAL.siren,
        vat_number=config.seller_vat_number or LOCAL.vat_number,
        legal=config.seller_legal or LOCAL.legal,
    )


def missing(config: Settings) -> list[str]:
    """The names of the settings that a real seller lacks or has wrong, in their order."""
    wanted = {
        "MOI_SELLER_NAME": bool(config.seller_name),
        "MOI_SELLER_LEGAL": bool(config.seller_legal),
        "MOI_SELLER_STREET": bool(config.seller_street),
        "MOI_SELLER_POSTCODE": bool(config.seller_postcode),
        "MOI_SELLER_CITY": bool(config.seller_city),
        "MOI_SELLER_SIREN": siren.is_valid(config.seller_siren or ""),
        "MOI_SELLER_VAT_NUMBER": _is_of(config.seller_vat_number or "", config.seller_siren or ""),
    }
    return [name for name, good in wanted.items() if not good]


def _is_of(number: str, of: str) -> bool:
    try:
        found: str = vat.validate(number)
    except ValidationError:
        return False
    return found == number and found[:2] == SELLER and found[4:] == of
