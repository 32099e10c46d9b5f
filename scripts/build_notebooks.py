"""Build the notebooks from their plain sources, run them, and store them with their output.

python scripts/build_notebooks.py            run all, write notebooks/*.ipynb
python scripts/build_notebooks.py --check    run all, exit with 1 when a stored notebook says something else

A source is ``notebooks/<name>.py`` in the percent format: ``# %% [markdown]`` begins a text cell, ``# %%`` a code cell.
Cell ids, metadata and execution counts are those of the source, so that a notebook changes only when its cells or
their output do. Charts are stored as SVG; they are not compared, since letters are as wide as the fonts that are there.
"""

from __future__ import annotations

import json
import os
import re
import sys
import warnings
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "notebooks"
TIMEOUT = 120  # seconds a cell


def sources() -> list[Path]:
    return sorted(FOLDER.glob("[0-9]*.py"))


def cells_of(source: str) -> list[tuple[str, str]]:
    """``(kind, text)`` of each cell; what stands before the first mark is left out."""
    found = []
    for mark, body in re.findall(r"^# %%(.*)\n((?:(?!# %%).*(?:\n|\Z))*)", source, re.M):
        kind = "markdown" if "[markdown]" in mark else "code"
        lines = body.strip("\n").split("\n")
        if kind == "markdown":
            lines = [line.removeprefix("#").removeprefix(" ") for line in lines]
        found.append((kind, "\n".join(lines)))
    return found


def notebook_of(source: str) -> Any:
    """The notebook of a source, not run."""
    from nbformat import v4

    cells = []
    for i, (kind, text) in enumerate(cells_of(source)):
        make = v4.new_markdown_cell if kind == "markdown" else v4.new_code_cell
        cells.append(make(text, id=f"cell-{i:02}"))
    return v4.new_notebook(cells=cells, metadata=_metadata())


def _metadata() -> dict[str, Any]:
    return {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


def run(notebook: Any) -> Any:
    """The notebook after each cell ran in order, in the folder of the notebooks. A cell that fails raises."""
    import nbclient
    import nbformat

    with warnings.catch_warnings():
        # Jupyter's own machinery warns of its event loop.
        warnings.simplefilter("ignore")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
        client = nbclient.NotebookClient(
            notebook, timeout=TIMEOUT, record_timing=False, resources={"metadata": {"path": str(FOLDER)}}
        )
        client.execute()
    notebook.metadata = nbformat.from_dict(_metadata())
    return notebook


def render(notebook: Any) -> str:
    import nbformat

    nbformat.validate(notebook)
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def told(notebook: Any) -> list[str]:
    """What each code cell says in words, without its charts; a kernel may send one print in several pieces."""
    out = []
    for cell in notebook["cells"]:
        texts = []
        for one in cell.get("outputs", ()):
            plain = one.get("text") or one.get("data", {}).get("text/plain", "")
            plain = plain if isinstance(plain, str) else "".join(plain)
            texts.append(re.sub(r" at 0x[0-9a-f]+", "", plain))
        out.append("".join(texts))
    return out


def main(check: bool) -> int:
    stale = []
    for source in sources():
        made = run(notebook_of(source.read_text(encoding="utf-8")))
        path = source.with_suffix(".ipynb")
        stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        same = stored is not None and told(stored) == told(made) and _texts(stored) == _texts(made)
        if not same:
            stale.append(path.name)
            if not check:
                path.write_text(render(made), encoding="utf-8")
    print(("stale: " if check else "written: ") + ", ".join(stale) if stale else "up to date")
    return 1 if check and stale else 0


def _texts(notebook: Any) -> list[str]:
    return [source if isinstance(source := cell["source"], str) else "".join(source) for cell in notebook["cells"]]


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
