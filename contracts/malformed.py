"""What is wrong with a member of a document, in few fixed words: readers have them in their own language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"missing": "missing", "extra_forbidden": "not of this form", "json_invalid": "not JSON"}
)


def wrong(error: Mapping[str, Any]) -> str:
    """Of an error of pydantic's: "missing", "not of this form", "not JSON", what a check of ours says, else "another
    value".
    """
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return _WORDS.get(str(error["type"]), "another value")
