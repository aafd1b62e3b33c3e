"""The editions of the profile, read from their files when this is imported: a broken one stops the start."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from contracts.compliance.model import EditionAstray, Profile

FILES: Final = Path(__file__).parent / "editions"


def read(path: Path) -> Profile:
    """The edition in a file ``N.json``. Raises EditionAstray, and pydantic's ValidationError."""
    profile = Profile.model_validate_json(path.read_bytes())
    if path.name != f"{profile.edition}.json":
        raise EditionAstray(path.name, profile.edition)
    return profile


EDITIONS: Final[Mapping[int, Profile]] = MappingProxyType(
    {it.edition: it for it in sorted(map(read, FILES.glob("*.json")), key=lambda it: it.edition)}
)
"""Every edition, later ones last."""


def current() -> Profile:
    """The latest edition: the one that pages and exports read."""
    return EDITIONS[max(EDITIONS)]


def document() -> dict[str, Any]:
    """All editions as one JSON document, with the number of the current one."""
    return {
        "format": "moi.compliance",
        "version": 1,
        "current": current().edition,
        "editions": [it.model_dump(mode="json") for it in EDITIONS.values()],
    }
