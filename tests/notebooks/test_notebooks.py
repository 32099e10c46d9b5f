"""Every notebook runs from top to bottom, and is stored with the output that it has."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.py"))
NEEDED = ("nbclient", "nbformat", "ipykernel")

needs_jupyter = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in NEEDED),
    reason='needs the extra "notebooks": make test EXTRAS=notebooks',
)


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_notebooks", ROOT / "scripts" / "build_notebooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def stored(name: str) -> dict:
    return json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))


def test_notebooks_there_are_five_and_each_has_its_source():
    assert len(NAMES) == 5
    assert sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")) == NAMES


@needs_jupyter
@pytest.mark.parametrize("name", NAMES)
def test_notebooks_run_and_say_what_is_stored(build, name):
    source = (ROOT / "notebooks" / f"{name}.py").read_text(encoding="utf-8")
    made = build.run(build.notebook_of(source))
    assert build.told(stored(name)) == build.told(made), "stale: run scripts/build_notebooks.py and read what changed"


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_hold_the_cells_of_their_source(build, name):
    source = (ROOT / "notebooks" / f"{name}.py").read_text(encoding="utf-8")
    cells = [(c["cell_type"], c["source"]) for c in stored(name)["cells"]]
    assert cells == build.cells_of(source)


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_the_same_on_every_machine(name):
    notebook = stored(name)
    assert [cell["id"] for cell in notebook["cells"]] == [f"cell-{i:02}" for i in range(len(notebook["cells"]))]
    text = json.dumps(notebook, ensure_ascii=False)
    assert not re.search(r"/(?:tmp|home|work|root|Users)/|object at 0x", text)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert all(out["output_type"] != "error" for cell in code for out in cell["outputs"])
    assert any("image/svg+xml" in out.get("data", {}) for cell in code for out in cell["outputs"]) or name.startswith(
        "05"
    )


def test_notebooks_read_as_a_study():
    for name in NAMES:
        said = "\n".join(c["source"] for c in stored(name)["cells"] if c["cell_type"] == "markdown")
        for part in ("**Question.**", "**Data.**", "**Method.**", "## Limits"):
            assert part in said, f"{name}: {part}"


def test_notebooks_reader_of_sources(build):
    cells = build.cells_of("# %% [markdown]\n# # A\n#\n# b\n\n# %%\nx = 1\n\n\n# note\nx\n")
    assert cells == [("markdown", "# A\n\nb"), ("code", "x = 1\n\n\n# note\nx")]
