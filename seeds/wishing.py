"""Whom the demo's holders would welcome: one bicycle maker of them all, and Camille a few more."""

from typing import Final

from market.relations.errors import GivesYouAway
from market.relations.welcome.actions import welcome, welcome_typed
from seeds.stage import Stage

CAMILLE: Final = 0
EVERYBODYS: Final = "vagabonde.example.com"
SPELLINGS: Final = ("Vagabonde", "vagabonde", "VAGABONDE", "Vagabonde")
"""The bicycles that everybody would like to be asked about; in a demo that is large enough, a crowd's."""

A_CROWD: Final = 64  # holders
OTHERS: Final = (
    ("Atelier Sel & Pin", "seletpin.example.com"),
    ("La Fabrique du Bocal", "https://www.fabriquedubocal.example.com/"),
)


async def say_whom_they_would_welcome(stage: Stage) -> None:
    """The first so many holders who are here; a name that says too much of its holder is left unsaid."""
    here = [number for number, it in sorted(stage.holders.items()) if it.person]
    for number in here[:A_CROWD]:
        await _name(stage, number, SPELLINGS[number % len(SPELLINGS)], EVERYBODYS)
    for name, website in OTHERS:
        await _name(stage, CAMILLE, name, website)
    await welcome(stage.holders[CAMILLE], stage.brand_id(0))


async def _name(stage: Stage, number: int, name: str, website: str) -> None:
    try:
        await welcome_typed(stage.holders[number], name, website)
    except GivesYouAway:
        return
