"""The drill of a whole year, and its control: small years, one of which is not broken."""

from collections.abc import Sequence
from random import Random

from drills import children
from drills.case import Broken, Drill, whole
from drills.ground import Ground
from drills.planted import PLANTED
from drills.size import SMALL, WHOLE, Size
from drills.town import town
from drills.year import A_HOLDER_A_YEAR, OFTEN, Year

LONG = 6 * 3600.0
"""Seconds that a year may take."""


class TheYear(Drill):
    """One case, named by its size: another size is `CASE='20 holders, 4 brands, 3 months'`."""

    name, lanes, sampled = "year", 1, False

    def prepare(self, ground: Ground, seed: int) -> None:
        self.ground, self.seed = ground, seed

    def cases(self) -> Sequence[str]:
        return [str(WHOLE)]

    def attack(self, case: str) -> list[str] | None:
        return self._lived(Size.named(case), whole)

    def control(self) -> list[str]:
        """A small year in which nothing may be wrong, then the same with bugs: each has to be found by its own words.

        Nothing, if anything else was found as well: then the words prove nothing.
        """
        doubts, found = self._lived(SMALL, whole, OFTEN), []
        doubts = [f"the unbroken year: {it}" for it in doubts]
        for planted in PLANTED:
            if not doubts:
                found += (wrong := self._lived(SMALL, planted.plant, OFTEN))
                doubts = planted.unlike(wrong)
        for doubt in doubts:
            print(f"  year: {doubt}", flush=True)
        return [] if doubts else found

    def _lived(self, size: Size, broken: Broken, pace: float = A_HOLDER_A_YEAR) -> list[str]:
        async def live() -> list[str]:
            broken()
            async with town(self.ground, name) as place:
                year = Year(place, size, Random(f"{self.seed} {size}"), pace)
                await year.begin()
                await year.live()
                return await year.judge()

        with self.ground.copy_of("market") as name:
            try:
                return children.run(live, patience=LONG)
            except children.ChildFailed as failed:
                return [str(failed)]


DRILLS = [TheYear()]
