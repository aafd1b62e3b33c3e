"""Stripe's own example objects, and a month at Stripe."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(os.environ.get("MOI_REFERENCE", Path(__file__).parents[4] / "shared" / "reference"))


@pytest.fixture(scope="session")
def examples() -> dict[str, Any]:
    file = REFERENCE / "stripe-fixtures3.json"
    if not file.exists():
        message = f"Stripe's example objects are not at {file}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return dict(json.loads(file.read_text())["resources"])
