"""The house keeps its order: imports point down, and no room looks into its neighbour."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS: tuple[tuple[str, ...], ...] = (
    ("contracts",),
    ("base",),
    ("accounts",),
    ("money", "personas"),
    ("catalogue", "rentals"),
    ("relations", "crm", "proofs"),
    ("operators",),
    ("web",),
    ("wiring", "routes"),
    ("app", "worker", "doctor", "seeds"),
    ("supervisor", "serving"),
    ("commands",),
    ("cli",),
    ("__main__",),
)
FLOOR = {room: number for number, floor in enumerate(FLOORS) for room in floor}
REGISTRY = "piccolo_conf"  # names the rooms to the ORM and is imported by the base's migrations


def room_of(module: str) -> str | None:
    """The room a dotted module belongs to; None for what is not ours."""
    parts = module.split(".")
    if parts[0] in ("contracts", "seeds"):
        return parts[0]
    if parts[0] == "market":
        return parts[1] if len(parts) > 1 and parts[1] != "__init__" else None
    return None


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative imports hide the room"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def sources() -> list[Path]:
    return [path for top in ("contracts", "market", "seeds") for path in sorted((ROOT / top).rglob("*.py"))]


def allowed(here: str, there: str) -> bool:
    return here == there or FLOOR[there] < FLOOR[here]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    here = room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if here is None or here == REGISTRY:
        return
    assert here in FLOOR, f"{here} has no floor in the plan"
    for module in imports(path):
        there = room_of(module)
        if there is not None and there != REGISTRY:
            assert allowed(here, there), f"{here} imports {module}"


def test_the_plan_would_catch_an_arrow_upwards() -> None:
    assert not allowed("base", "accounts")
    assert not allowed("money", "personas")
    assert allowed("rentals", "money")


def test_contracts_import_nothing_of_the_market_and_no_database_or_web() -> None:
    banned = ("market", "litestar", "piccolo", "asyncpg", "stripe", "httpx")
    for path in sorted((ROOT / "contracts").rglob("*.py")):
        for module in imports(path):
            assert module.split(".")[0] not in banned, f"{path}: {module}"


def test_a_place_name_of_a_machine_or_registry_stands_nowhere() -> None:
    hosts = ("files.pythonhosted" + ".org", "pypi" + ".org", "registry.npmjs" + ".org")
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "--hash=sha256:" in text
        assert not any(host in text for host in hosts), path


def _named_twice(paths: list[Path]) -> dict[str, list[str]]:
    """The errors that more than one file defines, by name: a refusal is told by its name alone."""
    found: dict[str, list[str]] = {}
    for path in paths:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and any(
                isinstance(base, ast.Name) and base.id.endswith(("Error", "Refused")) for base in node.bases
            ):
                found.setdefault(node.name, []).append(path.name)
    return {name: files for name, files in found.items() if len(files) > 1}


def test_what_the_contract_refuses_has_one_class_for_one_name(tmp_path: Path) -> None:
    assert not _named_twice(sorted((ROOT / "contracts").rglob("*.py")))
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("class KeyUnknown(ValueError): ...\n")
    assert _named_twice(sorted(tmp_path.glob("*.py"))) == {"KeyUnknown": ["a.py", "b.py"]}
