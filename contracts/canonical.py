"""Canonical JSON for hashes and signatures (RFC 8785, narrowed).

Only strings, whole numbers, truth values, null, lists and objects with string keys: no floats, so
that no two languages can disagree on a digit. Whole numbers stay within ±(2^53 − 1), which every
JSON reader keeps exactly (RFC 8785, appendix D; RFC 7493, section 2.2).
"""

import hashlib
import json
from typing import Final

_TYPES: Final = "str, int, bool, None, list, dict"
_MAX_INT: Final = 2**53 - 1
_quoted: Final = json.JSONEncoder(ensure_ascii=False).encode


class NotCanonical(ValueError):
    """A value has no canonical form; ``path`` says where it stands."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path or '(top)'}: {reason}")
        self.path = path
        self.reason = reason


def canonical(value: object) -> bytes:
    """The one UTF-8 spelling of a JSON value; raises NotCanonical."""
    return _spell(value, "").encode()


def digest(value: object) -> bytes:
    """SHA-256 over the canonical spelling, 32 bytes; raises NotCanonical."""
    return hashlib.sha256(canonical(value)).digest()


def _spell(value: object, path: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > _MAX_INT:
            raise NotCanonical(path, "a whole number beyond 2^53 - 1")
        return str(int(value))
    if isinstance(value, str):
        return _spell_string(value, path)
    if isinstance(value, list):
        return "[" + ",".join(_spell(item, f"{path}/{i}") for i, item in enumerate(value)) + "]"
    if isinstance(value, dict):
        return _spell_object(value, path)
    raise NotCanonical(path, f"{type(value).__name__} is not one of {_TYPES}")


def _spell_string(text: str, path: str) -> str:
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise NotCanonical(path, "a lone surrogate")
    return _quoted(str(text))


def _spell_object(members: dict[object, object], path: str) -> str:
    for key in members:
        if not isinstance(key, str):
            raise NotCanonical(path, f"the key {key!r} is not a string")
        _spell_string(key, path)
    # RFC 8785, section 3.2.3: by UTF-16 code units, which differs from code points above U+FFFF.
    ordered = sorted(members, key=lambda key: str(key).encode("utf-16-be"))
    return (
        "{"
        + ",".join(
            f"{_spell_string(str(key), path)}:{_spell(members[key], f'{path}/{key}')}" for key in ordered
        )
        + "}"
    )
