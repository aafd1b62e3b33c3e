import pytest

from tests.web.contrast import contrast, tokens

TEXT, LARGE_OR_CONTROL = 4.5, 3.0

PAIRS = [
    *(("ink", ground, 13.0) for ground in ("paper", "surface", "sunk")),
    *(("soft", ground, 6.0) for ground in ("paper", "surface", "sunk")),
    ("on-act", "act", 16.0),
    ("on-lamp", "lamp", 10.0),
    ("on-stage", "stage", 10.0),
    *((state, f"{state}-soft", 5.5) for state in ("stop", "good", "wait")),
    ("stop", "surface", TEXT),
    ("surface", "stop", TEXT),
    *(("edge", ground, LARGE_OR_CONTROL) for ground in ("paper", "surface", "sunk")),
    *(("focus", ground, LARGE_OR_CONTROL) for ground in ("paper", "surface", "sunk", "stage")),
    ("lamp-edge", "surface", LARGE_OR_CONTROL),
    ("asleep", "on-lamp", LARGE_OR_CONTROL),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_colours_keep_the_contrast_that_the_look_promises(
    front: str, ground: str, least: float, theme: int
) -> None:
    colours = tokens()
    assert contrast(colours[front][theme], colours[ground][theme]) >= least
