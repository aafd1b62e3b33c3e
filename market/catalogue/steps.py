"""Sizes as they are shown: "at least" a step, so that no single person moves a number below 50."""

from bisect import bisect_right

CROWD = 11
_MANTISSAS = (1, 2, 5)
STEPS = (50, *(m * 10**e for e in range(2, 10) for m in _MANTISSAS))


class SmallerThanACrowd(ValueError):
    """A size that must not be shown at all."""

    def __init__(self, size: int, crowd: int) -> None:
        super().__init__(f"{size} is smaller than a crowd of {crowd}")
        self.size, self.crowd = size, crowd


def coarse_count(size: int, crowd: int = CROWD) -> int:
    """The largest of crowd, 50, 100, 200, 500, 1,000, … that `size` reaches; raises `SmallerThanACrowd`.

    The answer `crowd` carries no number: it is the promise that every class keeps.
    """
    if size < crowd:
        raise SmallerThanACrowd(size, crowd)
    reached = bisect_right(STEPS, size)
    return max(crowd, STEPS[reached - 1]) if reached else crowd
