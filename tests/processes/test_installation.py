"""What the README says of an installation makes the command `moi`, with everything that it needs to serve."""

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "pip install --no-deps --require-hashes -r requirements/main.txt",
    "pip install --no-index --no-deps --no-build-isolation .",
)


def test_the_readme_installs_the_command_with_its_templates_words_and_migrations(tmp_path: Path) -> None:
    """The second step of the two, into a folder of its own beside the dependencies that are here already."""
    readme = (ROOT / "README.md").read_text()
    assert all(command in readme for command in COMMANDS)
    locked = (ROOT / "requirements" / "main.txt").read_text()
    assert "\nhatchling==" in locked and "\neditables==" in locked, "the second step downloads nothing"
    command = [sys.executable, "-m", *COMMANDS[1].split(), "--ignore-installed", "--prefix", str(tmp_path)]
    subprocess.run([*command, "--quiet", "--disable-pip-version-check"], cwd=ROOT, check=True, timeout=100)
    where = sysconfig.get_path("purelib", vars={"base": str(tmp_path), "platbase": str(tmp_path)})
    help_ = subprocess.run(
        [tmp_path / "bin" / "moi", "--help"],
        cwd=tmp_path,
        env={"PYTHONPATH": where, "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert help_.returncode == 0 and "operator" in help_.stdout, help_.stderr
    installed = {str(path.relative_to(where)) for path in Path(where).rglob("*") if path.is_file()}
    ours = {
        str(path.relative_to(ROOT))
        for room in ("market", "contracts", "seeds")
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(ours) > 300 and ours <= installed
