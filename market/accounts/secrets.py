"""What is shown once and stored as a hash: session tokens, mailed codes, API keys; and e-mail look-up.

These secrets have 256 random bits, so a plain SHA-256 keeps them: nobody can try them all. Passwords and
addresses are guessable: the first get argon2id (`passwords.py`), the second a keyed hash.
"""

import hashlib
import hmac
import secrets
import uuid

from market.base import vault
from market.base.keyring import keyring

KEY_MARK = "moi_"
PREFIX = len(KEY_MARK) + 6  # characters of a key that its owner may see again


def new_secret() -> str:
    """A fresh secret of 256 bits, 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A fresh API key; its mark lets scanners of leaked secrets find it."""
    return KEY_MARK + new_secret()


def hash_key(text: str) -> bytes:
    """The 32 bytes under which a token, code or API key is stored. Pure."""
    return hashlib.sha256(text.encode()).digest()


def email_lookup(address: str) -> bytes:
    """The 32 bytes under which an account is found; capitals do not matter. Needs the keyring to try one."""
    return hmac.digest(keyring().derive("mail"), address.lower().encode(), "sha256")


def bucket(purpose: str, what: bytes) -> bytes:
    """The name under which tries are counted, for `attempts.py`."""
    return hmac.digest(keyring().derive("attempts"), purpose.encode() + b"|" + what, "sha256")


def email_place(person: uuid.UUID) -> vault.Place:
    """Where a person's sealed address stands."""
    return vault.Place("people", "email", person)


def factor_place(person: uuid.UUID) -> vault.Place:
    """Where an operator's sealed second factor stands."""
    return vault.Place("second_factors", "sealed", person)


def recovery_hash(person: uuid.UUID, code: str) -> bytes:
    """The 32 bytes under which a recovery code is stored. Needs the keyring to try one."""
    return hmac.digest(keyring().derive("recovery"), person.bytes + b"|" + code.encode(), "sha256")


def subject(person: uuid.UUID) -> uuid.UUID:
    """A person as the subject of an audit row: half of their tag there, so that it joins to nothing here."""
    return uuid.UUID(bytes=vault.tag("audit", person)[:16])
