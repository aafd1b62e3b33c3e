"""Where faces of personas and of starting masks lie, by what they are derived from."""

import uuid
from hashlib import blake2b

from market.base import names

KIND = "persona"


def of_name(name: str) -> str:
    """The face of a persona under one outward name."""
    return f"/faces/{names.mask_seed(name).hex()}.svg"


def of_persona(persona: uuid.UUID, audience: names.Audience) -> tuple[str, str]:
    """(handle, face) of a persona before an audience."""
    name = names.name(KIND, persona, audience)
    return names.handle(name), of_name(name)


def of_mask(mask: str) -> str:
    """The face that stands for a starting mask: the same for everybody, and nobody's."""
    return f"/faces/{blake2b(mask.encode(), digest_size=16, person=b'starting mask').hexdigest()}.svg"
