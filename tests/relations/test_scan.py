"""Free text inside a relation carries no way around Moi and asks nobody who they are."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from market.relations import scan
from market.relations.errors import ContactNotAllowed, LinkNotAccepted


def scanned(text: str) -> str | None:
    """What is refused in `text` as an invitation's field, or None."""
    try:
        scan.refuse_details("conditions", text)
        scan.refuse_requests("conditions", text)
    except ContactNotAllowed as refusal:
        assert refusal.facts["field"] == "conditions"
        return str(refusal.facts["what"])
    return None


@pytest.mark.parametrize(
    "text",
    [
        "jean.dupont@exemple.fr",
        "Écrire à J.D@EXEMPLE.CO.UK !",
        "jean@exemple",
        "jean (at) exemple point fr",
        "jean [arobase] exemple.fr",
        "jane at example dot com",
        "jean＠exemple．fr",
        "je\u200ban@exe\u200bmple.fr",
    ],
)
def test_an_email_address_is_refused_however_it_is_spelt(text: str) -> None:
    assert scanned(text) == "email"


@pytest.mark.parametrize(
    "text",
    [
        "0612345678",
        "06-12-34 5678",
        "0 6 1 2 3 4 5 6 7 8",
        "(0) 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "33 6 12 34 56 78",
        "+44 7700 900123",
        "07700 900123",
        "(415) 555-2671",
        "le 01/12/2026 : 06 12 34 56 78",
        "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
        "oh seven seven double oh nine",
        "٠٦١٢٣٤٥٦٧٨",
    ],
)
def test_a_phone_number_is_refused_however_it_is_spelt(text: str) -> None:
    assert scanned(text) == "phone"


@pytest.mark.parametrize(
    "text",
    [
        "https://exemple.fr/x",
        "www.exemple.fr",
        "sur exemple.fr",
        "exemple.shop/offre",
        "bit.ly/abc",
        "exemple point com",
        "example dot org",
        "tel:+33",
        "192.168.1.10",
    ],
)
def test_a_link_stands_in_the_link_field_only(text: str) -> None:
    assert scanned(text) == "link"


@pytest.mark.parametrize(
    "text", ["@cycles_garonne", "sur Instagram", "WhatsApp", "ｗｈａｔｓａｐｐ", "i\u200bnsta"]
)
def test_an_account_elsewhere_is_refused(text: str) -> None:
    assert scanned(text) == "social"


@pytest.mark.parametrize(
    "text",
    [
        "Indiquez votre nom et votre prénom",
        "vos coordonnées",
        "Précisez votre adresse postale",
        "Donnez-nous votre téléphone",
        "Votre numéro de client",
        "sur présentation d’une pièce d’identité",
        "Comment vous appelez-vous ?",
        "Où habitez-vous ?",
        "Tell us your full name",
        "your home address",
        "Leave your phone at the desk",
        "Where do you live?",
        "What is your date of birth?",
    ],
)
def test_a_request_for_identity_is_refused_by_name(text: str) -> None:
    assert scanned(text) == "identity"


@pytest.mark.parametrize(
    "text",
    [
        "Appelez-nous",
        "écrivez nous vite",
        "Contactez-moi",
        "Call us",
        "Get in touch",
        "Follow us",
        "suivez-nous",
    ],
)
def test_a_request_to_call_or_write_is_refused_by_name(text: str) -> None:
    assert scanned(text) == "contact"


@pytest.mark.parametrize(
    "text",
    [
        "Une révision de vélo offerte",
        "Valable du 01/12/2026 au 31/12/2026, hors dimanche.",
        "01/12/2026 31/12/2026",
        "2026-12-01 – 2026-12-31",
        "20 % de remise dès 50 €, jusqu’à 10 000 000 000 points.",
        "Dégustation à notre adresse : 12 rue des Lilas, Nantes, de 18:30 à 21:00",
        "Protégez votre téléphone : coque offerte",
        "Reprise de votre mobile contre 100 €",
        "Sur présentation du code MOI2026.",
        "Rejoignez-nous à la soirée du 5 décembre à 19 h",
        "Un an d’abonnement à moitié prix.Offre réservée.",
        "Un soin pour votre visage, vos meilleures adresses gourmandes",
        "Votre prochaine commande à -20 %",
        "Deux mille vingt-six places, quatre-vingt-dix-neuf euros",
        "Lot n° 3017620422003",
        "A free tasting at our shop, Monday to Friday, 10 am to 6 pm",
        "Bring a friend. One per person. It is at home: your number one bakery.",
        "Your bike deserves a check-up: free brake service",
    ],
)
def test_ordinary_offers_pass(text: str) -> None:
    assert scanned(text) is None


separators = st.sampled_from(["", " ", ".", "-", "/", " - ", "\u00a0", "\u202f", "·"])


@given(
    digits=st.text("0123456789", min_size=8, max_size=8),
    first=st.sampled_from("123456789"),
    joins=st.lists(separators, min_size=9, max_size=9),
    prefix=st.sampled_from(["0", "+33", "+33 ", "0033 "]),
    before=st.sampled_from(["", "au ", "20 % : ", "le 5 décembre, "]),
)
@example(digits="12342678", first="6", joins=["", "-", "", "-", "", "-", "", "", ""], prefix="0", before="")
def test_no_grouping_hides_a_french_number(
    digits: str, first: str, joins: list[str], prefix: str, before: str
) -> None:
    number = prefix + first + "".join(join + digit for join, digit in zip(joins, digits, strict=False))
    assert scanned(f"{before}{number} merci") is not None


@given(st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x17F)))
def test_letters_alone_are_never_a_number_or_an_address(text: str) -> None:
    assert scanned(text) in (None, "social", "email")  # a bare word may name a network, or say "arobase"


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a-", "0 ", "un ", "a at ", "votre a a ", "donnez votre ", "+1 ."]
)
def test_no_text_of_allowed_length_makes_the_scan_slow(piece: str) -> None:
    begun = time.perf_counter()
    scanned((piece * 1000)[:1000])
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("http://exemple.fr", "not-https"),
        ("javascript:alert(1)", "not-https"),
        ("exemple.fr", "not-https"),
        ("https://jean:secret@exemple.fr", "user-or-port"),
        ("https://exemple.fr:8443/", "user-or-port"),
        ("https://exemple.fr:x/", "not-an-address"),
        ("https://127.0.0.1/", "not-a-name"),
        ("https://[::1]/", "not-a-name"),
        ("https://localhost/", "not-a-name"),
        ("https:///chemin", "not-a-name"),
        ("https://exem ple.fr", "characters"),
        ("https://exemple.fr\\@autre.fr", "characters"),
        ("https://exémple.fr", "characters"),
        ("https://exemple.fr/" + "a" * 300, "too-long"),
    ],
)
def test_a_link_is_a_plain_https_address_of_a_named_site(link: str, reason: str) -> None:
    with pytest.raises(LinkNotAccepted) as refusal:
        scan.check_link("link", link)
    assert refusal.value.facts == {"field": "link", "reason": reason}


@pytest.mark.parametrize(
    "link", ["https://wa.me/33612345678", "https://www.instagram.com/x", "https://T.ME/abc"]
)
def test_a_link_to_an_account_elsewhere_is_refused(link: str) -> None:
    with pytest.raises(ContactNotAllowed) as refusal:
        scan.check_link("link", link)
    assert refusal.value.facts == {"field": "link", "what": "social"}


@pytest.mark.parametrize(
    "link", ["https://exemple.fr", "https://offres.exemple.co.uk/moi?c=1#x", "https://notx.com/"]
)
def test_a_plain_link_passes_as_it_is(link: str) -> None:
    assert scan.check_link("link", link) == link
