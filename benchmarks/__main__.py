"""`python -m benchmarks [--fast | --smoke] [name …]`: measure and write `benchmarks/latest.json`."""

import argparse
import asyncio
import importlib
import sys
import traceback

from benchmarks.harness import Effort, write

MODULES = ("ledger", "settle", "read", "rent", "search", "cold_start", "memory")
"""Each has `async def measure(effort: Effort) -> list[Result]`."""


def main() -> int:
    """Run the named benchmarks, or all; 1 if a goal was missed or a figure could not be taken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument(
        "--fast",
        dest="effort",
        action="store_const",
        const=Effort.FAST,
        help="shorter rounds, the same comparison",
    )
    effort.add_argument(
        "--smoke",
        dest="effort",
        action="store_const",
        const=Effort.SMOKE,
        help="only see that it works: nothing is written, no goal is judged",
    )
    parser.add_argument("names", nargs="*", choices=[*MODULES, []], help="all if none is named")
    chosen = parser.parse_args()
    how, missed = chosen.effort or Effort.FULL, False
    for name in chosen.names or MODULES:
        try:
            results = asyncio.run(importlib.import_module(f"benchmarks.{name}").measure(how))
        except Exception:  # the other figures are taken all the same
            traceback.print_exc()
            print(f"{name:16} COULD NOT BE TAKEN")
            missed = True
            continue
        if how is Effort.SMOKE:
            print(f"{name:16} works")
            continue
        write(results)
        for result in results:
            missed |= not result.met
            verdict = "met" if result.met else "MISSED"
            print(f"{result.name:16} {result.value:>10.3f} {result.unit:8} goal {result.goal}: {verdict}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
