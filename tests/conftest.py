"""What several rooms' tests share."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


def shared_folder() -> Path | None:
    """The folder with gold and articles that are not part of the project, when it lies beside the checkout."""
    folder = Path(os.environ.get("POLICYMINE_SHARED", ROOT.parent / "shared"))
    return folder if (folder / "gold").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = shared_folder()
    if folder is None:
        pytest.skip("no shared folder beside the checkout (set POLICYMINE_SHARED)")
    return folder


def specs(name: str) -> list[dict[str, Any]]:
    """Cases of ``tests/specs/<name>.json``."""
    return json.loads((ROOT / "tests" / "specs" / f"{name}.json").read_text(encoding="utf-8"))
