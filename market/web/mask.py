"""The mask: 16 to 32 bytes in, one SVG out. Same bytes, same face; nothing can be read back.

A mask is a silhouette, a crest behind it, a painted zone, and signs in ink. A digest of the bytes chooses
every part, so two masks share a part by chance only. Shape alone tells masks apart; colour only helps.

It stands for a persona before one audience: the bytes are that audience's name of the persona, never an id
of ours. Serve it as an image file; inlined twice on one page, give each copy its own `scope`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, TypeVar

from market.web.mask_parts import (
    BROWS,
    CHEEKS,
    CRESTS,
    EYES,
    FOREHEADS,
    GREYS,
    INK,
    MOUTHS,
    NOSES,
    PAINTS,
    PALETTES,
    SHAPES,
    SHUT_EYE,
    TILTS,
    Palette,
    Part,
)

Language = Literal["fr", "en"]
T = TypeVar("T")

VIEW_BOX = "-12 -18 124 124"
STROKE = 'fill="none" stroke="{ink}"'
MIRROR = '<g transform="matrix(-1 0 0 1 100 0)">'
MIRRORED = re.compile(r"\[([^\]]*)\]")
STEP = re.compile(r"([MLC])([^MLC]+)")


class SeedOutOfRange(ValueError):
    """A mask was asked for from fewer than 16 or more than 32 bytes."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a mask is made from 16 to 32 bytes, not {length}")
        self.length = length


@dataclass(frozen=True, slots=True)
class Mask:
    """The parts that a seed has chosen."""

    palette: Palette
    shape: Part
    crest: Part
    paint: str
    forehead: str
    eyes: Part
    tilt: int
    brow: str
    nose: str
    cheek: str
    mouth: Part


class Lot:
    """Draws entries by mixed radix: each draw takes the remainder and leaves the quotient."""

    def __init__(self, seed: bytes) -> None:
        self.number = int.from_bytes(blake2b(seed, digest_size=32, person=b"moi mask 2").digest(), "big")

    def draw(self, parts: Sequence[T]) -> T:
        self.number, index = divmod(self.number, len(parts))
        return parts[index]


def mask(seed: bytes) -> Mask:
    """Choose each part by the seed; raises `SeedOutOfRange` unless it has 16 to 32 bytes."""
    if not 16 <= len(seed) <= 32:
        raise SeedOutOfRange(len(seed))
    lot = Lot(seed)
    return Mask(
        palette=lot.draw(PALETTES),
        shape=lot.draw(SHAPES),
        crest=lot.draw(CRESTS),
        paint=lot.draw(PAINTS),
        forehead=lot.draw(FOREHEADS),
        eyes=lot.draw(EYES),
        tilt=lot.draw(TILTS),
        brow=lot.draw(BROWS),
        nose=lot.draw(NOSES),
        cheek=lot.draw(CHEEKS),
        mouth=lot.draw(MOUTHS),
    )


def title(seed: bytes, language: Language = "fr") -> str:
    """What a screen reader says: enough to know the mask again. Use it as `alt` where no name stands by."""
    m = mask(seed)
    if language == "fr":
        return f"Masque {m.palette.fr}, {m.shape.fr}, {m.crest.fr}, yeux {m.eyes.fr}, bouche {m.mouth.fr}"
    return (
        f"{m.palette.en.capitalize()} mask, {m.shape.en}, {m.crest.en}, {m.eyes.en} eyes, {m.mouth.en} mouth"
    )


def svg(
    seed: bytes, language: Language = "fr", *, mono: bool = False, asleep: bool = False, scope: str = ""
) -> str:
    """The mask as a standalone SVG document of at most 2,500 bytes.

    `mono` draws it in greys, `asleep` with its eyes shut (the relation is off). `scope` tells two copies of
    one mask on one page apart, so that no id is given twice.
    """
    m = mask(seed)
    key = clip_id(seed, mono=mono, asleep=asleep, scope=scope)
    return coloured(document(m, title(seed, language), key, asleep=asleep), GREYS if mono else m.palette)


def document(m: Mask, words: str, key: str, *, asleep: bool) -> str:
    """The drawing before its colours: the crest, then all that is cut to the outline of the face."""
    face = outline(m.shape.drawing)
    return mirrored(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{VIEW_BOX}" role="img">'
        f"<title>{words}</title>"
        f"{m.crest.drawing}"
        f'<clipPath id="{key}"><path d="{face}"/></clipPath>'
        f'<g clip-path="url(#{key})"><path d="{face}" fill="{{base}}"/>'
        f'<g fill="{{light}}">{m.paint}</g>'
        f'<path d="{face}" fill="none" stroke="{{base}}" stroke-width="4"/>'
        '<g fill="{ink}" stroke-width="4.4" stroke-linecap="round" stroke-linejoin="round">'
        f"{signs(m, asleep=asleep)}</g>"
        "</g></svg>"
    )


def clip_id(seed: bytes, *, mono: bool, asleep: bool, scope: str) -> str:
    """The id of the face's outline: its own for each seed, variant and scope."""
    variant = f"{mono:d}{asleep:d}{scope}".encode()
    return "m" + blake2b(seed + variant, digest_size=8, person=b"moi mask id").hexdigest()


def signs(m: Mask, *, asleep: bool) -> str:
    """What is drawn in ink on the face; the eye comes first, so that a brow lies over it."""
    eye = SHUT_EYE if asleep else m.eyes.drawing
    placed = f'<g transform="translate(68 46) rotate({m.tilt})">{eye}</g>'
    return f"{m.forehead}[{placed}{m.brow}{m.cheek}]{m.nose}{m.mouth.drawing}"


def outline(half: str) -> str:
    """Close a right half with its mirror image: the same steps, read backwards, each x turned to 100 - x."""
    steps = [(letter, points.split()) for letter, points in STEP.findall(half)]
    path = " ".join(letter + " ".join(points) for letter, points in steps)
    pen = [points[-1] for _, points in steps]
    for index in range(len(steps) - 1, 0, -1):
        letter, points = steps[index]
        back = [*reversed(points[:-1]), pen[index - 1]]
        path += " " + letter + " ".join(across(point) for point in back)
    return path + "z"


def across(point: str) -> str:
    """The point on the other side of the axis x = 50."""
    x, y = point.split(",")
    return f"{100 - float(x):g},{y}"


def mirrored(drawing: str) -> str:
    """Expand `[...]` into the drawing and its mirror image."""
    return MIRRORED.sub(lambda match: f"{match[1]}{MIRROR}{match[1]}</g>", drawing)


def coloured(drawing: str, palette: Palette) -> str:
    """Put the colours in, strokes first because they name one."""
    colours = {"base": palette.base, "light": palette.light, "crest": palette.crest, "ink": INK}
    drawing = drawing.replace("~", STROKE)
    for name, value in colours.items():
        drawing = drawing.replace(f"{{{name}}}", value)
    return drawing
