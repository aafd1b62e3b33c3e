"""The machinery that kills and counts, in a process of its own: forks are not for one that has threads."""

import contextlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

from drills.record import known

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

files = len(os.listdir("/proc/self/fd"))
print(children.run(five), children.run_plain(lambda: 6))
print(failure(lambda: children.run(fails)))
print(children.watched(dies))
print(failure(lambda: children.run(lambda: dies(print))))
print(failure(lambda: children.run(silent, patience=0.3)))
print(children.at_once([five, lambda: dies(lambda said: None)]))
print(sorted(children.lanes(3, [str(n) for n in range(20)], lambda it: int(it) ** 2, time.monotonic() + 60)) ==
      sorted((str(n), n * n) for n in range(20)))
print(len(list(children.lanes(2, list("abcdef"), str.upper, time.monotonic() - 1))) <= 2)
print(len(os.listdir("/proc/self/fd")) == files)
try:
    while True:
        os.waitpid(-1, 0)
except ChildProcessError:
    print("nobody is left")
"""

GROUND = """
import signal, sys
from pathlib import Path
from drills import ground
from market.base.embedded import Embedded

ground.MEMORY, ground.ROOM = Path(sys.argv[1]), 0
home, lock = ground._home()  # clears first
server = Embedded(home, durable=False)
server.start()
print(home, server.data, flush=True)
signal.pause()
"""


def test_what_a_killed_run_leaves_is_cleared_by_the_next_and_what_runs_is_not(tmp_path: Path) -> None:
    def started() -> tuple["subprocess.Popen[str]", Path, Path]:
        program = [sys.executable, "-c", GROUND, str(tmp_path)]
        process = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        home, data = process.stdout.readline().split()
        return process, Path(home), Path(data)

    killed, dead, data = started()
    server = int((data / "postmaster.pid").read_text().split()[0])
    killed.kill()
    killed.communicate()
    assert Path(f"/proc/{server}").exists(), "a server outlives who started it"
    runs, alive, _ = started()
    assert not dead.exists() and not data.exists() and not _lives(server)
    third, latest, _ = started()
    assert alive.exists() and latest.exists(), "what somebody is at is left alone"
    for process in (runs, third):
        process.kill()
        process.communicate()
    told(f"from pathlib import Path; from drills.ground import _clear; _clear(Path({str(tmp_path)!r}))")
    assert list(tmp_path.iterdir()) == []


def _lives(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


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


CAMPAIGN = """
import sys, time
from pathlib import Path
from drills import run
from drills.campaign import campaign
from drills.case import Drill
from drills.run import Asked

run.OFTEN = 0.0
folder, names, seconds, pace = Path(sys.argv[1]), sys.argv[2].split(), float(sys.argv[3]), float(sys.argv[4])

class Toy(Drill):
    lanes = 2
    def __init__(self, name): self.name = name
    def prepare(self, ground, seed): pass
    def cases(self): return [f"case {n}" for n in range(30)]
    def weight(self, case): return 2
    def attack(self, case):
        with (folder / "notes").open("a") as file:
            file.write(f"{self.name} {case}\\n")
        time.sleep(pace)
        return None if case in ("case 3", "case 11") else []
    def control(self):
        with (folder / "notes").open("a") as file:
            file.write(f"{self.name} control\\n")
        return ["caught"]

asked = Asked(1, seconds=seconds, commit="abc")
print(campaign([Toy(it) for it in names], None, asked, print, folder / "latest.json"))
"""


def part(folder: Path, names: str, seconds: float, pace: float = 0.0) -> "subprocess.Popen[str]":
    """A part of a campaign of toys, under way."""
    arguments = [sys.executable, "-c", CAMPAIGN, str(folder), names, str(seconds), str(pace)]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def said(process: "subprocess.Popen[str]") -> list[str]:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.splitlines()


def notes(folder: Path, name: str) -> list[str]:
    """What was done to a toy, in order."""
    lines = (folder / "notes").read_text().splitlines()
    return [it.removeprefix(f"{name} ") for it in lines if it.startswith(f"{name} ")]


EVERY = [f"case {n}" for n in range(30)]


def test_a_part_goes_on_where_the_one_before_stopped(tmp_path: Path) -> None:
    said(part(tmp_path, "toy", 0.5, pace=0.1))
    (first,) = known(tmp_path / "latest.json")
    assert 0 < first.tried < 56
    assert said(part(tmp_path, "toy", 60))[-1] == "True"
    assert notes(tmp_path, "toy").count("control") == 1, "it was caught on this very commit"
    tried = [it for it in notes(tmp_path, "toy") if it != "control"]
    assert sorted(tried) == sorted(EVERY), "each once, also those that this run does not come by"
    assert [(it.tried, it.survived, it.control_caught) for it in known(tmp_path / "latest.json")] == [
        (56, 56, True)
    ]
    assert said(part(tmp_path, "toy", 60))[-1] == "True", "and nothing is left"
    assert len(notes(tmp_path, "toy")) == 31


def test_a_part_that_is_killed_has_kept_what_it_found(tmp_path: Path) -> None:
    killed = part(tmp_path, "toy", 60, pace=0.1)
    while not (tmp_path / "latest.json").exists() or known(tmp_path / "latest.json")[0].tried < 8:
        time.sleep(0.02)
    killed.kill()
    killed.communicate()
    kept = known(tmp_path / "latest.json")[0].tried // 2
    assert said(part(tmp_path, "toy", 60))[-1] == "True"
    again = [it for it in notes(tmp_path, "toy") if it != "control"]
    assert set(again) == set(EVERY) and kept >= 4
    assert len(again) <= len(EVERY) + 2 + 2, "what was in its two lanes, and what each was about to keep"
    assert 56 <= known(tmp_path / "latest.json")[0].tried <= 58


def test_without_its_notes_a_part_goes_on_after_as_many_as_were_counted(tmp_path: Path) -> None:
    said(part(tmp_path, "toy", 0.5, pace=0.1))
    shutil.rmtree(tmp_path / ".places")
    assert said(part(tmp_path, "toy", 60))[-1] == "True"
    assert set(notes(tmp_path, "toy")) == {"control", *EVERY}


def test_two_parts_at_once_share_the_drills_out_and_keep_all_results(tmp_path: Path) -> None:
    names = "red green blue"
    both = [part(tmp_path, names, 60, pace=0.02) for _ in range(2)]
    lines = [said(it) for it in both]
    assert any("another part is at it" in line for line in lines[0] + lines[1])
    for name in names.split():
        tried = [it for it in notes(tmp_path, name) if it != "control"]
        assert sorted(tried) == sorted(EVERY), f"{name}: each case once"
    assert [(it.name, it.tried) for it in known(tmp_path / "latest.json")] == [
        ("blue", 56),
        ("green", 56),
        ("red", 56),
    ]
