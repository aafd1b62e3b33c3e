"""Text that one side writes for the other, as it is kept: visible, trimmed, composed. Pure."""

import unicodedata

from market.relations.errors import TextNotAccepted

_SPACES = "\u00a0\u202f"  # French typography puts them before ; : ! ?


def line(field: str, text: str, most: int) -> str:
    """One line of visible text, trimmed, in NFC. Raises TextNotAccepted."""
    return _visible(field, text, most, _SPACES)


def words(field: str, text: str, most: int) -> str:
    """Visible text of any number of lines, trimmed, in NFC. Raises TextNotAccepted."""
    return _visible(field, text.replace("\r\n", "\n"), most, _SPACES + "\n")


def _visible(field: str, text: str, most: int, also: str) -> str:
    kept = unicodedata.normalize("NFC", text).strip()
    if not kept:
        raise TextNotAccepted(field=field, reason="empty")
    if len(kept) > most:
        raise TextNotAccepted(field=field, reason="too-long", most=most)
    if not all(letter.isprintable() or letter in also for letter in kept):
        raise TextNotAccepted(field=field, reason="characters")
    return kept
