"""A folder for `moi up`, emptied of everything that a start left."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from market.base.embedded import Embedded


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that every account of this machine can reach."""
    path = Path(tempfile.mkdtemp(prefix="moi-up-"))
    path.chmod(0o755)
    yield path
    Embedded(path / ".moi").forget()
    shutil.rmtree(path, ignore_errors=True)
