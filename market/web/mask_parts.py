"""The parts of a mask: words in both languages and a drawing.

The canvas reaches from (-12, -18) to (112, 106); the axis of the face is x = 50. In a drawing, `{base}`,
`{light}`, `{crest}` and `{ink}` stand for colours, `[...]` is drawn a second time as its mirror image, and
`~` before a drawing's attributes makes it a stroke of ink instead of a shape.

Left out on purpose: skin tones, hair, beards, veils, forehead dots, crescents, bared teeth, devil's horns,
and, because shut eyes mean "switched off", any shut eye. Look at a new sheet of sixty before adding a part.
"""

from __future__ import annotations

from typing import NamedTuple


class Palette(NamedTuple):
    """A name and three colours; `base` and `crest` are mid tones that stand out on white and on ink."""

    fr: str
    en: str
    base: str
    light: str
    crest: str


class Part(NamedTuple):
    """A named part: its two words and its drawing."""

    fr: str
    en: str
    drawing: str


INK = "#2a131f"
GREYS = Palette("gris", "grey", "#9a9a9a", "#e4e4e4", "#6a6a6a")

PALETTES = (
    Palette("cobalt", "cobalt", "#5b84f0", "#cfdcff", "#ee6a50"),
    Palette("céladon", "celadon", "#55b394", "#cdeee1", "#3a73b0"),
    Palette("corail", "coral", "#f2664f", "#e9f3c4", "#2f8f9e"),
    Palette("lilas", "lilac", "#a98be0", "#e8ddfb", "#e0608f"),
    Palette("pétrole", "petrol", "#2f97a6", "#c5eaee", "#ef865a"),
    Palette("tilleul", "lime", "#93ab3c", "#e6efbd", "#3d8272"),
    Palette("fuchsia", "fuchsia", "#dc5a94", "#fbd3e3", "#5b6fd6"),
    Palette("ardoise", "slate", "#8390a8", "#dde3ee", "#d9694f"),
    Palette("menthe", "mint", "#3fb6b0", "#ddf3e4", "#7a6bd0"),
    Palette("azur", "azure", "#4fa3e0", "#e6f1c4", "#d8557f"),
    Palette("prune", "plum", "#b565b8", "#cfe8e4", "#3f9a83"),
    Palette("sauge", "sage", "#84a284", "#dce8f6", "#b5527a"),
)

# The right half of each silhouette, from the top of the axis to its foot: only M, L and C, absolute.
SHAPES = (
    Part("ovale", "oval", "M50,10 C74,10 83,27 83,46 C83,70 66,92 50,92"),
    Part("écu", "shield", "M50,15 C62,15 74,13 83,16 C86,46 78,76 50,94"),
    Part("cœur", "heart", "M50,21 C58,7 86,9 84,36 C82,62 64,82 50,94"),
    Part("flamme", "flame", "M50,4 C58,18 82,26 82,50 C82,75 65,92 50,92"),
    Part(
        "trapèze",
        "trapezoid",
        "M50,13 L77,13 C80,13 82,15 82,18 L84,50 C84,53 83,55 82,57 L67,89 C66,91 64,92 62,92 L50,92",
    ),
    Part("lune", "moon", "M50,11 C73,11 91,29 91,52 C91,75 73,93 50,93"),
    Part("arche", "arch", "M50,10 C70,10 83,23 83,42 L83,80 C83,87 78,92 71,92 L50,92"),
    Part("prisme", "prism", "M50,8 L80,24 C82,25 83,27 83,29 L80,66 C80,68 79,70 77,71 L50,94"),
    Part("chouette", "owl", "M50,24 C62,24 70,18 83,7 C91,32 87,60 78,74 C70,86 60,93 50,93"),
    Part("cloche", "bell", "M50,10 C67,10 73,24 76,40 C79,56 90,64 84,79 C79,91 62,93 50,93"),
    Part("calice", "chalice", "M50,12 C68,8 90,16 88,36 C86,56 76,64 72,80 C69,90 60,93 50,93"),
    Part(
        "gradin",
        "step",
        "M50,10 L66,10 L66,20 L77,20 L77,33 L86,33 L86,69 L76,69 L76,81 L65,81 L65,92 L50,92",
    ),
)

# Behind the face.
CRESTS = (
    Part("tête nue", "bare", ""),
    Part(
        "antennes",
        "antennae",
        '[<path d="M68,24C70,8 76,-2 88,-6" fill="none" stroke="{crest}" stroke-width="6"/>'
        '<circle cx="90" cy="-7" r="8" fill="{crest}"/>]',
    ),
    Part(
        "rayons",
        "rays",
        '<path d="M20,40L2,18 24,20 18,-6 38,10 50,-14 62,10 82,-6 76,20 98,18 80,40z" fill="{light}"/>',
    ),
    Part(
        "oreilles rondes",
        "round ears",
        '[<circle cx="86" cy="22" r="16" fill="{crest}"/><circle cx="86" cy="22" r="7" fill="{light}"/>]',
    ),
    Part("couronne", "crown", '<path d="M18,40L13,-6 34,10 50,-13 66,10 87,-6 82,40z" fill="{crest}"/>'),
    Part("halo", "halo", '<circle cx="50" cy="44" r="55" fill="{crest}"/>'),
    Part(
        "plumes",
        "feathers",
        '[<path d="M56,32C60,6 72,-6 86,-9C92,6 84,24 62,36z" fill="{crest}"/>]'
        '<path d="M50,30C36,10 40,-8 50,-15C60,-8 64,10 50,30z" fill="{light}"/>',
    ),
    Part(
        "perles",
        "pearls",
        '<circle cx="50" cy="-6" r="8.5" fill="{crest}"/>[<circle cx="74" cy="-1" r="6.5" fill="{base}"/>]',
    ),
    Part("ailes", "wings", '[<path d="M72,64C98,66 109,46 108,20C92,24 78,34 72,48z" fill="{crest}"/>]'),
    Part("anneau", "ring", '<circle cx="50" cy="44" r="51" fill="none" stroke="{crest}" stroke-width="7"/>'),
    Part(
        "pétales",
        "petals",
        '[<ellipse cx="92" cy="36" rx="17" ry="11" transform="rotate(-8 92 36)" fill="{light}"/>'
        '<ellipse cx="77" cy="8" rx="17" ry="11" transform="rotate(-52 77 8)" fill="{crest}"/>]'
        '<ellipse cx="50" cy="0" rx="11" ry="16" fill="{light}"/>',
    ),
    Part(
        "tiges",
        "stems",
        '[<rect x="53" y="-3" width="11" height="40" rx="5.5" fill="{light}"/>'
        '<rect x="69" y="-13" width="11" height="56" rx="5.5" fill="{crest}"/>]',
    ),
)

# Painted on the face in the light tone, cut to its outline.
PAINTS = (
    "",
    '<path d="M50,0H110V110H50z"/>',
    '<path d="M0,33H100V57H0z"/>',
    '<path d="M0,64H100V110H0z"/>',
    '<path d="M0,84L100,20V110H0z"/>',
    '<path d="M39,0H61V110H39z"/>',
    '<path d="M0,0H100V31H0z"/>',
    '<path d="M50,26L84,58 50,100 16,58z"/>',
    '<path d="M50,0H100V52H50zM0,52H50V110H0z"/>',
    '<path d="M0,0L50,52 100,0V110L50,64 0,110z"/>',
    '[<circle cx="82" cy="66" r="20"/>]',
    '<circle cx="50" cy="98" r="40"/>',
)

FOREHEADS = (
    "",
    "",
    "",
    '<path d="M50,14L57,24.5 50,35 43,24.5z"/>',
    '<path d="M40,22h4.6v9h-4.6zM47.7,17h4.6v14h-4.6zM55.4,22h4.6v9h-4.6z"/>',
    '<path ~ d="M38,29L50,20 62,29"/>',
    '<path d="M40,20H60A10,11 0 0 1 40,20z"/>',
    '<path d="M50,14C58,25 57,33 50,33C43,33 42,25 50,14z"/>',
    '<path d="M39,19H61L50,33z"/>',
    '<path d="M50,13L53,22 62,25 53,28 50,37 47,28 38,25 47,22z"/>',
    '<path ~ d="M36,31A14,14 0 0 1 64,31M44,31A6,6 0 0 1 56,31"/>',
)

# Around (0, 0): the right eye; the left one is its mirror image.
EYES = (
    Part("en amande", "almond", '<path d="M-14,0C-7,-10 7,-10 14,0C7,10 -7,10 -14,0z"/>'),
    Part("ronds", "round", '<circle r="9"/>'),
    Part("mi-clos", "half-closed", '<path d="M-13,-5H13A13,13 0 0 1 -13,-5z"/>'),
    Part("rieurs", "laughing", '<path d="M-13,6A13,13 0 0 1 13,6A15,10 0 0 0 -13,6z"/>'),
    Part("fendus", "slit", '<rect x="-13" y="-3.5" width="26" height="7" rx="3.5"/>'),
    Part("en triangle", "triangular", '<path d="M-12,6L0,-10 12,6z"/>'),
    Part("en losange", "lozenge", '<path d="M-14,0L0,-9 14,0 0,9z"/>'),
    Part("cerclés", "ringed", '<circle r="12"/><circle r="7.6" fill="{light}"/><circle r="3.6"/>'),
    Part(
        "étincelants",
        "bright",
        '<path d="M-15,0C-7,-11 7,-11 15,0C7,11 -7,11 -15,0z"/><circle r="4.4" fill="{light}"/>',
    ),
    Part("carrés", "square", '<rect x="-10" y="-7.5" width="20" height="15" rx="3"/>'),
    Part(
        "levés",
        "upturned",
        '<path d="M-13,-4A13,12 0 0 0 13,-4C8,-12 -8,-12 -13,-4z"/><circle cy="-4" r="3.6" fill="{light}"/>',
    ),
    Part("en demi-lune", "half-moon", '<path d="M-12,5A12,12 0 0 1 12,5z"/>'),
)
SHUT_EYE = '<path ~ d="M-12,-3A12,11 0 0 0 12,-3"/>'
TILTS = (-6, 0, 10)

BROWS = (
    "",
    "",
    '<path ~ d="M55,35C61,27 76,27 82,36"/>',
    '<path d="M55,28.5H81V33.5H55z"/>',
    '<path ~ d="M58,28L79,34"/>',
    '<path ~ d="M52.2,62V42C54,32 66,27 81,32"/>',
    '<path d="M55,35C61,24 76,24 83,35C74,30 64,30 55,35z"/>',
)
NOSES = (
    '<path ~ d="M50,46V64"/>',
    '<path d="M50,44L57,66H43z"/>',
    '<path ~ d="M44,65A6.5,5 0 0 0 56,65"/>',
    '<circle cx="45.5" cy="63" r="2.6"/><circle cx="54.5" cy="63" r="2.6"/>',
    '<path ~ d="M52,42L44,65H52"/>',
    '<path d="M50,42C52,54 58,60 55,65C53,68 47,68 45,65C42,60 48,54 50,42z"/>',
    '<path d="M50,42L54.5,56 50,69 45.5,56z"/>',
    '<path d="M42.5,65A7.5,9 0 0 1 57.5,65z"/>',
)
CHEEKS = (
    "",
    "",
    "",
    '<circle cx="71" cy="65" r="5.5"/>',
    '<circle cx="66" cy="63" r="2.4"/><circle cx="74" cy="63" r="2.4"/><circle cx="70" cy="70" r="2.4"/>',
    '<path ~ d="M64,63H78M64,70H74"/>',
    '<path d="M63,60H79L69,73z"/>',
    '<circle cx="70" cy="61" r="2.8"/><circle cx="70" cy="70" r="2.8"/>',
    '<path d="M70,57L75,65 70,73 65,65z"/>',
    '<circle ~ cx="71" cy="66" r="5"/>',
)
MOUTHS = (
    Part("souriante", "smiling", '<path ~ d="M36,74C42,83 58,83 64,74"/>'),
    Part("droite", "straight", '<rect x="37" y="75.5" width="26" height="5.4" rx="2.7"/>'),
    Part("ronde", "round", '<circle cx="50" cy="78" r="6"/>'),
    Part("en losange", "lozenge", '<path d="M36,78L50,71.5 64,78 50,84.5z"/>'),
    Part("ouverte", "open", '<path d="M37,73H63A13,12 0 0 1 37,73z"/>'),
    Part("songeuse", "pensive", '<path ~ d="M41,77H59"/><circle cx="50" cy="84.5" r="2.4"/>'),
    Part("en arc", "bowed", '<path d="M35,77C42,71 47,72 50,74C53,72 58,71 65,77C58,85 42,85 35,77z"/>'),
    Part("en vague", "wavy", '<path ~ d="M36,78C40,72 45,72 50,78S60,84 64,78"/>'),
    Part("menue", "small", '<rect x="43" y="75" width="14" height="6" rx="3"/>'),
    Part(
        "claire",
        "light",
        '<path d="M35,73H65A15,13 0 0 1 35,73z"/><path d="M41,75.6H59A9,5.5 0 0 1 41,75.6z" fill="{light}"/>',
    ),
    Part("en coin", "sideways", '<path ~ d="M38,78C46,80 56,79 63,73"/>'),
)
