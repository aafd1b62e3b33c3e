"""What several parts of the gateway read in the SDK's objects."""

from typing import Any


def id_of(value: Any) -> str | None:
    """The id of what may be expanded."""
    return value if value is None or isinstance(value, str) else str(value.id)


def metadata_of(value: Any) -> dict[str, str]:
    return dict(value.to_dict()) if value else {}
