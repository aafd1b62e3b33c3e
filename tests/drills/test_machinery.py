"""The machinery that kills and counts, in a process of its own: forks are not for one that has threads."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def told(program: str) -> str:
    """What a program prints that ends well."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


CHILDREN = """
import asyncio, os, signal, time
from drills import children

async def five():
    return 5

async def fails():
    raise ValueError("on purpose")

async def dies(say):
    say("so far")
    os.kill(os.getpid(), signal.SIGKILL)

async def silent():
    await asyncio.sleep(60)

def failure(act):
    try:
        act()
    except children.ChildFailed as failed:
        return str(failed).strip().splitlines()[-1]

print(children.run(five), children.run_plain(lambda: 6))
print(failure(lambda: children.run(fails)))
print(children.watched(dies))
print(failure(lambda: children.run(lambda: dies(print))))
print(failure(lambda: children.run(silent, patience=0.3)))
print(children.at_once([five, lambda: dies(lambda said: None)]))
print(sorted(children.lanes(3, [str(n) for n in range(20)], lambda it: int(it) ** 2, time.monotonic() + 60)) ==
      sorted((str(n), n * n) for n in range(20)))
print(len(list(children.lanes(2, list("abcdef"), str.upper, time.monotonic() - 1))) <= 2)
try:
    while True:
        os.waitpid(-1, 0)
except ChildProcessError:
    print("nobody is left")
"""


def test_a_child_answers_fails_dies_or_falls_silent_and_is_always_buried() -> None:
    lines = told(CHILDREN).splitlines()
    assert lines[:3] == ["5 6", "ValueError: on purpose", "Killed(said=('so far',))"]
    assert lines[3].startswith("so far") or lines[3].startswith("killed")
    assert lines[-5:] == ["silent for 0.3 s", "[5, Killed(said=())]", "True", "True", "nobody is left"]


DRILL = """
from drills.case import Drill
from drills.run import Asked, carry_out

class Toy(Drill):
    name, lanes = "G0 toy", 2
    def prepare(self, ground, seed): self.seed = seed
    def cases(self): return [f"case {n}" for n in range(3 if self.fast else 10)]
    def attack(self, case): return {"case 7": ["broken"], "case 8": None}.get(case, [])
    def control(self): return CONTROL

CONTROL = ["caught"]
whole = carry_out(Toy(), None, Asked(3, commit="abc"), print)
print(whole.result.tried, whole.result.survived, whole.result.good, whole.untried)
fast = carry_out(Toy(), None, Asked(3, fast=True, commit="abc"), print)
print(fast.result.tried, fast.result.survived, fast.result.good)
rest = carry_out(Toy(), None, Asked(3, skip=9, commit="abc"), print)
print(rest.result.tried)
one = carry_out(Toy(), None, Asked(3, case="case 7", commit="abc"), print)
print(one.result.tried, one.result.survived)
class Shy(Toy):
    lanes = 1
    def attack(self, case): return None if case in ("case 0", "case 1") else []

late = carry_out(Shy(), None, Asked(3, fast=True, seconds=0.0, commit="abc"), print)
print("late", late.result.tried, late.result.good, late.untried)
CONTROL = []
print(carry_out(Toy(), None, Asked(3, fast=True, commit="abc"), print).result.good)
"""


def test_a_drill_is_counted_and_a_failure_says_how_to_see_it_again() -> None:
    out = told(DRILL)
    lines = out.splitlines()
    assert "9 8 False ['case 8']" in lines, "what could not be tried is neither"
    assert "3 3 True" in lines, "the sample"
    assert "1" in lines, "the next part begins after the last"
    assert "1 0" in lines, "one case alone"
    assert "  again: make drill ONLY='G0 toy' SEED=3 CASE='case 7'" in lines
    assert "late 1 True ['case 0', 'case 1']" in lines, "out of time, and yet one answer"
    assert lines[-1] == "False", "a control that is missed"
