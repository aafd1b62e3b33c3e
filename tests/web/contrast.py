"""Contrast of two colours, WCAG 2.2, and the tokens of the style sheet."""

from __future__ import annotations

import re

from market.base.templating import STATIC

TOKEN = re.compile(r"--([a-z-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));")


def luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def tokens() -> dict[str, tuple[str, str]]:
    """The colours by name: by day, by night."""
    css = (STATIC / "tokens.css").read_text()
    return {name: (day or both, night or both) for name, day, night, both in TOKEN.findall(css)}
