"""`python -m benchmarks [--fast] [name …]`: measure and write `benchmarks/latest.json`."""

import argparse
import asyncio
import importlib
import sys

from benchmarks.harness import write

MODULES = ("ledger", "settle", "read", "rent", "search", "cold_start", "memory")
"""Each has `async def measure(fast: bool) -> list[Result]`."""


def main() -> int:
    """Run the named benchmarks, or all; 1 if a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="shorter rounds, the same comparison")
    parser.add_argument("names", nargs="*", choices=[*MODULES, []], help="all if none is named")
    chosen = parser.parse_args()
    missed = False
    for name in chosen.names or MODULES:
        results = asyncio.run(importlib.import_module(f"benchmarks.{name}").measure(chosen.fast))
        write(results)
        for result in results:
            missed |= not result.met
            verdict = "met" if result.met else "MISSED"
            print(f"{result.name:16} {result.value:>10.3f} {result.unit:8} goal {result.goal}: {verdict}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
