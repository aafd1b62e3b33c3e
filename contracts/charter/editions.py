"""The charter's editions, read from their files when this is imported: a broken one stops the start."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from contracts.charter.model import Edition
from contracts.charter.signed import digest_of, sign
from contracts.compliance import EditionAstray
from contracts.keys import PrivateKey

FILES: Final = Path(__file__).parent / "editions"


def read(path: Path) -> Edition:
    """The edition in a file ``N.json``. Raises EditionAstray, and pydantic's ValidationError."""
    edition = Edition.model_validate_json(path.read_bytes())
    if path.name != f"{edition.edition}.json":
        raise EditionAstray(path.name, edition.edition)
    return edition


EDITIONS: Final[Mapping[int, Edition]] = MappingProxyType(
    {it.edition: it for it in sorted(map(read, FILES.glob("*.json")), key=lambda it: it.edition)}
)
"""Every edition, later ones last."""


def current() -> Edition:
    """The latest edition: the one that is signed."""
    return EDITIONS[max(EDITIONS)]


def document(key: PrivateKey) -> dict[str, Any]:
    """All editions as one JSON document, each with its digest and the platform's signature over that."""
    return {
        "format": "moi.charter",
        "version": 1,
        "current": current().edition,
        "editions": [
            {**it.model_dump(mode="json"), "digest": digest_of(it), "signed": sign(it, key)}
            for it in EDITIONS.values()
        ],
    }
