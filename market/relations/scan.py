"""Looks for contact details and for requests for identity in free text, French and English. Pure.

Text is compared without case, accents, typographic variants and invisible characters. The scan is a fence,
not a proof: whoever is determined finds words around it. That is why reports exist, and why the text reaches
one reader only. It prefers to refuse too much of what looks like a number or an address, and says where.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from market.relations.errors import ContactNotAllowed, LinkNotAccepted

LINK_REVEALS_ADDRESS: Final = "link-reveals-address"
"""The warning that goes with every link: the site that is visited sees the reader's address on the net."""

LINK_MOST: Final = 300

_INVISIBLE: Final = frozenset({"Cf", "Cc", "Co", "Cn", "Cs"})
_SEP: Final = r"[\s.,\-_/()·•:*|]{0,3}"

_EMAIL: Final = re.compile(
    r"\w@\w|[\w.+-]+\s?@\s?[\w-]+\.\w"
    r"|[\w.+-]+\s*(?:[\[({<]\s*(?:at|arobase?|chez)\s*[\])}>]|\s(?:at|arobase?)\s)\s*[\w-]+"
    r"\s*(?:\.|\s?[\[({]?\s*\b(?:dot|point)\b\s*[\])}]?\s?)\s*[a-z]{2,}"
    r"|\barobase?\b"
)

_NUMBER_WORDS: Final = (
    "zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?"
    "|trente|quarante|cinquante|soixante|oh|one|two|three|four|five|seven|eight|nine|double|et"
)
_PHONE: Final = re.compile(
    r"(?:\+|(?<!\d)00)" + _SEP + r"[1-9](?:" + _SEP + r"\d){6,13}(?!\d)"  # international, E.123
    r"|(?<!\d)33" + _SEP + r"(?:0" + _SEP + r")?[1-9](?:" + _SEP + r"\d){8}(?!\d)"
    r"|(?<!\d)0" + _SEP + r"[1-9](?:" + _SEP + r"\d){8,9}(?!\d)"  # France; United Kingdom with one more
    r"|(?<!\d)\(?[2-9]\d{2}\)?[\s.-]{1,2}\d{3}[\s.-]\d{4}(?!\d)"  # North America
    rf"|\b(?:{_NUMBER_WORDS})(?:[\s,.-]+(?:{_NUMBER_WORDS})){{4,}}\b"
)
# Two dates in a row are ten digits and more; they are taken out before numbers are looked for.
_DATE: Final = re.compile(
    r"(?<![\d.+/-])(?:(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:20\d\d|2[6-9])"
    r"|20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\d]|[/.-]\d)"
)

_SURE: Final = (
    "com|fr|net|org|eu|info|biz|shop|store|online|site|paris|bzh|corsica|app|dev|io|tv|gg|link|club"
)
_DOUBTFUL: Final = "be|ch|de|es|it|me|co|ai|uk|ly|us|lu|nl|pt|gl|to|in|cc"  # also ends of a sentence
_LINK: Final = re.compile(
    r"\b(?:https?|ftp|tel|mailto|sms|whatsapp|tg)\s?:\s?(?://)?\S"
    r"|\bwww\s?\.\s?\w"
    rf"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_SURE})\b(?!\.\w)"
    rf"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_DOUBTFUL})(?:/\w|\b(?=[?#]\w))"
    rf"|\b[a-z0-9-]+\s*[\[({{]?\s*\b(?:dot|point)\b\s*[\])}}]?\s*(?:{_SURE})\b"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
)

_SOCIAL: Final = re.compile(
    r"(?<![\w.])@\s?[a-z0-9_.]{2,}"
    r"|\b(?:whatsapp|telegram|instagram|insta|facebook|messenger|snapchat|tiktok|linkedin|discord|twitter"
    r"|pinterest|viber|wechat|threads|mastodon|bluesky)\b"
)
_SOCIAL_HOSTS: Final = (
    *("wa.me", "whatsapp.com", "t.me", "telegram.me", "m.me", "messenger.com", "discord.gg", "discord.com"),
    *("facebook.com", "fb.com", "fb.me", "instagram.com", "threads.net", "snapchat.com", "tiktok.com"),
    *("linkedin.com", "lnkd.in", "twitter.com", "x.com", "bsky.app", "pinterest.com", "pinterest.fr"),
    *("youtube.com", "signal.me", "signal.group"),
)

_YOURS: Final = r"\b(?:votre|vos|ton|ta|tes|your|ur)\s+(?:\w+['\s-]+){0,2}?"
_WHO: Final = (
    r"(?:noms?|prenoms?|patronyme|identite|adresse|coordonnees|numeros?|date de naissance"
    r"|courriels?|pseudos?|rib|iban|passeport|selfie"
    r"|names?|surname|identity|address|contact details?|details|numbers?(?! one)|date of birth|birth date"
    r"|passport|id|username|handle|whereabouts)\b"
)
_THINGS: Final = (
    r"(?:telephone|portable|mobile|mail|e-?mail|phone|cell|photo|profil|profile|compte|account)\b"
)
_ASK: Final = (
    r"\b(?:donne[rz]?|laisse[rz]?|indique[rz]?|communique[rz]?|envoye[rz]|envoie|precise[rz]?|renseigne[rz]?"
    r"|partage[rz]?|transmet\w*|confirme[rz]?|saisi\w*|give|leave|send|share|tell|provide|enter|confirm|type"
    r"|text|submit)\b[^.!?\n]{0,40}?"
)
_IDENTITY: Final = re.compile(
    rf"{_YOURS}{_WHO}"
    rf"|{_ASK}{_YOURS}{_THINGS}"
    r"|\b(?:piece|carte|justificatif) d'identite\b|\bid card\b|\bproof of (?:identity|address)\b"
    r"|\b(?:qui etes[- ]vous|qui es[- ]tu|who are you|ou habite[sz]|where (?:do )?you live|comment vous appele"
    r"|comment t'appelle|justificatif de domicile)"
)
_CONTACT: Final = re.compile(
    r"\b(?:appele[rz]|contacte[rz]|ecrive[rz]|telephone[rz]|joigne[rz]|ecris|appelle|contacte)[- ]"
    r"(?:nous|moi|le|la|les|notre)\b"
    r"|\bnous (?:appeler|contacter|ecrire|telephoner|joindre)\b"
    r"|\b(?:suivez|ajoutez|follow|add)[- ](?:nous|moi|us|me)\b"
    r"|\b(?:call|phone|text|e-?mail|contact|message|ring|dm|whatsapp|write to|reach|get in touch with)"
    r" (?:us|me|our)\b|\bget in touch\b"
)

DETAILS: Final = (("email", _EMAIL), ("link", _LINK), ("social", _SOCIAL))
_REQUESTS: Final = (("identity", _IDENTITY), ("contact", _CONTACT))
_TYPOGRAPHY: Final = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}
)


def bare(text: str) -> str:
    """The text as the scan compares it: without case, accents, typography and what cannot be seen."""
    apart = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY))
    seen = (
        str(unicodedata.decimal(letter, letter))  # any script's digits
        for letter in apart
        if not unicodedata.combining(letter)
        and (letter in "\n\t" or unicodedata.category(letter) not in _INVISIBLE)
    )
    return "".join(seen).casefold().translate(_TYPOGRAPHY)


def refuse_details(field: str, text: str) -> None:
    """Raises ContactNotAllowed when `text` holds an e-mail address, a phone number, a link or an account."""
    plain = bare(text)
    for what, pattern in DETAILS:
        if pattern.search(plain):
            raise ContactNotAllowed(field=field, what=what)
    if has_phone(plain):
        raise ContactNotAllowed(field=field, what="phone")


def has_phone(plain: str) -> bool:
    """Whether a text that is `bare` holds a number to call."""
    return _PHONE.search(_DATE.sub(" # ", plain)) is not None


def refuse_requests(field: str, text: str) -> None:
    """Raises ContactNotAllowed when `text` asks who the reader is, or to call or write around Moi."""
    plain = bare(text)
    for what, pattern in _REQUESTS:
        if pattern.search(plain):
            raise ContactNotAllowed(field=field, what=what)


def check_link(field: str, link: str) -> str:
    """The link again, if it is a plain https address of a named site. Raises LinkNotAccepted, ContactNotAllowed.

    No scheme but https, no user, no port, no number in place of a name, no site where people have accounts.
    """
    if len(link) > LINK_MOST:
        raise LinkNotAccepted(field=field, reason="too-long")
    if (
        not link.isascii()
        or any(letter.isspace() or not letter.isprintable() for letter in link)
        or "\\" in link
    ):
        raise LinkNotAccepted(field=field, reason="characters")
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        raise LinkNotAccepted(field=field, reason="not-an-address") from None
    if parts.scheme != "https":
        raise LinkNotAccepted(field=field, reason="not-https")
    if parts.username is not None or parts.password is not None or port is not None:
        raise LinkNotAccepted(field=field, reason="user-or-port")
    host = (parts.hostname or "").rstrip(".")
    if not re.fullmatch(
        r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})", host
    ):
        raise LinkNotAccepted(field=field, reason="not-a-name")
    if any(host == social or host.endswith("." + social) for social in _SOCIAL_HOSTS):
        raise ContactNotAllowed(field=field, what="social")
    return link
