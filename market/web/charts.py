"""Where the bars of a chart stand. Pure geometry: amounts in, coordinates out; a template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 340, 178
LEFT, TOP, FLOOR = 38, 20, 150
GAP = 2  # between the stacked parts of one bar


@dataclass(frozen=True, slots=True)
class Earnings:
    """What one month brought, in cents: paid out, ready to be paid, on hold."""

    label: str
    paid: int = 0
    ready: int = 0
    held: int = 0

    @property
    def total(self) -> int:
        return self.paid + self.ready + self.held


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of one kind: "paid", "ready" or "held"."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the chart and the cents it stands for."""

    cents: int
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """All that a template needs to draw the months."""

    ticks: tuple[Tick, ...]
    blocks: tuple[Block, ...]
    labels: tuple[tuple[float, str], ...]


LABELS = 4  # under many bars, so that they do not touch


@dataclass(frozen=True, slots=True)
class Column:
    """What stands at one place of a chart, in cents: one bar, or two side by side."""

    label: str
    first: int
    second: int = 0


def columns_chart(columns: Sequence[Column]) -> Chart:
    """Bars from the floor, oldest first; the second of a place stands beside the first, as kind "ready"."""
    highest = max((max(it.first, it.second) for it in columns), default=0)
    distance = step(highest)
    lines = max(1, -(-highest // distance))
    scale = (FLOOR - TOP) / (lines * distance)
    ticks = tuple(Tick(n * distance, round(FLOOR - n * distance * scale, 1)) for n in range(lines + 1))
    room = (WIDTH - LEFT - 4) / max(1, len(columns))
    double = any(it.second for it in columns)
    width = round(min(26.0, room * (0.38 if double else 0.7)), 1)
    every = -(-len(columns) // LABELS) or 1
    blocks, labels = [], []
    for index, it in enumerate(columns):
        middle = LEFT + room * (index + 0.5)
        if index % every == 0:
            labels.append((round(middle, 1), it.label))
        left = middle - width if double else middle - width / 2
        for place, (kind, cents) in enumerate((("paid", it.first), ("ready", it.second))):
            if cents:
                tall = round(max(1.0, cents * scale), 1)
                blocks.append(
                    Block(kind, round(left + place * width, 1), round(FLOOR - tall, 1), width, tall)
                )
    return Chart(ticks, tuple(blocks), tuple(labels))


def step(highest: int) -> int:
    """A round distance between lines (1, 2 or 5 times a power of ten euros) that needs at most three."""
    size = 100
    while True:
        for factor in (1, 2, 5):
            if 3 * factor * size >= highest:
                return factor * size
        size *= 10


def earnings_chart(months: Sequence[Earnings]) -> Chart:
    """Stacked bars, oldest first; the highest line lies at or above the highest bar."""
    highest = max((month.total for month in months), default=0)
    distance = step(highest)
    lines = max(1, -(-highest // distance))
    scale = (FLOOR - TOP) / (lines * distance)
    ticks = tuple(Tick(n * distance, round(FLOOR - n * distance * scale, 1)) for n in range(lines + 1))
    room = (WIDTH - LEFT - 4) / max(1, len(months))
    width = round(min(30.0, room * 0.6), 1)
    blocks: list[Block] = []
    labels: list[tuple[float, str]] = []
    for index, month in enumerate(months):
        middle = LEFT + room * (index + 0.5)
        labels.append((round(middle, 1), month.label))
        foot: float = FLOOR
        for kind, cents in (("paid", month.paid), ("ready", month.ready), ("held", month.held)):
            if cents:
                height = cents * scale
                shown = max(1.0, height - GAP)
                blocks.append(
                    Block(kind, round(middle - width / 2, 1), round(foot - height, 1), width, round(shown, 1))
                )
                foot -= height
    return Chart(ticks, tuple(blocks), tuple(labels))
