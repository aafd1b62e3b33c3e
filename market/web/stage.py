"""The mask on the landing page's stage. It stands for no one: its seed is a sentence of ours."""

from __future__ import annotations

from hashlib import sha256

from market.base.i18n import Language
from market.web import mask

SEED = sha256(b"moi, on the stage, 15991").digest()


def awake() -> str:
    """The picture in `static/img/stage-awake.svg`."""
    return mask.svg(SEED)


def asleep() -> str:
    """The picture in `static/img/stage-asleep.svg`."""
    return mask.svg(SEED, asleep=True)


def title(language: Language) -> str:
    """What the mask looks like, in words."""
    return mask.title(SEED, language)
